package console

import (
	"context"
	"errors"
	"time"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// settleLimit is how long the menu waits for paper before it tells how things
// stand. Chosen: two copies on a slow serial printer (some 10 s each) and the
// time the driver waits for the last confirmation (10 s).
const settleLimit = 30 * time.Second

// reprintLast is 重打印: what is owed, else one more copy for the merchant. A slip that may be faint
// is asked about: why it is printed again stands on the new one and in the journal.
func (m *menu) reprintLast(ctx context.Context) error {
	holder := txn.Merchant
	if what, err := m.status(ctx, txn.Ref{}); err == nil && what.Paper.OnRequest {
		holder = txn.Cardholder // who asks for paper now is the customer
	}
	return m.reprint(ctx, txn.Ref{}, holder)
}

// unreadable is 字迹不清: a slip that a printer confirmed and nobody can read is printed once more, with that
// on it and in the journal. Pale print has more causes than the cold, which alone a thermometer tells.
func (m *menu) unreadable(ctx context.Context) error {
	found, holder, err := m.copyOf(ctx)
	if err != nil {
		return err
	}
	return m.printed(ctx, func(ctx context.Context) (terminal.Reply, error) {
		return m.Terminal.Unreadable(ctx, found.Trace, holder)
	})
}

// copyOf asks for a transaction, and whose copy of its slip is meant.
func (m *menu) copyOf(ctx context.Context) (found terminal.View, holder txn.Holder, err error) {
	if found, err = m.original(ctx); err != nil {
		return found, holder, err
	}
	mine, err := m.either(ctx, copyPrompt)
	if mine {
		return found, txn.Merchant, err
	}
	return found, txn.Cardholder, err
}

// eslip is 电子小票: the link to it, and its QR code for the customer's phone.
func (m *menu) eslip(ctx context.Context) error {
	found, err := m.original(ctx)
	if err != nil {
		return err
	}
	m.showEslip(found)
	return nil
}

func (m *menu) showEslip(v terminal.View) {
	if v.Eslip == "" {
		m.say(noEslip)
		return
	}
	m.face.fresh()
	m.code(v.Eslip)
	m.sayf(eslipIs, v.Eslip)
}

// code shows a link to a camera, where this menu can draw it.
func (m *menu) code(link string) {
	if m.QR != nil {
		m.face.code(link)
	}
}

// reprintAny is 重打任意笔, of whichever copy is wanted.
func (m *menu) reprintAny(ctx context.Context) error {
	found, holder, err := m.copyOf(ctx)
	if err != nil {
		return err
	}
	return m.reprint(ctx, found.Trace, holder)
}

// reprintSettlement is 重打结算单.
func (m *menu) reprintSettlement(ctx context.Context) error {
	return m.printed(ctx, m.Terminal.ReprintSettlement)
}

func (m *menu) reprint(ctx context.Context, ref txn.Ref, holder txn.Holder) error {
	command := m.Terminal.Reprint
	if what, err := m.status(ctx, ref); err == nil && what.Faint && due(what) == 0 {
		unreadable, err := m.either(ctx, faintPrompt)
		if err != nil {
			return err
		}
		if unreadable {
			command = m.Terminal.Unreadable
		}
	}
	return m.printed(ctx, func(ctx context.Context) (terminal.Reply, error) { return command(ctx, ref, holder) })
}

// printed lets the terminal print, and tells how that ended.
func (m *menu) printed(ctx context.Context, print func(context.Context) (terminal.Reply, error)) error {
	reply, err := await(ctx, m, print)
	if err != nil {
		return m.trouble(err, false)
	}
	if reply.Refusal == machine.RefusedHeld {
		return m.page(ctx, m.inPrinter(reply))
	}
	return m.result(ctx, reply)
}

// inPrinter tells that a slip is still in the printer, as long as it is; then what became of it.
func (m *menu) inPrinter(reply terminal.Reply) func(context.Context) error {
	return func(ctx context.Context) error {
		if now, err := await(ctx, m, m.Terminal.Condition); err == nil && now.Owed == 0 {
			if last, err := m.status(ctx, txn.Ref{}); err == nil {
				m.tell(lastIs, last)
				return nil
			}
		}
		m.refuse(reply)
		return nil
	}
}

// reversals is 冲正: shows what the host has not undone yet, and delivers it now
// when a person says so.
func (m *menu) reversals(ctx context.Context) error {
	open, err := m.showOpen(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	if err := m.confirm(ctx, deliverPrompt); err != nil {
		return err
	}
	reply, err := await(ctx, m, func(ctx context.Context) (terminal.Reply, error) { return m.Terminal.Deliver(ctx, txn.Ref{}) })
	if err != nil {
		return m.trouble(err, false)
	}
	if reply.Refusal != machine.Possible {
		m.refuse(reply)
		return nil
	}
	if _, err = m.settled(ctx); err != nil {
		return err
	}
	m.face.fresh()
	return m.page(ctx, func(ctx context.Context) error { return m.delivered(ctx, open) })
}

// delivered tells what became of transactions that were owed to the host.
func (m *menu) delivered(ctx context.Context, owed []terminal.View) error {
	for _, v := range owed {
		if err := m.again(resultIs, v)(ctx); err != nil {
			return err
		}
	}
	open, err := m.undecided(ctx)
	if err == nil && len(open) == 0 {
		m.say(nothingOwed)
	}
	return err
}

// showOpen tells the transactions that are not decided, and gives those that
// can be delivered.
func (m *menu) showOpen(ctx context.Context) (owed []terminal.View, err error) {
	open, err := m.undecided(ctx)
	for _, v := range open {
		m.tell(openIs, v)
		if v.Verdict == txn.BeingReversed {
			owed = append(owed, v)
		}
	}
	if err == nil && len(owed) == 0 {
		m.say(nothingOwed)
	}
	return owed, err
}

// result waits for the paper and tells how a command ended.
func (m *menu) result(ctx context.Context, reply terminal.Reply) error {
	if reply.Refusal != machine.Possible {
		m.refuse(reply)
		return nil
	}
	view := reply.View
	if view.Paper.Merchant == txn.PaperPrinting { // the money is told at once: paper takes seconds, in which somebody may charge again
		m.face.shout(view.Guide().Large.In(m.Lang))
		m.say(printingNow)
	}
	_, err := m.settled(ctx)
	m.face.fresh()
	tell := func(context.Context) error { m.tell(resultIs, view); return nil }
	if view.Kind.Moves() || view.Kind == txn.Settle {
		tell = m.again(resultIs, view)
	}
	if told := m.page(ctx, tell); told != nil { // money first: it is told even if the look at the paper broke
		return told
	}
	if err != nil {
		return m.trouble(err, view.Kind.Moves())
	}
	return nil
}

// settled waits until the printer has settled what it is about to print, at most
// settleLimit. Giving up leaves the terminal alone: to end the question itself
// would cancel what another door may have begun.
func (m *menu) settled(ctx context.Context) (terminal.Condition, error) {
	limited, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	now, err := await(limited, m, func(context.Context) (terminal.Condition, error) { return m.Terminal.Settled(ctx) })
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		m.say(stillPrinting)
		return now, nil
	}
	return now, err
}

// due counts the copies of a transaction that are owed.
func due(v terminal.View) (n int) {
	states := []txn.Paper{v.Paper.Merchant, v.Paper.Cardholder}
	for _, s := range v.Slips {
		states = append(states, s.State)
	}
	for _, s := range states {
		if s == txn.PaperDue || s == txn.PaperPrinting {
			n++
		}
	}
	return n
}
