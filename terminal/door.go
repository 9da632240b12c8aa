package terminal

import (
	"context"

	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Reply is what a door is told. Exactly one of Refusal and View says it; an
// error beside it says that the terminal itself failed.
type Reply struct {
	View    View            // the transaction
	Refusal machine.Refusal // why it was not possible
	Limit   txn.Fen         // of a refusal: the limit that the amount is over
	Undone  []string        // traces whose reversals were delivered on the way
	Line    Trouble         // of a refusal: why the host could not be reached, when that is known
}

// Why says why it was not possible, with the limit that it is about.
func (r Reply) Why() txn.Words { return r.Refusal.Over(r.Limit) }

// order is work for the loop; it runs on the loop's goroutine.
type order func(*loop)

// hand gives work to the loop. Once it returned nil, the work is done or being done.
func (t *Terminal) hand(ctx context.Context, o order) error {
	spoken := func(l *loop) {
		l.lang = t.lang
		o(l)
	}
	select {
	case t.orders <- spoken:
		return nil
	case <-t.done:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answer is a reply, or why there is none.
type answer[T any] struct {
	value T
	err   error
}

// ask lets the loop work something out, and waits for it as long as ctx lets it.
func ask[T any](ctx context.Context, t *Terminal, work func(*loop) (T, error)) (T, error) {
	done := make(chan answer[T], 1)
	err := t.hand(ctx, func(l *loop) {
		value, err := work(l)
		done <- answer[T]{value, err}
	})
	if err != nil {
		var none T
		return none, err
	}
	a := <-done
	return a.value, a.err
}

// asker is a door whose command is at the Desk.
type asker struct {
	told chan answer[Reply]
	lang txn.Lang
}

// command hands the Desk a command and waits for its end. When ctx ends, it is
// cancelled as long as nothing is armed; after that its outcome is waited for,
// because money may have moved. The wait is bounded by the link's time limits.
func (t *Terminal) command(ctx context.Context, key func(*loop) (machine.Command, machine.Refusal, error)) (Reply, error) {
	me := &asker{make(chan answer[Reply], 1), t.lang}
	if err := t.hand(ctx, func(l *loop) { l.key(me, key) }); err != nil {
		return Reply{}, err
	}
	select {
	case a := <-me.told:
		return a.value, a.err
	case <-ctx.Done():
	}
	cancel := func(l *loop) {
		if l.next != nil && l.next.me == me {
			l.next = nil
			me.told <- answer[Reply]{value: Reply{Refusal: machine.RefusedCancelled}}
		}
		if l.asker == me {
			_ = l.step(machine.Cancel{At: l.at()})
		}
	}
	if err := t.hand(context.Background(), cancel); err != nil {
		return Reply{}, err
	}
	a := <-me.told // the loop answers every command, also when it ends
	return a.value, a.err
}

// knock is a door whose command waits until a question that nobody asked for is hung up.
type knock struct {
	me  *asker
	key func(*loop) (machine.Command, machine.Refusal, error)
}

// letIn takes the command of whoever knocked.
func (l *loop) letIn() {
	if l.next == nil || l.st.Desk != machine.Idle {
		return
	}
	k := l.next
	l.next = nil
	l.line, l.hangUp = context.WithCancel(l.base)
	l.key(k.me, k.key)
}

// key puts a door's command to the machine, when the Desk is idle. The timer's own
// questions about wallet orders give way to it: they can be asked again.
func (l *loop) key(me *asker, key func(*loop) (machine.Command, machine.Refusal, error)) {
	if l.safe != nil {
		me.told <- answer[Reply]{err: l.safe}
		return
	}
	if l.st.Desk != machine.Idle && l.st.Want.Orders && l.next == nil {
		l.next = &knock{me, key}
		_ = l.step(machine.Cancel{At: l.at()})
		l.hangUp()
		return
	}
	if l.st.Desk != machine.Idle {
		me.told <- answer[Reply]{value: Reply{Refusal: machine.RefusedBusy}}
		return
	}
	l.undone, l.warning = nil, ""
	command, refusal, err := key(l)
	if err != nil || refusal != machine.Possible {
		l.forgetPIN()
		me.told <- answer[Reply]{Reply{Refusal: refusal}, err}
		return
	}
	l.asker = me
	_ = l.step(machine.Keyed{At: l.at(), Command: command}) // a failure is told to the asker
}

// tellAsker answers the door whose command was at the Desk, once.
func (l *loop) tellAsker(r Reply, err error) {
	l.forgetPIN()
	if l.asker == nil {
		return
	}
	r.Undone = l.undone
	r.View.ReversedBefore = append([]string{}, l.undone...)
	if warning := l.warning; warning != "" {
		r.View.Warning = &warning
	}
	l.asker.told <- answer[Reply]{r, err}
	l.asker, l.undone, l.warning = nil, nil, ""
}

func (l *loop) forgetPIN() {
	if l.pad != nil {
		l.pad.Clear()
		l.pad = nil
	}
}

// tellOf answers the door whose command was at the Desk with a transaction as it is now.
func (l *loop) tellOf(id roll.ID) {
	if l.asker != nil {
		l.lang = l.asker.lang
	}
	l.tellAsker(l.reply(id))
}

// reply tells a transaction as it is now.
func (l *loop) reply(id roll.ID) (Reply, error) {
	t, err := l.txn(id)
	if err != nil {
		return Reply{}, err
	}
	return Reply{View: l.view(t)}, nil
}
