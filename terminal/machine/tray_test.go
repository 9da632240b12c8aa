package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// soldOffline is an approved sale whose two slips wait for a printer that is not heard of yet.
func soldOffline(t *testing.T) (*bench, roll.ID) {
	b := newBench(t)
	b.key(txn.SignIn)
	b.answer("00")
	return b, b.sale("00")
}

func (b *bench) reprint(of roll.ID, holder txn.Holder) {
	b.t.Helper()
	b.give(Reprint{At: b.at(), Txn: b.txn(of), Form: txn.FormSlip, For: holder})
}

// attempts are the attempts at a copy that were handed to the printer.
func (b *bench) attempts(of roll.ID, holder txn.Holder) (made []roll.Attempt) {
	for _, p := range b.prints {
		if p.Slip.Of == of && p.Slip.Attempt.For == holder {
			made = append(made, p.Slip.Attempt)
		}
	}
	return made
}

// TestEndsOfAnAttempt: what each end of the job in the printer does to Tray and copy.
func TestEndsOfAnAttempt(t *testing.T) {
	for _, tt := range []struct {
		name  string
		end   func(*bench) Event
		tray  Tray
		fault txn.Fault
		paper txn.Paper // of the merchant's copy
	}{
		{"printed", func(b *bench) Event { return Printed{At: b.at(), Job: b.s.Job, Grade: txn.GradePrinted} }, Busy, txn.FaultNone, txn.PaperPrinted},
		{"unconfirmed", func(b *bench) Event { return Unconfirmed{At: b.at(), Job: b.s.Job} }, Busy, txn.FaultNone, txn.PaperUnconfirmed},
		{"not begun", func(b *bench) Event { return NotBegun{At: b.at(), Job: b.s.Job, Fault: txn.FaultCover} }, Down, txn.FaultCover, txn.PaperDue},
		{"stalled", func(b *bench) Event { return Stalled{At: b.at(), Job: b.s.Job, Fault: txn.FaultPaperOut} }, Held, txn.FaultPaperOut, txn.PaperDue},
		{"lost", func(b *bench) Event { return Lost{At: b.at(), Job: b.s.Job, Fault: txn.FaultOffline} }, Down, txn.FaultOffline, txn.PaperDue},
	} {
		b := signedBench(t)
		id := b.sale("00")
		job, rows := b.s.Job, len(b.rows)
		b.give(tt.end(b))
		require.Equal(t, tt.tray, b.s.Tray, tt.name)
		require.Equal(t, tt.fault, b.s.Fault, tt.name)
		require.Equal(t, tt.paper, b.txn(id).Copies[0].Paper(b.s.Printing()), tt.name)
		end, _ := b.rows[rows].Body.(roll.End)
		require.Equal(t, job, end.Job, tt.name)
	}
}

// TestForeignEnds: what is said about a job that nobody made, or about one whose end is known, changes nothing.
func TestForeignEnds(t *testing.T) {
	ends := func(b *bench, job uint64) []Event {
		return []Event{
			Printed{At: b.at(), Job: job}, Unconfirmed{At: b.at(), Job: job}, NotBegun{At: b.at(), Job: job},
			Stalled{At: b.at(), Job: job, Fault: txn.FaultPaperOut}, Lost{At: b.at(), Job: job},
		}
	}
	trays := map[string]func(*bench){
		"free": func(b *bench) { b.paper() },
		"busy": func(*bench) {},
		"held": func(b *bench) { b.give(Stalled{At: b.at(), Job: b.s.Job, Fault: txn.FaultCover}) },
		"down": func(b *bench) { b.give(Lost{At: b.at(), Job: b.s.Job, Fault: txn.FaultCover}) },
	}
	for name, into := range trays {
		for _, job := range []uint64{0, 2, 99} { // no job, a row that is no attempt, a row that is not there
			b := signedBench(t)
			b.sale("00")
			into(b)
			for _, e := range ends(b, job) {
				was, rows := b.s, len(b.rows)
				b.give(e)
				require.Equal(t, was, b.s, "%s, %T of job %d", name, e, job)
				require.Len(t, b.rows, rows)
			}
		}
	}
	t.Run("an end of the job before is not the end of this one", func(t *testing.T) {
		b := signedBench(t)
		b.sale("00")
		first := b.s.Job
		b.give(Printed{At: b.at(), Job: first, Grade: txn.GradePrinted})
		require.NotEqual(t, first, b.s.Job)
		for _, e := range ends(b, first) {
			was, rows := b.s, len(b.rows)
			b.give(e)
			was.Book = b.s.Book
			require.Equal(t, was, b.s, "%T", e)
			if _, confirmed := e.(Printed); !confirmed {
				require.Len(t, b.rows, rows, "%T", e)
			}
		}
	})
}

