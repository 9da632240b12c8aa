package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"posterm/emulator/host"
)

// Failure is a story that did not go as it is told, with everything a person needs to see why.
type Failure struct {
	Line    int      `json:"line"` // in the story's file; 0: not at a step
	Step    string   `json:"step"` // as it is written
	Excerpt string   `json:"-"`
	What    string   `json:"what"` // what went wrong, in a line or more
	Unmet   []Unmet  `json:"unmet"`
	Seen    []Seen   `json:"seen"`   // what there was of each witness
	Files   []string `json:"files"`  // pictures that were kept
	Replay  string   `json:"replay"` // the one command that tells it again
}

// Unmet is something that was expected and was not so.
type Unmet struct {
	Name string `json:"name"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// Seen is what one witness showed since the last step that did something.
type Seen struct {
	Of   string `json:"of"` // screen, wire, journal, ledger, paper
	Text string `json:"text"`
}

// record is what there was to see when a story failed.
type record struct {
	seen  []Seen
	files []string
}

func stack() []byte { return debug.Stack() }

// failureOf puts a failure together.
func failureOf(s *Story, t *Telling, o Options, err error, story *record) *Failure {
	f := &Failure{What: err.Error(), Replay: replay(s, t, o)}
	var at *failure
	if errors.As(err, &at) {
		f.Line, f.Step = at.at.Line, at.at.written()
		f.Excerpt = at.at.src.refuse(at.at.Line, at.at.Column, at.why).Excerpt
	}
	var missed *mismatch
	if errors.As(err, &missed) {
		for _, u := range missed.unmet {
			f.Unmet = append(f.Unmet, Unmet{u.name, u.want, u.seen})
		}
	}
	if story != nil {
		f.Seen, f.Files = story.seen, story.files
	}
	return f
}

// replay is the command that tells one story again.
func replay(s *Story, t *Telling, o Options) string {
	args := o.Command
	if len(args) == 0 {
		args = []string{"poslab"}
	}
	args = slices.Concat(args, []string{"scenario", "run", s.File, "--seed", fmt.Sprint(o.Seed)})
	if len(t.Row) > 0 {
		args = append(args, "--only", t.Name)
	}
	if o.Posterm != "" {
		args = append(args, "--real")
	}
	args = append(args, o.Flags...)
	for i, arg := range args {
		args[i] = quoted(arg)
	}
	return strings.Join(args, " ")
}

// quoted is a word as a shell takes it.
func quoted(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

var plainWord = regexp.MustCompile(`^[\p{L}\p{N}_./:=@%+,-]+$`)

// witnessLimit bounds what is shown of one witness, in characters.
const witnessLimit = 4000

// witnesses looks at everything once more, for the report.
func (p *play) witnesses(o Options) *record {
	r := &record{}
	see := func(of string, text string, err error) {
		if err != nil {
			text = "cannot be had: " + err.Error()
		}
		if text = strings.TrimRight(text, "\n"); strings.TrimSpace(text) == "" {
			text = "nothing since the last step"
		}
		r.seen = append(r.seen, Seen{of, clipTo(text, witnessLimit)})
	}
	s := &sight{play: p}
	see("screen", s.screenText(), nil)
	var wire []string
	for _, e := range p.world.events.since(p.mark.events) {
		if m, is := messageOf(e); is {
			wire = append(wire, m.String())
		} else if e.Type == string(host.FaultUsed) || e.Type == string(host.Malformed) || e.Type == string(host.Disconnected) {
			wire = append(wire, e.Type+" "+clip(string(e.Data)))
		}
	}
	see("wire", strings.Join(wire, "\n"), nil)
	rows, err := s.rowsSince()
	var lines []string
	for _, row := range rows {
		lines = append(lines, show(row))
	}
	see("journal", strings.Join(lines, "\n"), err)
	entries, err := p.world.lab.Ledger(p.ctx)
	see("ledger", entriesInWords(entries), err)
	slips, err := s.since()
	see("paper", slipsInWords(slips), err)
	if o.Out != "" {
		for _, slip := range slips {
			file, err := p.picture(o.Out, slip.ID)
			if err != nil { // the text above is of the same paper
				see("pictures", "", err)
				break
			}
			r.files = append(r.files, file)
		}
	}
	return r
}

// picture keeps a slip's picture.
func (p *play) picture(folder string, id int) (string, error) {
	png, err := p.world.lab.SlipPNG(p.ctx, id)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, fmt.Sprintf("slip-%d-*.png", id))
	if err != nil {
		return "", err
	}
	_, err = f.Write(png)
	return filepath.ToSlash(f.Name()), errors.Join(err, f.Close())
}

// Text is the failure as it is told on a console.
func (f *Failure) Text() string {
	var b strings.Builder
	if f.Excerpt != "" {
		fmt.Fprintf(&b, "%s\n", f.Excerpt)
	}
	if len(f.Unmet) == 0 {
		fmt.Fprintf(&b, "  %s\n", indent(f.What, "  "))
	}
	for _, u := range f.Unmet {
		fmt.Fprintf(&b, "  %s\n    expected  %s\n    seen      %s\n", u.Name, u.Want, indent(u.Got, "              "))
	}
	for _, s := range f.Seen {
		fmt.Fprintf(&b, "  %s\n    %s\n", s.Of, indent(s.Text, "    "))
	}
	for _, file := range f.Files {
		fmt.Fprintf(&b, "  kept %s\n", file)
	}
	fmt.Fprintf(&b, "  again: %s\n", f.Replay)
	return b.String()
}

func indent(text, by string) string { return strings.ReplaceAll(text, "\n", "\n"+by) }
