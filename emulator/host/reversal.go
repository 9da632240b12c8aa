package host

import "posterm/txn"

// reversalOf 冲正: 0400 with fields 3, 25 and 60.1 of the original and its trace
// in field 11; its batch stands in 60.2 (PROTOCOL.md 4.7). Field 39 says why.
func reversalOf(original *service) *service {
	return &service{
		kind:   original.kind,
		needs:  []int{4, 22, 25, 39, 49},
		signed: true,
		decide: decideReversal,
	}
}

func decideReversal(h *Host, r *request) *decision {
	rules := h.options.Reversal
	e := h.book.byKey[r.key]
	switch {
	case h.book.tombs[r.key]:
		return h.reversalAnswer(e, rules.Again, "was reversed before it came")
	case e == nil:
		return h.unknownOriginal(r)
	case e.Kind != r.service.kind || e.Merchant != r.msg.Get(42):
		return h.reversalAnswer(e, "58", "that number is not a "+r.service.kind.String())
	case r.card.pan != "" && r.card.pan.Masked() != e.Card:
		return h.reversalAnswer(e, "14", "not the card of the original")
	case e.Amount != r.amount:
		return h.reversalAnswer(e, "64", "the original was over "+e.Amount.String())
	case e.State == Declined:
		return h.reversalAnswer(e, rules.Declined, "the original was declined")
	case e.State == Reversed:
		return h.reversalAnswer(e, rules.Again, "reversed already")
	case e.State != Approved || e.settled:
		return h.reversalAnswer(e, "58", "can no longer be reversed")
	}
	d := h.reversalAnswer(e, "00", "reversed")
	d.fact = &fact{What: reversed, At: r.at, Key: &r.key}
	return d
}

// unknownOriginal leaves a tombstone: should the original still be under way, it
// is declined when it comes.
func (h *Host) unknownOriginal(r *request) *decision {
	d := h.reversalAnswer(nil, h.options.Reversal.Unknown, "original is unknown")
	if !h.options.Reversal.NoTombstone {
		d.fact = &fact{What: tombstone, At: r.at, Key: &r.key}
	}
	return d
}

// reversalAnswer carries the original's reference number: a repeated reversal is
// the same transaction.
func (h *Host) reversalAnswer(original *entry, code txn.Code, reason string) *decision {
	rrn := h.rrn()
	if original != nil {
		rrn = original.RRN
	}
	return &decision{code: code, reason: reason, set: map[int]string{37: rrn}}
}
