package console

import (
	"context"
	"slices"

	"posterm/card"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// device is a small terminal: it has a batch, owes reversals and slips, and
// refuses possible duplicates. Its sentences are shorter than the real ones.
type device struct {
	flags   []terminal.Flagged
	lang    txn.Lang
	screens *Screens
	done    []deal

	paperOut   bool // every slip is owed
	paperless  bool // printing is switched off
	low        bool // the roll is near its end
	loseAnswer bool // the next sale is in doubt
	noHost     bool // nothing can be sent
	safe       error
	failAfter  error // what Do returns after the money moved
	jam        chan struct{}
	pins       int        // orders that came with a PIN
	pads       []card.Pad // their PIN pads
	operators  []string   // who worked here, one after the other
	hostSlips  []txn.Ref  // enquiries of which a slip was asked for
	orders     []terminal.Order
}

type deal struct {
	view terminal.View
	pan  txn.PAN
}

func newDevice(lang txn.Lang) *device { return &device{lang: lang, screens: NewScreens()} }

// sold adds an approved sale of card A that is in the journal at power-on.
func (d *device) sold(amount txn.Fen) *device {
	d.end(d.begin(terminal.Order{Kind: txn.Sale, Amount: amount, Card: cardA}), txn.Paid, words{"已收款。", "Paid."})
	return d
}

// cardA is the built-in card A as a reader sees it.
var cardA = txn.Card{PAN: "6222020000031234", Entry: txn.Swipe}

type words struct{ zh, en string }

func (d *device) in(w words) string { return txn.Words{ZH: w.zh, EN: w.en}.In(d.lang) }

func (d *device) Do(ctx context.Context, o terminal.Order) (terminal.Reply, error) {
	if o.Pad != nil {
		d.pads = append(d.pads, o.Pad)
		defer o.Pad.Clear() // as the terminal does, whatever becomes of the order
	}
	d.orders = append(d.orders, o)
	similar := o.Kind == txn.Sale && d.similar(o)
	switch {
	case d.safe != nil:
		return terminal.Reply{}, d.safe
	case similar && !o.Again:
		return terminal.Reply{Refusal: machine.RefusedDuplicate}, nil
	case d.noHost:
		d.show(machine.Screen{Is: machine.Refused, Refusal: machine.RefusedNoHost}, words{"拒绝", "refused"})
		return terminal.Reply{Refusal: machine.RefusedNoHost}, nil
	}
	if o.Kind.Gated() {
		d.deliver()
	}
	i := d.begin(o)
	d.show(machine.Screen{Is: machine.Sending}, words{"交易处理中…", "processing ..."})
	d.decide(i, o)
	d.show(machine.Screen{Is: machine.Finished}, words{})
	return terminal.Reply{View: atOnce(d.done[i].view, similar)}, d.failAfter
}

// atOnce is what only the reply of a command tells: a warning, and slips that
// are just being printed.
func atOnce(v terminal.View, similar bool) terminal.View {
	if similar {
		warning := machine.RefusedDuplicate.String()
		v.Warning = &warning
	}
	if v.Paper.Merchant == txn.PaperPrinted {
		v.Paper.Merchant = txn.PaperPrinting
	}
	return v
}

func (d *device) begin(o terminal.Order) int {
	if soft, is := o.Pad.(*card.SoftPad); is && soft.Entered() {
		d.pins++
	}
	trace := txn.Trace(11 + len(d.done))
	d.done = append(d.done, deal{pan: o.Card.PAN, view: terminal.View{
		Kind: o.Kind, Trace: txn.Ref{Batch: 1, Trace: trace}, TraceText: trace.String(), Amount: o.Amount.String(),
		Card: o.Card.PAN.Masked(), Time: "2026-11-21T20:15:03+08:00",
	}})
	return len(d.done) - 1
}

// end writes how a transaction ended, and makes its slips due.
func (d *device) end(i int, verdict txn.Verdict, said words) {
	v := &d.done[i].view
	v.Verdict, v.Said, v.Next, v.Paper = verdict, d.in(said), d.in(words{"无需处理。", "Nothing to do."}), terminal.Copies{}
	if verdict == txn.BeingReversed {
		v.Next = d.in(words{"做一笔联机交易即可送达冲正。", "Any online transaction delivers the reversal."})
	}
	if verdict == txn.Paid || verdict == txn.Returned || verdict == txn.OnHold {
		v.Paper = terminal.Copies{Merchant: d.paper(), Cardholder: d.paper()}
	}
}

func (d *device) paper() txn.Paper {
	if d.paperOut {
		return txn.PaperDue
	}
	return txn.PaperPrinted
}

// decide is the host: card C is poor.
func (d *device) decide(i int, o terminal.Order) {
	switch {
	case o.Kind == txn.Balance:
		d.end(i, txn.Done, words{"余额 500.00 元。", "Balance 500.00 yuan."})
	case o.Kind.Tie() != txn.Alone && o.Of.Trace == 0:
		d.end(i, txn.Returned, words{"办成。", "Done."})
	case o.Kind == txn.Complete:
		d.end(i, txn.Paid, words{"已收款（预授权完成）。", "Paid, from the hold."})
	case o.Kind == txn.Preauth:
		d.end(i, txn.OnHold, words{"资金已冻结，尚未收款。", "Held, not paid yet."})
	case o.Kind.Means() == txn.ByCode:
		d.end(i, txn.Paid, words{"已收款。", "Paid."})
	case o.Kind.Tie() != txn.Alone:
		of := d.index(o.Of)
		d.done[i].view.Amount, d.done[i].view.Card = d.done[of].view.Amount, d.done[of].view.Card
		d.end(of, txn.Returned, words{"该交易已撤销。", "This transaction was voided."})
		d.end(i, txn.Returned, words{"撤销成功。", "Voided."})
	case o.Kind != txn.Sale:
		d.end(i, txn.Done, words{o.Kind.Words().ZH + "成功。", o.Kind.Words().EN + " succeeded."})
	case o.Card.PAN == "6222020000003456" && o.Amount > 100:
		d.end(i, txn.NotPaid, words{"未收款：可用余额不足（51）。", "Not paid: insufficient funds (51)."})
	case d.loseAnswer:
		d.loseAnswer = false
		d.end(i, txn.BeingReversed, words{"结果不明，正在冲正。", "Not known, being reversed."})
	default:
		d.end(i, txn.Paid, words{"已收款。", "Paid."})
	}
}

func (d *device) similar(o terminal.Order) bool {
	return slices.ContainsFunc(d.done, func(x deal) bool {
		return x.pan == o.Card.PAN && x.view.Amount == o.Amount.String() && x.view.Verdict == txn.Paid
	})
}

// deliver undoes what is being reversed.
func (d *device) deliver() {
	for i, x := range d.done {
		if x.view.Verdict == txn.BeingReversed {
			d.show(machine.Screen{Is: machine.Reversing, N: 1}, words{"冲正中… " + x.view.TraceText, "reversing " + x.view.TraceText + " ..."})
			d.end(i, txn.NotPaid, words{"未收款：冲正成功。", "Not paid: reversed."})
			d.done[i].view.Slips = []terminal.SlipState{{Form: txn.FormReversal, State: d.paper()}}
			d.show(machine.Screen{Is: machine.Undone}, words{"冲正成功 " + x.view.TraceText, "reversed " + x.view.TraceText})
		}
	}
}

func (d *device) Deliver(context.Context, txn.Ref) (terminal.Reply, error) {
	if d.noHost {
		return terminal.Reply{Refusal: machine.RefusedUndelivered}, nil
	}
	d.deliver()
	return terminal.Reply{}, nil
}

func (d *device) index(ref txn.Ref) int {
	if ref.Trace == 0 {
		return len(d.done) - 1
	}
	return slices.IndexFunc(d.done, func(x deal) bool { return x.view.Trace.Trace == ref.Trace })
}

func (d *device) Status(_ context.Context, ref txn.Ref) (terminal.Reply, error) {
	i := d.index(ref)
	if i < 0 {
		return terminal.Reply{}, journal.ErrUnknown
	}
	v := d.done[i].view
	if d.paperless {
		disabled := txn.FaultDisabled
		v.PaperFault = &disabled
	}
	return terminal.Reply{View: v}, nil
}

// load loads paper while nobody asks: what is owed comes out.
func (d *device) load() {
	d.paperOut = false
	for i := range d.done {
		d.done[i].view.Paper = terminal.Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}
	}
}

