package comms

import (
	"fmt"
	"strconv"
	"strings"

	"posterm/comms/message"
)

// Stray is an answer to something else: late, foreign or wrong. It is counted and
// told, shown nowhere, printed never (RULES.md 2.5). It holds no secrets.
type Stray struct {
	Count   uint64 // strays of this link so far, this one included
	Message string // masked
	Nearest string // the request it is closest to: "0200 trace 000012"
	Differs string // how it differs from that: "11 4", "mti"; "" if not at all: it came too late
}

// String is one line for a log.
func (s Stray) String() string {
	differs := s.Differs
	if differs == "" {
		differs = "nothing but time"
	}
	return fmt.Sprintf("stray answer %d, nearest to %s, differs in %s: %s", s.Count, s.Nearest, differs, s.Message)
}

// differences names what of an answer does not fit a request (RULES.md 2.1).
func (p *Profile) differences(request, answer *message.Message) []string {
	var d []string
	if answer.MTI != answerType(request.MTI) {
		d = append(d, "mti")
	}
	for _, n := range p.Matched {
		if request.Has(n) && answer.Get(n) != request.Get(n) {
			d = append(d, strconv.Itoa(n))
		}
	}
	return d
}

// answerType is the request's type plus 10: 0200 is answered by 0210.
func answerType(mti string) string {
	n, err := strconv.Atoi(mti)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%04d", n+10)
}

// recentLimit is how many requests are remembered to name a stray's nearest one.
const recentLimit = 8

// strayLimit is how many strays one exchange bears; then it gives up waiting. A
// host that sends more is not answering us.
const strayLimit = 32

// remember keeps what strays are compared with: the matched fields only.
func (l *Link) remember(m *message.Message) {
	key := m.Spec().New(m.MTI)
	for _, n := range l.Profile.Matched {
		if m.Has(n) {
			key.Set(n, m.Get(n))
		}
	}
	l.recent = append(l.recent, key)
	if len(l.recent) > recentLimit {
		l.recent = l.recent[1:]
	}
}

// stray counts an answer that does not match and tells about it.
func (l *Link) stray(answer *message.Message) {
	l.strays++
	if l.Stray == nil {
		return
	}
	nearest, fewest := l.recent[len(l.recent)-1], []string(nil)
	for i := len(l.recent) - 1; i >= 0; i-- {
		d := l.Profile.differences(l.recent[i], answer)
		if i == len(l.recent)-1 || len(d) < len(fewest) {
			nearest, fewest = l.recent[i], d
		}
	}
	l.Stray(Stray{
		Count:   l.strays,
		Message: answer.String(),
		Nearest: nearest.MTI + " trace " + nearest.Get(11),
		Differs: strings.Join(fewest, " "),
	})
}
