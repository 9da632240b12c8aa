package scenario

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	writersPage = "../docs/scenarios.md"
	tableBegins = "<!-- %s: go test ./scenario -run TestTheWritersPage -update -->\n"
	tableEnds   = "<!-- end of %s -->\n"
)

// exampleSteps are an example of every verb, each with what may stand beside it.
var exampleSteps = map[string]string{
	"key":      `key: {sale: "12.34", card: A, pin: "123456"}`,
	"keys":     `keys: ["1", "12.34", A, ""]`,
	"command":  `{command: sale 12.34 --card A, exit: 0, json: {verdict: paid}}`,
	"expect":   `{expect: {verdict: paid, paper: printed}, within: 60s}`,
	"host":     `host: {drop_response: {mti: "0200", count: 2}}`,
	"line":     `line: {cut: out, after: 40}`,
	"cable":    `cable: deaf`,
	"printer":  `printer: {paper_out_after_rows: 300}`,
	"climate":  `climate: {ambient_c: -15, humidity: 80}`,
	"power":    `power: {cut: {before: approved, nth: 1}}`,
	"disk":     `disk: {full: {before: approved}}`,
	"clock":    `clock: {pass: 35s}`,
	"receiver": `receiver: {answer: 503}`,
	"remember": `remember: {trace: status.trace}`,
	"repeat":   `{repeat: 3, steps: [{key: {sale: "1.00", card: B}, note: "number ${n}"}]}`,
}

// exampleExpectations are an example of every observable.
var exampleExpectations = map[string]string{
	"screen":        `screen: [冲正中, 冲正成功]`,
	"exit":          `exit: 4`,
	"json":          `json: {verdict: paid, amount: "12.34", auth: "/^[0-9]{6}$/"}`,
	"error":         `error: no_answer`,
	"says":          `says: 无法确认`,
	"of":            `{of: "000002", verdict: paid}`,
	"verdict":       `verdict: being_reversed`,
	"money":         `money: reversed`,
	"paper":         `paper: {merchant: printed, cardholder: due}`,
	"status":        `status: {grade: printed, faint: absent}`,
	"owed":          `owed: 1`,
	"owed_slips":    `owed_slips: 2`,
	"slips":         `slips: [{text: [商户存根, "12.34"], not: 重打印, complete: yes, duplicate: no, legibility: good}]`,
	"journal":       `journal: [intent, {what: approved, kind: sale}]`,
	"ledger":        `ledger: [{kind: sale, state: approved, amount: "12.34"}]`,
	"accounts":      `accounts: {A: "487.66", B: {balance: "500.00", held: "0.00"}}`,
	"bank":          `bank: {A: [支出12.34, 退回12.34]}`,
	"wire":          `wire: [{mti: "0400", fields: {39: "98", 55: absent}}]`,
	"notifications": `notifications: [transaction.approved]`,
	"printer":       `printer: {paper: out}`,
	"customer":      `customer: [冲正中 请稍候, 冲正成功]`,
	"power":         `power: off`,
	"agree":         `agree: yes`,
	"never":         `never: {wire: {mti: "0200"}, screen: 已收款}`,
}

// inBraces is what stands in { }, with them or without.
func inBraces(s string) string {
	if strings.HasPrefix(s, "{") {
		return s
	}
	return "{" + s + "}"
}

// verbTable and observableTable are the generated parts of the page.
func verbTable() string {
	var b strings.Builder
	b.WriteString("| step | what it is | beside it | example |\n|---|---|---|---|\n")
	for _, name := range sortedKeys(verbs) {
		v := verbs[name]
		fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", name, cell(v.says), strings.Join(slices.Concat(v.with, beside), ", "), exampleSteps[name])
	}
	return b.String()
}

func observableTable() string {
	var b strings.Builder
	b.WriteString("| in `expect:` | what it looks at | example |\n|---|---|---|\n")
	for _, name := range sortedKeys(observables) {
		fmt.Fprintf(&b, "| `%s` | %s | `%s` |\n", name, cell(observables[name].says), exampleExpectations[name])
	}
	return b.String()
}

// cell is text that does not end a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// TestTheWritersPage: every verb and every observable stands on the page for writers, with an example that is taken.
func TestTheWritersPage(t *testing.T) {
	require.Equal(t, sortedKeys(verbs), sortedKeys(exampleSteps))
	require.Equal(t, sortedKeys(observables), sortedKeys(exampleExpectations))
	for name, step := range exampleSteps {
		_, err := Parse(name, []byte("name: x\nlab: {webhooks: yes}\nsteps: ["+inBraces(step)+"]"))
		require.NoError(t, err)
	}
	for name, wanted := range exampleExpectations {
		_, err := Parse(name, []byte("name: x\nlab: {webhooks: yes}\nsteps: [{expect: "+inBraces(wanted)+"}]"))
		require.NoError(t, err)
	}
	raw, err := os.ReadFile(writersPage)
	require.NoError(t, err)
	page := string(raw)
	for name, table := range map[string]string{"steps": verbTable(), "expectations": observableTable()} {
		before, rest, found := strings.Cut(page, fmt.Sprintf(tableBegins, name))
		require.True(t, found, name)
		_, after, found := strings.Cut(rest, fmt.Sprintf(tableEnds, name))
		require.True(t, found, name)
		page = before + fmt.Sprintf(tableBegins, name) + table + fmt.Sprintf(tableEnds, name) + after
	}
	var untold []string
	for _, key := range slices.Concat(header, labKeys, climateKeys, printerKeys, hostKeys, printerDoes, neverable, sortedKeys(moments)) {
		if !strings.Contains(page, "`"+key+"`") && !strings.Contains(page, "`"+key+":") {
			untold = append(untold, key)
		}
	}
	require.Empty(t, untold, "the page for writers says nothing of them")
	if *update {
		require.NoError(t, os.WriteFile(writersPage, []byte(page), 0o644))
		return
	}
	require.Equal(t, page, string(raw), "run: go test ./scenario -run TestTheWritersPage -update")
}
