package printer

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/txn"
)

func TestAllAnswersOfASlipAreLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.noID, f.noGSr = true, true })
		start := time.Now()
		r.print(1)
		r.want(Unconfirmed{1})
		paper := &claim{rows: lengthOf(testSlip(), 32)}
		require.Equal(t, DefaultConfirmTimeout+paper.takes(paperSlowest), time.Since(start))
	})
}

func TestOnlyTheProcessIDsAreLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.noID = true })
		r.print(1)
		r.want(Printed{1, txn.GradeProcessed, 1})
	})
}

func TestAnAnswerForAnotherJobConfirmsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.wrongID, f.noGSr = true, true })
		r.print(1)
		r.want(Unconfirmed{1})
	})
}

func TestTheAnswersOfOneSlipAreLostOnTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.noID, f.noGSr = true, true })
		r.print(1)
		pass(DefaultConfirmTimeout / 4)
		r.do(func() { f.noID, f.noGSr = false, false })
		r.want(Lost{1, txn.FaultUnknown}, readyPrinted)
	})
}

func TestALateConfirmationIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.noID, f.noGSr = true, true })
		r.print(1)
		r.want(Unconfirmed{1})
		id := jobID(7, 1)
		say(r.conn, []byte("\x37\x22"+id.String()+"\x00"))
		r.want(Printed{1, txn.GradePrinted, 1})
	})
}

func TestKnownJobsOfAnEarlierProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		id := jobID(7, 5)
		f.buffer = [][]byte{append([]byte{0x1D, '(', 'H', 6, 0, 48, 48}, id[:]...)}
		f.paperOut()
		r := newRig(t, f, 4, 5)
		r.want(Down{txn.FaultPaperOut})
		r.do(f.load)
		r.want(Printed{5, txn.GradePrinted, 2}, Lost{4, txn.FaultPaperOut}, readyPrinted)
	})
}

func TestAutomaticStatusInPiecesStallsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		f.do(func() { f.held = true })
		r.print(1)
		synctest.Wait()
		f.do(func() { f.asb = false; f.paperOut() }) // what it would say at once, the test says in pieces
		start := time.Now()
		for _, b := range []byte{0x18, 0x13, 0x00, 0x11, 0x0C, 0x00} {
			say(r.conn, []byte{b})
		}
		r.want(Stalled{1, txn.FaultPaperOut})
		require.Zero(t, time.Since(start))
		r.do(f.load)
		r.want(Printed{1, txn.GradePrinted, 2})
	})
}

// TestPaperThatEndsWhileThePrinterIsSilent: it is loaded again before anybody calls the printer silent, and the
// slip is confirmed. It may be in two pieces.
func TestPaperThatEndsWhileThePrinterIsSilent(t *testing.T) {
	for wait, pieces := range map[time.Duration]int{0: 1, 2 * time.Second: 2} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			r := newRig(t, f)
			r.want(readyPrinted)
			f.do(func() { f.held = true })
			r.print(1)
			synctest.Wait()
			if wait > 0 {
				f.do(func() { f.silent = true; f.paperOut() })
			}
			pass(wait)
			f.do(func() { f.silent = false; f.load() })
			r.want(Printed{1, txn.GradePrinted, pieces})
		})
	}
}

func TestASilentPrinterIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.silent = true
		r := newRig(t, f)
		r.want(Down{txn.FaultSilent})
		r.print(1)
		r.want(NotBegun{1, txn.FaultSilent})
		r.do(func() { f.silent = false })
		r.want(readyPrinted)
	})
}

func TestAPrinterSwitchedOffWhileIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		f.do(func() { f.refuse = true; f.conn.Close() })
		r.want(Down{txn.FaultOffline})
		pass(time.Hour)
		f.do(func() { f.refuse = false })
		r.want(readyPrinted)
	})
}

func TestAStalledWriteCompletesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		f.stopReading()
		r.print(1)
		r.want(Stalled{1, txn.FaultSilent})
		f.do(func() { f.deaf = false })
		r.want(Printed{1, txn.GradePrinted, 2})
		synctest.Wait()
		r.do(func() { require.Equal(t, theSlip(t), r.text, "its bytes left once") })
	})
}

func TestCloseInEveryState(t *testing.T) {
	for name, state := range map[string]func(r rig){
		"before the port opens":    func(rig) {},
		"idle":                     func(r rig) { r.want(readyPrinted) },
		"an event nobody takes":    func(r rig) { r.want(readyPrinted); r.do(r.paperOut); pass(time.Minute) },
		"the status is asked":      func(r rig) { r.want(readyPrinted); r.do(func() { r.silent = true }); r.print(1); synctest.Wait() },
		"the slip is blocked":      func(r rig) { r.want(readyPrinted); r.stopReading(); r.print(1); synctest.Wait() },
		"waiting for confirmation": func(r rig) { r.want(readyPrinted); r.do(func() { r.held = true }); r.print(1); synctest.Wait() },
		"stalled":                  func(r rig) { r.want(readyPrinted); r.stopAt = 2; r.print(1); r.want(Stalled{1, txn.FaultPaperOut}) },
		"dialling again": func(r rig) {
			r.want(readyPrinted)
			r.do(func() { r.refuse = true; r.conn.Close() })
			pass(time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, newFake())
				state(r)
				start := time.Now()
				require.NoError(t, r.Close())
				require.NoError(t, r.Close())
				require.Zero(t, time.Since(start))
				require.ErrorIs(t, r.Print(Job{}), ErrClosed)
				r.do(func() { r.deaf = false })
			})
		})
	}
}

