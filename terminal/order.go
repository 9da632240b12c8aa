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

// Do carries out a command and waits for its end at the Desk; its slips may
// still be printing (Settled). Whatever becomes of it, the PIN pad is cleared.
func (t *Terminal) Do(ctx context.Context, want Order) (Reply, error) {
	reply, err := t.command(ctx, func(l *loop) (machine.Command, machine.Refusal, error) {
		l.pad = want.Pad
		return l.command(want)
	})
	if want.Pad != nil {
		want.Pad.Clear()
	}
	return reply, err
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
	if s.Is == machine.Undone && l.asker != nil {
		l.undone = append(l.undone, s.Trace.String())
	}
	switch {
	case !s.Ends():
	case s.Is == machine.Finished:
		l.tellAsker(l.reply(s.Of))
	default:
		l.tellAsker(Reply{Refusal: s.Refusal}, nil)
	}
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

// Deliver sends what is owed to the host: everything, or with a parked
// transaction that one once more.
func (t *Terminal) Deliver(ctx context.Context, parked txn.Ref) (Reply, error) {
	return t.command(ctx, func(l *loop) (c machine.Command, _ machine.Refusal, _ error) {
		if parked.Trace == 0 {
			return c, machine.Possible, nil
		}
		owed, found := l.owedReversal(parked)
		if !found {
			return c, machine.RefusedNotParked, nil
		}
		c.Retry = owed.ID
		return c, machine.Possible, nil
	})
}

// owedReversal finds a transaction whose reversal is owed or parked.
func (l *loop) owedReversal(ref txn.Ref) (roll.Txn, bool) {
	id, err := l.roll.Find(ref)
	if err != nil {
		return roll.Txn{}, false
	}
	t, held := l.st.Book.Find(id)
	return t, held && (t.Is == roll.Parked || t.Reversing(l.st.Live))
}

// Resolve ends a reversal by a person's word.
func (t *Terminal) Resolve(ctx context.Context, ref txn.Ref, d roll.Decision) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		owed, _ := l.owedReversal(ref)
		if err := l.step(machine.Resolve{At: l.at(), Of: owed.ID, Decision: d}); err != nil {
			return Reply{}, err
		}
		if l.said.Is == machine.NotDecided {
			return Reply{Refusal: l.said.Refusal}, nil
		}
		return l.reply(owed.ID)
	})
}

// Reprint promises paper: what is owed, else one more copy of a transaction.
// A zero ref is the last transaction that could move money.
func (t *Terminal) Reprint(ctx context.Context, ref txn.Ref, holder txn.Holder) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		what, err := l.find(ref)
		unknown := errors.Is(err, journal.ErrUnknown)
		if err != nil && !unknown {
			return Reply{}, err
		}
		if unknown && ref.Trace != 0 || err == nil && !what.Kind.Moves() { // a sign-in has no slip
			return Reply{Refusal: machine.RefusedNothing}, nil
		}
		if err := l.step(machine.Reprint{At: l.at(), Txn: what, Form: formOf(what), For: holder}); err != nil {
			return Reply{}, err
		}
		if l.said.Is != machine.Reprinting {
			return Reply{Refusal: l.said.Refusal}, nil
		}
		return l.reply(l.said.Of)
	})
}

// Details prints the transactions of the open batch.
func (t *Terminal) Details(ctx context.Context) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		err := l.step(machine.Report{At: l.at(), Form: txn.FormDetails})
		return Reply{Refusal: l.said.Refusal}, err
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
