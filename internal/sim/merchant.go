package sim

import (
	"context"
	"time"

	"posterm/emulator/host"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// act is one thing that the merchant does, or that happens to the merchant.
type act struct {
	weight int
	do     func(*World)
}

// acts are what merchants do, by how often.
var acts = []act{
	{50, func(w *World) { w.deal(txn.Sale) }},
	{10, func(w *World) { w.deal(txn.Void) }},
	{7, func(w *World) { w.deal(txn.Refund) }},
	{6, func(w *World) { w.deal(txn.Preauth) }},
	{2, func(w *World) { w.deal(txn.PreauthVoid) }},
	{5, func(w *World) { w.deal(txn.Complete) }},
	{3, func(w *World) { w.deal(txn.CompleteVoid) }},
	{6, func(w *World) { w.deal(txn.QRSale) }},
	{2, func(w *World) { w.deal(txn.QRVoid) }},
	{1, func(w *World) { w.deal(txn.QRRefund) }},
	{6, func(w *World) { w.deal(txn.WalletPay) }},
	{1, func(w *World) { w.deal(txn.WalletRefund) }},
	{3, func(w *World) { w.deal(txn.Cash) }},
	{1, func(w *World) { w.deal(txn.CashVoid) }},
	{2, func(w *World) { w.deal(txn.Query) }},
	{4, func(w *World) { w.deal(txn.Settle) }},
	{5, func(w *World) { w.deal(txn.Balance) }},
	{2, func(w *World) { w.deal(txn.Echo) }},
	{2, func(w *World) { w.deal(txn.SignIn) }},
	{1, func(w *World) { w.deal(txn.SignOff) }},
	{3, (*World).deliver},
	{2, (*World).retry},
	{5, (*World).reprint},
	{1, (*World).reprintSettlement},
	{3, (*World).resolve},
	{1, (*World).details},
	{1, (*World).totals},
	{6, (*World).mend},
	{2, (*World).restart},
	{4, (*World).look},
	{6, func(w *World) { w.pass(time.Duration(1+w.fate.Choose(90)) * time.Minute) }},
	{1, func(w *World) { w.pass(12 * time.Hour) }},
	{2, (*World).jump},
	{1, (*World).cutOver},
	{1, (*World).mood},
	{1, (*World).strange},
}

var allWeights = func() (sum int) {
	for _, a := range acts {
		sum += a.weight
	}
	return sum
}()

// act does one thing, lets the printer work, and mends a power cut.
func (w *World) act() {
	n := w.fate.Choose(allWeights)
	for _, a := range acts {
		if n -= a.weight; n < 0 {
			a.do(w)
			break
		}
	}
	w.settle()
	if !w.dead.Load() && w.fate.Choose(8) != 0 {
		w.print()
		w.settle()
	}
	w.pass(time.Second)
	w.timers()
	if w.dead.Load() {
		w.reboot()
	}
}

// deal asks for a transaction and holds the answer against the record.
func (w *World) deal(kind txn.Kind) {
	if kind == txn.Sale {
		w.sales++
	}
	order, err := deals[kind](w)
	if err != nil {
		w.violated("a merchant cannot ask for %s: %v", kind, err)
		return
	}
	w.happened(merchant, "%s %s", kind, order.Amount)
	w.markDeal(kind)
	reply, err := w.do(func(ctx context.Context) (terminal.Reply, error) { return w.term.Do(ctx, order) })
	w.heard(kind, reply, err)
}

// heard holds what the terminal says against what is durable.
func (w *World) heard(kind txn.Kind, r terminal.Reply, err error) {
	w.settle()
	if w.dead.Load() {
		return // nobody hears it
	}
	if err != nil {
		w.happened(screen, "%s: %v", kind, err)
		return
	}
	if r.Refusal != machine.Possible {
		w.happened(screen, "%s: %s", kind, r.Refusal)
		w.markRefusal(r.Refusal)
		return
	}
	w.happened(screen, "%s: %s", kind, r.View.Said)
	is, known := w.record.is[r.View.ID]
	switch v := r.View.Verdict; {
	case !known:
		w.violated("the terminal speaks of %s, of which nothing is durable", r.View.TraceText)
	case (v == txn.Paid || v == txn.Returned || v == txn.OnHold) && !w.record.stands[r.View.ID]:
		w.violated("%s is said to be %s and is recorded as %s", r.View.TraceText, v, is)
	case v == txn.NotPaid && w.record.stands[r.View.ID] && r.View.Money == txn.MoneyApproved:
		w.violated("%s is said to be not paid and is recorded as approved", r.View.TraceText)
	}
}

// look asks for the last transaction. It never waits and never changes anything.
func (w *World) look() {
	seq := w.record.last.Seq
	w.happened(merchant, "what became of the last transaction?")
	r, err := w.term.Status(w.base, txn.Ref{})
	if len(w.record.moving) == 0 {
		if err == nil {
			w.violated("there is a last transaction before the first one")
		}
		return
	}
	w.heard(r.View.Kind, r, err)
	if last := w.record.moving[len(w.record.moving)-1]; err == nil && r.View.ID != last {
		w.violated("the last transaction is %s, and %s is told of", w.refOf(last), r.View.TraceText)
	}
	if w.record.last.Seq != seq {
		w.violated("asking wrote a row")
	}
}

// reprint asks for paper.
func (w *World) reprint() {
	w.happened(merchant, "reprint")
	w.paper(w.term.Reprint(w.base, txn.Ref{}, txn.Merchant))
}

// reprintSettlement asks for the slip of the newest settlement.
func (w *World) reprintSettlement() {
	w.happened(merchant, "reprint of the settlement")
	w.paper(w.term.ReprintSettlement(w.base))
}

// details and totals ask for reports about the batch.
func (w *World) details() {
	w.happened(merchant, "details")
	w.paper(w.term.Details(w.base))
}

func (w *World) totals() {
	w.happened(merchant, "totals")
	w.paper(w.term.Totals(w.base))
}

// paper was promised, or not.
func (w *World) paper(r terminal.Reply, err error) {
	if (err != nil || r.Refusal != machine.Possible) && !w.dead.Load() {
		w.happened(screen, "%s %v", r.Refusal, err)
	}
}

// jump moves the terminal's clock, not the world's.
func (w *World) jump() {
	by := []time.Duration{0, -24 * time.Hour, 24 * time.Hour, -50 * 365 * 24 * time.Hour, 3 * time.Hour}
	k := w.fault(Clock, len(by)-1)
	if k != 0 {
		w.mark(ClockJump)
		w.happened(power, "the terminal's clock is off by %s", by[k])
	}
	w.skew.Store(int64(by[k]))
}

// cutOver is the host's day-end: for some requests it answers 90, and from then on it is
// another day there. A host that forgets what was before its day-end, and has it before
// midnight, is left out: docs/proof.md says why.
func (w *World) cutOver() {
	if w.habits.knobs.Reversal.OtherDay == "25" {
		return
	}
	day, err := w.host.CutOver(host.CutOver{Requests: w.fate.Choose(4)})
	if err != nil {
		w.violated("the host has no day-end: %v", err)
	}
	w.happened(ledger, "the day ends; now it is %s", day)
}

// What the host may be like for a while.
const (
	wantsSignIn = 1 + iota // it asks for a sign-in with every answer
	issuersDown            // it reaches no issuer
	moods       = iota
)

// mood changes how the host is, or lets it be as it was.
func (w *World) mood() {
	k := w.habits.knobs
	switch w.fault(Acquirer, moods) {
	case wantsSignIn:
		k.Require = 3
	case issuersDown:
		k.Issuer.State = host.IssuerDown
	}
	w.happened(ledger, "wants %d, its issuers are %q", k.Require, k.Issuer.State)
	w.knobs(k)
}

// strange is what another terminal does with the number of ours.
func (w *World) strange() {
	if w.fault(Acquirer, 1) != 0 {
		w.parts()
	}
}
