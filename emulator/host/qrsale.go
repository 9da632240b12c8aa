package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// qrSale 扫码消费 (UnionPay C2B): a sale with 03 in field 22 and the customer's code in
// element A3 of field 59. The answer has a payment voucher number 付款凭证码 in A4, by
// which voids and refunds name it.
var qrSale = &service{
	kind:   txn.QRSale,
	needs:  []int{4, 22, 25, 49, 59},
	tags:   []message.Tag{message.TagCode},
	coded:  true,
	signed: true,
	rule:   ruleQRSale,
}

func ruleQRSale(h *Host, r *request, e *entry) *decision {
	acct, no := h.issuer(r)
	if no != nil {
		return no
	}
	e.Voucher = h.book.today(r.at) + e.RRN
	return h.afford(acct, r, e)
}
