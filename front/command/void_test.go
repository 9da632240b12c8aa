package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVoidRules(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sale := r.sale("12.34")
	trace := sale["trace"].(string)
	r.refused(2, "card_needed", "void", trace)
	r.refused(2, "no_original", "void", "999", "--card", "A")
	r.refused(2, "no_original", "void", "000002/"+trace, "--card", "A")
	r.refused(2, "bad_trace", "void", "seven", "--card", "A")
	r.refused(2, "bad_trace", "void", "1000000", "--card", "A")
	r.refused(2, "other_card", "void", trace, "--card", "B")
	o := r.ask(0, "void", "000001/"+trace, "--card", "A")
	require.Equal(t, "void", o["kind"])
	require.Equal(t, object{"batch": "000001", "trace": trace, "rrn": sale["rrn"]}, o.in("original"))
	require.Equal(t, "12.34", o["amount"])
	require.Equal(t, "voided", r.ask(0, "status", trace)["money"])
	require.Equal(t, "returned", r.ask(0, "status", trace)["verdict"])
	r.refused(6, "voided", "void", trace, "--card", "A")
	declined := r.ask(3, "sale", "600", "--card", "A")
	r.refused(6, "not_approved", "void", declined["trace"].(string), "--card", "A")
	r.refused(2, "no_original", "void", "1", "--card", "A") // a sign-in
	require.Equal(t, "500.00", r.balance("A"))
	r.agrees()
}

func TestVoidWithStoredCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"void.card": `"stored"`})
	r.ask(0, "init")
	for _, card := range []string{"A", "B"} {
		sale := r.ask(0, "sale", "3", "--card", card)
		o := r.ask(0, "void", sale["trace"].(string))
		require.Equal(t, "manual", o["entry"])
		require.Equal(t, sale["card"], o["card"])
		require.Equal(t, "500.00", r.balance(card))
	}
	r.refused(2, "no_original", "void", "1")
	r.agrees()
}

// TestVoidInDoubt: its original stays paid until the host has said otherwise.
func TestVoidInDoubt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	trace := r.sale("12.34")["trace"].(string)
	r.fault("drop_response", "0200")
	void := r.ask(4, "void", trace, "--card", "A")
	require.Equal(t, "being_reversed", void["verdict"])
	require.Equal(t, "paid", r.ask(0, "status", trace)["verdict"])
	again := r.ask(0, "void", trace, "--card", "A")
	require.Equal(t, []any{void["trace"]}, again["reversed_before"])
	require.Equal(t, "500.00", r.balance("A"))
	r.agrees()
}

func TestVoidParked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	trace := r.sale("12.34")["trace"].(string)
	r.fault("drop_response", "0200")
	void := r.ask(4, "void", trace, "--card", "A")["trace"].(string)
	for range 3 {
		r.fault("decline", "0400", "58")
	}
	r.refused(7, "void_parked", "void", trace, "--card", "A")
	require.Equal(t, "needs_person", r.ask(0, "status", trace)["verdict"])
	require.Equal(t, "needs_person", r.ask(0, "status", void)["verdict"])
	o := r.ask(0, "reversal", "resolve", void, "--as", "stands", "--by", "01", "--note", "the money went back")
	require.Equal(t, "returned", o["verdict"])
	require.Equal(t, "returned", r.ask(0, "status", trace)["verdict"])
}

// TestVoidOfDoubt: what is being reversed is not voided as well.
func TestVoidOfDoubt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.owe("1")
	r.refused(6, "in_doubt", "void", trace, "--card", "A")
	r.agrees()
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule        string
		exit, again int
	}{{"warn", 0, 0}, {"ask", 6, 0}, {"refuse", 6, 6}} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings{"duplicate": quoted(tt.rule)})
			require.Nil(t, r.sale("5")["warning"])
			require.Nil(t, r.sale("5.01")["warning"])
			require.Nil(t, r.ask(0, "sale", "5", "--card", "B")["warning"])
			if tt.exit == 0 {
				require.Equal(t, "possible_duplicate", r.ask(0, "sale", "5", "--card", "A")["warning"])
				require.Contains(t, r.run("sale", "5", "--card", "A").out, "十分钟内")
			} else {
				r.refused(tt.exit, "possible_duplicate", "sale", "5", "--card", "A")
			}
			o := r.ask(tt.again, "sale", "5", "--card", "A", "--again")
			if tt.again == 6 {
				require.Equal(t, "possible_duplicate", o.in("error")["code"])
			}
			r.agrees()
		})
	}
}

// TestDeclinedIsNoDuplicate: after a decline or a void the same sale is another one.
func TestDeclinedIsNoDuplicate(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"duplicate": `"refuse"`})
	r.ask(3, "sale", "5", "--card", "A", "--pin", "0000")
	trace := r.sale("5")["trace"].(string)
	r.ask(0, "void", trace, "--card", "A")
	r.sale("5")
	r.fault("drop_response", "0200")
	r.ask(4, "sale", "7", "--card", "A")
	r.refused(6, "possible_duplicate", "sale", "7", "--card", "A")
}
