package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestPromises: paper that a person was promised while the printer was down
// comes when it is ready, as the world is then.
func TestPromises(t *testing.T) {
	type page struct {
		of     string
		form   txn.Form
		holder txn.Holder
		marked bool
	}
	sale := []page{{"sale", txn.FormSlip, txn.Merchant, false}, {"sale", txn.FormSlip, txn.Cardholder, false}}
	void := []page{{"void", txn.FormSlip, txn.Merchant, false}, {"void", txn.FormSlip, txn.Cardholder, false}}
	reprint := func(b *bench, sale roll.ID) { b.reprint(sale, txn.Merchant) }
	out := func(b *bench, _ roll.ID) { b.give(Unready{b.at(), txn.FaultPaperOut}) }
	for _, tt := range []struct {
		name string
		then []func(*bench, roll.ID)
		want []page
	}{
		{"owed", []func(*bench, roll.ID){reprint}, sale},
		{"asked twice", []func(*bench, roll.ID){reprint, reprint}, sale},
		{"another fault meanwhile", []func(*bench, roll.ID){out, reprint, func(b *bench, _ roll.ID) { b.give(Unready{b.at(), txn.FaultCover}) }}, sale},
		{"voided meanwhile", []func(*bench, roll.ID){reprint, func(b *bench, sale roll.ID) {
			b.keyVoid(sale)
			b.answers("00")
		}}, void},
		{"its void declined meanwhile", []func(*bench, roll.ID){reprint, func(b *bench, sale roll.ID) {
			b.keyVoid(sale)
			b.answers("51")
		}}, sale},
		{"a restart forgets promises; what is owed prints", []func(*bench, roll.ID){reprint, func(b *bench, _ roll.ID) { b.restart() }}, sale},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, id := soldOffline(t)
			for _, then := range tt.then {
				then(b, id)
			}
			require.Empty(t, b.prints)
			b.give(Ready{b.at()})
			b.paper()
			var got []page
			for _, p := range b.prints {
				name := map[bool]string{true: "sale", false: "void"}[p.Slip.Of == id]
				got = append(got, page{name, p.Slip.Attempt.Form, p.Slip.Attempt.For, p.Slip.Attempt.Marked})
			}
			require.Equal(t, tt.want, got)
			require.Empty(t, b.s.Urged)
		})
	}
}

// TestPromisedFaultSlipIsDroppedWhenResolved: a person decided, nobody needs it any more.
func TestPromisedFaultSlipIsDroppedWhenResolved(t *testing.T) {
	b := newBench(t)
	b.key(txn.SignIn)
	b.answer("00")
	id := b.parked()
	b.give(Reprint{At: b.at()})
	require.Len(t, b.s.Urged, 1)
	b.resolve(id, false)
	b.give(Ready{b.at()})
	require.Empty(t, b.prints)
	require.Equal(t, txn.PaperSuperseded, b.txn(id).Copies[0].Paper(0))
}

// TestADenialIsDroppedWhenItIsDecided: NOT APPROVED was promised of what is approved before
// the printer is ready.
func TestADenialIsDroppedWhenItIsDecided(t *testing.T) {
	for copies := range 3 {
		b := newBench(t)
		b.s.Policy.Copies = copies
		b.key(txn.SignIn)
		b.answer("00")
		order := b.openOrder()
		b.restart()
		b.reprint(order, txn.Merchant)
		require.Len(t, b.s.Urged, 1)
		b.key(txn.Balance)
		b.answers("00", "00") // the order is paid
		b.give(Ready{b.at()})
		b.paper()
		require.Equal(t, roll.Approved, b.txn(order).Is)
		for _, p := range b.prints {
			require.Equal(t, txn.FormSlip, p.Slip.Attempt.Form)
		}
		require.Len(t, b.prints, copies)
	}
}

