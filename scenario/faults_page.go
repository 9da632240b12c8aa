package scenario

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"posterm/txn"
)

// ShownBy are the stories that show a fault, in their order.
func (f *Fault) ShownBy(stories []*Story) (by []*Story) {
	for _, s := range stories {
		if slices.Contains(s.Shows, f.Name) {
			by = append(by, s)
		}
	}
	return by
}

// faultsTop begins the page of the catalogue.
const faultsTop = `# Faults 故障目录

What goes wrong around a terminal: %d faults by name, how to have each of them, what the terminal does then, and what it tells the cashier.
The names are those that stories show (` + "`shows:`" + `, [scenarios.md](scenarios.md)).

* **Inject** is a step of a story; below it the request to the lab's admin API that does the same ([lab.md](lab.md)), or a person's hand.
* **Terminal** names the paragraph of [the design](design) that decides.
* **Cashier** is read from the terminal's own screen, in both languages: a test makes every fault happen and looks.

` + "`poslab scenario faults NAME`" + ` prints a story in which it happens; ` + "`poslab scenario run`" + ` tells that. This page is written by
` + "`poslab scenario faults --write docs/faults.md`" + ` from ` + "`scenario/faults/*.yaml`" + ` and the stories in ` + "`testdata/scenarios`" + `; a test keeps it current.
`

// FaultsPage is the catalogue as a page of docs/, with the stories that show each.
func FaultsPage(all []Fault, stories []*Story) string {
	var b strings.Builder
	fmt.Fprintf(&b, faultsTop, len(all))
	b.WriteString("\n| fault | 故障 | requirements |\n|---|---|---|\n")
	for _, f := range all {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", f.Name, f.Name, f.Title.ZH, strings.Join(f.Covers, " "))
	}
	var group txn.Words
	for _, f := range all {
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(&b, "\n## %s · %s\n", group.EN, group.ZH)
		}
		f.write(&b, stories)
	}
	return b.String()
}

func (f *Fault) write(b *strings.Builder, stories []*Story) {
	fmt.Fprintf(b, "\n### %s\n\n%s · %s\n\n", f.Name, f.Title.ZH, f.Title.EN)
	fmt.Fprintf(b, "* **Cause:** %s\n", f.Cause)
	if f.Hand != "" {
		fmt.Fprintf(b, "* **By hand:** %s\n", f.Hand)
	}
	if lines := slices.Concat(f.Inject(), f.Calls()); len(lines) > 0 {
		b.WriteString("* **Inject:**\n")
		for _, line := range lines {
			fmt.Fprintf(b, "  * `%s`\n", line)
		}
	}
	fmt.Fprintf(b, "* **Terminal:** %s (%s)\n", f.Terminal, strings.Join(f.Rules, ", "))
	fmt.Fprintf(b, "* **Cashier:** %s · *%s*\n", f.Words.ZH, f.Words.EN)
	var links []string
	for _, s := range f.ShownBy(stories) {
		file := path.Clean(strings.ReplaceAll(s.File, `\`, "/"))
		if i := strings.Index(file, "testdata/"); i > 0 { // read from another folder
			file = file[i:]
		}
		links = append(links, fmt.Sprintf("[%s](../%s)", strings.TrimPrefix(file, "testdata/scenarios/"), file))
	}
	if len(links) == 0 {
		links = []string{"no story yet"}
	}
	fmt.Fprintf(b, "* **Requirements:** %s. **Shown by:** %s\n", strings.Join(f.Covers, " "), strings.Join(links, ", "))
}
