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
	decide: decideVoid,
}

func decideVoid(h *Host, r *request) *decision {
	f61, err := message.ParseField61(r.msg.Get(61))
	if err != nil {
		return refuse("30", 61, "%v", err)
	}
	e := h.newEntry(r)
	e.Original = &Key{r.key.Terminal, f61.Batch, f61.Trace}
	original := h.book.byKey[*e.Original]
	no := h.voidable(original, r)
	switch {
	case h.book.tombs[r.key]:
		no = refuse("12", 11, "its reversal came first")
	case no == nil:
		// A void gives money back: a missing PIN, an expired or a lost card does
		// not stand in its way, a wrong PIN does.
		no = h.pin(h.book.accounts.byName[original.Account], r, false)
	}
	return e.outcome(h, r, no)
}

// voidable says why the original cannot be voided by this request; nil: it can.
func (h *Host) voidable(original *entry, r *request) *decision {
	switch {
	case original == nil || original.Kind != txn.Sale || original.Merchant != r.msg.Get(42):
		return refuse("25", 61, "no such sale")
	case original.Batch != r.key.Batch || original.settled:
		return refuse("25", 61, "the sale's batch is closed")
	case original.State == Declined:
		return refuse("12", 61, "the sale was declined")
	case original.State != Approved:
		return refuse("25", 61, "the sale is %s already", original.State)
	case original.RRN != r.msg.Get(37):
		return refuse("25", 37, "reference number is not the sale's")
	case r.msg.Has(38) && original.Auth != r.msg.Get(38):
		return refuse("25", 38, "authorisation code is not the sale's")
	case h.book.accounts.byName[original.Account].PAN != r.card.pan:
		return refuse("14", 2, "not the card of the sale")
	case original.Amount != r.amount:
		return refuse("64", 4, "the sale was over %s", original.Amount)
	}
	return nil
}
