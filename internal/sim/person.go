package sim

import (
	"context"
	"slices"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// What a person does about money that is open.

// deliver sends what is owed to the host.
func (w *World) deliver() {
	w.happened(merchant, "deliver reversals")
	r, err := w.do(func(ctx context.Context) (terminal.Reply, error) { return w.term.Deliver(ctx, txn.Ref{}) })
	if err == nil && r.Refusal == machine.Possible {
		return
	}
	w.heard(txn.KindNone, r, err)
}

// retry sends once more what the host refused for good.
func (w *World) retry() {
	i := slices.IndexFunc(w.record.moving, func(id roll.ID) bool { return w.record.is[id] == roll.Parked })
	if i < 0 {
		return
	}
	ref := w.refOf(w.record.moving[i])
	w.happened(merchant, "sends %s once more", ref)
	r, err := w.do(func(ctx context.Context) (terminal.Reply, error) { return w.term.Deliver(ctx, ref) })
	if err != nil || r.Refusal != machine.Possible {
		w.heard(txn.KindNone, r, err)
	}
}

// resolve lets a person end what the host refuses, and now and then what was tried long
// enough, by what the ledger says. An acquirer can only say it when nothing of the
// transaction is in the network any more.
func (w *World) resolve() { w.decide(w.fate.Choose(4) == 1) }

func (w *World) decide(impatient bool) {
	for _, id := range w.record.moving {
		is := w.record.is[id]
		tried := impatient && (is == roll.InDoubt || is == roll.IntentMade) && w.record.tries[id] >= w.policy.Reversal.Attempts
		if is != roll.Parked && !tried || w.dead.Load() {
			continue
		}
		w.deliverLate(true)
		_, _ = w.host.CancelOrder(w.record.intents[id].Order) // if it still waits
		ref := w.refOf(id)
		d := roll.Decision{Stands: w.charged(w.record.kinds[id], ref), By: "supervisor", Note: "asked the acquirer"}
		w.happened(merchant, "decides that %s stands: %v", ref, d.Stands)
		if r, err := w.term.Resolve(w.base, ref, d); err != nil || r.Refusal != machine.Possible {
			w.happened(screen, "%s %v", r.Refusal, err)
		}
	}
}

// charged says what the ledger holds of a transaction.
func (w *World) charged(kind txn.Kind, ref txn.Ref) bool {
	return slices.ContainsFunc(w.host.Ledger(), func(e host.Entry) bool {
		return e.Terminal == terminalID && e.Kind == kind && e.Trace == ref.Trace.String() && e.State != host.Declined && e.State != host.Reversed
	})
}

// What may happen while an exchange is under way.
const (
	secondDoor = 1 + iota // another door gives a command
	atPrinter             // the printer goes on
	asked                 // somebody asks for the last transaction
	morePaper             // somebody asks for paper
	unwell                // the printer runs out of paper
	givenUp               // the cashier gives up
	meanwhiles = iota
)

// meanwhile runs on the exchange's side while the terminal waits for its answer.
func (w *World) meanwhile() {
	switch w.fault(Meanwhile, meanwhiles) {
	case secondDoor:
		w.secondCommand(w.ctx)
	case atPrinter:
		w.print()
	case asked:
		_, _ = w.term.Status(w.ctx, txn.Ref{})
	case morePaper:
		w.door(func() { _, _ = w.term.Reprint(w.ctx, txn.Ref{}, txn.Merchant) })
	case unwell:
		w.unwell()
	case givenUp:
		w.cancel()
	}
}

// door lets somebody at another door do something. When the journal fails on it, the
// loop waits for the exchange under way, so the exchange must not wait for the door.
func (w *World) door(do func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-w.ctx.Done():
	}
}
