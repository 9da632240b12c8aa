package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// reversalOf 冲正: 0400 with fields 3, 25 and 60.1 of the original and its trace
// in field 11; its batch stands in 60.2 (PROTOCOL.md 4.7). Field 39 says why. One of a
// payment by code has the code again.
func reversalOf(original *service) *service {
	s := &service{
		kind:     original.kind,
		as:       txn.Reversal,
		needs:    []int{4, 22, 25, 39, 49},
		signed:   true,
		anyBatch: true, // RULES.md 4.2
		decide:   decideReversal,
	}
	if original.coded {
		s.needs, s.tags = append(s.needs, 59), []message.Tag{message.TagCode}
		s.coded = true
	}
	return s
}

// reasons are the values of field 39 in a reversal (PROTOCOL.md 4.3).
var reasons = map[txn.Code]bool{"98": true, "96": true, "A0": true, "06": true, "17": true}

func decideReversal(h *Host, r *request) *decision {
	rules := h.knobs.Reversal
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
	case e.asked() != r.amount:
		return h.reversalAnswer(e, "64", "the original was over "+e.asked().String())
	case e.State == Declined:
		return h.reversalAnswer(e, rules.Declined, "the original was declined")
	case e.State == Reversed:
		return h.reversalAnswer(e, rules.Again, "reversed already")
	case !h.reversible(e):
		return h.reversalAnswer(e, "58", "can no longer be reversed")
	case rules.OtherDay == "25" && e.Day != h.book.today(r.at):
		return h.reversalAnswer(e, "25", "the original is of another day")
	}
	d := h.reversalAnswer(e, "00", "reversed")
	d.fact = &fact{What: reversed, At: r.at, Key: &r.key}
	return d
}

// reversible: only what stands as it was decided can be undone, and only in an open batch.
func (h *Host) reversible(e *entry) bool {
	if e.State != Approved || e.closed || e.refunded != 0 || e.Advice {
		return false
	}
	if e.Kind != txn.CompleteVoid {
		return true
	}
	original := h.book.byKey[*e.Original]
	return h.book.byKey[*original.Original].State == Approved // the hold was not used again
}

// unknownOriginal leaves a tombstone: should the original still be under way, it
// is declined when it comes.
func (h *Host) unknownOriginal(r *request) *decision {
	d := h.reversalAnswer(nil, h.knobs.Reversal.Unknown, "original is unknown")
	if !h.knobs.Reversal.NoTombstone {
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
	return &decision{code: code, reason: reason, set: fields{{37, rrn}}}
}