// TestLateConfirmation: paper that exists is believed, also after the job was given up, and across a restart.
func TestLateConfirmation(t *testing.T) {
	b := signedBench(t)
	id := b.sale("00")
	job := b.s.Job
	b.give(Stalled{At: b.at(), Job: job, Fault: txn.FaultOffline})
	b.give(Lost{At: b.at(), Job: job, Fault: txn.FaultOffline})
	require.Equal(t, txn.PaperDue, b.txn(id).Copies[0].Paper(0))
	rows := len(b.rows)
	b.give(Lost{At: b.at(), Job: job, Fault: txn.FaultOffline})
	require.Len(t, b.rows, rows, "lost is said once")
	b.restart()
	b.give(Printed{At: b.at(), Job: job, Grade: txn.GradePrinted, Pieces: 2})
	require.Len(t, b.rows, rows+1)
	require.Equal(t, txn.PaperPrinted, b.txn(id).Copies[0].Paper(0))
	require.Equal(t, Down, b.s.Tray, "the printer has not answered the barrier yet")
	b.give(Ready{b.at()})
	require.Equal(t, txn.Cardholder, b.s.Slip.Attempt.For, "the next copy")
}

// TestSomeoneElsesLossIsNotThisOnes: an earlier job is lost while another prints.
func TestSomeoneElsesLossIsNotThisOnes(t *testing.T) {
	b := signedBench(t)
	id := b.sale("00")
	earlier := b.s.Job
	b.restart()
	b.give(Ready{b.at()})
	require.Equal(t, Busy, b.s.Tray)
	require.NotEqual(t, earlier, b.s.Job)
	job, rows := b.s.Job, len(b.rows)
	for _, e := range []Event{
		Unconfirmed{At: b.at(), Job: earlier}, NotBegun{At: b.at(), Job: earlier}, Stalled{At: b.at(), Job: earlier, Fault: txn.FaultPaperOut},
	} {
		b.give(e)
		require.Len(t, b.rows, rows, "only the job in the printer can still end like this: %T", e)
	}
	b.give(Lost{At: b.at(), Job: earlier, Fault: txn.FaultOffline})
	require.Equal(t, Busy, b.s.Tray)
	require.Equal(t, job, b.s.Job)
	require.Equal(t, roll.Lost, b.txn(id).Copies[0].Tries[0].End)
}

// TestAPrinterThatWasReady and is no more gets nothing until it is ready again.
func TestAPrinterThatWasReady(t *testing.T) {
	b := signedBench(t)
	b.give(Unready{b.at(), txn.FaultCover})
	require.Equal(t, txn.FaultCover, b.s.Fault)
	b.sale("00")
	require.Empty(t, b.prints)
	b.give(Ready{b.at()})
	require.Len(t, b.prints, 1)
}

// TestTriesWithoutAPerson: how often a copy is tried by itself, and that a person always may.
func TestTriesWithoutAPerson(t *testing.T) {
	notBegun := func(f txn.Fault) func(*bench) {
		return func(b *bench) { b.give(NotBegun{At: b.at(), Job: b.s.Job, Fault: f}) }
	}
	lost := func(b *bench) { b.give(Lost{At: b.at(), Job: b.s.Job, Fault: txn.FaultOffline}) }
	for _, tt := range []struct {
		name   string
		end    func(*bench)
		tries  int
		marked bool // what comes next
	}{
		{"begun and lost", lost, AutoTries, true},
		{"never begun", notBegun(txn.FaultCover), TryLimit, false},
		{"could not be made", notBegun(txn.FaultRender), 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			b.s.Policy.Copies = 1
			id := b.sale("00")
			for range TryLimit + 5 {
				if b.s.Tray == Busy {
					tt.end(b)
				}
				b.give(Ready{b.at()})
			}
			require.Len(t, b.attempts(id, txn.Merchant), tt.tries)
			require.Equal(t, Free, b.s.Tray)
			require.Equal(t, txn.PaperDue, b.txn(id).Copies[0].Paper(0), "it stays owed")
			b.give(Reprint{At: b.at()})
			made := b.attempts(id, txn.Merchant)
			require.Equal(t, roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: tt.tries + 1, Marked: tt.marked}, made[len(made)-1])
			b.paper()
			require.Equal(t, txn.PaperPrinted, b.txn(id).Copies[0].Paper(0))
		})
	}
}

