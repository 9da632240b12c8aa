package host

import (
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// walletQuery: 0200, processing code 690000, condition 01, type 71, order number in A5. The
// answer is 00 paid, W1 waiting, W2 closed, 25 not found, or the code the payment was
// declined with. With 00 it carries the payment's amount and reference numbers.
var walletQuery = &service{
	kind:     txn.WalletPay,
	as:       txn.OrderQuery,
	needs:    []int{25, 49, 59},
	tags:     []message.Tag{message.TagOrder},
	signed:   true,
	anyBatch: true,
	decide:   decideWalletQuery,
}

// walletClose: 0200, processing code 680000, condition 01, type 72, order number in A5. The
// answer is 00 closed now, W2 closed before, or W3 paid, with the payment's amount and
// reference numbers. An order that was never seen is closed, too: a payment that comes
// later is answered W2.
var walletClose = &service{
	kind:     txn.WalletPay,
	as:       txn.OrderClose,
	needs:    []int{25, 49, 59},
	tags:     []message.Tag{message.TagOrder},
	signed:   true,
	anyBatch: true,
	decide:   decideWalletClose,
}

// order finds the payment of an order; nil: it never came, or is another merchant's.
func (h *Host) order(r *request) *entry {
	e := h.book.byOrder[r.tags.Get(message.TagOrder)]
	if e == nil || e.Merchant != r.msg.Get(42) {
		return nil
	}
	return e
}

func decideWalletQuery(h *Host, r *request) *decision {
	e := h.order(r)
	switch {
	case e == nil && h.book.shut[r.tags.Get(message.TagOrder)]:
		return refuse(txn.OrderClosed, 59, "closed before it came")
	case e == nil:
		return refuse("25", 59, "no such order")
	case e.State == Declined:
		return e.told(e.Response)
	case e.State != Waiting:
		return e.told("00")
	case h.book.comparing(e.Key): // its batch takes no money any more, and closes it at its end
		return e.told(txn.OrderWaiting)
	}
	if e.questions++; h.knobs.WalletWait < 0 || h.payer(e, "") == nil || e.questions < h.knobs.WalletWait {
		return e.told(txn.OrderWaiting)
	}
	f := h.confirm(e, r.at)
	d := e.told(f.Code)
	if f.Code.Approves() {
		d.set.put(38, f.Auth)
	}
	d.fact = f
	return d
}

// confirm is the customer paying an order that waits, if there is money enough. Of one whose code is
// shown nobody knows before who pays.
func (h *Host) confirm(e *entry, at time.Time) *fact { return h.paid(e, h.payer(e, ""), at) }

func (h *Host) paid(e *entry, by *account, at time.Time) *fact {
	f := &fact{What: orderEnded, At: at, Key: &e.Key, Code: "00", Auth: h.authCode()}
	if e.Account == "" {
		f.Account = by.Name
	}
	if by.available() < e.Amount {
		f.Code, f.Auth = "51", ""
	}
	return f
}

func decideWalletClose(h *Host, r *request) *decision {
	e, order := h.order(r), r.tags.Get(message.TagOrder)
	switch {
	case e == nil && h.book.shut[order]:
		return refuse(txn.OrderClosed, 59, "closed before")
	case e == nil:
		return &decision{code: "00", reason: "closed before it came", fact: &fact{What: orderClosed, At: r.at, Order: order}}
	case e.State == Declined && e.Response == txn.OrderClosed:
		return e.told(txn.OrderClosed)
	case e.State == Declined:
		return e.told("00")
	case e.State != Waiting:
		return e.told(txn.OrderPaid)
	}
	d := e.told("00")
	d.fact = &fact{What: orderEnded, At: r.at, Key: &e.Key, Code: txn.OrderClosed}
	return d
}

// told is an answer about the order, with the payment's reference numbers.
func (e *entry) told(code txn.Code) *decision {
	d := &decision{code: code, reason: "the order is " + string(e.State), set: fields{{37, e.RRN}}}
	if e.Amount != 0 {
		d.set.put(4, e.Amount.Digits12())
	}
	if e.Auth != "" {
		d.set.put(38, e.Auth)
	}
	return d
}
