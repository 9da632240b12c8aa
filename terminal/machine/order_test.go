package machine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// wake lets the pause be over that the machine asked for last.
func (b *bench) wake() {
	b.t.Helper()
	require.NotEmpty(b.t, b.wakes)
	b.now = b.now.Add(b.wakes[len(b.wakes)-1])
	b.give(Woken{b.at()})
}

// asks gives what was asked about orders since a number of sends.
func (b *bench) asks(from int) (asks []txn.Message) {
	for _, s := range b.sends[from:] {
		asks = append(asks, s.As)
	}
	return asks
}

// TestPatience: an order is asked about with longer and longer pauses, then closed, and
// the close is repeated.
func TestPatience(t *testing.T) {
	b := signedBench(t)
	b.key(txn.WalletPay)
	id := b.s.Live
	b.answer("W1")
	var pauses []time.Duration
	for !b.txn(id).Asked.Close {
		pauses = append(pauses, b.wakes[len(b.wakes)-1]/time.Second)
		b.wake()
		b.answer("W1")
	}
	require.Equal(t, []time.Duration{2, 3, 5, 8, 13, 21, 34, 34}, pauses)
	require.Equal(t, epoch.Add(reversal.AskFor), b.now)
	require.Equal(t, Waiting, b.s.Desk, "an unanswered close is repeated")
	b.wake()
	b.answers("")
	require.Equal(t, Screen{Is: Finished, Of: id, Trace: b.txn(id).Trace, Kind: txn.WalletPay}, b.last())
	require.Equal(t, txn.MoneyAsking, b.txn(id).Money(0), "what nobody answered stays open")
	require.Equal(t, []txn.Message{
		txn.OrderQuery, txn.OrderQuery, txn.OrderQuery, txn.OrderQuery, txn.OrderQuery, txn.OrderQuery, txn.OrderQuery, txn.OrderClose, txn.OrderClose,
	}, b.asks(2))
	b.key(txn.Balance)
	require.Equal(t, Send{Of: id, As: txn.OrderClose}, b.sends[len(b.sends)-1], "and is closed at the next gate")
}

// TestOrderEnds: what each answer to a payment, a question and a close makes of the money.
func TestOrderEnds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		codes []txn.Code // the payment's answer, then a question's, then a close's
		money txn.Money
		desk  Desk
	}{
		{"paid", []txn.Code{"00"}, txn.MoneyApproved, Idle},
		{"declined", []txn.Code{"51"}, txn.MoneyDeclined, Idle},
		{"not sent", []txn.Code{"-"}, txn.MoneyNone, Idle},
		{"a code of no table", []txn.Code{"ZZ"}, txn.MoneyAsking, Waiting},
		{"the host cannot say", []txn.Code{"96"}, txn.MoneyAsking, Waiting},
		{"the host cannot say, paid after all", []txn.Code{"68", "00"}, txn.MoneyApproved, Idle},
		{"silence, paid", []txn.Code{"", "00"}, txn.MoneyApproved, Idle},
		{"silence, closed", []txn.Code{"", "W2"}, txn.MoneyClosed, Idle},
		{"silence, not found", []txn.Code{"", "25"}, txn.MoneyAsking, Waiting},
		{"silence, the host cannot say", []txn.Code{"", "96"}, txn.MoneyAsking, Waiting},
		{"silence, no line", []txn.Code{"", "-"}, txn.MoneyAsking, Waiting},
		{"silence, declined, closed", []txn.Code{"", "51", "00"}, txn.MoneyClosed, Idle},
		{"silence, declined, paid after all", []txn.Code{"", "51", "W3"}, txn.MoneyApproved, Idle},
		{"silence, declined, close refused", []txn.Code{"", "51", "58"}, txn.MoneyAsking, Waiting},
		{"silence, declined, not found", []txn.Code{"", "51", "25"}, txn.MoneyAsking, Waiting},
		{"silence, declined, silence", []txn.Code{"", "51", ""}, txn.MoneyAsking, Waiting},
		{"silence, told to sign in", []txn.Code{"", "77"}, txn.MoneyAsking, Signing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			b.key(txn.WalletPay)
			id := b.s.Live
			for i, code := range tt.codes {
				if i == 1 {
					b.wake()
				}
				b.answers(code)
			}
			require.Equal(t, tt.money, b.txn(id).Money(0))
			require.Equal(t, tt.desk, b.s.Desk)
			require.Equal(t, tt.desk == Idle, b.last().Is == Finished)
			slips := 0
			if tt.money == txn.MoneyApproved {
				slips = 2
			}
			require.Len(t, b.txn(id).Copies, slips)
			require.Equal(t, tt.money == txn.MoneyApproved, b.s.Book.Totals.All().Debit.Count == 1)
		})
	}
}