// TestWhatWasPromisedIsCountedOn: the promise of a person stands when its attempt was not
// begun, and the next attempt is the next one (RULES.md 6.3), also where nothing is owed.
func TestWhatWasPromisedIsCountedOn(t *testing.T) {
	slip := func(n int, marked bool) roll.Attempt {
		return roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: n, Marked: marked}
	}
	for _, tt := range []struct {
		name string
		ask  func(*bench)
		want []roll.Attempt // the first two are not begun
	}{
		{"owed", func(b *bench) {
			b.give(Unready{b.at(), txn.FaultCover})
			b.sale("00")
			b.give(Reprint{At: b.at()})
			b.give(Ready{b.at()})
		}, []roll.Attempt{slip(1, false), slip(2, false), slip(3, false)}},
		{"printed and newest", func(b *bench) {
			sale := b.sale("00")
			b.paper()
			b.reprint(sale, txn.Merchant)
		}, []roll.Attempt{slip(2, true), slip(3, true), slip(4, true)}},
		{"printed and let go of", func(b *bench) {
			sale := b.sale("00")
			b.paper()
			b.sale("51")
			b.reprint(sale, txn.Merchant)
		}, []roll.Attempt{slip(2, true), slip(3, true), slip(4, true)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			b.s.Policy.Copies = 1
			tt.ask(b)
			for range 2 {
				require.Equal(t, Busy, b.s.Tray)
				b.give(NotBegun{At: b.at(), Job: b.s.Job, Fault: txn.FaultCover})
				b.give(Ready{b.at()})
			}
			require.Equal(t, Busy, b.s.Tray)
			var made []roll.Attempt
			for _, p := range b.prints[len(b.prints)-3:] {
				made = append(made, p.Slip.Attempt)
			}
			require.Equal(t, tt.want, made)
		})
	}
}

// TestOneBadSlipHoldsUpNoOther: what could not be made is passed over.
//
// Covers: R35.
func TestOneBadSlipHoldsUpNoOther(t *testing.T) {
	b := signedBench(t)
	bad := b.sale("00")
	for range 2 {
		b.give(NotBegun{At: b.at(), Job: b.s.Job, Fault: txn.FaultRender})
		b.give(Ready{b.at()})
	}
	require.Equal(t, Free, b.s.Tray)
	good := b.sale("00")
	b.paper()
	require.Equal(t, 2, len(b.txn(bad).OwedCopies()))
	require.Empty(t, b.txn(good).OwedCopies())
}

// TestFrom: a one-shot command prints what it made due; what was owed before waits for REPRINT.
func TestFrom(t *testing.T) {
	b, older := soldOffline(t)
	b.s.Policy.From = b.s.Book.Seq
	b.give(Ready{b.at()})
	require.Equal(t, Free, b.s.Tray)
	require.Empty(t, b.prints)
	newer := b.sale("00")
	b.paper()
	require.Len(t, b.prints, 2)
	require.Empty(t, b.txn(newer).OwedCopies())
	require.Len(t, b.txn(older).OwedCopies(), 2)
	b.give(Reprint{At: b.at()})
	b.paper()
	require.Empty(t, b.txn(older).OwedCopies())
}

