package printer

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"pgregory.net/rapid"

	"posterm/receipt"
)

// act is something that happens to a printer.
type act struct {
	name string
	do   func(f *fake)
}

var acts = []act{
	{"nothing", func(*fake) {}},
	{"paper out", func(f *fake) { f.paperOut() }},
	{"paper soon out", func(f *fake) { f.stopAt = f.lines + 2 }},
	{"load", func(f *fake) { f.load() }},
	{"silent", func(f *fake) { f.silent = true }},
	{"speaks", func(f *fake) { f.silent = false }},
	{"deaf", func(f *fake) { f.deaf = true }},
	{"hears", func(f *fake) { f.deaf = false }},
	{"cable out", func(f *fake) { f.refuse = true; f.hangUp() }},
	{"cable in", func(f *fake) { f.refuse = false }},
	{"line broken", func(f *fake) { f.hangUp() }},
	{"power cycle", func(f *fake) {
		f.paper.WriteString("|power|")
		if f.deaf { // a line that holds bytes back gives them to whoever comes: see "What no driver can know"
			f.hangUp()
		}
		f.powerCycle()
	}},
}

// story is what happens, and how much later the next thing does.
type story struct {
	acts   []int
	pauses []time.Duration
	kind   int // 0: knows process ids, 1: GS r only, 2: confirms nothing
}

func (s story) String() string {
	var b strings.Builder
	for i, a := range s.acts {
		fmt.Fprintf(&b, "%v %s, ", s.pauses[i], acts[a].name)
	}
	return b.String()
}

// teller is a terminal: it hands over the next job when the one before has an end.
type teller struct {
	p       *Printer
	log     []string
	job     uint64 // in the printer, 0: none
	next    uint64
	stalled bool
	ready   bool
	crossed bool // Down came just when a job was handed over: NotBegun must follow
	healed  int  // jobs that had an end when the story was over
	ends    map[uint64]Event
	unbegun []uint64     // jobs of which no byte left, as the driver says
	ended   atomic.Int64 // how many
	wrong   string
}

func (l *teller) hear(e Event) {
	defer func() { l.ended.Store(int64(len(l.ends))) }()
	l.log = append(l.log, fmt.Sprintf("%T%+v", e, e))
	if _, refused := e.(NotBegun); l.crossed && !refused {
		l.wrong = "down while a job is in the printer"
	}
	l.crossed = false
	mine := func(job uint64) {
		if job != l.job {
			l.wrong = fmt.Sprintf("an end for job %d while %d is in the printer", job, l.job)
		}
		l.job, l.stalled = 0, false
	}
	switch e := e.(type) {
	case Ready:
		l.ready = true
	case Down:
		l.ready, l.crossed = false, l.job != 0
		return
	case NotBegun:
		mine(e.Job)
		l.ready, l.unbegun = false, append(l.unbegun, e.Job)
	case Stalled:
		if l.stalled || e.Job != l.job {
			l.wrong = "stalled twice, or for nothing"
		}
		l.stalled = true
	case Lost:
		mine(e.Job)
		l.ready, l.ends[e.Job] = true, e // the next one may be handed over at once
	case Unconfirmed:
		if l.stalled {
			l.wrong = "a stalled slip ended unconfirmed"
		}
		mine(e.Job)
		l.ends[e.Job] = e
	case Printed:
		if l.ends[e.Job] == nil {
			mine(e.Job)
		}
		l.ends[e.Job] = e
	}
}

// between is how long the teller waits before it hands over the next job.
const between = 3*time.Second + time.Millisecond // not in step with the driver

// pause is short after a lost slip: a terminal prints it again at once.
func (l *teller) pause() time.Duration {
	if _, lost := l.ends[l.next-1].(Lost); lost {
		return 0
	}
	return between
}

