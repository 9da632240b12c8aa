package host

import "posterm/txn"

// sale 消费: 0200, processing code 000000, condition 00, type 22.
var sale = &service{
	kind:   txn.Sale,
	needs:  []int{4, 22, 25, 49},
	carded: true,
	signed: true,
	decide: decideSale,
}

func decideSale(h *Host, r *request) *decision {
	e := h.newEntry(r)
	acct, no := h.issuer(r)
	switch {
	case h.book.tombs[r.key]:
		no = refuse("12", 11, "its reversal came first")
	case r.amount == 0:
		no = refuse("13", 4, "amount is zero")
	case r.amount > txn.AmountLimit:
		no = refuse("61", 4, "amount is over %s", txn.AmountLimit)
	case no != nil:
	default:
		if no = h.pin(acct, r, true); no == nil && acct.balance < r.amount {
			no = refuse("51", 4, "balance is %s", acct.balance)
		}
	}
	return e.outcome(h, r, no)
}
