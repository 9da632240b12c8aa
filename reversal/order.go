package reversal

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// AskFor is how long a wallet order is usually asked about before it is closed (RULES.md 5).
const AskFor = 120 * time.Second

// pauses between questions: 2, 3, 5, 8 ... seconds; they add up to AskFor.
var pauses = [...]time.Duration{2, 3, 5, 8, 13, 21, 34, 34}

// Pause is how long to wait before question n+1.
func Pause(n int) time.Duration { return pauses[min(max(n, 0), len(pauses)-1)] * time.Second }

// Overdue says whether the order is not asked about any more but closed: its time is over,
// or nobody can say how long it was because the clock fell back, or a close was sent already
// and nobody knows whether it arrived, or its code never came, so that nobody can scan it. Closing is always safe: the host says when it was paid.
func Overdue(p Policy, t roll.Txn, at time.Time) bool {
	patience := p.AskFor
	if patience == 0 {
		patience = AskFor
	}
	waited := at.Sub(t.At)
	return t.Asked.Close || t.Codeless() || waited < 0 || waited >= patience
}

// RuleOrder reads an answer to a question about a wallet order, or to its close. "Not
// found" alone is never final: the payment may still be under way.
func RuleOrder(t roll.Txn, o roll.Outcome, authentic bool) Ruling {
	closing := t.Asked.Close
	switch {
	case !authentic, o.Code.Class() == txn.SignFirst:
		return SignIn
	case o.Code == txn.OrderClosed, closing && o.Code == "00":
		return Unpaid
	case o.Code == txn.OrderPaid && closing, !closing && o.Code.Approves():
		return Done
	case !closing && o.Code.Class() == txn.Declined && o.Code != "25":
		return Close
	}
	return Later
}
