package machine

import (
	"time"

	"posterm/txn"
)

// Sellable says why no sale could begin at a time, Possible when one could. Whether the host can be
// reached is not asked, and a Desk that is busy will be free again.
func (s State) Sellable(at time.Time) Refusal {
	s.Want = Command{Kind: txn.Sale, Amount: 1} // the least that can be sold
	if s.Closing {
		return RefusedClosing
	}
	if r := possible(s, at); r != Possible {
		return r
	}
	if !s.Book.Signed && !s.Policy.AutoSignIn {
		return RefusedNotSigned
	}
	return Possible
}
