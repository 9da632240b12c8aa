package host

import "posterm/txn"

// sale 消费: 0200, processing code 000000, condition 00, type 22.
var sale = &service{
	kind:   txn.Sale,
	needs:  []int{4, 22, 25, 49},
	carded: true,
	signed: true,
	rule:   (*Host).spend,
}

// spend asks the issuer for money: the card may be used, the PIN is right, there is enough.
func (h *Host) spend(r *request, e *entry) *decision {
	acct, no := h.issuer(r)
	if no == nil {
		no = h.pin(acct, r, true)
	}
	if no != nil {
		return no
	}
	return h.afford(acct, r, e)
}
