package check_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

// TestPaperOfALesson: a terminal that people learn on has the numbers of the one that trades, and prints beside it. Its paper
// is nobody's witness: it neither contradicts a sale nor stands for its slip.
func TestPaperOfALesson(t *testing.T) {
	s := day()
	_, before := check.Compared(s.Evidence)
	s.paper(s.made(1), txn.FormSlip, txn.Merchant, false)
	lesson := &s.Slips[len(s.Slips)-1]
	lesson.Text = "训练 TRAINING\n" + strings.Replace(lesson.Text, "RMB ", "RMB 9", 1)
	require.Empty(t, check.Of(s.Evidence))
	_, slips := check.Compared(s.Evidence)
	require.Equal(t, before, slips)
	for i := range s.Slips { // and now all of it is
		s.Slips[i].Text = "训练 TRAINING\n" + s.Slips[i].Text
	}
	found := check.Of(s.Evidence)
	require.NotEmpty(t, found)
	require.Equal(t, check.NotOnPaper.String(), found[0].Problem.String())
}

// TestPaperThatIsNoCopy: a code that nobody can pay by, and a record that nobody asked the host for.
func TestPaperThatIsNoCopy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		want  check.Problem
		trace txn.Trace
		plant func(*story)
	}{
		{"a payment code of a sale", check.StrayCode, 1, func(s *story) { s.paper(s.made(1), txn.FormPayCode, txn.Merchant, false) }},
		{"a slip from the host's record that no enquiry bears out", check.RecordUnproven, 1, func(s *story) { s.paper(s.made(1), txn.FormHostRecord, txn.Merchant, false) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := day()
			tt.plant(s)
			found := check.Of(s.Evidence)
			require.Len(t, found, 1, "%v", found)
			require.Equal(t, tt.want.String(), found[0].Problem.String())
			require.Equal(t, tt.trace, found[0].Of.Trace)
		})
	}
}

// TestOnePrinterForMany: paper of a lesson and of another till of the shop lies on the same roll, and is not this terminal's.
func TestOnePrinterForMany(t *testing.T) {
	s := day()
	s.Terminal, s.Merchant = terminal, merchant
	theirs := roll.Row{Batch: 1, Trace: 42, Kind: txn.Sale, Body: roll.Intent{Terminal: "00010002", Merchant: merchant, Amount: 1234, Card: masked}}
	s.paper(theirs, txn.FormHostRecord, txn.Merchant, false)
	lesson := roll.Row{Batch: 1, Trace: 1, Kind: txn.Cash, Body: roll.Intent{Terminal: terminal, Merchant: merchant, Amount: 99_900}}
	s.paper(lesson, txn.FormSlip, txn.Merchant, false)
	last := &s.Slips[len(s.Slips)-1].Text
	sold := *last
	*last = "    训练 TRAINING\n" + sold
	require.Empty(t, check.Of(s.Evidence))

	*last = "商品/服务\n训练 TRAINING\n------\n" + sold
	require.NotEmpty(t, check.Of(s.Evidence), "what somebody calls their goods makes no lesson of a sale")
}
