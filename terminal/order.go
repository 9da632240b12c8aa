package terminal

import (
	"context"
	"errors"

	"posterm/card"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Order is a command of a door.
type Order struct {
	Kind   txn.Kind
	Amount txn.Fen
	Card   txn.Card
	Pad    card.Pad // holds the PIN that was entered; nil without one
	Void   txn.Ref  // what a void undoes
	Stored bool     // a void uses the stored card number
	Again  bool     // a person says that a possible duplicate is another sale
}

// Reply is what a door is told. Exactly one of Err, Refusal and View says it.
type Reply struct {
	View    View            // the transaction
	Refusal machine.Refusal // why it was not possible; nothing was sent
	Undone  []string        // traces whose reversals were delivered on the way
	Err     error           // the terminal itself failed
}

// order is work for the loop. Serve runs on the loop's goroutine.
type order struct {
	serve func(context.Context, *loop, *order)
	reply chan Reply
}

func (o *order) answer(r Reply) { o.reply <- r }

// submit hands work to the loop and waits for its reply, as long as ctx lets it.
func (t *Terminal) submit(ctx context.Context, serve func(context.Context, *loop, *order)) (Reply, error) {
	o, err := t.hand(ctx, serve)
	if err != nil {
		return Reply{}, err
	}
	select {
	case r := <-o.reply:
		return r, r.Err
	case <-ctx.Done():
		return Reply{}, ctx.Err()
	}
}

// command is submit for what goes to the host. When ctx ends, it is cancelled
// as long as nothing is armed; after that its outcome is waited for, because
// money may have moved. The wait is bounded by the link's time limits.
func (t *Terminal) command(ctx context.Context, serve func(context.Context, *loop, *order)) (Reply, error) {
	o, err := t.hand(ctx, serve)
	if err != nil {
		return Reply{}, err
	}
	select {
	case r := <-o.reply:
		return r, r.Err
	case <-ctx.Done():
	}
	cancel := func(ctx context.Context, l *loop, c *order) {
		if l.asker != nil && l.asker.reply == o.reply {
			l.step(ctx, machine.Cancel{At: l.at()})
		}
		c.answer(Reply{})
	}
	if _, err := t.hand(context.Background(), cancel); err != nil {
		return Reply{}, err
	}
	r := <-o.reply // the loop answers every order, also when it ends
	return r, r.Err
}

// hand gives work to the loop.
func (t *Terminal) hand(ctx context.Context, serve func(context.Context, *loop, *order)) (order, error) {
	o := order{serve: serve, reply: make(chan Reply, 1)}
	select {
	case t.orders <- o:
		return o, nil
	case <-t.done:
		return o, ErrStopped
	case <-ctx.Done():
		return o, ctx.Err()
	}
}

// Do carries out a command and waits for its end at the Desk; its slips may
// still be printing (Settled).
func (t *Terminal) Do(ctx context.Context, want Order) (Reply, error) {
	return t.command(ctx, func(ctx context.Context, l *loop, o *order) {
		if l.safe != nil {
			o.answer(Reply{Err: l.safe})
			return
		}
		if l.st.Desk != machine.Idle {
			o.answer(Reply{Refusal: machine.RefusedBusy})
			return
		}
		command, refusal, err := l.command(want)
		if err != nil || refusal != machine.Possible {
			o.answer(Reply{Refusal: refusal, Err: err})
			return
		}
		l.asker, l.pad = o, want.Pad
		l.step(ctx, machine.Keyed{At: l.at(), Command: command})
	})
}

// command looks up what the machine needs to decide.
func (l *loop) command(want Order) (c machine.Command, refusal machine.Refusal, err error) {
	c = machine.Command{Kind: want.Kind, Amount: want.Amount, Card: want.Card, PIN: want.Pad != nil}
	if want.Kind == txn.Void {
		if refusal, err = l.original(want, &c); err != nil || refusal != machine.Possible {
			return c, refusal, err
		}
	}
	if c.Card.PAN != "" {
		c.Digest = l.roll.Digest(c.Card.PAN)
	}
	if want.Kind == txn.Sale {
		refusal, err = l.similar(want, c.Digest)
	}
	return c, refusal, err
}

// original finds what a void undoes, and its card when that is used.
func (l *loop) original(want Order, c *machine.Command) (machine.Refusal, error) {
	id, err := l.roll.Find(want.Void)
	if errors.Is(err, journal.ErrUnknown) {
		return machine.RefusedNoOriginal, nil
	}
	if err != nil {
		return 0, err
	}
	if c.Original, err = l.roll.Txn(id); err != nil {
		return 0, err
	}
	c.Amount = c.Original.Intent.Amount
	if !want.Stored || !c.Original.Kind.Moves() {
		return machine.Possible, nil
	}
	pan, err := l.roll.PAN(id)
	c.Card = txn.Card{PAN: pan, Expiry: c.Original.Intent.Expiry, Sequence: c.Original.Intent.Sequence, Entry: txn.Manual}
	return machine.Possible, err
}

// similar looks for a possible duplicate.
func (l *loop) similar(want Order, digest string) (machine.Refusal, error) {
	_, found, err := l.roll.Similar(digest, want.Amount, l.cfg.Now().Add(-SimilarWindow))
	l.warning = ""
	switch {
	case err != nil || !found:
		return machine.Possible, err
	case l.cfg.Duplicate == Refuse:
		return machine.RefusedAgain, nil
	case l.cfg.Duplicate == Ask && !want.Again:
		return machine.RefusedDuplicate, nil
	}
	l.warning = machine.RefusedDuplicate.String()
	return machine.Possible, nil
}

// show tells doors what is durable, and ends a command with its last screen.
func (l *loop) show(s machine.Screen) {
	l.said = s
	if l.cfg.Screen != nil {
		l.cfg.Screen(s, screenWords(s))
	}
	if s.Is == machine.Undone {
		l.undone = append(l.undone, s.Trace.String())
	}
	switch {
	case !s.Ends():
	case s.Is == machine.Finished:
		l.tellAsker(l.reply(s.Of))
	default:
		l.tellAsker(Reply{Refusal: s.Refusal})
	}
}

// tellAsker answers the door whose command was at the Desk, once.
func (l *loop) tellAsker(r Reply) {
	if l.pad != nil {
		l.pad.Clear()
		l.pad = nil
	}
	if l.asker == nil {
		return
	}
	r.Undone = l.undone
	r.View.ReversedBefore = append([]string{}, l.undone...)
	if warning := l.warning; warning != "" {
		r.View.Warning = &warning
	}
	l.asker.answer(r)
	l.asker, l.undone, l.warning = nil, nil, ""
}

// txn gives a transaction that a step was about. The Book holds what is owed and
// the last one, folded from the rows that were committed; what it let go of is
// read back.
func (l *loop) txn(id roll.ID) (roll.Txn, error) {
	if t, held := l.st.Book.Find(id); held && l.safe == nil {
		return t, nil
	}
	return l.roll.Txn(id)
}

// reply tells a transaction as it is now.
func (l *loop) reply(id roll.ID) Reply {
	t, err := l.txn(id)
	if err != nil {
		return Reply{Err: err}
	}
	return Reply{View: l.view(t)}
}

// Deliver sends what is owed to the host: everything, or with a parked
// transaction that one once more.
func (t *Terminal) Deliver(ctx context.Context, parked txn.Ref) (Reply, error) {
	return t.command(ctx, func(ctx context.Context, l *loop, o *order) {
		var retry roll.ID
		switch {
		case l.safe != nil:
			o.answer(Reply{Err: l.safe})
			return
		case l.st.Desk != machine.Idle:
			o.answer(Reply{Refusal: machine.RefusedBusy})
			return
		case parked.Trace != 0:
			owed, found := l.reversalOf(parked)
			if !found {
				o.answer(Reply{Refusal: machine.RefusedNotParked})
				return
			}
			retry = owed.ID
		}
		l.asker = o
		l.step(ctx, machine.Keyed{At: l.at(), Command: machine.Command{Retry: retry}})
	})
}

// reversalOf finds a transaction whose reversal is owed or parked.
func (l *loop) reversalOf(ref txn.Ref) (roll.Txn, bool) {
	id, err := l.roll.Find(ref)
	if err != nil {
		return roll.Txn{}, false
	}
	t, held := l.st.Book.Find(id)
	return t, held && (t.Is == roll.Parked || t.Reversing(l.st.Live))
}

// Resolve ends a parked reversal by a person's word.
func (t *Terminal) Resolve(ctx context.Context, ref txn.Ref, d roll.Decision) (Reply, error) {
	return t.submit(ctx, func(ctx context.Context, l *loop, o *order) {
		if l.safe != nil {
			o.answer(Reply{Err: l.safe})
			return
		}
		owed, _ := l.reversalOf(ref)
		l.step(ctx, machine.Resolve{At: l.at(), Of: owed.ID, Decision: d})
		if l.said.Is == machine.NotDecided {
			o.answer(Reply{Refusal: l.said.Refusal})
			return
		}
		o.answer(l.reply(owed.ID))
	})
}

// Reprint promises paper: what is owed, else one more copy of a transaction.
// A zero ref is the last transaction that could move money.
func (t *Terminal) Reprint(ctx context.Context, ref txn.Ref, holder txn.Holder) (Reply, error) {
	return t.submit(ctx, func(ctx context.Context, l *loop, o *order) {
		if l.safe != nil {
			o.answer(Reply{Err: l.safe})
			return
		}
		what, err := l.find(ref)
		if err != nil && !errors.Is(err, journal.ErrUnknown) {
			o.answer(Reply{Err: err})
			return
		}
		if err != nil && ref.Trace != 0 || err == nil && !what.Kind.Moves() { // a sign-in has no slip
			o.answer(Reply{Refusal: machine.RefusedNothing})
			return
		}
		l.step(ctx, machine.Reprint{At: l.at(), Txn: what, Form: formOf(what), For: holder})
		if l.said.Is != machine.Reprinting {
			o.answer(Reply{Refusal: l.said.Refusal})
			return
		}
		o.answer(l.reply(l.said.Of))
	})
}

// formOf is the slip a person means: the one that tells how it ended.
func formOf(t roll.Txn) txn.Form {
	switch t.Is {
	case roll.Reversed:
		return txn.FormReversal
	case roll.Parked:
		return txn.FormFault
	}
	return txn.FormSlip
}
