package machine

import (
	"math/rand/v2"
	"slices"
	"testing"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// drawn is a fate that is drawn from a seed: the same seed tells the same life.
type drawn struct{ *rand.Rand }

func drawnFrom(seed uint64) drawn { return drawn{rand.New(rand.NewPCG(seed, seed))} }

// Pick mostly does no harm.
func (d drawn) Pick(n int) int {
	if d.IntN(6) > 0 {
		return 0
	}
	return d.IntN(n)
}

func (d drawn) flag() bool { return d.IntN(2) == 0 }

// named fails with the seed of its life.
type named struct {
	*testing.T
	seed uint64
}

func (n named) Fatalf(format string, args ...any) {
	n.Helper()
	n.T.Fatalf("seed %d: "+format, append([]any{n.seed}, args...)...)
}

// seeds is how many lives are drawn.
func seeds(n uint64) uint64 {
	if testing.Short() {
		return n / 10
	}
	return n
}

// work is everything that people, customers and the acquirer do in a shop.
var work = []act{
	key(txn.Sale), key(txn.Sale), key(txn.Preauth), key(txn.QRSale), key(txn.WalletPay), key(txn.WalletPay), key(txn.Balance), key(txn.Query),
	key(txn.SignIn), key(txn.SignOff), key(txn.Echo), key(txn.KindNone), key(txn.Settle), key(txn.Settle),
	voidLast, voidFirst, voidHold, complete, voidComplete, voidQR, refund(500), refund(100), refund(amount),
	tie(txn.Refund, 900, txn.Complete, last), tie(txn.QRRefund, 500, txn.QRSale, last), tie(txn.WalletRefund, 700, txn.WalletPay, last),
	customer(paysAtOnce), customer(1), customer(3), customer(paysLast), customer(paysNever),
	answers("30"), answers("96", "A0"), answers("30", "30"), repels("94", "77"), repels("97", "94", "96"), retry, callAcquirer, callAcquirer, requireSignIn, forgetKeys, straySale, reprintLast, requestLast, requestFirst, outOfPaper, loadPaper,
	wait(reversal.AskFor / 2),
}

// TestLivesOfAShop: whatever happens in whichever order, ledger, roll and paper agree in the end.
func TestLivesOfAShop(t *testing.T) {
	t.Parallel()
	for seed := range seeds(20000) {
		begin, life, d := bornOf(named{t, seed})
		begin.run(d, life)
	}
}

// bornOf draws a life.
func bornOf(t named) (*world, story, drawn) {
	d := drawnFrom(t.seed)
	life := story{
		budget: budget{faults: d.IntN(40), cuts: d.IntN(10), stops: d.IntN(3), cancels: d.IntN(10), wakes: d.IntN(10), calls: d.IntN(10)},
		atOnce: d.flag(), timers: d.flag(), paperless: d.flag(), manual: d.IntN(4) == 0,
		trace: txn.Trace(d.IntN(2) * 999_990), batch: txn.Batch(d.IntN(2) * 999_999), onRequest: d.IntN(3) == 0,
	}
	for range 1 + d.IntN(30) {
		life.acts = append(life.acts, work[d.IntN(len(work))])
	}
	return newWorld(t, life), life, d
}

// TestNothingIsForgotten gives the machine events that no device would: any answer to
// anything, at any time. It may be wrong about the world then, but it forgets nothing that
// is owed, and its Book is what the roll says and stays small.
func TestNothingIsForgotten(t *testing.T) {
	t.Parallel()
	for seed := range seeds(8000) {
		d := drawnFrom(seed)
		c := &chaos{drawn: d, t: named{t, seed}, rows: []roll.Row{{Seq: 1, What: roll.Provisioned, At: epoch, Body: roll.Checkpoint{Book: roll.Book{Batch: 1}}}}}
		policy := Policy{
			Reversal:   reversal.Policy{Attempts: 1 + d.IntN(3), AtOnce: d.flag(), ParkedBlocks: d.flag()},
			AutoSignIn: d.IntN(5) > 0, Timers: d.flag(), BatchLimit: 20, Copies: 2, CompletePercent: 115,
			Paper: d.flag(), Terminal: "00010001", Merchant: "104512541110001", OnRequest: d.flag(),
		}
		c.s = PowerOn(policy, roll.Fold(c.rows))
		for range 1 + d.IntN(120) {
			if d.IntN(25) == 0 {
				c.s = PowerOn(policy, roll.Fold(c.rows))
			}
			c.step(c.event())
		}
	}
}

// chaos is a machine among devices that lie.
type chaos struct {
	drawn
	t    failer
	s    State
	rows []roll.Row
}

// txn is any transaction of the roll, or none.
func (c *chaos) txn() roll.Txn {
	n := c.IntN(len(c.rows) + 1)
	about := slices.DeleteFunc(slices.Clone(c.rows), func(r roll.Row) bool { return r.Txn != roll.ID(n) && r.Orig != roll.ID(n) })
	if len(about) == 0 || n == 0 {
		return roll.Txn{}
	}
	return roll.FoldTxn(about)
}

var lies = []txn.Code{"00", "00", "00", "51", "25", "12", "94", "77", "A0", "96", "10", "W1", "W2", "W3", "ZZ", "", "97", "11"}

func (c *chaos) event() Event {
	at := At{epoch}
	job := c.s.Job
	if c.flag() {
		job = uint64(c.IntN(len(c.rows) + 2))
	}
	comparison := func() txn.Comparison { return txn.Comparison(c.IntN(4)) }
	kind := c.IntN(18)
	if busy := c.s.Desk != Idle && c.s.Desk != Waiting; busy && c.IntN(3) > 0 {
		kind = 5 + c.IntN(5)
	}
	switch kind {
	case 0, 1, 2, 3, 4:
		return c.keyed(at)
	case 5, 6, 7:
		return Answered{
			At: at, Authentic: c.IntN(8) > 0, KeysHold: c.IntN(8) > 0, Keys: roll.Keys{Block: "01", HostBatch: txn.Batch(c.IntN(3))},
			Outcome: roll.Outcome{Code: lies[c.IntN(len(lies))], RRN: "000000000001", Auth: "123456", Voucher: "12345678901234567890", HostDate: "0301", Requires: c.IntN(5)},
			Verdict: roll.Verdict{Domestic: comparison(), Foreign: comparison()},
		}
	case 8:
		return NoAnswer{At: at, Reason: []txn.Reason{txn.NoReply, txn.BadMAC, ""}[c.IntN(3)]}
	case 9:
		return NotSent{At: at}
	case 10:
		return Woken{at}
	case 11:
		return Cancel{at}
	case 12:
		return Resolve{At: at, Of: c.txn().ID, Decision: roll.Decision{Stands: c.flag(), By: "01", Note: "n"}}
	case 13:
		return Unrecorded{At: at, Of: c.txn().ID}
	case 14:
		return Reprint{At: at, Txn: c.txn(), Form: txn.FormSlip, For: txn.Merchant}
	case 15:
		return []Event{Ready{at}, Unready{at, txn.FaultPaperOut}, Report{At: at, Form: txn.FormTotals}}[c.IntN(3)]
	case 16:
		return []Event{
			Printed{At: at, Job: job, Grade: txn.GradePrinted}, Unconfirmed{At: at, Job: job}, NotBegun{At: at, Job: job, Fault: txn.FaultCover},
			Stalled{At: at, Job: job}, Lost{At: at, Job: job},
		}[c.IntN(5)]
	}
	if c.IntN(10) == 0 {
		return Stop{at}
	}
	return Woken{at}
}

// keyed is any command of any original.
func (c *chaos) keyed(at At) Event {
	kinds := append(txn.Kinds(), txn.KindNone, txn.Sale, txn.WalletPay, txn.Settle)
	cmd := Command{Kind: kinds[c.IntN(len(kinds))], Amount: txn.Fen(1 + c.IntN(2000)), Card: testCard, Digest: "d", Original: c.txn(), Orders: c.flag()}
	if cmd.Original.Taken != 0 {
		about := slices.DeleteFunc(slices.Clone(c.rows), func(r roll.Row) bool { return r.Txn != cmd.Original.Taken && r.Orig != cmd.Original.Taken })
		cmd.Completion = roll.FoldTxn(about)
	}
	if c.flag() {
		cmd.Retry = c.txn().ID
	}
	return Keyed{At: at, Command: cmd}
}

// step gives an event and looks at what came of it.
func (c *chaos) step(e Event) {
	was := c.s
	next, effects := Step(c.s, e)
	c.s = next
	sends, wakes := 0, 0
	for i, effect := range effects {
		switch effect := effect.(type) {
		case Commit:
			if i != 0 {
				c.t.Fatalf("%T: the commit is effect %d", e, i)
			}
			c.rows = append(c.rows, effect.Rows...)
		case Send:
			sends++
			if was.Closing {
				c.t.Fatalf("%T: sent while closing", e)
			}
		case Wake:
			wakes++
		}
	}
	fold := roll.Fold(c.rows)
	switch {
	case fold.Seq != next.Book.Seq || len(fold.Txns) != len(next.Book.Txns) || fold.Totals != next.Book.Totals || fold.Freeze != next.Book.Freeze:
		c.t.Fatalf("%T: the fold %+v is not the book %+v", e, fold, next.Book)
	case sends > 1:
		c.t.Fatalf("%T: %d messages left at once", e, sends)
	case next.Desk != Idle && next.Desk != Waiting && was.Desk != next.Desk && sends == 0:
		c.t.Fatalf("%T: desk %d waits for an answer to nothing", e, next.Desk)
	case next.Desk == Waiting && was.Desk != Waiting && wakes == 0:
		c.t.Fatalf("%T: nobody will wake it", e)
	case (next.Desk == Idle) != (next.Live == 0):
		c.t.Fatalf("%T: desk %d with transaction %d", e, next.Desk, next.Live)
	}
	c.remembers()
}

// remembers: the Book holds everything that is undecided or owed paper, and hardly more.
func (c *chaos) remembers() {
	held := 0
	for i, r := range c.rows {
		if r.What != roll.IntentMade {
			continue
		}
		about := slices.DeleteFunc(slices.Clone(c.rows[i:]), func(o roll.Row) bool { return o.Txn != r.Txn && o.Orig != r.Txn })
		t := roll.FoldTxn(about)
		owed := t.Owed() && (t.Kind.Doubt() != txn.Forgotten || t.Is != roll.IntentMade)
		if _, found := c.s.Book.Find(r.Txn); owed && !found {
			c.t.Fatalf("%s %s is %s, and forgotten", t.Kind, t.Trace, t.Is)
		}
		if owed {
			held++
		}
	}
	if extra := len(c.s.Book.Txns) - held; extra > 2 { // the last one, and what is under way
		c.t.Fatalf("the book holds %d transactions too many", extra)
	}
}
