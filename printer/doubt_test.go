package printer

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// TestOneProcessIDIsMissing: a printer that answers the barrier by name would have
// answered the job by name.
func TestOneProcessIDIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.noID = true })
		r.print(1)
		pass(DefaultConfirmTimeout / 4)
		r.do(func() { f.noID = false })
		r.want(Lost{1, txn.FaultUnknown}, readyPrinted)
	})
}

// TestTheEndOfASlipIsLostOnTheWay: a line without flow control loses the last bytes of one slip; the next
// one is not taken for them.
func TestTheEndOfASlipIsLostOnTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.losesEnd = true })
		r.print(1)
		r.want(Lost{1, txn.FaultUnknown}, readyPrinted)
		r.do(func() { f.paper.Reset() })
		r.print(2)
		r.want(Printed{2, txn.GradePrinted, 1})
		var second string
		r.do(func() { second = f.paper.String(); f.paper.Reset() })
		r.print(3)
		r.want(Printed{3, txn.GradePrinted, 1})
		r.do(func() {
			require.Equal(t, "|cut|"+f.paper.String(), second, "the piece of the first comes off, and the second is as whole as the third")
		})
	})
}

// TestProcessedIsNotEnoughAfterAStall: what was only interpreted before the paper ended may be half on paper.
func TestProcessedIsNotEnoughAfterAStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.noID = true })
		r.print(1)
		synctest.Wait()
		r.do(f.paperOut)
		r.want(Stalled{1, txn.FaultPaperOut})
		r.do(f.load)
		r.want(Lost{1, txn.FaultPaperOut}, readyPrinted)
	})
}

// TestTheBarriersAnswerIsNotTheJobs: GS r carries no name, so one answer of two proves nothing.
func TestTheBarriersAnswerIsNotTheJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.noID, f.stopAt = true, 2
		r := newRig(t, f)
		r.want(Ready{txn.GradeProcessed})
		r.print(1)
		r.want(Stalled{1, txn.FaultPaperOut})
		synctest.Wait()
		r.do(f.powerCycle)
		r.want(Lost{1, txn.FaultPaperOut}, Ready{txn.GradeProcessed})
	})
}

// TestNoByteWasTakenOfASlip: the line breaks before the printer took the first byte. A slip
// that nothing was told of yet was not begun; one that was told stalled stays so, and is lost.
func TestNoByteWasTakenOfASlip(t *testing.T) {
	for name, tt := range map[string]struct {
		after time.Duration
		want  []Event
	}{
		"at once":          {0, []Event{NotBegun{1, txn.FaultOffline}}},
		"after it stalled": {time.Minute / 2, []Event{Stalled{1, txn.FaultSilent}, Lost{1, txn.FaultOffline}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				r := newRig(t, f)
				r.want(readyPrinted)
				f.do(func() { f.deafAsked = true })
				r.print(1)
				synctest.Wait()
				r.want(tt.want[:len(tt.want)-1]...)
				pass(tt.after)
				f.do(func() { f.hangUp(); f.deaf = false })
				r.want(tt.want[len(tt.want)-1], readyPrinted)
				synctest.Wait()
				r.do(func() { require.Empty(t, r.text, "nothing of it left") })
			})
		})
	}
}

// TestABarrierIsLostWithThePower: it is asked again, so the printer keeps its grade.
func TestABarrierIsLostWithThePower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.held = true // the barrier waits in the buffer
		r := newRig(t, f)
		synctest.Wait()
		r.do(f.paperOut)
		r.want(Down{txn.FaultPaperOut})
		r.do(f.powerCycle)
		r.want(readyPrinted)
	})
}

// TestTheNextJobWaitsForTheBarrier: a slip sent after a barrier must not be judged by it.
func TestTheNextJobWaitsForTheBarrier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.stopAt, f.noGSr = 3, true // its barrier takes the whole grace
		r := newRig(t, f)
		r.want(readyPrinted)
		r.print(1)
		r.want(Stalled{1, txn.FaultPaperOut})
		synctest.Wait()
		f.do(f.hangUp)
		pass(time.Minute)
		f.do(f.load)
		r.want(Printed{1, txn.GradePrinted, 2})
		f.do(func() { f.held = true }) // a slow printer
		r.print(2)
		pass(grace + time.Second)
		f.do(func() { f.held = false })
		r.want(Printed{2, txn.GradePrinted, 1})
	})
}

// TestTheNextJobWaitsForTheQuestionAboutTheLast: the line stayed open, and the answer
// that the slip before waited for came while the question behind it was still open.
func TestTheNextJobWaitsForTheQuestionAboutTheLast(t *testing.T) {
	for name, expected := range map[string]bool{"handed over": false, "announced and handed over": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.stopAt, f.noGSr = 3, true
				r := newRig(t, f)
				r.want(readyPrinted)
				r.print(1)
				r.want(Stalled{1, txn.FaultPaperOut})
				synctest.Wait()
				f.do(func() { f.bits = well }) // paper is in, and it says so before it goes on
				pass(time.Second)
				f.do(func() { f.held = false })
				r.want(Printed{1, txn.GradePrinted, 2})
				f.do(func() { f.held = true }) // a slow printer
				if expected {
					r.Expect(Job{2, testSlip()})
					synctest.Wait()
				}
				r.print(2)
				pass(grace + time.Second)
				f.do(func() { f.held = false })
				r.want(Printed{2, txn.GradePrinted, 1})
			})
		})
	}
}

func TestASilentLineIsOpenedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		first := f.conn
		r.do(func() { f.silent = true })
		r.want(Down{txn.FaultSilent})
		start := time.Now()
		r.want(Down{txn.FaultOffline})
		require.Equal(t, silentLimit, time.Since(start))
		r.want(Down{txn.FaultSilent})
		r.do(func() { f.silent = false; require.NotSame(t, first, f.conn) })
		r.want(readyPrinted)
	})
}

// odd is a line that refuses slips, or that gives nothing without an error.
type odd struct {
	Port
	refuse, empty atomic.Bool
}

var errOdd = errors.New("refused")

func (o *odd) Write(b []byte) (int, error) {
	if o.refuse.Load() && len(b) > 3 {
		return 0, errOdd
	}
	return o.Port.Write(b)
}

func (o *odd) Read(b []byte) (int, error) {
	if o.empty.Load() {
		return 0, nil
	}
	return o.Port.Read(b)
}

func TestALineThatTakesNoByteOfTheSlip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		line := &odd{}
		p, err := Open(Config{Log: zerolog.Nop(), Dial: func(ctx context.Context) (port Port, err error) {
			line.Port, err = f.dial(ctx)
			return line, err
		}})
		require.NoError(t, err)
		defer p.Close()
		require.Equal(t, readyPrinted, <-p.Events())
		synctest.Wait()
		line.refuse.Store(true)
		require.NoError(t, p.Print(Job{1, testSlip()}))
		require.Equal(t, NotBegun{1, txn.FaultOffline}, <-p.Events())
		synctest.Wait()
		line.refuse.Store(false)
		require.Equal(t, readyPrinted, <-p.Events())
	})
}

func TestALineThatGivesNothingIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		p, err := Open(Config{Log: zerolog.Nop(), Dial: func(ctx context.Context) (Port, error) {
			port, err := f.dial(ctx)
			line := &odd{Port: port}
			line.empty.Store(true)
			return line, err
		}})
		require.NoError(t, err)
		require.Equal(t, Down{txn.FaultOffline}, <-p.Events())
		require.NoError(t, p.Close())
	})
}
