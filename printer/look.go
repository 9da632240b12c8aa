package printer

import (
	"errors"
	"time"

	"posterm/printer/escpos"
	"posterm/txn"
)

var errSilent = errors.New("the printer has answered nothing for a while")

// look is one look at the printer's health: DLE EOT 1 and 4, then 2 and 3 when
// something is wrong. The answers do not say what they answer, so one question
// is open at a time.
type look struct {
	n         byte          // the question that is open; 0: none
	asked     time.Time     // when it was asked
	until     time.Time     // how long its answer is waited for
	got       escpos.Status // what the answers said so far
	mute      [5]bool       // questions this printer does not know
	disturbed bool          // something changed meanwhile: look again
	puzzled   bool          // the look before found it off-line and no reason
}

// lookNow begins a look, unless one is under way or a slip blocks the line.
func (s *session) lookNow() {
	if s.look.n != 0 || len(s.line.queue) > 0 || s.sending() {
		s.lookAt = time.Now().Add(closePoll)
		return
	}
	s.look.got, s.look.disturbed = escpos.Status{}, false
	s.ask(1)
}

func (s *session) ask(n byte) {
	limit := cloneLimit
	if n == 1 {
		limit = answerLimit
	}
	if c := s.flight; c != nil && c.begun() {
		limit += c.takes(paperSlow) // the question stands behind the slip, on the line or in the printer
	}
	s.look.n, s.look.asked = n, time.Now()
	s.look.until = s.look.asked.Add(limit)
	s.line.send(chunk{data: escpos.AskStatus(n)})
}

func (s *session) lookAnswer(b byte) {
	if s.look.n == 0 {
		return // the answer to a question that was given up
	}
	s.look.got.Take(s.look.n, b)
	s.lookOn()
}

// lookAnswerMissing: without an answer to the first question the printer is
// silent; the others are not known to every printer and are not asked again.
func (s *session) lookAnswerMissing() {
	if s.look.n == 1 {
		s.silent()
		return
	}
	s.look.mute[s.look.n] = true
	s.lookOn()
}

// lookOn asks the next question, or ends the look.
func (s *session) lookOn() {
	got := s.look.got
	wanted := [5]bool{4: true, 2: got.Offline || got.Waiting, 3: got.Error}
	order := map[byte]byte{1: 4, 4: 2, 2: 3}
	for n := order[s.look.n]; n != 0; n = order[n] {
		if wanted[n] && !s.look.mute[n] {
			s.ask(n)
			return
		}
	}
	f, puzzling := faultOf(got), got.Offline && faultOf(got) == txn.FaultError && !got.Error
	if puzzling && !s.look.puzzled {
		s.look.disturbed = true // the reason may have gone between two questions
	}
	s.look.puzzled = puzzling
	s.lookDone(f)
}

func (s *session) lookDone(f txn.Fault) {
	s.look.n, s.look.until = 0, time.Time{}
	if s.look.disturbed && f != txn.FaultSilent {
		s.lookNow()
		return
	}
	if f == txn.FaultNone && !s.look.mute[4] {
		s.roll(s.look.got)
	}
	if s.goOn(f) {
		s.lookNow()
		return
	}
	s.heard(f)
	s.found(f)
	if s.look.got.Feeding {
		s.patient()
	}
	if c := s.flight; c != nil && c.stage == asking && f == txn.FaultNone && s.probed && s.barrier == nil {
		s.begin(c)
	}
	s.lookAt = time.Now().Add(s.pace())
}

// patient gives a printer all its time anew while somebody holds FEED: it is well, and prints when the key is let go.
func (s *session) patient() {
	if !s.confirmAt.IsZero() {
		s.confirmAt = time.Now().Add(s.confirmWithin() + s.transit(s.flight))
	}
	if s.barrier != nil && !s.barrier.until.IsZero() {
		s.barrier.until = time.Now().Add(s.patience())
	}
}

// found notes what a look says about the next slip.
func (s *session) found(f txn.Fault) {
	if f != txn.FaultNone {
		return // heard has dropped what was known
	}
	s.seen = time.Now()
	if s.draft != nil {
		s.draft.well = true
	}
}

// pace is how long to wait before the next look.
func (s *session) pace() time.Duration {
	if s.health == txn.FaultNone && s.probed && s.flight == nil && s.barrier == nil {
		return idlePoll
	}
	return closePoll
}

// faultOf names what is wrong. The cover comes first: an open one lifts the paper
// off its sensor. A printer that is fed by hand is well; one that is off-line and
// does not say why has an error.
func faultOf(s escpos.Status) txn.Fault {
	switch {
	case s.Unrecoverable:
		return txn.FaultError
	case s.Cover:
		return txn.FaultCover
	case s.PaperEnd, s.Waiting:
		return txn.FaultPaperOut
	case s.Cutter:
		return txn.FaultCutter
	case s.Recoverable:
		return txn.FaultHot
	case s.Error, s.Offline && !s.Feeding:
		return txn.FaultError
	}
	return txn.FaultNone
}
