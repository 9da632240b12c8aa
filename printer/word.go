package printer

import (
	"time"

	"posterm/txn"
)

// talker is a port that knows something of its printer by another way than its bytes.
type talker interface {
	// Word says why the printer is silent; FaultSilent when it does not know. It may block.
	Word() txn.Fault
}

// wordLimit is how long the port's word is waited for. Chosen: a kernel that answers does so at once.
const wordLimit = time.Second

// silent: the printer owes an answer. Where the port may know why, it is asked first, aside:
// nothing waits for it longer than wordLimit.
func (s *session) silent() {
	port, talks := s.line.port.(talker)
	if !talks || s.wording {
		s.lookDone(txn.FaultSilent)
		return
	}
	s.wording, s.wordUntil = true, time.Now().Add(wordLimit)
	s.look.n, s.look.until = 0, time.Time{}
	go func() { s.words <- port.Word() }() // there is room for the one word that is asked for
}

// word takes what the port said; one that comes too late is only noted.
func (s *session) word(f txn.Fault) {
	s.wording = false
	if s.wordUntil.IsZero() {
		return
	}
	s.wordUntil, s.look.disturbed = time.Time{}, false
	s.lookDone(f)
}