// waiting is a terminal that was told to sign in while a wallet's customer hesitates.
func waiting(t *testing.T) (*bench, roll.ID) {
	b := signedBench(t)
	b.key(txn.WalletPay)
	id := b.s.Live
	b.answer("W1")
	b.wake()
	b.answer("77")
	require.Equal(t, Signing, b.s.Desk)
	require.False(t, b.last().Ends())
	return b, id
}

// TestSignInWhileACustomerWaits: the wait goes on after it, once; without keys it ends, and
// the order stays open.
func TestSignInWhileACustomerWaits(t *testing.T) {
	t.Run("signed in", func(t *testing.T) {
		b, id := waiting(t)
		b.answer("00")
		require.Equal(t, Waiting, b.s.Desk)
		b.wake()
		require.Equal(t, Send{Of: id, As: txn.OrderQuery}, b.sends[len(b.sends)-1])
		b.answer("77")
		require.Equal(t, Screen{Is: Finished, Of: id, Trace: b.txn(id).Trace, Kind: txn.WalletPay}, b.last(), "once")
		require.Equal(t, txn.MoneyAsking, b.txn(id).Money(0))
	})
	for name, code := range map[string]txn.Code{"declined": "03", "silence": "", "no line": "-"} {
		t.Run(name, func(t *testing.T) {
			b, id := waiting(t)
			b.answers(code)
			require.Equal(t, Finished, b.last().Is)
			require.Equal(t, id, b.last().Of)
			require.Equal(t, txn.MoneyAsking, b.txn(id).Money(0))
		})
	}
	t.Run("cancelled meanwhile", func(t *testing.T) {
		b, id := waiting(t)
		b.give(Cancel{b.at()})
		b.answer("00")
		require.Equal(t, Send{Of: id, As: txn.OrderClose}, b.sends[len(b.sends)-1])
		b.answer("00")
		require.Equal(t, txn.MoneyClosed, b.txn(id).Money(0))
	})
	t.Run("stopped meanwhile", func(t *testing.T) {
		b, id := waiting(t)
		b.give(Stop{b.at()})
		b.answer("00")
		require.Equal(t, Screen{Is: Finished, Of: id, Trace: b.txn(id).Trace, Kind: txn.WalletPay}, b.last())
	})
}

// TestSignInForACustomer: who may ask for it, and who may not interfere.
func TestSignInForACustomer(t *testing.T) {
	t.Run("a person decides meanwhile", func(t *testing.T) {
		b, id := waiting(t)
		b.s.Policy.Reversal.Attempts = 1
		b.resolve(id, true)
		require.Equal(t, NotDecided, b.last().Is)
	})
	t.Run("asked for in the header", func(t *testing.T) {
		b := signedBench(t)
		b.key(txn.WalletPay)
		id := b.s.Live
		b.give(Answered{At: b.at(), Authentic: true, Outcome: roll.Outcome{Code: "W1", Requires: 3}})
		require.Equal(t, Signing, b.s.Desk)
		b.answer("00")
		require.Equal(t, Waiting, b.s.Desk)
		require.Equal(t, id, b.s.Live)
	})
	t.Run("nobody signs in by himself", func(t *testing.T) {
		b := signedBench(t)
		b.s.Policy.AutoSignIn = false
		b.key(txn.WalletPay)
		b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: "A0"}})
		require.Equal(t, Idle, b.s.Desk)
		require.Equal(t, Finished, b.last().Is)
	})
}

// TestEveryQuestionHasItsOwnNumber, and the order keeps its own.
func TestEveryQuestionHasItsOwnNumber(t *testing.T) {
	b := signedBench(t)
	b.s.Book.Trace = txn.TraceLimit - 2
	b.rows[len(b.rows)-1].Trace = b.s.Book.Trace
	b.rows = append(b.rows[:0:0], roll.Row{Seq: b.s.Book.Seq, At: b.now, What: roll.Closed, Body: roll.Checkpoint{Book: b.s.Book}})
	b.key(txn.WalletPay)
	id, used := b.s.Live, b.s.Book.Used
	order := b.txn(id).Intent.Order
	require.Equal(t, "0001000120260301000001", order)
	b.answer("W1")
	for n, want := range []txn.Trace{txn.TraceLimit, 1, 2} {
		b.wake()
		require.Equal(t, roll.Ask{N: n + 1, Trace: want}, b.txn(id).Asked)
		require.Equal(t, want, b.s.Book.Trace)
		b.answer("W1")
	}
	require.Equal(t, used+3, b.s.Book.Used)
	require.Equal(t, order, b.txn(id).Intent.Order)
	b.wake()
	b.answer("00")
	b.key(txn.WalletPay)
	require.Equal(t, "0001000120260301000002", b.txn(b.s.Live).Intent.Order)
	b.restart()
	b.now = b.now.Add(24 * time.Hour)
	b.key(txn.WalletPay)
	b.answers("25") // the one before
	require.Equal(t, "0001000120260302000003", b.txn(b.s.Live).Intent.Order, "a restart uses no number twice")
}

