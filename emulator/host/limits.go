package host

import (
	"slices"
	"strings"

	"posterm/txn"
)

// permitted: kinds that are switched off (12, 40 or 58).
func (h *Host) permitted(_ *request, e *entry) *decision {
	if code, denied := h.knobs.Deny[e.Kind.String()]; denied {
		return refuse(code, 3, "%s is not permitted", e.Kind)
	}
	return nil
}

// listed: terminals and cards that are blocked.
func (h *Host) listed(r *request, _ *entry) *decision {
	if slices.Contains(h.knobs.BlockedTerminals, r.key.Terminal) {
		return refuse("58", 41, "terminal is blocked")
	}
	for _, bin := range h.knobs.BlockedCards {
		if strings.HasPrefix(r.card.pan.Digits(), bin) {
			return refuse("62", r.cardField(), "cards that begin with %s are blocked", bin)
		}
	}
	return nil
}

// amountFits: an amount that can be, and that no limit forbids.
func (h *Host) amountFits(r *request, e *entry) *decision {
	limits := h.knobs.Limits
	switch {
	case e.Kind == txn.Balance:
		return nil
	case r.amount == 0:
		return refuse("13", 4, "amount is zero")
	case r.amount > txn.AmountLimit:
		return refuse("61", 4, "amount is over %s", txn.AmountLimit)
	case !spends(e.Kind):
		return nil
	case r.amount < limits.fen.least:
		return refuse("13", 4, "amount is under %s", limits.fen.least)
	case over(r.amount, limits.fen.transaction):
		return refuse("61", 4, "amount is over %s", limits.fen.transaction)
	case over(r.amount, limits.fen.terminal):
		return refuse("61", 4, "amount is over %s, the limit of a terminal", limits.fen.terminal)
	}
	if no := within("terminal", 41, h.book.usage[r.key.Terminal].on(e.Day), r.amount, limits.fen.terminalDay, limits.TerminalCount); no != nil {
		return no
	}
	if acct := r.account; acct != nil {
		return within("card", r.cardField(), acct.usage.on(e.Day), r.amount, limits.fen.cardDay, limits.CardDayCount)
	}
	return nil
}

// over: zero is no limit.
func over(amount, limit txn.Fen) bool { return limit != 0 && amount > limit }

// within holds what was spent in a day, and what is asked for, against limits. The field
// is where it stands whose limits they are.
func within(whose string, field int, used usage, amount, sum txn.Fen, count int) *decision {
	switch {
	case over(used.sum+amount, sum):
		return refuse("61", 4, "the %s spent %s today and may spend %s", whose, used.sum, sum)
	case count != 0 && used.count >= count:
		return refuse("65", field, "the %s was used %d times today", whose, used.count)
	}
	return nil
}
