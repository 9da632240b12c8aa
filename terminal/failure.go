package terminal

import (
	"context"
	"errors"
	"fmt"

	"posterm/journal/roll"
	"posterm/terminal/machine"
)

// failed: a commit or an assertion failed. Nothing of this step was sent or
// shown beyond what went before. The exchange under way is ended, for its answer
// could not be told from the next one's; the journal is opened again and says
// what is. After a second failure in a row the terminal only reports.
func (l *loop) failed(was machine.State, cause error) error {
	l.cfg.Log.Error().Err(cause).Msg("the journal is opened again")
	l.failures++
	l.later = nil
	l.hangUp()
	l.flights.Wait()
	select {
	case <-l.results:
	default:
	}
	l.line, l.hangUp = context.WithCancel(l.base)
	l.closeDevices()
	l.st = machine.PowerOn(was.Policy, was.Book) // if nothing better is to be had
	err := l.open()
	if err != nil {
		l.roll = noRoll{errors.Join(cause, err)}
	}
	if err == nil && was.Desk == machine.Asking && l.safe == nil {
		err = l.unrecorded(was.Live)
	}
	if err != nil || l.failures > 1 {
		l.safe = fmt.Errorf("%w: %w", ErrSafe, errors.Join(cause, err))
	}
	told := l.safe
	if told == nil {
		told = fmt.Errorf("%w: %w", ErrNotRecorded, cause)
	}
	if was.Desk == machine.Asking { // it was sent: say how it stands, not that nothing was sent
		if l.asker != nil {
			l.lang = l.asker.lang
		}
		reply, err := l.reply(was.Live)
		if err == nil {
			l.tellAsker(reply, nil)
			return told
		}
		told = fmt.Errorf("%w: %w", ErrUnrecorded, told)
	}
	l.tellAsker(Reply{}, told)
	return told
}

// unrecorded writes why the transaction that was being asked is in doubt.
func (l *loop) unrecorded(of roll.ID) error {
	next, effects := machine.Step(l.st, machine.Unrecorded{At: l.at(), Of: of})
	l.st = next
	for _, effect := range effects {
		if _, screen := effect.(machine.Show); screen {
			continue // the asker is told by failed
		}
		if err := l.perform(effect); err != nil {
			l.st = machine.PowerOn(next.Policy, l.st.Book)
			return err
		}
	}
	return nil
}

// tidy does what can wait until nobody waits: it erases card numbers that
// nothing can need any more, and checkpoints the log (RULES.md 1.4, 1.9).
func (l *loop) tidy() {
	if l.st.Desk != machine.Idle || l.st.Book.Freeze != 0 || l.st.Tray == machine.Busy || l.safe != nil {
		return
	}
	spent, err := l.roll.Spent(func(id roll.ID) bool {
		t, held := l.st.Book.Find(id)
		return held && t.Undecided()
	})
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
