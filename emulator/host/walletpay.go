package host

import (
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// walletPay 钱包支付: 0200, processing code 450000, condition 01, type 70: the customer's code
// in field 62, the number of the order in element A5 of field 59 (RULES.md 5). It is
// answered 00 paid, W1 waiting for the customer, W2 closed before it came, or a decline.
var walletPay = &service{
	kind:   txn.WalletPay,
	needs:  []int{4, 25, 49, 59, 62},
	tags:   []message.Tag{message.TagOrder},
	coded:  true,
	signed: true,
	rule:   ruleWalletPay,
}

// An order's number is terminal 8, date YYYYMMDD 8, counter 6.
const orderSize = 8 + 8 + 6

func ruleWalletPay(h *Host, r *request, e *entry) *decision {
	switch first := h.book.byOrder[e.Order]; {
	case first != nil:
		return refuse("94", 59, "the order came before, with trace %s", first.Trace)
	case h.book.shut[e.Order]:
		return refuse(txn.OrderClosed, 59, "the order was closed before it came")
	}
	acct, no := h.issuer(r)
	if no != nil {
		return no
	}
	if h.knobs.WalletWait != 0 {
		return &decision{code: txn.OrderWaiting, reason: "the customer has to confirm"}
	}
	return h.afford(acct, r, e)
}

// checkOrder reads element A5 where it must be. Only a payment makes an order: a refund of
// it may come from another terminal.
func checkOrder(r *request) *decision {
	order := r.tags.Get(message.TagOrder)
	paying := r.service.kind == txn.WalletPay && r.service.as.Opens()
	if len(order) != orderSize || paying && !strings.HasPrefix(order, r.key.Terminal) || strings.Trim(order[8:], "0123456789") != "" {
		return refuse("30", 59, "order number A5 is not terminal, date YYYYMMDD and counter: %d characters", orderSize)
	}
	return nil
}