// Reprint loads paper first: what is owed comes out.
func (d *device) Reprint(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error) {
	if len(d.done) == 0 {
		return terminal.Reply{Refusal: machine.RefusedNothing}, nil
	}
	d.paperOut = false
	d.show(machine.Screen{Is: machine.Reprinting}, words{"正在打印", "printing"})
	last := &d.done[len(d.done)-1].view
	last.Paper = terminal.Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}
	return terminal.Reply{View: *last}, nil
}

func (d *device) Unreadable(ctx context.Context, ref txn.Ref, holder txn.Holder) (terminal.Reply, error) {
	d.show(machine.Screen{Is: machine.Reprinting}, words{"字迹不清", "unreadable"})
	return d.Reprint(ctx, ref, holder)
}

func (d *device) Owed(context.Context) (owed []terminal.View, err error) {
	for _, x := range slices.Backward(d.done) {
		if x.view.Guide().Desk || due(x.view) > 0 {
			owed = append(owed, x.view)
		}
	}
	return owed, nil
}

func (d *device) Flags(context.Context) ([]terminal.Flagged, error) { return d.flags, nil }

func (d *device) Condition(context.Context) (terminal.Condition, error) {
	c := terminal.Condition{Ended: roll.Printed, Fault: txn.FaultNone, NearEnd: d.low, Safe: d.safe}
	for _, x := range d.done {
		c.Owed += due(x.view)
	}
	if c.Owed > 0 {
		c.Fault = txn.FaultPaperOut
	}
	return c, nil
}

// Settled waits for the jam to be cleared, if there is one.
func (d *device) Settled(ctx context.Context) (terminal.Condition, error) {
	if d.jam != nil {
		select {
		case <-d.jam:
		case <-ctx.Done():
			return terminal.Condition{}, ctx.Err()
		}
	}
	return d.Condition(ctx)
}

func (d *device) show(s machine.Screen, w words) {
	d.screens.Show(s, txn.Words{ZH: w.zh, EN: w.en})
}