// TestPromiseOutlivesARefusedStart: a promised copy whose job could not begin
// is promised still, and the very next to print.
func TestPromiseOutlivesARefusedStart(t *testing.T) {
	b := signedBench(t)
	id := b.sale("00")
	b.paper()
	b.reprint(id, txn.Cardholder)
	b.give(NotBegun{At: b.at(), Job: b.s.Job, Fault: txn.FaultCover})
	b.give(Ready{b.at()})
	want := []roll.Attempt{{Form: txn.FormSlip, For: txn.Cardholder, N: 1}, {Form: txn.FormSlip, For: txn.Cardholder, N: 2, Marked: true}, {Form: txn.FormSlip, For: txn.Cardholder, N: 3, Marked: true}}
	require.Equal(t, want, b.attempts(id, txn.Cardholder))

	b.give(NotBegun{At: b.at(), Job: b.s.Job, Fault: txn.FaultRender})
	b.give(Ready{b.at()})
	require.Equal(t, Free, b.s.Tray, "what cannot be made is not tried for ever")
}

// TestNothingIsPrintedOfWhatIsBeingAsked: its outcome is not known yet.
func TestNothingIsPrintedOfWhatIsBeingAsked(t *testing.T) {
	b := signedBench(t)
	id := b.sale()
	b.reprint(id, txn.Merchant)
	require.Equal(t, Screen{Is: NoReprint, Refusal: RefusedBusy}, b.last())
	require.Empty(t, b.prints)
	b.answer("00")
	require.Equal(t, []roll.Attempt{{Form: txn.FormSlip, For: txn.Merchant, N: 1}}, b.attempts(id, txn.Merchant), "and then it prints as ever")
}

// TestCopiesThatNobodyOwes: one more copy counts from the first paper of that copy.
func TestCopiesThatNobodyOwes(t *testing.T) {
	slip := func(n int) roll.Attempt {
		return roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: n, Marked: true}
	}
	t.Run("never due", func(t *testing.T) {
		b := signedBench(t)
		b.s.Policy.Copies = 1
		id := b.sale("00")
		b.paper()
		for range 3 {
			b.reprint(id, txn.Cardholder)
			b.paper()
		}
		require.Equal(t, []roll.Attempt{slip(1), slip(2), slip(3)}, b.attempts(id, txn.Cardholder))
		require.Empty(t, b.txn(id).OwedCopies())
	})
	t.Run("never due, lost", func(t *testing.T) {
		b := signedBench(t)
		b.s.Policy.Copies = 1
		id := b.sale("00")
		b.paper()
		b.reprint(id, txn.Cardholder)
		b.give(Lost{At: b.at(), Job: b.s.Job, Fault: txn.FaultOffline})
		require.Empty(t, b.txn(id).OwedCopies(), "nobody owes one more copy")
	})
	t.Run("superseded by a void", func(t *testing.T) {
		b, id := soldOffline(t)
		b.keyVoid(id)
		b.answers("00")
		b.give(Ready{b.at()})
		b.paper()
		require.Empty(t, b.attempts(id, txn.Merchant))
		b.reprint(id, txn.Merchant)
		require.Equal(t, []roll.Attempt{{Form: txn.FormSlip, For: txn.Merchant, N: 1, Marked: true}}, b.attempts(id, txn.Merchant),
			"a voided sale never prints as if it stood")
	})
	t.Run("brought no money", func(t *testing.T) {
		b := signedBench(t)
		id := b.sale("51")
		for range 2 {
			b.reprint(id, txn.Merchant)
			b.paper()
		}
		uncounted := roll.Attempt{Form: txn.FormNotApproved, For: txn.Merchant, N: 1}
		require.Equal(t, []roll.Attempt{uncounted, uncounted}, b.attempts(id, txn.Merchant))
		require.Empty(t, b.txn(id).Copies)
	})
	t.Run("nothing at all", func(t *testing.T) {
		b := signedBench(t)
		b.give(Reprint{At: b.at()})
		require.Equal(t, Screen{Is: NoReprint, Refusal: RefusedNothing}, b.last())
	})
}

