package comms

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"posterm/comms/message"
)

// Stray is an answer to something else: late, foreign or wrong. It is counted and
// told, shown nowhere, printed never (RULES.md 2.5). It holds no secrets.
type Stray struct {
	Count   uint64        // strays of this link so far, this one included
	Message string        // masked
	Nearest string        // the request it is closest to: "0200 trace 000012"
	After   time.Duration // from the sending of that request until this came
	Differs Differences   // how it differs from that; none: it came too late
}

// String is one line for a log, with all that an engineer needs to find the request.
func (s Stray) String() string {
	differs := "nothing but time"
	if len(s.Differs) > 0 {
		differs = s.Differs.String()
	}
	return fmt.Sprintf("stray answer %d, nearest to %s sent %s before, differs in %s: %s",
		s.Count, s.Nearest, s.After.Round(time.Millisecond), differs, s.Message)
}

// Difference is a field that an answer does not repeat as it was asked.
type Difference struct {
	Field       string // "11", or "mti"
	Asked, Came string // values, masked; "" is absent
}

// Differences are in the order of the profile's list, the message type first.
type Differences []Difference

// String is for example "4 (asked 000000001234, came 000000001235) 41 (asked 00010001, came none)".
func (d Differences) String() string {
	words := make([]string, 0, len(d))
	for _, one := range d {
		came := one.Came
		if came == "" {
			came = "none"
		}
		words = append(words, fmt.Sprintf("%s (asked %s, came %s)", one.Field, one.Asked, came))
	}
	return strings.Join(words, " ")
}

// differences names what of an answer does not fit a request (RULES.md 2.1).
func (p *Profile) differences(request, answer *message.Message) (d Differences) {
	if answer.MTI != answerType(request.MTI) {
		d = append(d, Difference{"mti", answerType(request.MTI), answer.MTI})
	}
	for _, n := range p.Matched {
		if request.Has(n) && answer.Get(n) != request.Get(n) {
			d = append(d, Difference{strconv.Itoa(n), p.Spec.Show(n, request.Get(n)), p.Spec.Show(n, answer.Get(n))})
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

// asked is a request that was sent: what strays are compared with, and when.
type asked struct {
	*message.Message
	at time.Time
}

// remember keeps the matched fields of a request, no other.
func (l *Link) remember(m *message.Message) {
	key := m.Spec().New(m.MTI)
	for _, n := range l.Profile.Matched {
		if m.Has(n) {
			key.Set(n, m.Get(n))
		}
	}
	l.recent = append(l.recent, asked{key, time.Now()})
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
	nearest, fewest := l.recent[len(l.recent)-1], Differences(nil)
	for i := len(l.recent) - 1; i >= 0; i-- {
		d := l.Profile.differences(l.recent[i].Message, answer)
		if i == len(l.recent)-1 || len(d) < len(fewest) {
			nearest, fewest = l.recent[i], d
		}
	}
	l.Stray(Stray{
		Count:   l.strays,
		Message: answer.String(),
		Nearest: nearest.MTI + " trace " + nearest.Get(11),
		After:   time.Since(nearest.at),
		Differs: fewest,
	})
}
