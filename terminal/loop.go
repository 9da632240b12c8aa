package terminal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal/machine"
	"posterm/txn"
)

// loop owns the state. Only its goroutine touches the fields, but for results.
type loop struct {
	cfg      Config
	roll     Roll
	tmk      keys.Key
	paper    Paper
	st       machine.State
	durable  *durable
	session  session
	pad      card.Pad    // of the command at the Desk
	grade    txn.Grade   // the printer's, when last ready
	expected printer.Job // the slip of the step under way
	life     int         // grows each time the journal is opened again
	failures int         // commits that failed in a row
	results  chan result
	flights  sync.WaitGroup

	asker   *order         // whose command is at the Desk
	undone  []string       // traces whose reversals were delivered for it
	warning string         // what its answer is to mention
	said    machine.Screen // the last screen: what a reprint or a decision led to
	waiters []*order       // who waits for the Tray
	safe    error          // why the terminal only reports; nil: it works
}

// open reads the journal and starts the printer driver.
func (l *loop) open() error {
	r, err := l.cfg.OpenRoll()
	if err != nil {
		return err
	}
	l.roll = r
	if l.tmk == nil {
		l.tmk = r.Master() // read once: exchanges under way use it too
	}
	book, rows, err := r.Book()
	if broken := (*journal.BrokenError)(nil); errors.As(err, &broken) {
		l.safe = fmt.Errorf("%w: %w", ErrSafe, err)
		l.durable = newDurable(nil)
		return nil
	}
	if err != nil {
		return errors.Join(err, r.Close())
	}
	l.durable = newDurable(rows)
	policy := l.cfg.Policy
	if l.cfg.OneShot {
		policy.From = book.Seq
	}
	l.st = machine.PowerOn(policy, book)
	if err := l.openPaper(book); err != nil {
		return errors.Join(err, r.Close())
	}
	return nil
}

// run serves doors, link and printer until it is stopped.
func (l *loop) run(ctx context.Context, orders <-chan order, stop <-chan struct{}) error {
	ctx, cancel := context.WithCancel(ctx)
	defer l.close(cancel)
	if l.st.Policy.Reversal.AtOnce && !l.cfg.OneShot && l.safe == nil {
		l.step(ctx, machine.Keyed{At: l.at()})
	}
	idle := time.NewTicker(idleEvery)
	defer idle.Stop()
	var grace <-chan time.Time
	for {
		if grace != nil && l.st.Desk == machine.Idle && l.st.Tray != machine.Busy {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-grace:
			return nil
		case <-stop:
			stop = nil
			grace = time.After(StopGrace)
			l.step(ctx, machine.Stop{At: l.at()})
		case o := <-orders:
			o.serve(ctx, l, &o)
		case r := <-l.results:
			if r.life == l.life {
				l.step(ctx, r.event)
			}
		case e, open := <-l.printerEvents():
			l.heard(ctx, e, open)
		case <-idle.C:
			l.tidy()
		}
		l.answerWaiters()
	}
}

// idleEvery is how often an idle terminal looks at its write-ahead log. Chosen.
const idleEvery = 30 * time.Second

func (l *loop) printerEvents() <-chan printer.Event {
	if l.paper == nil {
		return nil
	}
	return l.paper.Events()
}

func (l *loop) heard(ctx context.Context, e printer.Event, open bool) {
	if !open {
		l.paper = nil
		return
	}
	if event := l.paperEvent(e); event != nil {
		l.step(ctx, event)
	}
}

// tidy does what can wait until nobody waits: it erases card numbers that
// nothing can need any more, and checkpoints the log (RULES.md 1.4, 1.9).
func (l *loop) tidy() {
	if l.st.Desk != machine.Idle || l.st.Tray == machine.Busy || l.safe != nil {
		return
	}
	spent, err := l.roll.Spent()
	if err == nil && len(spent) > 0 {
		err = l.roll.Forget(spent)
	}
	if err == nil {
		_, err = l.roll.Checkpoint()
	}
	if err != nil {
		l.cfg.Log.Error().Err(err).Msg("tidying the journal failed; it keeps everything")
	}
}

