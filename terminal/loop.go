package terminal

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"runtime"
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
	from     uint64 // with OneShot: the last row before this process
	paper    Paper
	st       machine.State
	durable  *durable
	session  session
	pad      card.Pad  // of the command at the Desk
	grade    txn.Grade // the printer's, when last ready
	faint    uint64    // the newest job that was printed on cold paper; 0: none
	nearEnd  bool      // the printer's roll
	slipKey  ed25519.PublicKey
	expected draft           // the slip of the step under way
	ended    ended           // the newest attempt that ended in this process
	later    []machine.Event // what a step found out and the next ones must hear
	alarm    <-chan time.Time
	next     *knock // who came while nobody's question was under way

	base     context.Context    // of the loop
	line     context.Context    // of the exchange under way
	hangUp   context.CancelFunc // ends it
	flights  sync.WaitGroup     // the exchange under way
	results  chan machine.Event // its end
	failures int                // commits that failed in a row
	safe     error              // why the terminal only reports; nil: it works

	asker   *asker         // whose command is at the Desk
	undone  []string       // traces whose reversals were delivered for it
	warning string         // what its answer is to mention
	trouble Trouble        // why it could not send, the newest
	lang    txn.Lang       // of whom is told next
	said    machine.Screen // the last screen: what a reprint or a decision led to
	waiters []waiter       // who waits for the Tray
	marked  mark           // what was last told to have changed
	chores  []order        // what waits until nobody waits
	unusual flagBoard
}

// ended is how an attempt at a slip ended.
type ended struct {
	what  roll.What
	fault txn.Fault
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
		l.cfg.Shop.Test, l.cfg.Shop.Training = testKeys(l.tmk), l.cfg.Training
		l.signSlips(r.SlipSeed())
	}
	book, rows, err := r.Book()
	if broken := (*journal.BrokenError)(nil); errors.As(err, &broken) {
		l.safe = fmt.Errorf("%w: %w", ErrSafe, err)
		l.durable = newDurable(nil)
		return nil
	}
	if err == nil {
		err = l.apart(book)
	}
	if err != nil {
		return errors.Join(err, r.Close())
	}
	l.durable = newDurable(rows)
	policy := l.cfg.Policy
	if l.cfg.OneShot {
		if l.from == 0 {
			l.from = book.Seq
		}
		policy.From = l.from
	}
	book.Signed = l.signed(book)
	l.st = machine.PowerOn(policy, book)
	if err := l.openPaper(book); err != nil {
		return errors.Join(err, r.Close())
	}
	return nil
}

// run serves doors, link and printer until it is stopped.
func (l *loop) run(ctx context.Context, orders <-chan order, stop <-chan struct{}) {
	l.base = ctx
	l.line, l.hangUp = context.WithCancel(ctx)
	defer l.close()
	if l.st.Policy.Reversal.AtOnce && !l.cfg.OneShot {
		_ = l.step(machine.Keyed{At: l.at()})
	} else if l.st.Policy.Timers {
		_ = l.step(machine.Woken{At: l.at()})
	}
	idle := time.NewTicker(idleEvery)
	defer idle.Stop()
	var grace <-chan time.Time
	for grace == nil || l.st.Desk != machine.Idle || l.st.Tray == machine.Busy {
		select {
		case <-ctx.Done():
			return
		case <-grace:
			return
		case <-stop:
			stop = nil
			grace = time.After(StopGrace)
			_ = l.step(machine.Stop{At: l.at()})
		case serve := <-orders:
			serve(l)
		case e := <-l.results:
			_ = l.step(e)
		case e, open := <-l.printerEvents():
			l.heard(e, open)
		case <-l.alarm:
			l.alarm = nil
			_ = l.step(machine.Woken{At: l.at()})
		case <-idle.C:
			l.tidy()
		}
		l.catchUp()
		l.letIn()
		l.answerWaiters()
		l.doChores()
		l.tellChange()
	}
}

// mark is what doors show of a terminal while nobody asks anything.
type mark struct {
	rows uint64
	now  Condition
}

