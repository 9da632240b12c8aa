package sim

import (
	"slices"
	"time"

	"posterm/card"
	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// startBalance is what every account holds at first.
//
// Unit: fen. Chosen: some lives run out of money, most do not.
const startBalance txn.Fen = 2_000_000

// customers are the cards of the shop: invented numbers with a valid check digit. The
// last one has a PIN.
var customers = []txn.PAN{"6222021234567890003", "6222021234567890011", "6222021234567890029", "6222021234567890037", "6222021234567890128"}

const customerPIN = "123456"

func accounts() (all []host.Account) {
	for i, pan := range customers {
		a := host.Account{Name: string(rune('A' + i)), PAN: pan, Expiry: "3012", Balance: startBalance}
		if i == len(customers)-1 {
			a.PIN = customerPIN
		}
		all = append(all, a)
	}
	return append(all,
		host.Account{Name: "unionpay", Codes: []string{"62"}, Balance: startBalance},
		host.Account{Name: "wechat", Codes: []string{"13"}, Balance: startBalance})
}

// deals says how a merchant asks for each kind of transaction. A kind without a deal
// fails a test: nothing that exists is left out.
var deals = map[txn.Kind]func(*World) (terminal.Order, error){
	txn.Sale:    func(w *World) (terminal.Order, error) { return w.swipe(txn.Sale, 1+txn.Fen(w.fate.Choose(50_000))) },
	txn.Balance: func(w *World) (terminal.Order, error) { return w.swipe(txn.Balance, 0) },
	txn.Void:    func(w *World) (terminal.Order, error) { return w.undo(txn.Void) },
	txn.Refund:  (*World).refund,
	txn.Preauth: func(w *World) (terminal.Order, error) { return w.swipe(txn.Preauth, 1+txn.Fen(w.fate.Choose(50_000))) },

	txn.PreauthVoid:  func(w *World) (terminal.Order, error) { return w.undo(txn.PreauthVoid) },
	txn.Complete:     (*World).complete,
	txn.CompleteVoid: func(w *World) (terminal.Order, error) { return w.undo(txn.CompleteVoid) },
	txn.QRSale:       func(w *World) (terminal.Order, error) { return w.pay(txn.QRSale, "6212345678901234567") },
	txn.QRVoid:       func(w *World) (terminal.Order, error) { return w.undo(txn.QRVoid) },
	txn.QRRefund:     (*World).refund,
	txn.WalletPay:    func(w *World) (terminal.Order, error) { return w.pay(txn.WalletPay, "134567890123456789") },
	txn.WalletRefund: (*World).refund,
	txn.Query:        (*World).enquire,
	txn.Settle:       func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.Settle}, nil },

	txn.SignIn:  func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.SignIn}, nil },
	txn.SignOff: func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.SignOff}, nil },
	txn.Echo:    func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.Echo}, nil },
}

// swipe is a customer with a card.
func (w *World) swipe(kind txn.Kind, amount txn.Fen) (terminal.Order, error) {
	i := w.fate.Choose(len(customers))
	pan := customers[i]
	o := terminal.Order{Kind: kind, Amount: amount, Card: txn.Card{
		PAN: pan, Expiry: "3012", Track2: txn.Track2(pan.Digits() + "=30121200000000009"), Entry: txn.Swipe,
	}}
	if i < len(customers)-1 {
		return o, nil
	}
	pin, err := card.ParsePIN(customerPIN)
	if err != nil {
		return o, err
	}
	o.Pad, err = card.NewSoftPad(pin, true)
	return o, err
}

// pay is a customer with a phone.
func (w *World) pay(kind txn.Kind, code txn.PAN) (terminal.Order, error) {
	return terminal.Order{Kind: kind, Amount: 1 + txn.Fen(w.fate.Choose(50_000)), Code: code}, nil
}

