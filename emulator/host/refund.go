package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// refund 退货: 0220, processing code 200000, condition 00, type 25. Fields 37 and 61.3 name
// a sale or completion of up to 30 days ago; a part of it may be given back, several times.
// It is never reversed: the same message again is answered as the first time.
var refund = &service{
	kind:    txn.Refund,
	needs:   []int{4, 22, 25, 37, 49, 61, 63},
	carded:  true,
	signed:  true,
	repeats: true,
	rule:    ruleRefund,
}

// qrRefund 扫码退货: a refund with 03 in field 22; the payment voucher number in element A4
// of field 59 names the sale, too, and alone when 37 is zeros.
var qrRefund = &service{
	kind:    txn.QRRefund,
	needs:   []int{4, 22, 25, 37, 49, 61, 63},
	signed:  true,
	repeats: true,
	rule:    ruleRefund,
}

// walletRefund 钱包退款: 0220, processing code 200000, condition 01, type 73. Element A5 of
// field 59 is the number of the order.
var walletRefund = &service{
	kind:    txn.WalletRefund,
	needs:   []int{4, 25, 49, 59},
	tags:    []message.Tag{message.TagOrder},
	signed:  true,
	repeats: true,
	rule:    ruleRefund,
}

func ruleRefund(h *Host, r *request, e *entry) *decision {
	original := h.refunded(r)
	voucher := r.tags.Get(message.TagVoucher)
	switch {
	case r.service.kind != txn.WalletRefund && r.unnamed():
		return refuse("30", 61, "names no date and no transaction")
	case original == nil || !r.service.kind.Of(original.Kind) || original.Merchant != r.msg.Get(42):
		return refuse("25", 37, "no such transaction")
	case !r.onDay(original):
		return refuse("25", 61, "date is not the original's")
	case voucher != "" && voucher != original.Voucher:
		return refuse("25", 59, "voucher number is not the original's")
	case original.State == Declined:
		return refuse("12", 37, "the original was declined")
	case original.State != Approved && original.State != Refunded:
		return refuse("25", 37, "the original is %s", original.State)
	case !h.sameCard(original, r):
		return refuse("14", 2, "not the card of the original")
	case daysBetween(original.Day, h.book.today(r.at)) > h.knobs.RefundDays:
		return refuse("22", 61, "the original is older than %d days", h.knobs.RefundDays)
	case r.amount > original.left():
		return refuse("61", 4, "of the original %s are left", original.left())
	}
	e.of(original)
	return h.pin(h.book.accounts.byName[original.Account], r, false)
}

// refunded finds the transaction that a refund names; nil: there is none.
func (h *Host) refunded(r *request) *entry {
	switch {
	case r.service.kind == txn.WalletRefund:
		return h.book.byOrder[r.tags.Get(message.TagOrder)]
	case r.service.kind == txn.QRRefund && r.msg.Get(37) == noRRN:
		return h.book.byVoucher[r.tags.Get(message.TagVoucher)]
	}
	return h.book.referred(r.msg.Get(37))
}
