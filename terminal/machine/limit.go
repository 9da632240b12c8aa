package machine

import (
	"time"

	"posterm/txn"
)

// Limit is what one transaction of some kinds, and all of one day together, may come to. Zero: no limit.
type Limit struct{ One, Day txn.Fen }

// Limits are the merchant's own 商户限额, beside those of the host: what is over them is never sent.
type Limits struct {
	Pay    Limit // kinds that bring money through the acquirer, so not cash; One also holds for pre-authorisations, which a day's sum leaves out: they are no money yet
	Refund Limit
}

// of is the limit of a kind. Voids have none: what they undo was within one.
func (l Limits) of(k txn.Kind) Limit {
	switch {
	case k.Charges():
		return l.Pay
	case k == txn.Preauth:
		return Limit{One: l.Pay.One}
	case k.Tie() == txn.GivesBack:
		return l.Refund
	}
	return Limit{}
}

// limited says whether the wanted amount is over a limit. Nobody can confirm it away.
func limited(s State, at time.Time) Refusal {
	l := s.Policy.Limits.of(s.Want.Kind)
	switch {
	case l.One > 0 && s.Want.Amount > l.One:
		return RefusedOverLimit
	case l.Day > 0 && s.Want.Amount > l.Day-s.Book.Today.Of(s.Want.Kind, at):
		return RefusedOverDay
	}
	return Possible
}

// limit is the amount that a refusal is about, zero for those that are about none.
func (s State) limit(r Refusal) txn.Fen {
	l := s.Policy.Limits.of(s.Want.Kind)
	switch r {
	case RefusedOverLimit:
		return l.One
	case RefusedOverDay:
		return l.Day
	}
	return 0
}

// Over are the refusal's words with the limit that it is about; zero: it is about none.
func (r Refusal) Over(limit txn.Fen) txn.Words {
	w := r.Words()
	if limit == 0 {
		return w
	}
	return txn.Words{ZH: w.ZH + " " + limit.String() + " 元", EN: w.EN + ", " + limit.String() + " yuan"}
}