// TestCloseHasItsOwnSends: what the gate sent before does not count.
func TestCloseHasItsOwnSends(t *testing.T) {
	b := signedBench(t)
	b.sale("")
	b.key(txn.WalletPay)
	b.answers("", "00") // the reversal, twice
	require.Equal(t, Asking, b.s.Desk)
	b.answer("W1")
	b.give(Cancel{b.at()})
	b.answers("")
	require.Equal(t, Waiting, b.s.Desk)
	b.wake()
	b.answers("")
	require.Equal(t, Idle, b.s.Desk)
	require.Equal(t, []txn.Message{txn.OrderClose, txn.OrderClose}, b.asks(len(b.sends)-2))
}

// TestOrdersAtTheGate: an open order is asked about once before a command, keeps no sale
// waiting, and no settlement goes past it.
func TestOrdersAtTheGate(t *testing.T) {
	b := signedBench(t)
	first := b.openOrder()
	b.key(txn.WalletPay)
	b.answers("25") // what became of the first: nobody knows
	second := b.s.Live
	require.NotEqual(t, first, second)
	b.answers("")
	b.restart()
	sends := len(b.sends)
	b.key(txn.Sale)
	b.answers("W1", "96", "00")
	require.Equal(t, []Send{{Of: first, As: txn.OrderQuery}, {Of: second, As: txn.OrderQuery}, {Of: b.newest()}}, b.sends[sends:])
	b.key(txn.Settle)
	b.answers("W1", "W1")
	b.refused(RefusedAsking)
	require.Zero(t, b.s.Book.Freeze)
	b.key(txn.SignOff)
	b.refused(RefusedOwing)
	b.now = b.now.Add(reversal.AskFor)
	b.key(txn.Settle)
	b.answers("00", "W3")
	require.Equal(t, txn.MoneyClosed, b.txn(first).Money(0))
	require.Equal(t, txn.MoneyApproved, b.txn(second).Money(0))
	require.Equal(t, Settling, b.s.Desk)
	require.Equal(t, 2, b.s.Book.Totals.All().Debit.Count)
}

// TestTimers: a terminal that has time asks about orders by itself, and one without orders sleeps.
func TestTimers(t *testing.T) {
	b := signedBench(t)
	b.s.Policy.Timers = true
	b.sale("00")
	b.paper()
	require.Empty(t, b.wakes)
	b.give(Woken{b.at()})
	require.Equal(t, Idle, b.s.Desk)
	id := b.openOrder()
	b.give(Woken{b.at()}) // as at power-on
	require.Equal(t, Send{Of: id, As: txn.OrderQuery}, b.sends[len(b.sends)-1])
	b.answers("")
	require.Equal(t, Idle, b.s.Desk)
	require.Equal(t, reversal.Pause(1), b.wakes[len(b.wakes)-1])
	b.sale() // a sale goes first; its gate asks too
	b.answers("25", "00")
	require.Equal(t, 2, b.txn(id).Asked.N)
	b.wake()
	b.answer("00")
	require.Equal(t, txn.MoneyApproved, b.txn(id).Money(0))
	naps := len(b.wakes)
	b.sale("51")
	require.Len(t, b.wakes, naps, "nothing is open any more")
	b.openOrder()
	naps = len(b.wakes)
	b.give(Stop{b.at()})
	b.give(Woken{b.at()})
	require.Equal(t, Idle, b.s.Desk)
	require.Len(t, b.wakes, naps)
}

// TestNobodyAsksWhileTheBatchIsFrozen, nor does a person decide or retry anything.
func TestNobodyAsksWhileTheBatchIsFrozen(t *testing.T) {
	b := signedBench(t)
	parked := b.parked()
	b.paper()
	b.sale("00")
	b.paper()
	b.key(txn.Settle)
	b.answers("", "")
	require.NotZero(t, b.s.Book.Freeze)
	rows, sends := len(b.rows), len(b.sends)
	b.resolve(parked, true)
	require.Equal(t, Screen{Is: NotDecided, Refusal: RefusedSettling}, b.last())
	b.retry(parked)
	b.refused(RefusedSettling)
	for _, k := range []txn.Kind{txn.Sale, txn.Refund, txn.Preauth, txn.WalletPay, txn.Balance, txn.Query, txn.KindNone} {
		b.key(k)
		b.refused(RefusedSettling)
	}
	b.give(Woken{b.at()})
	require.Len(t, b.rows, rows)
	require.Len(t, b.sends, sends)
	b.key(txn.Echo)
	b.answer("00")
	b.key(txn.SignIn)
	b.answer("00")
	b.key(txn.Settle)
	b.compare(txn.Balanced, txn.Balanced)
	b.answer("00")
	b.paper()
	b.resolve(parked, true)
	require.Equal(t, Decided, b.last().Is)
	require.Zero(t, b.s.Book.Totals.All().Debit.Count, "its batch is closed")
}
