package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// transact decides a transaction: what all kinds have in common, then the kind's own
// rule. Whatever comes of it is an entry of the ledger.
func (h *Host) transact(r *request) *decision {
	e := h.newEntry(r)
	return e.outcome(h, r, h.objection(r, e))
}

// objection says why the transaction is not simply approved; nil: it is.
func (h *Host) objection(r *request, e *entry) *decision {
	if r.force != "" { // the faults decline and unknown_code: no money moves
		return refuse(r.force, 0, "on purpose")
	}
	for _, rule := range []func(*request, *entry) *decision{h.tombstoned, h.amountFits} {
		if no := rule(r, e); no != nil {
			return no
		}
	}
	return r.service.rule(h, r, e)
}

func (h *Host) tombstoned(r *request, _ *entry) *decision {
	if h.book.tombs[r.key] {
		return refuse("12", 11, "its reversal came first")
	}
	return nil
}

func (h *Host) amountFits(r *request, _ *entry) *decision {
	switch {
	case r.service.kind == txn.Balance:
		return nil
	case r.amount == 0:
		return refuse("13", 4, "amount is zero")
	case r.amount > txn.AmountLimit:
		return refuse("61", 4, "amount is over %s", txn.AmountLimit)
	}
	return nil
}

// newEntry starts the record of a transaction.
func (h *Host) newEntry(r *request) *entry {
	e := &entry{
		Key: r.key, Merchant: r.msg.Get(42), Kind: r.service.kind, Amount: r.amount, Card: r.card.pan.Masked(),
		Mode: r.msg.Get(22), RRN: h.rrn(), Day: h.book.today(r.at), Order: r.tags.Get(message.TagOrder), at: r.at,
	}
	if acct := h.account(r); acct != nil {
		e.Account = acct.Name
		e.Org = organisationOf(acct.PAN)
	}
	return e
}

// of ties the entry to its original, whose money it is about.
func (e *entry) of(original *entry) {
	e.Original, e.Account, e.Org = &original.Key, original.Account, original.Org
	if e.Order == "" {
		e.Order = original.Order
	}
}

// outcome turns the record into a decision: approved, declined for a reason, or waiting
// for the customer.
func (e *entry) outcome(h *Host, r *request, no *decision) *decision {
	if no == nil {
		no = &decision{code: "00"}
	}
	e.Response, e.Reason = no.code, no.reason
	switch {
	case no.code.Approves(), no.code.Class() == txn.Partial:
		e.State, e.Auth, e.Reason = Approved, h.authCode(), ""
	case no.code == txn.OrderWaiting:
		e.State, e.Reason = Waiting, ""
	default:
		e.State, e.Voucher = Declined, ""
	}
	d := e.answer(h)
	d.field, d.reason = no.field, no.reason
	d.fact = &fact{What: decided, At: r.at, Entry: e}
	return d
}

// answer is what was said about a transaction, the first time and ever after.
func (e *entry) answer(h *Host) *decision {
	d := &decision{code: e.Response, reason: "answered as the first time", at: e.at, day: e.Day, set: map[int]string{37: e.RRN}}
	if e.Auth != "" {
		d.set[38] = e.Auth
	}
	if e.Asked != 0 {
		d.set[4] = e.Amount.Digits12()
	}
	if e.Voucher != "" {
		var tags message.Tags
		tags.Set(message.TagVoucher, e.Voucher)
		d.set[59] = tags.String()
	}
	if e.Kind == txn.Balance && e.State == Approved {
		d.set[54] = field54(h.book.accounts.byName[e.Account].available())
	}
	return d
}
