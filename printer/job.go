package printer

import (
	"time"

	"posterm/printer/escpos"
	"posterm/txn"
)

// take begins a job: the slip is rendered, and the printer is asked how it is,
// unless both was done when the job was announced.
func (s *session) take(job Job) {
	open := s.told == txn.FaultNone || s.told == txn.FaultUnknown // unknown: after a lost slip, being looked at
	if !open || s.flight != nil {
		s.refuse(job.Number)
		return
	}
	bytes, cold, expected, well, err := s.drafted(job)
	if err != nil {
		s.cfg.Log.Error().Err(err).Uint64("job", job.Number).Msg("slip")
		s.told = txn.FaultRender
		s.tell(NotBegun{job.Number, txn.FaultRender})
		s.lookAt = time.Now()
		return
	}
	c := &claim{job: job.Number, id: jobID(s.cfg.Nonce, job.Number), stage: asking, pieces: 1, cold: cold}
	c.bytes = append(append(bytes, escpos.AskDone(c.id)...), escpos.PaperStatus...)
	c.size, c.rows = len(c.bytes), lengthOf(job.Slip, s.cfg.Columns)
	s.flight = c
	if well && s.look.n == 0 && s.barrier == nil { // the answer to an open question would be taken for this slip's
		s.begin(c)
		return
	}
	if !expected {
		s.look.disturbed = true // a look under way began before the job
	}
	s.lookNow()
}

// begin sends the slip. From here on its bytes are never sent again.
func (s *session) begin(c *claim) {
	c.stage = sending
	s.torn, s.seen = false, time.Time{}
	if c.cold {
		s.tell(Faint{c.job})
	}
	s.claims.add(c)
	s.unanswered++
	s.stuckAt = time.Now().Add(answerLimit + c.takes(paperSlow))
	s.line.send(chunk{data: c.bytes, claim: c})
	c.bytes = nil
}

// slipWritten takes what became of a slip's bytes.
func (s *session) slipWritten(w written) {
	c := w.claim
	if c == nil || c.stage != sending {
		return // no slip, or one that was confirmed before the writer said so
	}
	s.stuckAt = time.Time{}
	switch {
	case w.err == nil:
		c.stage = sent
		s.lookAt = time.Now().Add(s.transit(c)) // a question before would wait behind the slip
		if !c.stalled {
			s.confirmAt = time.Now().Add(s.confirmWithin() + s.transit(c))
		}
	case w.n == 0 && !c.stalled:
		s.claims.drop(c)
		s.notBegun(c, txn.FaultOffline)
	default:
		s.hurt(c, txn.FaultOffline)
	}
}

// confirmWithin is when a missing confirmation is looked into, counted from the
// last byte that was taken: half of the time allowed, since the barrier needs the rest. Of a printer
// that confirms nothing it is when the paper has come to rest.
func (s *session) confirmWithin() time.Duration {
	if s.grade == txn.GradeUnconfirmed {
		return min(settle, s.cfg.ConfirmTimeout) + s.flight.takes(paperUsual)
	}
	return s.cfg.ConfirmTimeout / 2
}

// kernelBuffer is how much of a slip may still wait before a serial line when its last byte was
// written. Source: PRINTER.md 4.2, 15 to 16 KB.
const kernelBuffer = 16 << 10

// transit is how long a serial line may need for what was written and is not sent, with ten
// bits to a byte. It counts for long slips on slow lines: 16 KB of dots take 17 s at 9600 baud.
func (s *session) transit(c *claim) time.Duration {
	if s.cfg.baud == 0 || c == nil {
		return 0
	}
	return time.Duration(min(c.size, kernelBuffer)) * 10 * time.Second / time.Duration(s.cfg.baud)
}

// confirmationOverdue: the printer is healthy and has not confirmed.
func (s *session) confirmationOverdue() {
	switch c := s.flight; {
	case c == nil || c.stage != sent || s.barrier != nil:
	case s.grade == txn.GradeUnconfirmed:
		s.unconfirmed(c)
		s.settled()
	default:
		s.raise()
	}
}

// confirmed takes the confirmation of any job, however late. While a printer owed an answer for
// longer than a healthy one takes, nobody watched what happened to the paper.
func (s *session) confirmed(c *claim, g txn.Grade) {
	mine := c == s.flight
	if s.look.n != 0 && time.Since(s.look.asked) >= closePoll {
		c.pieces = 2
	}
	s.printed(c, g)
	if mine {
		s.confirmAt = time.Time{}
		s.settled()
	}
}

// notBegun tells that no byte of a slip left.
func (s *session) notBegun(c *claim, f txn.Fault) {
	s.finish(c)
	s.told = f
	s.tell(NotBegun{c.job, f})
}

// unconfirmed tells that a slip left whole and that nothing more will be known.
func (s *session) unconfirmed(c *claim) {
	s.finish(c)
	s.tell(Unconfirmed{c.job})
}

// stalled tells, once, that a slip stopped on its way.
func (s *session) stalled(c *claim) {
	if !c.stalled {
		c.stalled = true
		s.tell(Stalled{c.job, c.fault})
	}
}