// run is the teller's loop, until the printer is closed.
func (l *teller) run() {
	for {
		var hand <-chan time.Time
		if l.ready && l.job == 0 {
			hand = time.After(l.pause())
		}
		select {
		case e, open := <-l.p.Events():
			if !open {
				return
			}
			l.hear(e)
		case <-hand:
			l.job, l.next = l.next, l.next+1
			if l.job%2 == 0 { // announced, as the terminal does
				l.p.Expect(Job{l.job, slipOf(l.job)})
				pass(time.Nanosecond) // the driver has taken it; the story's own goroutine may be waiting, too
			}
			if err := l.p.Print(Job{l.job, slipOf(l.job)}); err != nil {
				l.wrong = err.Error()
			}
		}
	}
}

// slipOf is a slip whose lines name its job.
func slipOf(job uint64) (s receipt.Slip) {
	for line := range 4 {
		s.Lines = append(s.Lines, receipt.Line{Text: fmt.Sprintf("<%d.%d>", job, line)})
	}
	return s
}

// whole is how a slip stands on paper when nothing happened on the way.
func whole(job uint64) string {
	var b strings.Builder
	for _, l := range slipOf(job).Lines {
		b.WriteString(l.Text)
	}
	return b.String() + "|cut|"
}

// tell plays a story and says what is wrong with the driver, if anything.
func (s story) tell() string {
	f := newFake()
	f.noID, f.noGSr = s.kind > 0, s.kind > 1
	p, err := Open(Config{Dial: f.dial, Nonce: 7, Log: zerolog.Nop()})
	if err != nil {
		return err.Error()
	}
	l := &teller{p: p, next: 1, ends: make(map[uint64]Event)}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		l.run()
	}()
	for i, a := range s.acts {
		pass(s.pauses[i])
		synctest.Wait()
		f.do(func() { acts[a].do(f) })
	}
	f.do(func() { f.silent, f.deaf, f.refuse, f.stopAt = false, false, false, 0; f.load() })
	synctest.Wait()
	l.healed = int(l.ended.Load())
	pass(2 * time.Minute)
	p.Close()
	<-heard
	f.do(func() { f.deaf = false; f.hangUp() })
	return s.judge(f, l)
}

// judge compares what was told with the paper.
func (s story) judge(f *fake, l *teller) string {
	paper := f.paper.String()
	if l.wrong != "" {
		return l.wrong + "\n" + strings.Join(l.log, "\n")
	}
	for job := uint64(1); job < l.next; job++ {
		for line := range 4 {
			if n := strings.Count(paper, fmt.Sprintf("<%d.%d>", job, line)); n > 1 {
				return fmt.Sprintf("line %d of job %d is on paper %d times", line, job, n)
			}
		}
		if e, ok := l.ends[job].(Printed); ok && !proves(paper, job, e.Pieces) {
			return fmt.Sprintf("%+v, but the paper says %s\n%s", e, paper, strings.Join(l.log, "\n"))
		}
	}
	for _, job := range l.unbegun {
		if strings.Contains(paper, fmt.Sprintf("<%d.", job)) {
			return fmt.Sprintf("job %d was not begun, but the paper says %s\n%s", job, paper, strings.Join(l.log, "\n"))
		}
	}
	if len(l.ends) < l.healed+5 {
		return fmt.Sprintf("the driver got stuck after %d jobs\n%s", l.next-1, strings.Join(l.log, "\n"))
	}
	return ""
}

// proves: one piece means that nothing happened between its first line and its
// cut, two that all lines are there.
func proves(paper string, job uint64, pieces int) bool {
	if pieces == 2 {
		paper = strings.ReplaceAll(paper, "|end|", "")
	}
	return strings.Contains(paper, whole(job))
}

func TestWhateverHappensThePaperIsAsTold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "n")
		s := story{
			acts: rapid.SliceOfN(rapid.IntRange(0, len(acts)-1), n, n).Draw(rt, "acts"),
			pauses: rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 300), func(tenths int) time.Duration {
				return time.Duration(tenths) * 100 * time.Millisecond
			}), n, n).Draw(rt, "pauses"),
			kind: rapid.IntRange(0, 2).Draw(rt, "kind"),
		}
		var wrong string
		synctest.Test(t, func(*testing.T) { wrong = s.tell() })
		if wrong != "" {
			rt.Fatalf("%v\n%s", s, wrong)
		}
	})
}
