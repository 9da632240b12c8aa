package terminal

import (
	"context"
	"errors"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Deliver sends what is owed to the host: everything, or with a parked
// transaction that one once more.
func (t *Terminal) Deliver(ctx context.Context, parked txn.Ref) (Reply, error) {
	return t.command(ctx, func(l *loop) (c machine.Command, _ machine.Refusal, _ error) {
		if parked.Trace == 0 {
			return c, machine.Possible, nil
		}
		owed, found := l.owed(parked)
		if !found {
			return c, machine.RefusedNotParked, nil
		}
		c.Retry = owed.ID
		return c, machine.Possible, nil
	})
}

// owed finds a transaction of which the host must still hear, or that is parked.
func (l *loop) owed(ref txn.Ref) (roll.Txn, bool) {
	id, err := l.roll.Find(ref)
	if err != nil {
		return roll.Txn{}, false
	}
	t, held := l.st.Book.Find(id)
	return t, held && t.Kind.Moves() && t.Undecided() && t.ID != l.st.Live
}

// Resolve ends by a person's word what the host did not end.
func (t *Terminal) Resolve(ctx context.Context, ref txn.Ref, d roll.Decision) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		owed, _ := l.owed(ref)
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
		return l.reprint(what, err, ref, machine.Reprint{For: holder})
	})
}

// Unreadable promises a marked copy of a slip that a person holds and cannot read 字迹不清, after
// what is owed. The journal records why it was printed.
func (t *Terminal) Unreadable(ctx context.Context, ref txn.Ref, holder txn.Holder) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		what, err := l.find(ref)
		return l.reprint(what, err, ref, machine.Reprint{For: holder, Unreadable: true})
	})
}

// ReprintSettlement promises the slip of the newest settlement.
func (t *Terminal) ReprintSettlement(ctx context.Context) (Reply, error) {
	return t.settlement(ctx, machine.Reprint{})
}

// UnreadableSettlement is ReprintSettlement of a slip that cannot be read.
func (t *Terminal) UnreadableSettlement(ctx context.Context) (Reply, error) {
	return t.settlement(ctx, machine.Reprint{Unreadable: true})
}

func (t *Terminal) settlement(ctx context.Context, wanted machine.Reprint) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		if l.st.Book.Closed == 0 {
			return Reply{Refusal: machine.RefusedNothing}, nil
		}
		what, err := l.roll.Txn(l.st.Book.Closed)
		return l.reprint(what, err, txn.Ref{Trace: what.Trace}, wanted)
	})
}

func (l *loop) reprint(what roll.Txn, err error, ref txn.Ref, wanted machine.Reprint) (Reply, error) {
	unknown := errors.Is(err, journal.ErrUnknown)
	if err != nil && !unknown {
		return Reply{}, err
	}
	if unknown && ref.Trace != 0 || err == nil && !what.Kind.Moves() && what.Kind != txn.Settle { // a sign-in has no slip
		return Reply{Refusal: machine.RefusedNothing}, nil
	}
	wanted.At, wanted.Txn, wanted.Form = l.at(), what, formOf(what)
	if err := l.step(wanted); err != nil {
		return Reply{}, err
	}
	if l.said.Is != machine.Reprinting {
		return Reply{Refusal: l.said.Refusal}, nil
	}
	return l.reply(l.said.Of)
}

// ReprintHost promises a slip of what the host told an enquiry 据主机记录补打: of a transaction that happened there, whatever
// this journal knows of it. It is no original, no copy, and changes nothing.
func (t *Terminal) ReprintHost(ctx context.Context, enquiry txn.Ref) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		what, err := l.find(enquiry)
		if err != nil {
			return Reply{}, err
		}
		if what.HostRecord() == nil {
			return Reply{Refusal: machine.RefusedNothing}, nil
		}
		if err := l.step(machine.Reprint{At: l.at(), Txn: what, Form: txn.FormHostRecord, For: txn.Merchant}); err != nil {
			return Reply{}, err
		}
		if l.said.Is != machine.Reprinting {
			return Reply{Refusal: l.said.Refusal}, nil
		}
		return l.reply(what.ID)
	})
}

// Details prints the transactions of the open batch.
func (t *Terminal) Details(ctx context.Context) (Reply, error) { return t.report(ctx, txn.FormDetails) }

// Totals prints what the open batch comes to.
func (t *Terminal) Totals(ctx context.Context) (Reply, error) { return t.report(ctx, txn.FormTotals) }

// Trial prints a test slip 打印测试, which proves no payment.
func (t *Terminal) Trial(ctx context.Context) (Reply, error) { return t.report(ctx, txn.FormTrial) }

// StaticCode prints the shop's code for the counter 静态收款码.
func (t *Terminal) StaticCode(ctx context.Context) (Reply, error) {
	return t.report(ctx, txn.FormStaticCode)
}

// Operate says who works at the terminal from now on: two digits, which go into the transactions
// and reports that begin after it.
func (t *Terminal) Operate(ctx context.Context, operator string) error {
	_, err := ask(ctx, t, func(l *loop) (struct{}, error) {
		l.cfg.Policy.Operator, l.st.Policy.Operator = operator, operator
		return struct{}{}, nil
	})
	return err
}

func (t *Terminal) report(ctx context.Context, form txn.Form) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		err := l.step(machine.Report{At: l.at(), Form: form})
		return Reply{Refusal: l.said.Refusal}, err
	})
}

// formOf is the slip a person means: the one that tells how it ended.
func formOf(t roll.Txn) txn.Form {
	switch {
	case t.Kind == txn.Settle:
		return txn.FormSettlement
	case t.Is == roll.Reversed:
		return txn.FormReversal
	case t.Is == roll.Parked:
		return txn.FormFault
	}
	return txn.FormSlip
}
