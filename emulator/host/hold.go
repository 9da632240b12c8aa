package host

import (
	"slices"

	"posterm/txn"
)

// preauthVoid 预授权撤销: 0100, processing code 200000, condition 06, type 11. It names the
// hold as a completion does, and releases it.
var preauthVoid = &service{
	kind:   txn.PreauthVoid,
	needs:  []int{4, 22, 25, 38, 49, 61},
	carded: true,
	signed: true,
	rule:   rulePreauthVoid,
}

// complete 预授权完成: 0200, processing code 000000, condition 06, type 20. It names the hold
// by authorisation code (38), date (61.3) and card; the hold may have been made on another
// terminal of the merchant. The hold is used up and money moves, at most 115 % of it.
var complete = &service{
	kind:   txn.Complete,
	needs:  []int{4, 22, 25, 38, 49, 61},
	carded: true,
	signed: true,
	rule:   ruleComplete,
}

// completeAdvice 预授权完成通知: 0220, type 24: a completion that was done and is only told. It
// is never reversed: the same message again is answered as the first time.
var completeAdvice = &service{
	kind:    txn.Complete,
	needs:   complete.needs,
	carded:  true,
	signed:  true,
	repeats: true,
	rule: func(h *Host, r *request, e *entry) *decision {
		e.Advice = true
		return ruleComplete(h, r, e)
	},
}

func rulePreauthVoid(h *Host, r *request, e *entry) *decision {
	hold, no := h.hold(r)
	if no == nil {
		no = h.sameMoney(hold, r)
	}
	if no != nil {
		return no
	}
	e.of(hold)
	return h.pin(h.book.accounts.byName[hold.Account], r, false)
}

func ruleComplete(h *Host, r *request, e *entry) *decision {
	hold, no := h.hold(r)
	switch {
	case no != nil:
		return no
	case daysBetween(hold.Day, h.book.today(r.at)) > h.knobs.CompleteDays:
		return refuse("22", 61, "the hold is older than %d days", h.knobs.CompleteDays)
	case r.amount*100 > hold.Amount*txn.Fen(h.knobs.CompletePercent):
		return refuse("64", 4, "more than %d %% of the hold, %s", h.knobs.CompletePercent, hold.Amount)
	}
	e.of(hold)
	acct := h.book.accounts.byName[hold.Account]
	if no := h.pin(acct, r, false); no != nil {
		return no
	}
	if acct.available()+hold.Amount < r.amount {
		return refuse("51", 4, "available are %s and the hold", acct.available())
	}
	return nil
}

// hold finds the pre-authorisation that a request names. Of several that fit, which takes
// a hundred years of luck, the newest that still holds money counts.
func (h *Host) hold(r *request) (*entry, *decision) {
	if r.unnamed() {
		return nil, refuse("30", 61, "names no date and no transaction")
	}
	var found *entry
	foreignCard := false
	for _, e := range slices.Backward(h.book.byAuth[r.msg.Get(38)]) {
		switch {
		case e.Merchant != r.msg.Get(42) || !r.onDay(e) || !r.naming(e):
		case !h.sameCard(e, r):
			foreignCard = true
		case found == nil || found.State != Approved && e.State == Approved:
			found = e
		}
	}
	switch {
	case found == nil && foreignCard:
		return nil, refuse("14", 2, "not the card of the hold")
	case found == nil:
		return nil, refuse("25", 38, "no such hold")
	case found.State != Approved:
		return nil, refuse("25", 61, "the hold is %s already", found.State)
	case r.msg.Has(37) && r.msg.Get(37) != noRRN && r.msg.Get(37) != found.RRN:
		return nil, refuse("25", 37, "reference number is not the hold's")
	}
	return found, nil
}

// naming says whether field 61 names the entry by batch and trace, or leaves that open.
func (r *request) naming(e *entry) bool {
	return r.names.Trace == noNumber || e.Key == Key{r.key.Terminal, r.names.Batch, r.names.Trace}
}

// unnamed says whether field 61 names nothing.
func (r *request) unnamed() bool {
	return (r.names.Date == "" || r.names.Date == noDate) && r.names.Trace == noNumber
}