// step gives the machine one event and performs the effects in order.
func (l *loop) step(ctx context.Context, e machine.Event) {
	if l.safe != nil {
		return
	}
	next, effects := machine.Step(l.st, e)
	was := l.st
	l.st = next
	l.expect(effects)
	for _, effect := range effects {
		if err := l.perform(ctx, effect, was); err != nil {
			l.failed(ctx, was, err)
			return
		}
	}
}

func (l *loop) perform(ctx context.Context, effect machine.Effect, was machine.State) error {
	switch e := effect.(type) {
	case machine.Commit:
		return l.commit(e)
	case machine.Show:
		l.show(e.Screen)
	case machine.Send:
		if err := l.durable.maySend(e); err != nil {
			return err
		}
		l.send(ctx, e)
	case machine.Print:
		if err := l.durable.mayPrint(e, l.roll.Txn); err != nil {
			return err
		}
		if err := l.print(e); err != nil {
			l.cfg.Log.Error().Err(err).Uint64("job", e.Job).Msg("slip could not be handed to the printer")
			l.step(ctx, machine.NotBegun{At: l.at(), Job: e.Job, Fault: txn.FaultRender})
			l.step(ctx, machine.Ready{At: l.at()}) // the printer is well: other slips may go on; tries are limited
		}
	}
	return nil
}

func (l *loop) commit(e machine.Commit) error {
	var seal *journal.Seal
	if e.Card != "" {
		seal = &journal.Seal{ID: e.Of, PAN: e.Card}
	}
	if err := l.roll.Commit(e.Rows, seal); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	l.failures = 0
	l.durable.note(e.Rows)
	for _, r := range e.Rows {
		l.cfg.Log.Debug().Uint64("seq", r.Seq).Stringer("what", r.What).Stringer("trace", r.Trace).Stringer("kind", r.Kind).Msg("row")
	}
	return nil
}

// failed: a commit or an assertion failed. Nothing of this step was sent or
// shown beyond what went before. The journal is opened again and says what is;
// after a second failure in a row the terminal only reports.
func (l *loop) failed(ctx context.Context, was machine.State, cause error) {
	l.cfg.Log.Error().Err(cause).Msg("the journal is opened again")
	l.life++
	l.failures++
	l.closeDevices()
	err := l.open()
	if err == nil && was.Desk == machine.Asking {
		err = l.unrecorded(ctx, was.Live)
	}
	if err != nil || l.failures > 1 {
		l.safe = fmt.Errorf("%w: %w", ErrSafe, errors.Join(cause, err))
	}
	l.tellAsker(l.afterFailure(was, cause))
}

// afterFailure is what the door hears whose command met the failure.
func (l *loop) afterFailure(was machine.State, cause error) Reply {
	if l.safe != nil {
		return Reply{Err: l.safe}
	}
	if was.Desk != machine.Asking {
		return Reply{Err: fmt.Errorf("%w: %w", ErrNotRecorded, cause)}
	}
	return l.reply(was.Live)
}

// unrecorded writes why the transaction that was being asked is in doubt.
func (l *loop) unrecorded(ctx context.Context, of roll.ID) error {
	next, effects := machine.Step(l.st, machine.Unrecorded{At: l.at(), Of: of})
	for _, e := range effects {
		if c, ok := e.(machine.Commit); ok {
			if err := l.commit(c); err != nil {
				return err
			}
			continue
		}
		if s, ok := e.(machine.Send); ok {
			l.st = next
			return l.perform(ctx, s, next)
		}
	}
	l.st = next
	return nil
}

func (l *loop) closeDevices() {
	if l.paper != nil {
		if err := l.paper.Close(); err != nil {
			l.cfg.Log.Warn().Err(err).Msg("closing the printer")
		}
		l.paper = nil
	}
	if l.roll != nil {
		if err := l.roll.Close(); err != nil {
			l.cfg.Log.Warn().Err(err).Msg("closing the journal")
		}
	}
}

// close ends everything; whoever still waits is told.
func (l *loop) close(cancel context.CancelFunc) {
	cancel()
	l.tidy()
	l.closeDevices()
	l.tellAsker(Reply{Err: ErrStopped})
	for _, w := range l.waiters {
		w.answer(Reply{Err: ErrStopped})
	}
	go func() { // an exchange under way ends with its context; nobody takes its result
		for range l.results {
		}
	}()
	l.flights.Wait()
	close(l.results)
}
