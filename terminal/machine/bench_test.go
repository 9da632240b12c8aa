package machine

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// bench runs one machine by hand: what it commits is durable at once, and what
// it sends, prints and shows waits for the test to look at it.
type bench struct {
	t       *testing.T
	s       State
	rows    []roll.Row
	now     time.Time
	sends   []Send
	heard   int // answers, silence included
	prints  []Print
	assured int // words to the printer
	shown   []Screen
	wakes   []time.Duration
}

// newBench is a terminal after its first start, its printer not heard of yet.
func newBench(t *testing.T) *bench {
	b := &bench{t: t, now: epoch}
	b.rows = []roll.Row{{Seq: 1, What: roll.Provisioned, At: epoch, Body: roll.Checkpoint{Book: roll.Book{Batch: 1}}}}
	b.s = PowerOn(Policy{
		Reversal: reversal.Policy{Attempts: 2}, AutoSignIn: true, BatchLimit: 500, Copies: 2, Paper: true,
		Terminal: "00010001", Merchant: "104512541110001",
	}, roll.Fold(b.rows))
	return b
}

// signedBench is signed in, and its printer is ready.
func signedBench(t *testing.T) *bench {
	b := newBench(t)
	b.give(Ready{b.at()})
	b.key(txn.SignIn)
	b.answer("00")
	require.True(t, b.s.Book.Signed)
	return b
}

func (b *bench) at() At { return At{b.now} }

// give steps the machine; the fold of the roll must stay the Book.
func (b *bench) give(e Event) {
	b.t.Helper()
	switch e.(type) {
	case Answered, NoAnswer, NotSent:
		b.heard++
	}
	var effects []Effect
	b.s, effects = Step(b.s, e)
	for _, e := range effects {
		switch e := e.(type) {
		case Commit:
			b.rows = append(b.rows, e.Rows...)
		case Send:
			b.sends = append(b.sends, e)
		case Assure:
			b.assured++
		case Print:
			b.prints = append(b.prints, e)
		case Show:
			b.shown = append(b.shown, e.Screen)
		case Wake:
			b.wakes = append(b.wakes, e.After)
		}
	}
	require.Equal(b.t, roll.Fold(b.rows), b.s.Book)
}

func (b *bench) key(k txn.Kind) {
	b.t.Helper()
	b.give(Keyed{At: b.at(), Command: Command{Kind: k, Amount: 1234, Card: testCard, Digest: "d"}})
}

func (b *bench) keyVoid(of roll.ID) {
	b.t.Helper()
	b.give(Keyed{At: b.at(), Command: Command{Kind: txn.Void, Amount: 1234, Card: testCard, Digest: "d", Original: b.txn(of)}})
}

// parkVoid makes a sale whose void is lost and whose void's reversal the host refuses.
func (b *bench) parkVoid() (sale, void roll.ID) {
	b.t.Helper()
	sale = b.sale("00")
	b.paper()
	b.keyVoid(sale)
	void = b.s.Live
	b.answers("")
	b.key(txn.KindNone)
	b.answers("30", "30")
	return sale, void
}

// answer is the host's authentic word on what was sent last.
func (b *bench) answer(code txn.Code) {
	b.t.Helper()
	o := roll.Outcome{Code: code, RRN: "000000000001", Auth: "123456", Voucher: "12345678901234567890", HostDate: txn.HostDate(b.now)}
	b.give(Answered{At: b.at(), Outcome: o, Authentic: true, KeysHold: true, Keys: roll.Keys{Block: "01"}})
}

// answers gives several; "" is silence, "-" a line that never opened.
func (b *bench) answers(codes ...txn.Code) {
	b.t.Helper()
	for _, code := range codes {
		switch code {
		case "":
			b.give(NoAnswer{At: b.at(), Reason: txn.NoReply})
		case "-":
			b.give(NotSent{At: b.at()})
		default:
			b.answer(code)
		}
	}
}

