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

// rules are those of all kinds, in the order of PROTOCOL.md 7; the kind's own comes after them.
var rules = []func(*Host, *request, *entry) *decision{
	(*Host).permitted, (*Host).listed, (*Host).tombstoned, (*Host).amountFits, (*Host).reached, (*Host).fallback,
}

// objection says why the transaction is not simply approved; nil: it is.
func (h *Host) objection(r *request, e *entry) *decision {
	switch {
	case r.force != "": // no money moves
		return refuse(r.force, 0, "%s", r.forced)
	case r.cutting:
		return refuse("90", 0, "day-end is under way")
	}
	for _, rule := range rules {
		if no := rule(h, r, e); no != nil {
			return no
		}
	}
	if no := r.service.rule(h, r, e); no != nil {
		return no
	}
	return h.byAmount(e)
}

func (h *Host) tombstoned(r *request, _ *entry) *decision {
	if h.book.tombs[r.key] {
		return refuse("12", 11, "its reversal came first")
	}
	return nil
}

// newEntry starts the record of a transaction.
func (h *Host) newEntry(r *request) *entry {
	e := &entry{
		Key: r.key, Merchant: r.msg.Get(42), Kind: r.service.kind, Amount: r.amount, Card: r.card.pan.Masked(),
		Mode: r.msg.Get(22), RRN: h.rrn(), Day: h.book.today(r.at), Order: r.tags.Get(message.TagOrder), at: r.at,
	}
	if r.service.repeats {
		e.Print = r.print()
	}
	if h.dialect.foreign() {
		e.Sent = r.wire.Get(7)
	}
	if acct := r.account; acct != nil {
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
	case no.code == txn.OrderWaiting && e.Kind == txn.WalletPay:
		e.State, e.Reason = Waiting, ""
	default:
		e.State, e.Voucher, e.Shows = Declined, "", ""
	}
	d := e.answer(h)
	d.field, d.reason = no.field, no.reason
	if r.arqc != nil {
		chip, err := field55(r.arqc, e.Response)
		if err != nil {
			return refuse("96", 55, "%v", err)
		}
		d.set.put(55, chip)
	}
	d.fact = &fact{What: decided, At: r.at, Entry: e}
	return d
}

// answer is what was said about a transaction, the first time and ever after.
func (e *entry) answer(h *Host) *decision {
	d := &decision{code: e.Response, reason: "answered as the first time", at: e.at, day: e.Day, set: fields{{37, e.RRN}}}
	if e.Auth != "" {
		d.set.put(38, e.Auth)
	}
	if e.Asked != 0 {
		d.set.put(4, e.Amount.Digits12())
	}
	if e.Voucher != "" || e.Shows != "" {
		var tags message.Tags
		if e.Voucher != "" {
			tags.Set(message.TagVoucher, e.Voucher)
		}
		if e.Shows != "" {
			tags.Set(message.TagShows, e.Shows)
		}
		d.set.put(59, tags.String())
	}
	if e.Kind == txn.Balance && e.State == Approved {
		d.set.put(54, field54(h.book.accounts.byName[e.Account].available()))
	}
	return d
}
