package printer

import (
	"time"

	"posterm/printer/escpos"
	"posterm/txn"
)

// barrier is a question that stands behind everything the printer was sent: a
// fresh process id, then GS r. What was confirmed before its answer is on paper;
// what was not is no longer in the printer.
type barrier struct {
	id      escpos.ID
	due     int       // GS r that were open when it was sent, its own included
	answers int       // GS r answered since
	named   bool      // its process id was answered
	until   time.Time // when it is over without (more) answers; zero while the printer is unwell
	shaken  bool      // the printer was unwell meanwhile, so that the question itself may be lost
}

// over is when the barrier is over by itself.
func (b *barrier) over() time.Time {
	if b == nil {
		return time.Time{}
	}
	return b.until
}

// hold stops the barrier's clock: an unwell printer need not answer.
func (b *barrier) hold() {
	if b != nil {
		b.until, b.shaken = time.Time{}, true
	}
}

// run starts the barrier's clock where it stands still.
func (b *barrier) run(patience time.Duration) {
	if b.until.IsZero() {
		b.until = time.Now().Add(patience)
	}
}

// raise sends a barrier. It first ends whatever command was cut short on the line before, and
// resets the modes: a line without flow control may have lost the end of a slip, and a printer
// without power anything, and what comes next would be taken for the rest of it.
func (s *session) raise() {
	s.barrier = &barrier{id: freshID()}
	pad := escpos.Pad(rasterOf(s.cfg.Profile))
	if !s.probed {
		pad = escpos.Pad(0) // fill has ended a drawn band
	}
	data := append(pad, escpos.Initialise...)
	data = append(data, escpos.AutoStatus(reports)...)
	data = append(data, escpos.AskDone(s.barrier.id)...)
	data = append(data, escpos.PaperStatus...)
	s.unanswered++
	s.barrier.due = s.unanswered
	s.barrier.run(s.patience())
	s.line.send(chunk{data: data})
}

// patience is how long a healthy printer may leave a barrier unanswered. With
// nothing but blank paper behind it, a printer that answers does so at once.
//
// Behind a slip that may still be printing it waits as long as the paper may move: what happens to
// a slip whose printer was given up is seen by nobody.
func (s *session) patience() time.Duration {
	undecided := s.claims.undecided()
	if len(undecided) == 0 {
		return min(settle, s.cfg.ConfirmTimeout)
	}
	paper := undecided[len(undecided)-1].takes(paperSlowest)
	if s.probed && s.grade == txn.GradeUnconfirmed {
		paper = 0 // it confirms nothing, and its paper was waited for
	}
	if c := s.flight; c != nil && !c.stalled {
		return s.cfg.ConfirmTimeout/2 + paper // the other half has passed
	}
	return s.cfg.ConfirmTimeout + paper
}

// done takes the answer to GS ( H.
func (s *session) done(id escpos.ID) {
	if b := s.barrier; b != nil && b.id == id {
		s.grade, b.named = txn.GradePrinted, true
		s.answered()
		return
	}
	if c := s.claims.byID[id]; c != nil {
		s.grade = txn.GradePrinted
		s.confirmed(c, txn.GradePrinted)
	}
}

// ordered takes the answer to GS r.
func (s *session) ordered() {
	if s.unanswered == 0 {
		return // noise, or an answer that was given up
	}
	s.unanswered--
	s.grade = max(s.grade, txn.GradeProcessed)
	if s.barrier != nil {
		s.barrier.answers++
		s.answered()
		return
	}
	if c := s.flight; c != nil && c.begun() && s.unanswered == 0 {
		c.processed = true
		if s.grade == txn.GradeProcessed {
			s.confirmed(c, txn.GradeProcessed)
		}
	}
}

// answered: the barrier is over when all its answers are there, or a little after the last.
func (s *session) answered() {
	if s.barrier.named && s.unanswered == 0 {
		s.conclude()
		return
	}
	s.barrier.until = time.Now().Add(grace)
}

// expired: a barrier that got no answer is asked again when it may have been
// lost on the way, else there is nothing to wait for.
func (s *session) expired() {
	if b := s.barrier; b.shaken && b.answers == 0 && !b.named {
		s.raise()
		return
	}
	s.conclude()
}

// conclude decides every job that was before the barrier. A printer that answered
// the barrier's process id would have answered the job's first.
func (s *session) conclude() {
	b := s.barrier
	s.barrier, s.unanswered, s.probed = nil, 0, true
	s.grade = max(s.grade, txn.GradeUnconfirmed)
	for _, c := range s.claims.undecided() {
		switch {
		case c != s.flight || b.named:
			s.lost(c)
		case c.processed && !c.stalled, b.due > 1 && b.answers >= b.due:
			s.printed(c, txn.GradeProcessed)
		case b.answers == 0 && !c.stalled:
			s.unconfirmed(c)
		default:
			s.lost(c)
		}
	}
	s.confirmAt = time.Time{}
	s.settled()
}

// settled goes on after a job or a barrier is over. What was last heard of the
// printer may be old by now, so it is looked at before anything is said.
func (s *session) settled() {
	s.lookAt = time.Now()
}
