package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

const codeText = "https://pay.example/1"

// present keys an order whose code the customer scans.
func (b *bench) present(paper bool) roll.ID {
	b.t.Helper()
	b.give(Keyed{At: b.at(), Command: Command{Kind: txn.WalletPay, Amount: 1234, Card: txn.Card{Entry: txn.Presented}, Wallet: txn.WeChat, Paper: paper}})
	require.Equal(b.t, Send{Of: b.s.Live, As: txn.OrderOpen}, b.sends[len(b.sends)-1])
	return b.s.Live
}

// codeCame is the answer that has a code.
func (b *bench) codeCame() {
	b.t.Helper()
	b.give(Answered{At: b.at(), Authentic: true, Outcome: roll.Outcome{Code: txn.OrderWaiting}, Shows: codeText})
}

// TestACodeIsShown when it is on disk, then it is an order like others.
func TestACodeIsShown(t *testing.T) {
	b := signedBench(t)
	id := b.present(false)
	require.Empty(t, b.txn(id).Intent.Card)
	require.Equal(t, txn.WeChat, b.txn(id).Intent.Wallet)
	b.codeCame()
	require.Equal(t, codeText, b.txn(id).Doubt.Shows, "by its rows")
	require.Equal(t, Screen{Is: WaitingPay, Of: id, Trace: b.txn(id).Trace, Kind: txn.WalletPay, Code: codeText}, b.last())
	b.wake()
	require.Equal(t, Send{Of: id, As: txn.OrderQuery}, b.sends[len(b.sends)-1])
	b.answer("00")
	require.Equal(t, txn.MoneyApproved, b.txn(id).Money(0))
}

// TestNothingButAQuestionMakesACodePaid: what the host answers to the wish for a code is not the customer's money.
func TestNothingButAQuestionMakesACodePaid(t *testing.T) {
	for _, tt := range []struct {
		name  string
		codes []txn.Code // the answer to the wish for a code, which shows none, then to a close
		money txn.Money
	}{
		{"approved", []txn.Code{"00"}, txn.MoneyAsking},
		{"no code in the answer", []txn.Code{"W1", "00"}, txn.MoneyClosed},
		{"closed before it came", []txn.Code{"W2", "W2"}, txn.MoneyClosed},
		{"called paid", []txn.Code{"W3", "W3"}, txn.MoneyApproved},
		{"declined", []txn.Code{"58"}, txn.MoneyDeclined},
		{"not sent", []txn.Code{"-"}, txn.MoneyNone},
		{"silence", []txn.Code{"", "00"}, txn.MoneyClosed},
		{"silence, then paid all the same", []txn.Code{"", "W3"}, txn.MoneyApproved},
		{"the host cannot say", []txn.Code{"96", "00"}, txn.MoneyClosed},
		{"a code of no table", []txn.Code{"ZZ", "00"}, txn.MoneyClosed},
		{"silence, silence", []txn.Code{"", ""}, txn.MoneyAsking},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			id := b.present(true)
			b.answers(tt.codes[0])
			if m := b.txn(id).Money(0); m == txn.MoneyAsking {
				require.Equal(t, Send{Of: id, As: txn.OrderClose}, b.sends[len(b.sends)-1], "nobody can scan what was not shown")
			}
			b.answers(tt.codes[1:]...)
			require.Equal(t, tt.money, b.txn(id).Money(0))
			for _, p := range b.prints {
				require.NotEqual(t, txn.FormPayCode, p.Slip.Attempt.Form)
			}
		})
	}
}

// TestCancelClosesACode, while it is asked for, shown and asked about.
func TestCancelClosesACode(t *testing.T) {
	for name, until := range map[string]func(*bench){
		"asked for":   func(b *bench) { b.give(Cancel{b.at()}); b.codeCame() },
		"shown":       func(b *bench) { b.codeCame(); b.give(Cancel{b.at()}) },
		"asked about": func(b *bench) { b.codeCame(); b.wake(); b.give(Cancel{b.at()}); b.answer("W1") },
	} {
		t.Run(name, func(t *testing.T) {
			b := signedBench(t)
			id := b.present(false)
			until(b)
			require.Equal(t, Send{Of: id, As: txn.OrderClose}, b.sends[len(b.sends)-1])
			b.answer("00")
			require.Equal(t, txn.MoneyClosed, b.txn(id).Money(0))
			require.Equal(t, Finished, b.last().Is)
		})
	}
}

// TestACodeAfterAPowerCut: asked about when it was on disk, closed when it never came.
func TestACodeAfterAPowerCut(t *testing.T) {
	for name, tt := range map[string]struct {
		shown bool
		as    txn.Message
	}{"before it came": {false, txn.OrderClose}, "after it was shown": {true, txn.OrderQuery}} {
		t.Run(name, func(t *testing.T) {
			b := signedBench(t)
			id := b.present(false)
			if tt.shown {
				b.codeCame()
			}
			b.restart()
			b.key(txn.Balance)
			require.Equal(t, Send{Of: id, As: tt.as}, b.sends[len(b.sends)-1])
		})
	}
}

// TestACodeOnPaper: when it is wanted, once, in no copy's stead, and no more once the order ended.
func TestACodeOnPaper(t *testing.T) {
	b := signedBench(t)
	id := b.present(true)
	b.codeCame()
	require.Len(t, b.prints, 1)
	require.Equal(t, roll.Attempt{Form: txn.FormPayCode, For: txn.Cardholder, N: 1}, b.prints[0].Slip.Attempt)
	require.Empty(t, b.txn(id).Copies)
	b.give(Printed{At: b.at(), Job: b.prints[0].Job, Pieces: 1})
	require.Len(t, b.prints, 1)

	b = signedBench(t)
	b.give(Unready{b.at(), txn.FaultPaperOut})
	b.present(true)
	b.codeCame()
	b.give(Cancel{b.at()})
	b.answer("00")
	b.give(Ready{b.at()})
	require.Empty(t, b.prints, "the order is closed: its code pays nobody")
}
