package reversal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestRepeatRulings is RULES.md 3.10, code by code: the host answers a repeat as it did the
// first time, unless its answer is about the repeat.
func TestRepeatRulings(t *testing.T) {
	p := Policy{Attempts: 3}
	refund := func(change func(*roll.Txn)) roll.Txn {
		t := roll.Txn{ID: 2, Batch: 1, Kind: txn.Refund, Is: roll.InDoubt, At: noon}
		change(&t)
		return t
	}
	fresh := refund(func(*roll.Txn) {})
	nearlyParked := refund(func(t *roll.Txn) { t.Refused = 2 })
	parked := refund(func(t *roll.Txn) { t.Is, t.Refused = roll.Parked, 3 })
	for _, tt := range []struct {
		name      string
		t         roll.Txn
		code      txn.Code
		authentic bool
		want      Ruling
	}{
		{"approved", fresh, "00", true, Done},
		{"approved with a word", fresh, "11", true, Done},
		{"declined", fresh, "51", true, Done},
		{"declined: there is no original", fresh, "25", true, Done},
		{"declined: invalid", fresh, "12", true, Done},
		{"declined: over the original", fresh, "61", true, Done},
		{"the acquirer forgot the terminal meanwhile", fresh, "97", true, Refused},
		{"the acquirer forgot the merchant meanwhile", fresh, "03", true, Refused},
		{"duplicate says nothing about the refund", fresh, "94", true, Refused},
		{"partial approval is none", fresh, "10", true, Refused},
		{"unknown code", fresh, "ZZ", true, Refused},
		{"no code", fresh, "", true, Refused},
		{"a wallet's code", fresh, txn.OrderPaid, true, Refused},
		{"refused for good", nearlyParked, "94", true, Park},
		{"nearly refused, then declined", nearlyParked, "51", true, Done},
		{"nearly refused, the host cannot say", nearlyParked, "96", true, Later},
		{"issuer timed out", fresh, "68", true, Later},
		{"day-end", fresh, "90", true, Later},
		{"issuer down", fresh, "91", true, Later},
		{"line down", fresh, "92", true, Later},
		{"switch fault", fresh, "96", true, Later},
		{"no reply from issuer", fresh, "98", true, Later},
		{"sign in", fresh, "77", true, SignIn},
		{"PIN format means keys too", fresh, "99", true, SignIn},
		{"MAC error", fresh, "A0", true, SignIn},
		{"not authentic", fresh, "A0", false, SignIn},
		{"not authentic, as if approved", fresh, "00", false, SignIn},
		{"not authentic, as if declined", fresh, "97", false, SignIn},
		{"parked, tried again, approved", parked, "00", true, Done},
		{"parked, tried again, duplicate", parked, "94", true, Park},
	} {
		require.Equal(t, tt.want, RuleRepeat(p, tt.t, roll.Outcome{Code: tt.code}, tt.authentic), tt.name)
	}
}

// TestOrderRulings is RULES.md 5: what a question and a close may decide.
func TestOrderRulings(t *testing.T) {
	asked := roll.Txn{ID: 2, Kind: txn.WalletPay, Is: roll.InDoubt, Asked: roll.Ask{N: 3}}
	closing := asked
	closing.Asked.Close = true
	for _, tt := range []struct {
		code        txn.Code
		asks, close Ruling
	}{
		{"00", Done, Unpaid},
		{"11", Done, Later},
		{txn.OrderWaiting, Later, Later},
		{txn.OrderClosed, Unpaid, Unpaid},
		{txn.OrderPaid, Later, Done},
		{"25", Later, Later},
		{"51", Close, Later},
		{"58", Close, Later},
		{"10", Later, Later},
		{"ZZ", Later, Later},
		{"", Later, Later},
		{"68", Later, Later},
		{"96", Later, Later},
		{"77", SignIn, SignIn},
		{"A0", SignIn, SignIn},
	} {
		require.Equal(t, tt.asks, RuleOrder(asked, roll.Outcome{Code: tt.code}, true), "a question answered %q", tt.code)
		require.Equal(t, tt.close, RuleOrder(closing, roll.Outcome{Code: tt.code}, true), "a close answered %q", tt.code)
		require.Equal(t, SignIn, RuleOrder(asked, roll.Outcome{Code: tt.code}, false))
		require.Equal(t, SignIn, RuleOrder(closing, roll.Outcome{Code: tt.code}, false))
	}
}

