package journal_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/fill"
	"posterm/journal/roll"
	"posterm/txn"
)

func check(t testing.TB, j *journal.Journal) journal.Report {
	t.Helper()
	report, err := j.Check(t.Context())
	require.NoError(t, err)
	return report
}

// closeBatch closes the open batch.
func (m *maker) closeBatch(t testing.TB, book roll.Book) {
	t.Helper()
	require.NoError(t, m.j.Commit(m.row(roll.Row{What: roll.Closed, Batch: m.book.Batch, Body: roll.Checkpoint{Book: book}}), nil))
}

// say commits one row about the last intent.
func (m *maker) say(t testing.TB, what roll.What, body any) roll.Row {
	t.Helper()
	rows := m.tell(what, body)
	require.NoError(t, m.j.Commit(rows, nil))
	return rows[0]
}

// ask commits an intent.
func (m *maker) ask(t testing.TB, kind txn.Kind, orig roll.ID) {
	t.Helper()
	rows := m.intent(kind, orig)
	require.NoError(t, m.j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}))
}

// TestEverythingATerminalDoesIsSound walks through every kind of row.
func TestEverythingATerminalDoesIsSound(t *testing.T) {
	_, j, m := create(t)
	m.ask(t, txn.SignIn, 0)
	m.say(t, roll.Approved, roll.Outcome{Code: "00"})
	m.say(t, roll.KeysSet, roll.Keys{Block: "00", HostBatch: 1})
	m.ask(t, txn.SignIn, 0)
	m.say(t, roll.KeysBad, roll.Doubt{Why: "check value"})
	m.void(t, m.sale(t))
	m.ask(t, txn.Sale, 0)
	m.say(t, roll.Declined, roll.Outcome{Code: "51"})
	m.ask(t, txn.Sale, 0)
	m.say(t, roll.NotSent, roll.Doubt{Why: "refused"})
	m.ask(t, txn.Sale, 0) // a power cut, then two tries
	m.say(t, roll.RevTry, roll.Try{N: 1})
	m.say(t, roll.RevRefused, roll.Refusal{Code: "96"})
	m.say(t, roll.RevTry, roll.Try{N: 2})
	m.say(t, roll.Reversed, roll.Refusal{Code: "00", Slip: true})
	m.say(t, roll.NotBegun, roll.End{Form: txn.FormReversal, Fault: txn.FaultCover}) // kept back, not tried
	job := m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormReversal, N: 1}).Seq
	m.say(t, roll.NotBegun, roll.End{Job: job, Form: txn.FormReversal, Fault: txn.FaultPaperOut})
	job = m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormReversal, N: 2}).Seq
	m.say(t, roll.Stalled, roll.End{Job: job, Form: txn.FormReversal, Fault: txn.FaultPaperOut})
	m.say(t, roll.Printed, roll.End{Job: job, Form: txn.FormReversal, Grade: txn.GradePrinted, Pieces: 2})
	m.ask(t, txn.Sale, 0)
	m.say(t, roll.InDoubt, roll.Doubt{Reason: txn.BadMAC, SignIn: true})
	m.say(t, roll.RevTry, roll.Try{N: 1})
	m.say(t, roll.Parked, roll.Refusal{Code: "94", Counted: true, Slip: true})
	m.closeBatch(t, m.book.NextBatch())
	m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormFault, N: 1})
	m.say(t, roll.Resolved, roll.Decision{Stands: true, By: "01", Note: "seen on the statement"})
	m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 1})
	m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 2, Marked: true})
	report := check(t, j)
	require.Empty(t, report.Findings)
	require.True(t, report.Sound())
	require.Equal(t, m.book.Seq, report.Rows)
	require.Equal(t, 8, report.Txns)
	require.Equal(t, 8, report.Sealed)
}