func TestCloseWhileDialling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		p, err := Open(Config{Log: zerolog.Nop(), Dial: func(context.Context) (Port, error) {
			pass(time.Minute) // a dial that does not even look at its context
			return near, nil
		}})
		require.NoError(t, err)
		synctest.Wait()
		start := time.Now()
		require.NoError(t, p.Close())
		require.Zero(t, time.Since(start))
		_, err = far.Read(make([]byte, 1))
		require.Error(t, err, "the port that opened too late was closed")
	})
}

func TestABusyPortAndAMissingPrinter(t *testing.T) {
	for want, err := range map[txn.Fault]error{
		txn.FaultBusy:    ErrPortBusy,
		txn.FaultOffline: errors.New("no route"),
	} {
		synctest.Test(t, func(t *testing.T) {
			p, openErr := Open(Config{Log: zerolog.Nop(), Dial: func(context.Context) (Port, error) { return nil, err }})
			require.NoError(t, openErr)
			defer p.Close()
			require.Equal(t, Down{want}, <-p.Events())
			require.NoError(t, p.Print(Job{Number: 1}))
			require.Equal(t, NotBegun{1, want}, <-p.Events())
		})
	}
}

func TestNoPrinterAtAll(t *testing.T) {
	p, err := Open(Config{Port: "none"})
	require.NoError(t, err)
	require.Equal(t, Down{txn.FaultDisabled}, <-p.Events())
	require.NoError(t, p.Print(Job{Number: 1}))
	require.Equal(t, NotBegun{1, txn.FaultDisabled}, <-p.Events())
	require.NoError(t, p.Close())
	_, open := <-p.Events()
	require.False(t, open)
}

func TestASecondJobIsADefect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.silent = true
		r := newRig(t, f) // nobody takes the event, so the driver takes no job
		pass(time.Minute)
		r.print(1)
		require.ErrorIs(t, r.Print(Job{Number: 2}), ErrFull)
	})
}

func TestOpenRefusesABadConfiguration(t *testing.T) {
	for _, c := range []Config{
		{Port: "none", Columns: 8}, {Port: "none", Columns: 400}, {Port: "none", ConfirmTimeout: -1}, {Port: "lpt"},
	} {
		_, err := Open(c)
		require.Error(t, err)
	}
}

// TestPaperIsLoadedBetweenTwoQuestions: the printer said off-line, and had no
// reason left by the time it was asked for one.
func TestPaperIsLoadedBetweenTwoQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.asb, f.bits[1], f.offlineOnce = false, 0x1A, true })
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
	})
}

// TestTheFeedKeyIsHeld: nothing is overdue meanwhile, however long that is; the slip comes when the key is let go.
func TestTheFeedKeyIsHeld(t *testing.T) {
	for _, asb := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			r := newRig(t, f)
			r.want(readyPrinted)
			r.do(func() { f.asb, f.held, f.bits[1], f.bits[2] = asb, true, 0x1A, 0x1A })
			r.print(1)
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			require.Empty(t, r.Events())
			r.do(f.load)
			r.want(Printed{1, txn.GradePrinted, 1})
		})
	}
}

func TestAPrinterOfflineWithoutAReasonHasAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.asb, f.bits[1] = false, 0x1A })
		r.want(Down{txn.FaultError})
		r.do(func() { f.bits[1] = 0x1A | 0x20 })
		r.want(Down{txn.FaultPaperOut})
		r.do(func() { f.bits = [5]byte{0, 0x1A, 0x52, 0x1A, 0x12} })
		r.want(Down{txn.FaultCutter})
		r.do(func() { f.bits = [5]byte{0, 0x1A, 0x52, 0x52, 0x12} })
		r.want(Down{txn.FaultHot})
		r.do(func() { f.bits = [5]byte{0, 0x1A, 0x56, 0x52, 0x72} })
		r.want(Down{txn.FaultCover})
	})
}

// A cover that is opened while the slip moves lifts the head off a line. The printer goes
// on and confirms when it is closed; the slip is printed again all the same. One that is
// opened to load paper finds the slip at rest.
func TestTheCoverIsOpened(t *testing.T) {
	open := func(f *fake) { f.held, f.bits = true, [5]byte{0, 0x1A, 0x56, 0x52, 0x12} }
	for name, tt := range map[string]struct {
		how  func(r rig, f *fake)
		want []Event
	}{
		"while it prints": {func(r rig, f *fake) { r.do(func() { open(f) }) }, []Event{Stalled{1, txn.FaultCover}, Lost{1, txn.FaultCover}, readyPrinted}},
		"to load paper": {func(r rig, f *fake) {
			r.do(f.paperOut)
			pass(time.Second)
			r.do(func() { open(f) })
		}, []Event{Stalled{1, txn.FaultPaperOut}, Printed{1, txn.GradePrinted, 2}}},
		"to load paper, and again while the rest is printed": {func(r rig, f *fake) {
			r.do(f.paperOut)
			pass(time.Second)
			r.do(func() { f.bits = well })
			pass(time.Second)
			r.do(func() { open(f) })
		}, []Event{Stalled{1, txn.FaultPaperOut}, Lost{1, txn.FaultCover}, readyPrinted}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				r := newRig(t, f)
				r.want(readyPrinted)
				r.do(func() { f.held = true })
				r.print(1)
				pass(time.Second)
				tt.how(r, f)
				pass(5 * time.Second)
				r.do(f.load)
				r.want(tt.want...)
			})
		})
	}
}