// recent is one of the shop's last transactions, whatever became of it; now and then a
// merchant takes the wrong one.
func (w *World) recent(fits func(txn.Kind) bool) (roll.ID, bool) {
	var some []roll.ID
	for _, id := range w.record.moving {
		if fits(w.record.kinds[id]) {
			some = append(some, id)
		}
	}
	if len(some) == 0 || w.fate.Choose(16) == 1 {
		some = w.record.moving
	}
	if len(some) == 0 {
		return 0, false
	}
	return some[len(some)-1-w.fate.Choose(min(len(some), 6))], true
}

// undo takes back a transaction.
func (w *World) undo(kind txn.Kind) (terminal.Order, error) {
	o := terminal.Order{Kind: kind, Of: txn.Ref{Trace: 999}, Stored: true}
	id, some := w.recent(kind.Of)
	if !some {
		return o, nil
	}
	if w.record.is[id] == roll.InDoubt {
		w.mark(VoidOfReversing)
	}
	o.Of = w.refOf(id)
	if kind == txn.QRVoid {
		o.Kind = txn.Void // whoever voids does not know how it was paid
	}
	return o, nil
}

// complete turns a hold into money, now and then into more than it allows.
func (w *World) complete() (terminal.Order, error) {
	id, some := w.recent(txn.Complete.Of)
	if !some {
		return w.swipe(txn.Complete, 100)
	}
	o := terminal.Order{Kind: txn.Complete, Of: w.refOf(id), Stored: true}
	o.Amount = max(1, w.amountOf(id)*txn.Fen(80+w.fate.Choose(40))/100)
	return o, nil
}

// refund gives back a part of something, with the card that paid it.
func (w *World) refund() (terminal.Order, error) {
	id, some := w.recent(func(k txn.Kind) bool { return k.RefundKind() != txn.KindNone })
	if !some {
		return w.swipe(txn.Refund, 100)
	}
	o := terminal.Order{Kind: txn.Refund, Of: w.refOf(id), Amount: max(1, w.amountOf(id)*txn.Fen(10+w.fate.Choose(100))/100)}
	if card := w.cardOf(id); card != "" {
		o.Card = txn.Card{PAN: card, Expiry: "3012", Entry: txn.Manual}
	}
	return o, nil
}

// enquire asks what the host holds of one of the last transactions.
func (w *World) enquire() (terminal.Order, error) {
	id, _ := w.recent(func(txn.Kind) bool { return true })
	return terminal.Order{Kind: txn.Query, Of: txn.Ref{Trace: max(1, w.refOf(id).Trace)}}, nil
}

func (w *World) amountOf(id roll.ID) txn.Fen { return w.record.intents[id].Amount }

// cardOf is the card that paid; codes and what was never paid by a card have none.
func (w *World) cardOf(id roll.ID) txn.PAN {
	for _, pan := range customers {
		if pan.Masked() == w.record.intents[id].Card {
			return pan
		}
	}
	return ""
}

// act is one thing that the merchant does.
type act struct {
	weight int
	do     func(*World)
}