func TestCheckFinds(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(*testing.T, *maker)
		want journal.Problem
	}{
		{"outcome after outcome", func(t *testing.T, m *maker) {
			m.sale(t)
			m.say(t, roll.Declined, roll.Outcome{Code: "51"})
		}, journal.ImpossibleOrder},
		{"reversal without a try", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			m.say(t, roll.Reversed, roll.Refusal{Code: "00"})
		}, journal.ImpossibleOrder},
		{"reversal of what was approved", func(t *testing.T, m *maker) {
			m.sale(t)
			m.say(t, roll.RevTry, roll.Try{N: 1})
		}, journal.ImpossibleOrder},
		{"reversal of what has none", func(t *testing.T, m *maker) {
			m.ask(t, txn.Balance, 0)
			m.say(t, roll.RevTry, roll.Try{N: 1})
		}, journal.ImpossibleOrder},
		{"try that was not counted", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			m.say(t, roll.RevTry, roll.Try{N: 2})
		}, journal.ImpossibleOrder},
		{"decision nobody asked for", func(t *testing.T, m *maker) {
			m.sale(t)
			m.say(t, roll.Resolved, roll.Decision{Stands: false})
		}, journal.ImpossibleOrder},
		{"slip without approval", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 1})
		}, journal.ImpossibleOrder},
		{"printed without attempt", func(t *testing.T, m *maker) {
			m.sale(t)
			m.say(t, roll.Printed, roll.End{Job: 2, Form: txn.FormSlip})
		}, journal.ImpossibleOrder},
		{"kept back without approval", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			m.say(t, roll.NotBegun, roll.End{Form: txn.FormSlip, Fault: txn.FaultCover})
		}, journal.ImpossibleOrder},
		{"provisioned again", func(t *testing.T, m *maker) {
			require.NoError(t, m.j.Commit(m.row(roll.Row{What: roll.Provisioned, Batch: 1, Body: roll.Checkpoint{Book: m.book}}), nil))
		}, journal.ImpossibleOrder},
		{"second original", func(t *testing.T, m *maker) {
			m.sale(t)
			m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 2})
		}, journal.SecondOriginal},
		{"outcome without intent", func(t *testing.T, m *maker) {
			m.live = roll.Row{Batch: 1, Txn: 77, Kind: txn.Sale}
			m.say(t, roll.Approved, roll.Outcome{})
		}, journal.StrayRow},
		{"outcome about nothing", func(t *testing.T, m *maker) {
			m.live = roll.Row{Batch: 1}
			m.say(t, roll.Approved, roll.Outcome{})
		}, journal.StrayRow},
		{"outcome under another trace", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			m.live.Trace++
			m.say(t, roll.Approved, roll.Outcome{})
		}, journal.StrayRow},
		{"void of nothing", func(t *testing.T, m *maker) { m.ask(t, txn.Void, 77) }, journal.StrayRow},
		{"closed batch that drops what is owed", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			book := m.book.NextBatch()
			book.Txns = nil
			m.closeBatch(t, book)
		}, journal.WrongCheckpoint},
		{"number of another card", func(t *testing.T, m *maker) {
			rows := m.intent(txn.Sale, 0)
			require.NoError(t, m.j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: "6222021234567890123"}))
			m.say(t, roll.Declined, roll.Outcome{Code: "51"})
		}, journal.WrongNumber},
		{"number that is still needed", func(t *testing.T, m *maker) {
			m.ask(t, txn.Sale, 0)
			require.NoError(t, m.j.Forget([]roll.ID{m.live.Txn}))
		}, journal.LostNumber},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, j, m := create(t)
			tt.make(t, m)
			report := check(t, j)
			require.NotEmpty(t, report.Findings)
			require.Equal(t, tt.want, report.Findings[0].Problem, report.Findings)
			require.NotContains(t, report.Findings[0].String(), canary.Digits())
		})
	}
}

