package office

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/canary"
	"posterm/txn"
)

// row is a transaction as posterm exports it, with members that nobody looks at.
func row(trace, kind, amount, money string, change ...any) string {
	m := map[string]any{
		"terminal": "00010001", "batch": "000001", "trace": trace, "kind": kind, "amount": amount, "currency": "CNY", "card": "622202*********0018",
		"entry": "swipe", "money": money, "verdict": "paid", "settled": nil, "paper": map[string]string{"merchant": "printed", "cardholder": "due"},
		"response": "00", "response_text": "<b>", "auth": "", "rrn": "", "time": "2026-11-21T20:15:05+08:00", "said": "</script>", "slips": []any{},
	}
	for i := 0; i+1 < len(change); i += 2 {
		name := change[i].(string)
		if m[name] = change[i+1]; change[i+1] == any("-") {
			delete(m, name)
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func export(rows ...string) string { return `{"transactions":[` + strings.Join(rows, ",") + "]}\n" }

func TestParseExport(t *testing.T) {
	x, err := ParseExport(strings.NewReader(export(
		row("000003", "void", "1.00", "approved", "terminal", "-"), row("000002", "balance", "0.00", "none"), row("000001", "sale", "1.00", "voided", "settled", "000001"),
	)), "00010002")
	require.NoError(t, err)
	require.Equal(t, 1, x.Others)
	require.Len(t, x.Records, 2)
	require.Equal(t, "000001", x.Records[0].Trace, "the oldest first")
	require.Equal(t, txn.Sale, x.Records[0].Kind)
	require.Equal(t, Yuan(100), x.Records[0].Amount)
	require.True(t, x.Records[0].Settled)
	require.Equal(t, txn.PaperDue, x.Records[0].Cardholder)
	require.Equal(t, []string{"00010001", "00010002"}, x.Terminals())
	x, err = ParseExport(strings.NewReader(`{"transactions":[]}`), "")
	require.NoError(t, err)
	require.Empty(t, x.Records)
}

// What is no export is refused with its place, and never with its value.
func TestNoExport(t *testing.T) {
	good := row("000001", "sale", "1.00", "approved")
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", `want {"transactions":[...]}`},
		{"text", "batch,trace", `want {"transactions":[...]}`},
		{"another object", `{"entries":[]}`, `want {"transactions":[...]}`},
		{"an error of posterm", `{"error":{"code":"held"}}`, `want {"transactions":[...]}`},
		{"cut short", export(good, good)[:300], "ends too early"},
		{"not closed", `{"transactions":[` + good, "not closed"},
		{"two objects", export(good) + export(good), "behind the object"},
		{"more members", `{"transactions":[],"x":1}`, "not closed"},
		{"a list of numbers", `{"transactions":[1]}`, "transaction 1: member"},
		{"twice", export(good, good), "transaction 2: its terminal, batch and trace"},
		{"no terminal", export(row("000001", "sale", "1.00", "approved", "terminal", "-")), `member "terminal"`},
		{"a card number", export(row("000001", "sale", "1.00", "approved", "card", panA)), `member "card"`},
		{"a card number as reference", export(row("000001", "sale", "1.00", "approved", "rrn", panA)), `member "rrn"`},
		{"a card number as terminal", export(row("000001", "sale", "1.00", "approved", "terminal", panA)), `member "terminal"`},
		{"a card number as kind", export(row("000001", panA, "1.00", "approved")), `member "kind"`},
		{"a card number as amount", export(row("000001", "sale", panA, "approved")), `member "amount"`},
		{"a card number as time", export(row("000001", "sale", "1.00", "approved", "time", panA)), `member "time"`},
		{"markup as authorisation", export(row("000001", "sale", "1.00", "approved", "auth", "<b></b")), `member "auth"`},
		{"no such money", export(row("000001", "sale", "1.00", "rich")), `member "money"`},
		{"a card number as goods", export(row("000001", "sale", "1.00", "approved", "goods", []Item{{Text: panA}})), `member "goods"`},
		{"goods as a word", export(row("000001", "sale", "1.00", "approved", "goods", "tea")), `member "goods"`},
		{"goods without a text", export(row("000001", "sale", "1.00", "approved", "goods", []Item{{}})), `member "goods"`},
		{"goods without end", export(row("000001", "sale", "1.00", "approved", "goods", slices.Repeat([]Item{{Text: "tea"}}, 21))), `member "goods"`},
		{"a short trace", export(row("1", "sale", "1.00", "approved")), `member "trace"`},
		{"full width", export(row("００００01", "sale", "1.00", "approved")), `member "trace"`},
		{"deep", `{"transactions":[` + strings.Repeat("[", 20_000), "transaction 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseExport(strings.NewReader(tt.text), "")
			require.ErrorIs(t, err, ErrExport)
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), panA)
			require.Less(t, len(err.Error()), 300)
		})
	}
}

func TestExportHasALimit(t *testing.T) {
	rows, one := make([]string, rowLimit+1), row("000000", "sale", "1.00", "approved")
	for i := range rows {
		rows[i] = strings.Replace(one, "000000", fmt.Sprintf("%06d", i+1), 1)
	}
	_, err := ParseExport(strings.NewReader(export(rows[:rowLimit]...)), "")
	require.NoError(t, err)
	_, err = ParseExport(strings.NewReader(export(rows...)), "")
	require.ErrorIs(t, err, ErrExport)
	require.ErrorContains(t, err, "more than")
}

// Whatever comes in, what is kept has the forms that pages rely on.
func FuzzParseExport(f *testing.F) {
	f.Add(export(row("000001", "sale", "1.00", "approved")), "00010001")
	f.Add(export(row("000001", "sale", "1.00", "approved", "card", panA, "terminal", "-")), panA)
	f.Add(`{"transactions":[{"card":"6222020000000000018","terminal":null,"paper":[]}]}`, "")
	f.Add(`{"transactions":[{"amount":1e999}]}`, "<b>")
	f.Fuzz(func(t *testing.T, text, terminal string) {
		x, err := ParseExport(strings.NewReader(text), terminal)
		if err != nil {
			require.ErrorIs(t, err, ErrExport)
			require.Empty(t, x.Records)
			return
		}
		for _, r := range x.Records {
			require.Len(t, r.Terminal, 8)
			require.Regexp(t, cardForm, string(r.Card))
			require.Positive(t, r.Amount)
			require.True(t, r.Kind.Moves())
			shown := fmt.Sprintf("%v %v %v %v", r.Key, r.Card, r.RRN, r.Auth)
			require.Empty(t, canary.CardNumbers([]byte(shown)), shown)
		}
	})
}
