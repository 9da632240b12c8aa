package machine

import (
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// check asks whether ledger, roll and paper agree, now that all is healed.
func (w *world) check() {
	if w.s.Desk != Idle || w.s.Tray != Free {
		w.fail("the world healed, yet desk is %d and tray %d", w.s.Desk, w.s.Tray)
	}
	for _, r := range w.rows {
		if r.What != roll.IntentMade {
			continue
		}
		t := w.txn(r.Txn)
		if r.Kind.Moves() {
			w.checkMoney(t)
			w.checkTies(t)
		}
		w.checkPaper(t)
	}
	w.checkNothingElse()
	w.checkBatches()
	w.checkConfirmations()
}

// rough: something was parked or decided by a person, so that the terminal does not know all
// that the acquirer holds: the card organisation, say.
func (w *world) rough() bool {
	return slices.ContainsFunc(w.rows, func(r roll.Row) bool { return r.What == roll.Parked || r.What == roll.Resolved })
}

// checkMoney: what moved at the acquirer is what the terminal says has moved.
func (w *world) checkMoney(t roll.Txn) {
	money := t.Money(0)
	switch money {
	case txn.MoneyReversing, txn.MoneyPending, txn.MoneyAsking:
		w.fail("%s %s is still %s", t.Kind, t.Trace, money)
	}
	if t.Is == roll.Parked {
		if w.refused[t.ID] < attempts {
			w.fail("%s %s is parked after %d refusals", t.Kind, t.Trace, w.refused[t.ID])
		}
		return
	}
	i := w.host.find(number{t.Batch, t.Trace})
	stands := i >= 0 && w.host.ledger[i].stands()
	if stands != t.Stands() {
		w.fail("%s %s: it stands at the host %v, the terminal says %s", t.Kind, t.Trace, stands, money)
	}
	if t.Kind == txn.WalletPay {
		w.checkOrder(t)
	}
}

// checkOrder: what is not paid here is not, and cannot be, paid there.
func (w *world) checkOrder(t roll.Txn) {
	o := w.host.orders[t.Intent.Order]
	if t.Is == roll.Unpaid && !o.closed {
		w.fail("order %s is not paid, says the terminal, but it is not closed", t.Intent.Order)
	}
	if t.Stands() && o.closed {
		w.fail("order %s is paid, says the terminal, but it is closed", t.Intent.Order)
	}
}

// checkTies: what was done to an original at the acquirer is what the terminal knows was done to it.
func (w *world) checkTies(t roll.Txn) {
	of := number{t.Batch, t.Trace}
	i := w.host.find(of)
	if i < 0 || t.Money(0) == txn.MoneyParked || w.rough() {
		return
	}
	if undone, voided := w.host.undone(of), t.Money(0) == txn.MoneyVoided; undone != voided {
		w.fail("%s %s: undone at the host %v, voided here %v", t.Kind, t.Trace, undone, voided)
	}
	if sum := w.host.refunds(w.host.ledger[i]); sum != t.Refunded || t.Refunding != 0 || sum > t.Intent.Amount {
		w.fail("%s %s: the host gave %s of %s back, the terminal says %s and %s under way", t.Kind, t.Trace, sum, t.Intent.Amount, t.Refunded, t.Refunding)
	}
	taken := t.TakenIs == roll.Approved && w.txn(t.Taken).Money(0) != txn.MoneyVoided
	if n := w.host.tied(txn.Fulfils, of); n > 1 || taken != (n == 1) {
		w.fail("%s %s: %d completions stand at the host, taken here %v", t.Kind, t.Trace, n, taken)
	}
}

// checkNothingElse: every entry of the ledger is one of the roll's.
func (w *world) checkNothingElse() {
	for _, e := range w.host.ledger {
		if !slices.ContainsFunc(w.rows, func(r roll.Row) bool {
			return r.What == roll.IntentMade && r.Batch == e.batch && r.Trace == e.trace && r.Kind == e.kind
		}) {
			w.fail("the host holds a %s %s that the roll does not know", e.kind, e.trace)
		}
	}
}

func (w *world) checkPaper(t roll.Txn) {
	for _, c := range t.Copies {
		originals, complete := 0, 0
		for _, p := range w.paper {
			if p.of != t.ID || p.form != c.Form || p.holder != c.For {
				continue
			}
			if !p.marked {
				originals++
			}
			if p.complete {
				complete++
			}
		}
		if originals > 1 {
			w.fail("%s %s: %d originals of one copy were begun", t.Kind, t.Trace, originals)
		}
		if complete == 0 && !c.Superseded && !c.OnRequest {
			w.fail("%s %s: no complete paper of a copy, and paper is %s", t.Kind, t.Trace, c.Paper(0))
		}
	}
	due := 2
	if t.Kind == txn.Settle {
		due = 1
	}
	if money := t.Money(0); w.policy.Paper && t.Is == roll.Approved && (money == txn.MoneyApproved || t.Kind == txn.Settle) && len(t.Copies) != due {
		w.fail("%s %s approved with %d copies", t.Kind, t.Trace, len(t.Copies))
	}
}

// checkConfirmations: no job is written down as printed twice.
func (w *world) checkConfirmations() {
	said := map[uint64]bool{}
	for _, r := range w.rows {
		if end, ok := r.Body.(roll.End); ok && r.What == roll.Printed {
			if said[end.Job] {
				w.fail("job %d was written down as printed twice", end.Job)
			}
			said[end.Job] = true
		}
	}
}
