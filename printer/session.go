package printer

import (
	"context"
	"time"

	"posterm/printer/escpos"
	"posterm/txn"
)

// The times of a session. Chosen; none of them decides about paper, only how
// soon something is noticed.
const (
	idlePoll    = 2 * time.Second        // between looks at an idle, healthy printer
	closePoll   = 500 * time.Millisecond // the same while a job is in it, or while it is down
	answerLimit = 3 * time.Second        // for an answer to DLE EOT; some printers finish a line first
	cloneLimit  = 500 * time.Millisecond // for DLE EOT 2 to 4, which compact printers do not know
	silentLimit = time.Minute            // of silence without a reason; then the port is opened anew
	settle      = 3 * time.Second        // a slip prints in this time on a printer that confirms nothing
	grace       = 2 * time.Second        // between the answers to GS r and to GS ( H
)

// session is one opening of the port, from dialling to the first error.
type session struct {
	*driver
	line   *line
	health txn.Fault // the last known; FaultUnknown: nothing yet
	grade  txn.Grade // the best proof the printer gave since the port is open
	probed bool      // the barrier of this opening is over

	look       look
	draft      *draft // the job that is expected next
	barrier    *barrier
	unanswered int // GS r that were sent and not answered
	worked     bool
	words      chan txn.Fault // what the port knows of its printer
	wording    bool           // it was asked
	paperLow   bool           // as the printer last said

	seen      time.Time // when a look last found the printer well, since anything was printed
	lookAt    time.Time // when to look next
	stuckAt   time.Time // when a slip on its way counts as stuck
	confirmAt time.Time // when the flight's confirmation is overdue
	silentAt  time.Time // when a silent port is given up
	wordUntil time.Time // how long the port's word is waited for
}

// serve drives an open port until it breaks. It reports whether the printer ever answered.
func (d *driver) serve(port Port) bool {
	ctx, cancel := context.WithCancel(d.ctx)
	defer cancel()
	s := &session{driver: d, line: openLine(ctx, port), words: make(chan txn.Fault, 1)}
	defer s.line.close()
	s.fill()
	s.lookNow()
	clock := time.NewTimer(0)
	defer clock.Stop()
	for {
		clock.Reset(time.Until(s.next()))
		select {
		case <-d.ctx.Done():
			return true
		case i := <-s.line.in:
			if i.err != nil {
				s.broken(i.err)
				return s.worked
			}
			s.reply(i.reply)
		case w := <-s.line.wrote:
			s.written(w)
		case <-s.line.moved:
			s.moved()
		case f := <-s.words:
			s.word(f)
		case <-d.mended:
			s.assure()
			s.lookNow()
		case job := <-d.drafts:
			s.expect(job)
		case job := <-d.jobs:
			s.take(job)
		case <-clock.C:
			if !s.tick(time.Now()) {
				s.broken(errSilent)
				return s.worked
			}
		}
	}
}

// fill ends what was cut short on the line before, ahead of the first question: a question that lacks
// its last byte, which would take the first of ours for it, and a drawn band, which would take it for dots. Other
// commands are ended by the barrier.
func (s *session) fill() {
	fill := escpos.EndOfQuestion
	if dots := rasterOf(s.cfg.Profile); dots > escpos.RasterInPad {
		fill = escpos.Pad(dots)
	}
	s.line.send(chunk{data: fill})
}