// compare is the host's verdict on the totals of a settlement.
func (b *bench) compare(domestic, foreign txn.Comparison) {
	b.t.Helper()
	b.give(Answered{
		At: b.at(), Outcome: roll.Outcome{Code: "00"}, Authentic: true, KeysHold: true,
		Verdict: roll.Verdict{Domestic: domestic, Foreign: foreign, Code: "00"},
	})
}

// sale keys a sale and gives the answers; it returns the sale.
func (b *bench) sale(codes ...txn.Code) roll.ID {
	b.t.Helper()
	b.key(txn.Sale)
	id := b.s.Live
	require.NotZero(b.t, id)
	b.answers(codes...)
	return id
}

// parked is a sale whose reversal was refused for good.
func (b *bench) parked() roll.ID {
	b.t.Helper()
	id := b.sale("")
	b.key(txn.KindNone)
	b.answers("30", "30")
	require.Equal(b.t, roll.Parked, b.txn(id).Is)
	return id
}

// paper lets everything that is in the printer, or goes there next, come out.
func (b *bench) paper() {
	b.t.Helper()
	for b.s.Tray == Busy {
		b.give(Printed{At: b.at(), Job: b.s.Job, Grade: txn.GradePrinted, Pieces: 1})
	}
}

func (b *bench) txn(id roll.ID) roll.Txn {
	b.t.Helper()
	about := slices.DeleteFunc(slices.Clone(b.rows), func(r roll.Row) bool { return r.Txn != id && r.Orig != id })
	require.NotEmpty(b.t, about)
	return roll.FoldTxn(about)
}

// last is the newest screen.
func (b *bench) last() Screen {
	b.t.Helper()
	require.NotEmpty(b.t, b.shown)
	return b.shown[len(b.shown)-1]
}

// refused says that the newest screen ended the command so, and that nothing is under way.
func (b *bench) refused(r Refusal) {
	b.t.Helper()
	require.Equal(b.t, Screen{Is: Refused, Refusal: r}, b.last())
	require.Equal(b.t, Idle, b.s.Desk)
}

// count is how many rows of one kind the roll holds.
func (b *bench) count(w roll.What) (n int) {
	for _, r := range b.rows {
		if r.What == w {
			n++
		}
	}
	return n
}

// restart cuts the power.
func (b *bench) restart() {
	b.s = PowerOn(b.s.Policy, roll.Fold(b.rows))
}

// write adds the intent of a transaction behind the machine's back, as another process would leave it.
func (b *bench) write(k txn.Kind) roll.ID {
	book := b.s.Book
	id := roll.ID(book.Seq + 1)
	b.rows = append(b.rows, roll.Row{
		Seq: book.Seq + 1, Batch: book.Batch, Txn: id, Trace: book.Trace.Next(), What: roll.IntentMade, Kind: k, At: b.now,
		Body: roll.Intent{Terminal: b.s.Policy.Terminal, Merchant: b.s.Policy.Merchant},
	})
	b.restart()
	return id
}

// keyTie keys what is tied to an original.
func (b *bench) keyTie(k txn.Kind, amount txn.Fen, of roll.ID) {
	b.t.Helper()
	c := Command{Kind: k, Amount: amount, Card: testCard, Digest: "d", Original: b.txn(of)}
	if c.Original.Taken != 0 {
		c.Completion = b.txn(c.Original.Taken)
	}
	b.give(Keyed{At: b.at(), Command: c})
}

// refund keys a refund of a part of a sale and gives the answers.
func (b *bench) refund(of roll.ID, codes ...txn.Code) roll.ID {
	b.t.Helper()
	b.keyTie(txn.Refund, 500, of)
	id := b.s.Live
	require.NotZero(b.t, id)
	b.answers(codes...)
	return id
}

// openOrder leaves a wallet order open that nobody waits for any more.
func (b *bench) openOrder() roll.ID {
	b.t.Helper()
	b.key(txn.WalletPay)
	id := b.s.Live
	b.give(NoAnswer{At: b.at(), Reason: txn.NoReply})
	b.restart()
	return id
}

// waitingIsOver is how long a wallet order is asked about.
const waitingIsOver = reversal.AskFor

// newest is the transaction begun last that can move money.
func (b *bench) newest() roll.ID { return b.s.Book.Last }
