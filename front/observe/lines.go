package observe

import (
	"cmp"
	"errors"
	"sync"
	"time"

	"posterm/comms/line"
	"posterm/internal/metrics"
)

// answerTimes: a host on a cable answers in a tenth of a second, over the air in up to three; after
// response_timeout, at most two minutes, none is waited for.
var answerTimes = []time.Duration{
	50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 300 * time.Millisecond, 500 * time.Millisecond, 800 * time.Millisecond,
	time.Second, 2 * time.Second, 3 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second, time.Minute,
}

// broken is the fault of a connection that worked and gave no answer; the others are the line's own.
const broken = "no_answer"

// lines counts what the ways to the host did.
type lines struct {
	mu     sync.Mutex
	paths  map[string]*path
	failed map[[2]string]uint64 // path, fault
}

// path is one of them.
type path struct {
	answers *metrics.Histogram
	last    time.Time // answer
}

func newLines() *lines { return &lines{paths: map[string]*path{}, failed: map[[2]string]uint64{}} }

// Line notes how a way to the host stands; it is for comms.Link.Changed.
func (w *Watch) Line(s line.State) {
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	name := named(s.Path)
	p := w.lines.paths[name]
	if p == nil {
		p = &path{answers: metrics.NewHistogram(answerTimes...)}
		w.lines.paths[name] = p
	}
	if s.Err != nil {
		fault, told := broken, (*line.Error)(nil)
		if errors.As(s.Err, &told) {
			fault = told.Fault.String()
		}
		w.lines.failed[[2]string{name, fault}]++
		return
	}
	if s.AnswerAt.After(p.last) {
		p.last = s.AnswerAt
		p.answers.Observe(s.Answered)
	}
}

// named is the name of a path: the only one has none.
func named(path string) string { return cmp.Or(path, line.Primary) }

func (l *lines) answered() (samples []metrics.Sample) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, p := range l.paths {
		samples = append(samples, metrics.Sample{Labels: []metrics.Label{{Name: "path", Value: name}}, Spread: p.answers.Spread()})
	}
	return samples
}

func (l *lines) failures() (samples []metrics.Sample) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, n := range l.failed {
		samples = append(samples, metrics.Sample{Labels: []metrics.Label{{Name: "path", Value: key[0]}, {Name: "fault", Value: key[1]}}, Value: float64(n)})
	}
	return samples
}
