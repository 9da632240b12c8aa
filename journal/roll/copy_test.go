package roll_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

func try(job uint64, end roll.What, grade txn.Grade) roll.Print {
	return roll.Print{Job: job, End: end, Grade: grade}
}

// TestCopies: what the attempts at a copy add up to. Job 9 is in the printer.
func TestCopies(t *testing.T) {
	lost, open := try(3, roll.Lost, 0), try(9, roll.Nothing, 0)
	printed, unsure := try(4, roll.Printed, txn.GradePrinted), try(4, roll.Unconfirmed, txn.GradeUnconfirmed)
	for _, tt := range []struct {
		name  string
		copy  roll.Copy
		paper txn.Paper
		begun int
		best  uint64
	}{
		{"never tried", roll.Copy{}, txn.PaperDue, 0, 0},
		{"in the printer", roll.Copy{Tries: []roll.Print{lost, open}}, txn.PaperPrinting, 2, 9},
		{"another job is in the printer", roll.Copy{Tries: []roll.Print{open, lost}}, txn.PaperDue, 2, 3},
		{"left behind by a power cut", roll.Copy{Tries: []roll.Print{try(5, roll.Nothing, 0)}}, txn.PaperDue, 1, 5},
		{"never begun", roll.Copy{Tries: []roll.Print{try(3, roll.NotBegun, 0)}}, txn.PaperDue, 0, 3},
		{"stalled", roll.Copy{Tries: []roll.Print{try(3, roll.Stalled, 0)}}, txn.PaperDue, 1, 3},
		{"printed", roll.Copy{Tries: []roll.Print{lost, printed}}, txn.PaperPrinted, 2, 4},
		{"printed, one more lost", roll.Copy{Tries: []roll.Print{printed, lost}}, txn.PaperPrinted, 2, 4},
		{"printed, one more in the printer", roll.Copy{Tries: []roll.Print{printed, open}}, txn.PaperPrinted, 2, 4},
		{"unconfirmed", roll.Copy{Tries: []roll.Print{unsure}}, txn.PaperUnconfirmed, 1, 4},
		{"superseded", roll.Copy{Superseded: true, Tries: []roll.Print{lost}}, txn.PaperSuperseded, 1, 3},
		{"superseded, then printed after all", roll.Copy{Superseded: true, Tries: []roll.Print{printed}}, txn.PaperPrinted, 1, 4},
		{"superseded, then unconfirmed", roll.Copy{Superseded: true, Tries: []roll.Print{unsure}}, txn.PaperUnconfirmed, 1, 4},
	} {
		require.Equal(t, tt.paper, tt.copy.Paper(9), tt.name)
		require.Equal(t, tt.begun, tt.copy.Begun(), tt.name)
		require.Equal(t, tt.best, tt.copy.Best().Job, tt.name)
		require.Equal(t, tt.begun > 0, tt.copy.Next().Marked, tt.name)
		require.Equal(t, len(tt.copy.Tries)+1, tt.copy.Next().N, tt.name)
	}
}

// TestOpenJobs: a printer may still confirm what is under way, was cut off, or stalled.
func TestOpenJobs(t *testing.T) {
	copies := []roll.Copy{{Tries: []roll.Print{try(3, roll.NotBegun, 0), try(4, roll.Stalled, 0)}}, {Tries: []roll.Print{
		try(5, roll.Lost, 0), try(6, roll.Printed, txn.GradePrinted), try(7, roll.Unconfirmed, txn.GradeUnconfirmed), try(8, roll.Nothing, 0)}}}
	require.Equal(t, []uint64{4, 8}, roll.Book{Txns: []roll.Txn{{ID: 2, Copies: copies}}}.OpenJobs())
	hanging := roll.Book{Hanging: []uint64{3}, Txns: []roll.Txn{{ID: 2, Copies: copies[1:]}}}
	require.Equal(t, []uint64{3, 8}, hanging.OpenJobs())
	require.Equal(t, []uint64{8}, hanging.UnendedJobs(), "what hangs there has its end")
}

