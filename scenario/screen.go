package scenario

import (
	"strings"
	"sync"

	"posterm/front/console"
)

// screen is what the menu has shown, as text. It is a writer.
type screen struct {
	mu      sync.Mutex
	all     strings.Builder
	wiped   int    // bytes that were there before the screen was cleared
	written func() // after every piece
	dark    func() bool
}

// Write shows a piece, while there is power.
func (s *screen) Write(p []byte) (int, error) {
	if s.dark() {
		return len(p), nil
	}
	s.mu.Lock()
	s.all.Write(p)
	s.mu.Unlock()
	s.written()
	return len(p), nil
}

func (s *screen) text() string { return s.since(0) }

func (s *screen) since(mark int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.all.String()
	return strings.ReplaceAll(text[min(max(mark-s.wiped, 0), len(text)):], "\r", "")
}

func (s *screen) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wiped + s.all.Len()
}

// clear: the screen is empty after power-on.
func (s *screen) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wiped += s.all.Len()
	s.all.Reset()
}

// asks is the question that stands on the last line; empty: none does.
func (s *screen) asks() string { return lastLine(s.text()) }

func lastLine(text string) string {
	return strings.TrimLeft(text[strings.LastIndexByte(text, '\n')+1:], " ")
}

// question is the name of what is asked: "amount"; empty: nothing that is known.
func (s *screen) question() string { return console.QuestionOf(s.asks()) }