// TestPrinterIsBusyWithAPerson: while a slip is in the printer nothing more is promised.
func TestPrinterIsBusyWithAPerson(t *testing.T) {
	b := signedBench(t)
	id := b.sale("00")
	b.reprint(id, txn.Merchant)
	require.Equal(t, RefusedPrinting, b.last().Refusal)
	b.give(Report{At: b.at(), Form: txn.FormDetails})
	require.Equal(t, RefusedPrinting, b.last().Refusal)
	b.give(Stalled{At: b.at(), Job: b.s.Job, Fault: txn.FaultPaperOut})
	b.reprint(id, txn.Merchant)
	require.Equal(t, RefusedHeld, b.last().Refusal)
	b.give(Report{At: b.at(), Form: txn.FormDetails})
	require.Equal(t, RefusedHeld, b.last().Refusal)
	require.Empty(t, b.s.Urged)
	b.give(Printed{At: b.at(), Job: b.s.Job, Grade: txn.GradePrinted, Pieces: 2})
	b.paper()
	require.Len(t, b.prints, 2)
}

// TestPromisesHaveALimit: the limit refuses, and drops nothing that was promised.
func TestPromisesHaveALimit(t *testing.T) {
	b, id := soldOffline(t)
	b.s.Urged = make([]Slip, UrgedLimit-1)
	b.reprint(id, txn.Merchant)
	require.Equal(t, Screen{Is: NoReprint, Refusal: RefusedPrinting}, b.last())
	require.Len(t, b.s.Urged, UrgedLimit-1)
}

// TestReport is paper about no transaction: promised once, owed by nobody.
func TestReport(t *testing.T) {
	b := newBench(t)
	for range 2 {
		b.give(Report{At: b.at(), Form: txn.FormDetails})
		require.Equal(t, Reprinting, b.last().Is)
	}
	require.True(t, b.s.PaperPending())
	b.give(Ready{b.at()})
	b.paper()
	require.Len(t, b.prints, 1)
	require.Equal(t, Slip{Batch: 1, Attempt: roll.Attempt{Form: txn.FormDetails, N: 1}, Asked: true}, b.prints[0].Slip)
	require.Zero(t, b.s.Book.OwedSlips())
	require.Equal(t, 1, b.count(roll.Printed))
}

// TestMoreCopiesThanHolders: a slip has one copy for each holder at most.
func TestMoreCopiesThanHolders(t *testing.T) {
	b := signedBench(t)
	b.s.Policy.Copies = 3
	id := b.sale("00")
	b.paper()
	require.Len(t, b.txn(id).Copies, 2)
	require.Len(t, b.prints, 2)
}

// TestUnreadable: a person cannot read a slip. The next is marked and says why, also when the
// printer comes back later or takes no byte at first; what is owed comes before it, and of
// what is owed nothing is called unreadable.
func TestUnreadable(t *testing.T) {
	ask := func(b *bench, sale roll.ID) {
		b.give(Reprint{At: b.at(), Txn: b.txn(sale), Form: txn.FormSlip, For: txn.Merchant, Unreadable: true})
	}
	last := func(b *bench) roll.Attempt { return b.prints[len(b.prints)-1].Slip.Attempt }
	b, sale := soldOffline(t)
	b.give(Ready{b.at()})
	b.paper()
	ask(b, sale)
	require.True(t, last(b).Unreadable && last(b).Marked, "%+v", last(b))
	b.give(NotBegun{b.at(), b.s.Job, txn.FaultCover})
	b.give(Ready{b.at()})
	require.True(t, last(b).Unreadable && last(b).Marked, "%+v", last(b))
	b.paper()
	b.reprint(sale, txn.Merchant)
	require.False(t, last(b).Unreadable, "an ordinary reprint")
	b.paper()

	b, sale = soldOffline(t)
	ask(b, sale)
	b.give(Ready{b.at()})
	b.paper()
	for _, p := range b.prints {
		require.False(t, p.Slip.Attempt.Unreadable || p.Slip.Attempt.Marked, "nobody has read anything yet")
	}
	require.Len(t, b.prints, 2)
}