// TestHanging: whoever opens the printer next has to know of every slip that may hang
// there unfinished, of whatever kind it is, until something was printed after it.
func TestHanging(t *testing.T) {
	row := func(b roll.Book, what roll.What, body any) roll.Book {
		return b.Apply(roll.Row{Seq: b.Seq + 1, What: what, Body: body})
	}
	begun := row(roll.Book{Seq: 4}, roll.AttemptMade, roll.Attempt{Form: txn.FormNotApproved, N: 1})
	require.Equal(t, []uint64{5}, begun.OpenJobs(), "also one that no transaction owes")
	again := row(begun, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 1})
	for what, open := range map[roll.What][]uint64{
		roll.NotBegun: {5}, roll.Stalled: {5, 6}, roll.Lost: {5, 6}, roll.Printed: {}, roll.Unconfirmed: {},
	} {
		require.ElementsMatch(t, open, row(again, what, roll.End{Job: 6}).OpenJobs(), what)
	}
	require.Equal(t, []uint64{6}, row(again, roll.Printed, roll.End{Job: 5}).OpenJobs(), "confirmed late: it has cut off nothing newer")
	for range 100 {
		again = row(again, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 1})
	}
	require.Len(t, again.OpenJobs(), 8)
}

// TestNextBatch: the counters begin anew, what is owed stays, and the host counts along.
func TestNextBatch(t *testing.T) {
	owed := []roll.Txn{{ID: 2, Kind: txn.Sale, Is: roll.InDoubt}}
	b := roll.Book{Seq: 9, Batch: 999_999, Used: 7, Count: 5, Trace: 8, Signed: true, Txns: owed, Keys: roll.Keys{HostBatch: 999_999}}
	next := b.NextBatch()
	require.Equal(t, roll.Book{Seq: 9, Batch: 1, Trace: 8, Signed: true, Txns: owed, Keys: roll.Keys{HostBatch: 1}}, next)
	require.False(t, next.Clash())
	b.Keys.HostBatch = 0
	require.Zero(t, b.NextBatch().Keys.HostBatch, "a host that named no batch still names none")
}

// TestTheLastStays: the Book holds the last transaction that could move money,
// whatever inquiries come after it.
func TestTheLastStays(t *testing.T) {
	s := newStory()
	sale := s.add(roll.Row{What: roll.IntentMade, Kind: txn.Sale, Batch: 1, Trace: 1, Body: roll.Intent{}})
	s.add(roll.Row{Txn: sale.Txn, What: roll.Declined, Kind: txn.Sale, Batch: 1, Trace: 1, Body: roll.Outcome{Code: "51"}})
	for range 2 {
		s.add(roll.Row{What: roll.IntentMade, Kind: txn.Balance, Batch: 1, Trace: s.book.Trace.Next(), Body: roll.Intent{}})
		last, held := s.book.Find(s.book.Last)
		require.True(t, held)
		require.Equal(t, sale.Txn, last.ID)
		require.Equal(t, roll.Declined, last.Is)
	}
}

// TestEachCopyHasItsOwnAttempts: what was tried for one holder says nothing about the other's paper.
func TestEachCopyHasItsOwnAttempts(t *testing.T) {
	sale := roll.Txn{ID: 2, Kind: txn.Sale, Is: roll.IntentMade}
	rows := []roll.Row{
		{Seq: 3, Txn: 2, What: roll.Approved, Body: roll.Outcome{Code: "00", Copies: 2}},
		{Seq: 4, Txn: 2, What: roll.AttemptMade, Body: roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 1}},
		{Seq: 5, Txn: 2, What: roll.Printed, Body: roll.End{Job: 4, Form: txn.FormSlip, For: txn.Cardholder, Grade: txn.GradePrinted}},
	}
	for _, r := range rows {
		sale = sale.Apply(r)
	}
	merchants, _ := sale.Copy(txn.FormSlip, txn.Merchant)
	cardholders, _ := sale.Copy(txn.FormSlip, txn.Cardholder)
	require.Equal(t, txn.PaperDue, merchants.Paper(0))
	require.Empty(t, merchants.Tries)
	require.Equal(t, txn.PaperPrinted, cardholders.Paper(0))
	require.Len(t, sale.OwedCopies(), 1)
}
