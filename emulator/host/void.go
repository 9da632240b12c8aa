package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// void 消费撤销: 0200, processing code 200000, condition 00, type 23. Field 61
// names the sale: batch, trace.
var void = &service{
	kind:   txn.Void,
	needs:  []int{4, 22, 25, 37, 49, 61},
	carded: true,
	signed: true,
	rule:   (*Host).undo,
}

// completeVoid 预授权完成撤销: 0200, processing code 200000, condition 06, type 21. Field 61
// names the completion. Afterwards the hold stands again.
var completeVoid = &service{
	kind:   txn.CompleteVoid,
	needs:  []int{4, 22, 25, 37, 38, 49, 61},
	carded: true,
	signed: true,
	rule:   (*Host).undo,
}

// qrVoid 扫码撤销: a void with 03 in field 22 and the sale's payment voucher number in
// element A4 of field 59. It needs no card and no code.
var qrVoid = &service{
	kind:   txn.QRVoid,
	needs:  []int{4, 22, 25, 37, 49, 59, 61},
	tags:   []message.Tag{message.TagVoucher},
	signed: true,
	rule:   (*Host).undo,
}

// undo voids the transaction that field 61 names, whole.
func (h *Host) undo(r *request, e *entry) *decision {
	original := h.book.byKey[Key{r.key.Terminal, r.names.Batch, r.names.Trace}]
	if no := h.voidable(original, r); no != nil {
		return no
	}
	e.of(original)
	// A void gives money back: a missing PIN, an expired or a lost card does
	// not stand in its way, a wrong PIN does.
	return h.pin(h.book.accounts.byName[original.Account], r, false)
}

// voidable says why the original cannot be voided by this request; nil: it can.
func (h *Host) voidable(original *entry, r *request) *decision {
	switch {
	case original == nil || !r.service.kind.Of(original.Kind) || original.Merchant != r.msg.Get(42):
		return refuse("25", 61, "no such transaction")
	case original.Batch != r.key.Batch || original.closed:
		return refuse("25", 61, "its batch is closed")
	case original.Day != h.book.today(r.at) && !h.knobs.VoidAnyDay:
		return refuse("25", 61, "it is of another day")
	case original.State == Declined:
		return refuse("12", 61, "it was declined")
	case original.State != Approved:
		return refuse("25", 61, "it is %s already", original.State)
	case original.refunded != 0:
		return refuse("25", 61, "a part of it was given back")
	case original.RRN != r.msg.Get(37):
		return refuse("25", 37, "reference number is not the original's")
	case r.msg.Has(38) && original.Auth != r.msg.Get(38):
		return refuse("25", 38, "authorisation code is not the original's")
	case !r.onDay(original):
		return refuse("25", 61, "date is not the original's")
	case r.service.kind == txn.QRVoid && original.Voucher != r.tags.Get(message.TagVoucher):
		return refuse("25", 59, "voucher number is not the original's")
	}
	return h.sameMoney(original, r)
}

// sameMoney: the card and the amount of a request must be the original's.
func (h *Host) sameMoney(original *entry, r *request) *decision {
	switch {
	case !h.sameCard(original, r):
		return refuse("14", 2, "not the card of the original")
	case original.Amount != r.amount:
		return refuse("64", 4, "the original was over %s", original.Amount)
	}
	return nil
}

func (h *Host) sameCard(original *entry, r *request) bool {
	return !r.service.carded || h.book.accounts.byName[original.Account].PAN == r.card.pan
}

// onDay says whether field 61.3, when it is there, is the day on which the original was
// answered (field 13).
func (r *request) onDay(original *entry) bool {
	return r.names.Date == "" || r.names.Date == noDate || r.names.Date == original.at.Format("0102")
}

// noDate, noNumber, noRRN: what is not known is zeros.
const (
	noDate   = "0000"
	noNumber = "000000"
	noRRN    = "000000000000"
)
