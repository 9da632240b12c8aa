package machine

import "posterm/txn"

// order is a wallet order at the acquirer.
type order struct {
	pay    number // the payment; zero: closed before it came
	waits  int    // questions until the customer has paid; 0: decided
	closed bool
	code   txn.Code // of a payment that was declined
}

// How a customer pays. Positive: at the so-many-th question.
const (
	paysAtOnce = 0
	paysLast   = -1 // perhaps just before the order is closed
	paysNever  = -2
)

// pay opens an order. Its number is never used for another one.
func (h *acquirer) pay(m message) txn.Code {
	o, known := h.orders[m.order]
	switch {
	case known && o.pay != (number{}) || len(m.order) != len("0001000120260301000001"):
		h.w.fail("host: order number %q of %s was used before, or is none", m.order, m.trace)
	case o.closed:
		return txn.OrderClosed
	}
	o = order{pay: m.number, waits: h.customer}
	code := txn.Code("00")
	switch {
	case h.w.fault(1) == 1:
		o.code, code = "51", "51"
	case h.customer != paysAtOnce:
		code = txn.OrderWaiting
	}
	h.orders[m.order] = o
	return code
}

// paid says whether the customer's money was moved.
func (h *acquirer) paid(o order) bool {
	i := h.find(o.pay)
	return i >= 0 && h.ledger[i].stands()
}

// settleOrder moves the money of an order.
func (h *acquirer) moneyFor(o order) {
	i := h.find(o.pay)
	if h.ended[o.pay.batch] > 0 {
		h.w.fail("host: order of %s is paid in a batch that is closed", o.pay.trace)
	}
	h.ledger[i].approved = true
}

// told is what it says about a payment.
func (h *acquirer) told(o order, code txn.Code) reply {
	r := h.ledger[h.find(o.pay)].reply()
	r.code = code
	return r
}

// query never changes an order, but time goes on for its customer.
func (h *acquirer) query(m message) reply {
	o, known := h.orders[m.order]
	switch {
	case !known:
		return reply{code: "25"}
	case o.closed:
		return reply{code: txn.OrderClosed}
	case o.code != "":
		return reply{code: o.code}
	}
	if o.waits > 0 {
		o.waits--
		h.orders[m.order] = o
		if o.waits == 0 {
			h.moneyFor(o)
		}
	}
	if h.paid(o) {
		return h.told(o, "00")
	}
	return h.told(o, txn.OrderWaiting)
}

// close ends an order that is not paid; an order it never heard of can never be paid then.
func (h *acquirer) close(m message) reply {
	o, known := h.orders[m.order]
	switch {
	case known && !o.closed && o.code == "" && !h.paid(o) && o.waits == paysLast && h.w.fate.Pick(2) == 1:
		h.moneyFor(o)
		return h.told(o, txn.OrderPaid)
	case known && h.paid(o):
		return h.told(o, txn.OrderPaid)
	}
	o.closed = true
	h.orders[m.order] = o
	return reply{code: "00"}
}