// tellChange tells that doors may show something that is no longer true.
func (l *loop) tellChange() {
	now := mark{l.st.Book.Seq, l.condition()}
	if now == l.marked {
		return
	}
	l.marked = now
	if l.cfg.Changed != nil {
		l.cfg.Changed()
	}
}

// idleEvery is how often an idle terminal tidies its journal. Chosen.
const idleEvery = 30 * time.Second

func (l *loop) printerEvents() <-chan printer.Event {
	if l.paper == nil {
		return nil
	}
	return l.paper.Events()
}

func (l *loop) heard(e printer.Event, open bool) {
	if !open {
		l.paper = nil
		return
	}
	if event := l.paperEvent(e); event != nil {
		_ = l.step(event)
	}
}

// catchUp steps the events that steps themselves left behind.
func (l *loop) catchUp() {
	for len(l.later) > 0 {
		e := l.later[0]
		l.later = l.later[1:]
		_ = l.step(e)
	}
}

// step gives the machine one event and performs the effects in order. Its error
// says that the journal or an assertion refused; the asker has been told then,
// and the terminal has opened its journal again or only reports.
func (l *loop) step(e machine.Event) error {
	if l.safe != nil {
		return l.safe
	}
	was := l.st
	l.troubled(e)
	next, effects := machine.Step(was, e)
	l.st, l.said = next, machine.Screen{}
	l.expect(effects)
	for _, effect := range effects {
		if err := l.perform(effect); err != nil {
			return l.failed(was, err)
		}
	}
	return nil
}

func (l *loop) perform(effect machine.Effect) error {
	switch e := effect.(type) {
	case machine.Commit:
		return l.commit(e)
	case machine.Show:
		l.show(e.Screen)
	case machine.Wake:
		l.alarm = l.cfg.After(e.After)
	case machine.Assure:
		l.paper.Mended()
	case machine.Send:
		if err := l.durable.maySend(e); err != nil {
			return err
		}
		l.send(e)
	case machine.Print:
		if err := l.durable.mayPrint(e, l.roll.Txn); err != nil {
			return err
		}
		if err := l.print(e); err != nil {
			l.cfg.Log.Error().Err(err).Uint64("job", e.Job).Msg("slip could not be made")
			at := l.at() // the printer is well: other slips may go on
			l.later = append(l.later, machine.NotBegun{At: at, Job: e.Job, Fault: txn.FaultRender}, machine.Ready{At: at})
		}
		runtime.Gosched() // the driver begins at once, on this processor: waking another one takes longer
	}
	return nil
}

func (l *loop) commit(e machine.Commit) error {
	var seal *journal.Seal
	if e.Card != "" {
		seal = &journal.Seal{ID: e.Of, PAN: e.Card}
	}
	if err := l.balanced(e.Rows); err != nil {
		return err
	}
	if err := l.roll.Commit(e.Rows, seal); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	l.failures = 0
	l.durable.note(e.Rows)
	if l.cfg.Committed != nil {
		l.cfg.Committed()
	}
	for _, r := range e.Rows {
		if end, ok := r.Body.(roll.End); ok {
			l.ended = ended{r.What, end.Fault}
		}
		l.cfg.Log.Debug().Uint64("seq", r.Seq).Stringer("what", r.What).Stringer("trace", r.Trace).Stringer("kind", r.Kind).Msg("row")
	}
	return nil
}

// close ends everything; whoever still waits is told.
func (l *loop) close() {
	l.hangUp()
	l.flights.Wait()
	l.tidy()
	if l.st.Desk == machine.Asking { // nobody waits for this answer any more: it is in doubt
		of := l.st.Live
		l.st.Live = 0
		l.tellOf(of)
	}
	l.tellAsker(Reply{}, ErrStopped)
	if l.next != nil {
		l.next.me.told <- answer[Reply]{err: ErrStopped}
	}
	l.closeDevices()
	for _, w := range l.waiters {
		w.told <- answer[Condition]{err: ErrStopped}
	}
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
