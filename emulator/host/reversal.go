package host

import (
	"slices"

	"posterm/comms/message"
	"posterm/txn"
)

// reversalOf 冲正: 0400 with fields 2, 3, 4, 22, 25, 38, 49 and 60.1 of the original and its trace
// in field 11; its batch stands in 60.2 (PROTOCOL.md 4.7). Field 39 says why. One of a payment by
// code has the code again. Field 61 names what is reversed once more, or, as some terminals do,
// what that undid; where the original has a field 61 itself, this one must have it, too.
func reversalOf(original *service) *service {
	s := &service{
		kind:     original.kind,
		as:       txn.Reversal,
		needs:    []int{4, 22, 25, 39, 49},
		carded:   original.carded,
		signed:   true,
		anyBatch: true, // RULES.md 4.2
		decide:   decideReversal,
	}
	if slices.Contains(original.needs, 61) {
		s.needs = append(s.needs, 61)
	}
	if original.coded {
		s.needs, s.tags = append(s.needs, 59), []message.Tag{message.TagCode}
		s.coded = true
	}
	return s
}

// reasons are the values of field 39 in a reversal (PROTOCOL.md 4.3).
var reasons = map[txn.Code]bool{"98": true, "96": true, "A0": true, "06": true}

func decideReversal(h *Host, r *request) *decision {
	rules := h.knobs.Reversal
	e := h.book.byKey[r.key]
	switch {
	case h.book.tombs[r.key]:
		return h.reversalAnswer(e, rules.Again, 11, "was reversed before it came")
	case e == nil:
		return h.unknownOriginal(r)
	}
	if no := h.otherOriginal(r, e); no != nil {
		return no
	}
	switch {
	case e.State == Declined:
		return h.reversalAnswer(e, rules.Declined, 11, "the original was declined")
	case e.State == Reversed:
		return h.reversalAnswer(e, rules.Again, 11, "reversed already")
	case h.book.comparing(e.Key):
		return h.reversalAnswer(e, "58", 60, "the totals of its batch were compared: it can no longer be reversed")
	case !h.reversible(e):
		return h.reversalAnswer(e, "58", 11, "the original is "+string(e.State)+" and can no longer be reversed")
	case rules.OtherDay == "25" && e.Day != h.book.today(r.at):
		return h.reversalAnswer(e, "25", 11, "the original is of another day")
	}
	d := h.reversalAnswer(e, "00", 0, "reversed")
	d.fact = &fact{What: reversed, At: r.at, Key: &r.key}
	return d
}

// otherOriginal says what of the reversal is not the original's. None of it may be answered 25, which terminals
// read as undone, while the money still stands.
func (h *Host) otherOriginal(r *request, e *entry) *decision {
	before := &entry{} // what the original undid or fulfilled
	if e.Original != nil {
		before = h.book.byKey[*e.Original]
	}
	named := Key{r.key.Terminal, r.names.Batch, r.names.Trace}
	auth, acct := r.msg.Get(38), h.book.accounts.byName[e.Account]
	switch {
	case e.Kind != r.service.kind || e.Merchant != r.msg.Get(42):
		return h.reversalAnswer(e, "58", 11, "that number is not a "+r.service.kind.String()+" of this merchant")
	case r.card.pan != "" && r.card.pan.Masked() != e.Card, r.service.carded && acct != nil && acct.PAN != r.card.pan:
		return h.reversalAnswer(e, "14", r.cardField(), "not the card of the original")
	case e.asked() != r.amount:
		return h.reversalAnswer(e, "64", 4, "the original was over "+e.asked().String())
	case e.Mode != "" && e.Mode != r.msg.Get(22):
		return h.reversalAnswer(e, "30", 22, "entry mode is not the original's")
	case auth != "" && auth != e.Auth && auth != before.Auth && e.State != Declined: // which has none
		return h.reversalAnswer(e, "30", 38, "authorisation code is not the original's")
	case r.msg.Has(61) && named != e.Key && named != before.Key:
		return h.reversalAnswer(e, "30", 61, "names another transaction than fields 11 and 60")
	case e.Sent != "" && elementsOf(r.wire.Get(90)).sent != e.Sent:
		return h.reversalAnswer(e, "30", 61, "the time of sending is not the original's")
	}
	return nil
}

// cardField is where the card or the payment code of a request stands.
func (r *request) cardField() int {
	switch {
	case r.coded && r.service.kind == txn.WalletPay:
		return 62
	case r.coded:
		return 59
	case r.msg.Has(2):
		return 2
	}
	return 35
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
// is declined when it comes. What undoes nothing else has one name only.
func (h *Host) unknownOriginal(r *request) *decision {
	if named := (Key{r.key.Terminal, r.names.Batch, r.names.Trace}); r.msg.Has(61) && r.service.kind.Tie() == txn.Alone && named != r.key {
		return h.reversalAnswer(nil, "30", 61, "names another transaction than fields 11 and 60")
	}
	d := h.reversalAnswer(nil, h.knobs.Reversal.Unknown, 11, "original is unknown")
	if !h.knobs.Reversal.NoTombstone {
		d.fact = &fact{What: tombstone, At: r.at, Key: &r.key}
	}
	return d
}

// reversalAnswer carries the original's reference number: a repeated reversal is
// the same transaction.
func (h *Host) reversalAnswer(original *entry, code txn.Code, field int, reason string) *decision {
	rrn := h.rrn()
	if original != nil {
		rrn = original.RRN
	}
	if code.Approves() {
		field = 0
	}
	return &decision{code: code, field: field, reason: reason, set: fields{{37, rrn}}}
}