// TestWithoutPaper: no slip becomes due, nothing prints, and a reprint says why.
func TestWithoutPaper(t *testing.T) {
	b := signedBench(t)
	b.s.Policy.Paper = false
	id := b.sale("00")
	require.Empty(t, b.txn(id).Copies)
	reversed := b.sale("")
	b.key(txn.KindNone)
	b.answers("00")
	parked := b.parked()
	require.Empty(t, b.txn(reversed).Copies)
	require.Empty(t, b.txn(parked).Copies)
	b.reprint(id, txn.Merchant)
	require.Equal(t, Screen{Is: NoReprint, Refusal: RefusedDisabled}, b.last())
	require.Empty(t, b.prints)
	require.False(t, b.s.PaperPending())

	b, _ = soldOffline(t)
	b.s.Policy.Paper = false // switched off while slips are owed
	b.give(Ready{b.at()})
	require.Empty(t, b.prints)
	require.Equal(t, Free, b.s.Tray)
}

// TestPaperPending: what a one-shot command waits for before it ends.
func TestPaperPending(t *testing.T) {
	for _, tt := range []struct {
		name string
		then func(*bench)
		want bool
	}{
		{"not heard of", func(*bench) {}, true},
		{"stopping", func(b *bench) { b.give(Stop{b.at()}) }, false},
		{"out of paper", func(b *bench) { b.give(Unready{b.at(), txn.FaultPaperOut}) }, false},
		{"printing", func(b *bench) { b.give(Ready{b.at()}) }, true},
		{"held", func(b *bench) {
			b.give(Ready{b.at()})
			b.give(Stalled{At: b.at(), Job: b.s.Job, Fault: txn.FaultPaperOut})
		}, false},
		{"printed", func(b *bench) {
			b.give(Ready{b.at()})
			b.paper()
		}, false},
		{"owed from before", func(b *bench) { b.s.Policy.From = b.s.Book.Seq }, false},
		{"owed from before, promised", func(b *bench) {
			b.s.Policy.From = b.s.Book.Seq
			b.give(Reprint{At: b.at()})
		}, true},
	} {
		b, _ := soldOffline(t)
		tt.then(b)
		require.Equal(t, tt.want, b.s.PaperPending(), tt.name)
	}
	require.False(t, newBench(t).s.PaperPending(), "nothing is owed")
}

// TestAFaultKeepsCopiesBack: why there is no slip is written once a copy, and the slips that come
// later are originals.
func TestAFaultKeepsCopiesBack(t *testing.T) {
	b := signedBench(t)
	b.give(Unready{At: b.at(), Fault: txn.FaultPaperOut})
	id := b.sale("00")
	kept := func() (n int) {
		for _, r := range b.rows {
			if e, ok := r.Body.(roll.End); ok && r.What == roll.NotBegun && e.Job == 0 {
				n++
			}
		}
		return n
	}
	b.give(Unready{At: b.at(), Fault: txn.FaultCover})
	require.Equal(t, 2, kept())
	for _, c := range b.txn(id).Copies {
		require.Equal(t, txn.FaultPaperOut, c.Kept)
		require.Equal(t, roll.Attempt{Form: c.Form, For: c.For, N: 1}, c.Next())
	}
	b.give(Ready{At: b.at()})
	require.Equal(t, Busy, b.s.Tray)
	require.False(t, b.s.Slip.Attempt.Marked)
}

// TestWhoAsksForPaperHasPutThePrinterRight: the driver is told, and what is told of the printer before is no longer believed.
func TestWhoAsksForPaperHasPutThePrinterRight(t *testing.T) {
	b := signedBench(t)
	id := b.sale("00")
	assured := func() bool {
		before := b.assured
		b.give(Reprint{At: b.at(), Txn: b.txn(id), Form: txn.FormSlip, For: txn.Merchant})
		return b.assured > before
	}
	require.False(t, assured(), "it is printing")
	b.give(Stalled{At: b.at(), Job: b.s.Job, Fault: txn.FaultCutter})
	require.True(t, assured())
	require.Equal(t, Held, b.s.Tray)
	b.give(Lost{At: b.at(), Job: b.s.Job, Fault: txn.FaultCutter})
	require.True(t, assured())
	require.True(t, b.s.PaperPending())
	b.give(Unready{At: b.at(), Fault: txn.FaultCutter})
	require.False(t, b.s.PaperPending(), "still blocked")
}