// TestCheckFindsWhatWasDoneBehindItsBack alters the database as somebody with an SQL shell would.
func TestCheckFindsWhatWasDoneBehindItsBack(t *testing.T) {
	for _, tt := range []struct {
		name, sql string
		want      journal.Problem
		seq       uint64
		folds     bool // power-on still sees a sound open batch
	}{
		{"amount", `UPDATE roll SET body = replace(body, '12345', '12346') WHERE seq = 2`, journal.BrokenChain, 2, false},
		{"time", `UPDATE roll SET at = at + 1 WHERE seq = 3`, journal.BrokenChain, 3, false},
		{"last row", `DELETE FROM roll WHERE seq = 8`, journal.MissingRow, 8, false},
		{"row in between", `DELETE FROM roll WHERE seq = 3`, journal.MissingRow, 3, false},
		{"first row", `DELETE FROM roll WHERE seq = 1`, journal.MissingRow, 1, false},
		{"body", `UPDATE roll SET body = 'x' WHERE seq = 2`, journal.BrokenChain, 2, false},
		{"what", `UPDATE roll SET what = 'declined' WHERE seq = 3`, journal.BrokenChain, 3, false},
		{"guard", `DROP INDEX trace_once`, journal.DamagedFile, 0, true},
		{"number", `UPDATE sealed SET txn = 5 WHERE txn = 2`, journal.WrongNumber, 5, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, j, m := create(t)
			m.sale(t)
			m.ask(t, txn.Sale, 0)
			m.say(t, roll.Declined, roll.Outcome{Code: "51"})
			m.say(t, roll.AttemptMade, roll.Attempt{Form: txn.FormNotApproved, N: 1})
			require.NoError(t, j.Close())
			sql(t, dir, tt.sql)
			j, err := journal.Open(dir, "test")
			require.NoError(t, err, "a broken journal can still be looked at")
			defer j.Close()
			_, _, err = j.Book()
			var broken *journal.BrokenError
			if !tt.folds {
				require.ErrorAs(t, err, &broken)
				require.ErrorAs(t, j.Commit(m.intent(txn.Sale, 0), nil), &broken, "and takes no more money")
			}
			report := check(t, j)
			require.NotEmpty(t, report.Findings)
			require.Equal(t, tt.want, report.Findings[0].Problem, report.Findings)
			require.Equal(t, tt.seq, report.Findings[0].Seq)
		})
	}
}

func TestCheckOfALongJournal(t *testing.T) {
	_, j, _ := create(t)
	require.NoError(t, fill.Closed(j, 1200, begin.Add(time.Hour)))
	report := check(t, j)
	require.Empty(t, report.Findings)
	require.Equal(t, 1200, report.Txns)
	require.EqualValues(t, 1+1200*6+3, report.Rows)
}

func TestCheckCanBeStopped(t *testing.T) {
	_, j, m := create(t)
	m.sale(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := j.Check(ctx)
	require.ErrorIs(t, err, context.Canceled)
	m.sale(t) // and the journal goes on
}

func TestReportsAreBounded(t *testing.T) {
	dir, j, _ := create(t)
	require.NoError(t, fill.Closed(j, 40, begin))
	require.NoError(t, j.Close())
	sql(t, filepath.Clean(dir), `UPDATE roll SET at = at + 1`)
	j, err := journal.Open(dir, "test")
	require.NoError(t, err)
	defer j.Close()
	report := check(t, j)
	require.Len(t, report.Findings, 100)
	require.Equal(t, 242+1-100, report.More, "every row, and the closed batch which carries the old time")
}

func TestEveryProblemHasItsWords(t *testing.T) {
	names := map[string]bool{}
	for p := journal.DamagedFile; p <= journal.LostNumber; p++ {
		require.NotEmpty(t, p.String())
		require.False(t, names[p.String()])
		names[p.String()] = true
		require.NotEmpty(t, p.Words().ZH)
		require.NotEmpty(t, p.Words().EN)
	}
}