// TestOnlyWordsOfTheHostEndAnOrder: of all codes, few make it paid, and two make it unpaid.
func TestOnlyWordsOfTheHostEndAnOrder(t *testing.T) {
	asked := roll.Txn{Kind: txn.WalletPay, Is: roll.InDoubt}
	closing := asked
	closing.Asked.Close = true
	for a := '0'; a <= 'Z'; a++ {
		for b := '0'; b <= 'Z'; b++ {
			code := txn.Code(string([]rune{a, b}))
			o := roll.Outcome{Code: code}
			require.Equal(t, code.Approves(), RuleOrder(asked, o, true) == Done, code)
			require.Equal(t, code == txn.OrderPaid, RuleOrder(closing, o, true) == Done, code)
			require.Equal(t, code == txn.OrderClosed, RuleOrder(asked, o, true) == Unpaid, code)
			require.Equal(t, code == txn.OrderClosed || code == "00", RuleOrder(closing, o, true) == Unpaid, code)
		}
	}
}

// TestPauses: 2, 3, 5, 8 ... seconds, which come to the time an order is asked about.
func TestPauses(t *testing.T) {
	var all time.Duration
	for n, want := range []time.Duration{2, 3, 5, 8, 13, 21, 34, 34} {
		require.Equal(t, want*time.Second, Pause(n))
		all += Pause(n)
	}
	require.Equal(t, AskFor, all)
	for n, want := range map[int]time.Duration{-1: 2, 8: 34, 9: 34, 1 << 40: 34} {
		require.Equal(t, want*time.Second, Pause(n))
	}
}

// TestOverdue: an order is closed when its time is over, and from its first close on.
func TestOverdue(t *testing.T) {
	usual, short := Policy{}, Policy{AskFor: 30 * time.Second}
	order := roll.Txn{Kind: txn.WalletPay, Is: roll.InDoubt, At: noon}
	require.False(t, Overdue(usual, order, noon))
	require.True(t, Overdue(usual, order, noon.Add(-time.Nanosecond)), "a clock that fell back")
	require.False(t, Overdue(usual, order, noon.Add(AskFor-time.Nanosecond)))
	require.True(t, Overdue(usual, order, noon.Add(AskFor)))
	require.False(t, Overdue(short, order, noon.Add(30*time.Second-time.Nanosecond)))
	require.True(t, Overdue(short, order, noon.Add(30*time.Second)))
	order.Asked.Close = true
	require.True(t, Overdue(usual, order, noon))
}

// TestWhatIsOwed: reversals and repeats in the order of their age, then each order once.
func TestWhatIsOwed(t *testing.T) {
	b := roll.Book{Txns: []roll.Txn{
		{ID: 2, Kind: txn.WalletPay, Is: roll.InDoubt},
		{ID: 3, Kind: txn.Refund, Is: roll.InDoubt},
		{ID: 4, Kind: txn.Sale, Is: roll.Approved},
		{ID: 5, Kind: txn.Complete, Is: roll.IntentMade},
		{ID: 6, Kind: txn.WalletRefund, Is: roll.Parked},
		{ID: 7, Kind: txn.WalletPay, Is: roll.IntentMade},
		{ID: 8, Kind: txn.Settle, Is: roll.IntentMade},
		{ID: 9, Kind: txn.Query, Is: roll.IntentMade},
		{ID: 10, Kind: txn.QRRefund, Is: roll.IntentMade},
		{ID: 11, Kind: txn.WalletPay, Is: roll.Resolved, Decision: &roll.Decision{}},
		{ID: 12, Kind: txn.WalletPay, Is: roll.Unpaid},
	}}
	deliver := func(o Occasion) (ids []roll.ID) {
		left := roll.Book{Txns: append([]roll.Txn(nil), b.Txns...)}
		for {
			next, owed := Next(left, o)
			if !owed {
				return ids
			}
			ids = append(ids, next.ID)
			if next.Kind == txn.WalletPay {
				o.Past = next.ID
				continue
			}
			for i := range left.Txns {
				if left.Txns[i].ID == next.ID {
					left.Txns[i].Is = roll.Approved
				}
			}
		}
	}
	require.Equal(t, []roll.ID{3, 5, 10, 2, 7}, deliver(Occasion{}))
	require.Equal(t, []roll.ID{3, 5, 6, 10, 2, 7}, deliver(Occasion{Retry: 6}))
	require.Equal(t, []roll.ID{3, 5, 2, 7}, deliver(Occasion{Live: 10}))
	require.Equal(t, []roll.ID{3, 5, 10, 2}, deliver(Occasion{Live: 7}))
	require.Equal(t, []roll.ID{2, 7}, deliver(Occasion{Orders: true}))
	require.Equal(t, []roll.ID{7}, deliver(Occasion{Orders: true, Past: 2}))
	due, parked, orders := Count(b, 0)
	require.Equal(t, []int{3, 1, 2}, []int{due, parked, orders})
	due, parked, orders = Count(b, 10)
	require.Equal(t, []int{2, 1, 2}, []int{due, parked, orders})
}