// next is the earliest thing to do.
func (s *session) next() time.Time {
	next := time.Now().Add(idlePoll)
	for _, t := range []time.Time{s.lookAt, s.look.until, s.stuckAt, s.confirmAt, s.silentAt, s.wordUntil, s.barrier.over()} {
		if !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	return next
}

// tick does what is due. False means that the port is to be opened anew.
func (s *session) tick(now time.Time) bool {
	due := func(t *time.Time) bool {
		if t.IsZero() || now.Before(*t) {
			return false
		}
		*t = time.Time{}
		return true
	}
	if due(&s.silentAt) {
		return false
	}
	if due(&s.wordUntil) {
		s.lookDone(txn.FaultSilent)
	}
	if due(&s.look.until) {
		s.lookAnswerMissing()
	}
	if due(&s.lookAt) {
		s.lookNow()
	}
	if due(&s.stuckAt) && s.sending() && s.health == txn.FaultNone {
		s.silent()
	}
	if due(&s.confirmAt) {
		s.confirmationOverdue()
	}
	if s.barrier != nil && due(&s.barrier.until) {
		s.expired()
	}
	return true
}

// reply takes one reply of the printer.
func (s *session) reply(r escpos.Reply) {
	if !s.wordUntil.IsZero() { // it speaks for itself
		s.wordUntil, s.lookAt = time.Time{}, time.Now()
	}
	switch r.Kind {
	case escpos.RealTime:
		s.lookAnswer(r.Data[0])
	case escpos.Automatic:
		s.tells.Store(true)
		s.look.disturbed = true
		s.heard(faultOf(escpos.Auto([4]byte(r.Data))))
	case escpos.Ordered:
		s.ordered()
	case escpos.Done:
		s.done(r.ID())
	}
}

// written takes what became of a chunk.
func (s *session) written(w written) {
	s.line.busy = false
	s.slipWritten(w)
	if w.err != nil {
		s.line.port.Close() // the reader ends with an error, after the replies that are still to come
		return
	}
	s.line.pump()
}

// sending says whether a slip is on its way. Its confirmation may be heard before the writer says that it is written.
func (s *session) sending() bool { return s.flight != nil && s.flight.stage == sending }

// moved: a slip on its way is long, not stuck.
func (s *session) moved() {
	if s.sending() {
		s.stuckAt = time.Now().Add(answerLimit + s.flight.takes(paperSlow))
	}
}

// roll notes whether the paper runs low. Only looks say so: two sources that contradict each other, as
// some printers have, would tell it again and again.
func (s *session) roll(status escpos.Status) {
	s.paperLow = status.PaperLow && s.cfg.Profile.Paper.NearEnd
	s.tellLow()
}

// tellLow tells that the paper runs low, or no longer does, once, of a printer that takes slips.
func (s *session) tellLow() {
	if s.paperLow != s.low && s.told == txn.FaultNone {
		s.low = s.paperLow
		s.tell(NearEnd{s.low})
	}
}

// heard takes news of the printer's health, from whatever source.
func (s *session) heard(f txn.Fault) {
	s.health = f
	if f != txn.FaultSilent {
		s.worked, s.silentAt = true, time.Time{}
	} else if s.silentAt.IsZero() && !s.explained() {
		s.silentAt = time.Now().Add(silentLimit)
	}
	if f == txn.FaultNone {
		s.healthy()
		return
	}
	s.draft, s.seen = nil, time.Time{}
	s.barrier.hold()
	for _, c := range s.claims.undecided() {
		s.hurt(c, f)
	}
	if c := s.flight; c != nil && c.stage == asking {
		s.notBegun(c, f)
		return
	}
	s.down(f)
}

// explained says whether the printer itself said why it stopped in the middle of
// a slip: then its silence afterwards is no reason to hang up on it.
func (s *session) explained() bool {
	return s.flight != nil && s.flight.stalled && s.flight.fault != txn.FaultSilent
}

// hurt notes a fault while a job is in the printer, and tells it once.
func (s *session) hurt(c *claim, f txn.Fault) {
	if f == txn.FaultSilent && c.stalled {
		return // the first reason says more, and silence after it is no news
	}
	c.hurt(f)
	if c == s.flight && c.begun() {
		s.confirmAt = time.Time{}
		s.stalled(c)
	}
}

// healthy goes on with whatever waits for a healthy printer.
func (s *session) healthy() {
	for _, c := range s.claims.undecided() {
		c.stopped = false // it moves again
	}
	stopped := s.flight != nil && s.flight.stage == sent && s.flight.stalled
	switch {
	case s.barrier != nil:
		s.barrier.run(s.patience())
	case !s.probed || stopped:
		s.raise()
	case s.flight == nil:
		s.ready()
	}
}

// ready tells that the printer takes slips, once.
func (s *session) ready() {
	if s.told != txn.FaultNone {
		s.told = txn.FaultNone
		s.tell(Ready{s.grade})
		s.tellLow()
	}
}

// broken ends the session: the line is gone.
func (s *session) broken(err error) {
	s.cfg.Log.Info().Err(err).Msg("printer line lost")
	s.line.port.Close()
	if s.line.busy {
		select {
		case w := <-s.line.wrote:
			s.slipWritten(w)
		case <-s.ctx.Done():
			return
		}
	}
	if c := s.flight; c != nil {
		s.cut(c)
	}
	s.down(txn.FaultOffline)
}

// cut ends or suspends the job that was under way when the line broke.
func (s *session) cut(c *claim) {
	if c.stage == asking || s.line.holds(c) {
		s.claims.drop(c)
		s.notBegun(c, txn.FaultOffline)
		return
	}
	s.hurt(c, txn.FaultOffline)
	c.stage = cutOff
}