// acts are what merchants do, by how often.
var acts = []act{
	{50, func(w *World) { w.deal(txn.Sale) }},
	{10, func(w *World) { w.deal(txn.Void) }},
	{6, func(w *World) { w.deal(txn.Refund) }},
	{6, func(w *World) { w.deal(txn.Preauth) }},
	{2, func(w *World) { w.deal(txn.PreauthVoid) }},
	{4, func(w *World) { w.deal(txn.Complete) }},
	{2, func(w *World) { w.deal(txn.CompleteVoid) }},
	{6, func(w *World) { w.deal(txn.QRSale) }},
	{2, func(w *World) { w.deal(txn.QRVoid) }},
	{6, func(w *World) { w.deal(txn.WalletPay) }},
	{2, func(w *World) { w.deal(txn.Query) }},
	{3, func(w *World) { w.deal(txn.Settle) }},
	{5, func(w *World) { w.deal(txn.Balance) }},
	{2, func(w *World) { w.deal(txn.Echo) }},
	{2, func(w *World) { w.deal(txn.SignIn) }},
	{1, func(w *World) { w.deal(txn.SignOff) }},
	{3, (*World).deliver},
	{5, (*World).reprint},
	{3, (*World).resolve},
	{1, (*World).details},
	{6, (*World).mend},
	{2, (*World).restart},
	{4, (*World).look},
	{6, func(w *World) { w.pass(time.Duration(1+w.fate.Choose(90)) * time.Minute) }},
	{2, (*World).jump},
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
	reply, err := w.term.Do(w.base, order)
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
		if r.Refusal == machine.RefusedBatchFull {
			w.mark(BatchFull)
		}
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

// deliver sends what is owed to the host.
func (w *World) deliver() {
	w.happened(merchant, "deliver reversals")
	r, err := w.term.Deliver(w.base, txn.Ref{})
	if err == nil && r.Refusal == machine.Possible {
		return
	}
	w.heard(txn.KindNone, r, err)
}

// reprint asks for paper.
func (w *World) reprint() {
	w.happened(merchant, "reprint")
	_, err := w.term.Reprint(w.base, txn.Ref{}, txn.Merchant)
	if err != nil && !w.dead.Load() {
		w.happened(screen, "%v", err)
	}
}

// details asks for the list of the batch.
func (w *World) details() {
	w.happened(merchant, "details")
	_, _ = w.term.Details(w.base)
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

// resolve lets a person end what the host refuses, by what the ledger says. An acquirer
// can only say it when nothing of the transaction is in the network any more.
func (w *World) resolve() {
	for _, id := range w.record.moving {
		if w.record.is[id] != roll.Parked || w.dead.Load() {
			continue
		}
		w.deliverLate(true)
		ref := w.refOf(id)
		d := roll.Decision{Stands: w.charged(w.record.kinds[id], ref), By: "supervisor", Note: "asked the acquirer"}
		w.happened(merchant, "decides that %s stands: %v", ref, d.Stands)
		if r, err := w.term.Resolve(w.base, ref, d); err != nil || r.Refusal != machine.Possible {
			w.happened(screen, "%s %v", r.Refusal, err)
		}
	}
}

func (w *World) refOf(id roll.ID) txn.Ref { return txn.Ref{Trace: w.record.traces[id]} }

// charged says what the ledger holds of a transaction.
func (w *World) charged(kind txn.Kind, ref txn.Ref) bool {
	return slices.ContainsFunc(w.host.Ledger(), func(e host.Entry) bool {
		return e.Kind == kind && e.Trace == ref.Trace.String() && e.State != host.Declined && e.State != host.Reversed
	})
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

// What may happen while an exchange is under way.
const (
	secondDoor = 1 + iota // another door gives a command
	atPrinter             // the printer goes on
	asked                 // somebody asks for the last transaction
	morePaper             // somebody asks for paper
	unwell                // the printer runs out of paper
	meanwhiles = iota
)

// meanwhile runs on the exchange's side while the terminal waits for its answer.
func (w *World) meanwhile() {
	switch w.fault(Meanwhile, meanwhiles) {
	case secondDoor:
		w.mark(SecondDoor)
		order, _ := w.swipe(txn.Sale, 100)
		r, err := w.term.Do(w.ctx, order)
		if err == nil && r.Refusal != machine.RefusedBusy {
			w.violated("two commands at once: %s", r.Refusal)
		}
	case atPrinter:
		w.print()
	case asked:
		_, _ = w.term.Status(w.ctx, txn.Ref{})
	case morePaper:
		w.door(func() { _, _ = w.term.Reprint(w.ctx, txn.Ref{}, txn.Merchant) })
	case unwell:
		if d := w.driver; d != nil && d.opened && d.job == nil && w.device.stuck == nil && w.device.fault == txn.FaultNone {
			w.device.fault = txn.FaultPaperOut
			d.say(printer.Down{Fault: txn.FaultPaperOut})
		}
	}
}
