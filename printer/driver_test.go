package printer

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

func TestAHealthyPrinterConfirmsByProcessID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, newFake())
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		r.print(2)
		r.want(Printed{2, txn.GradePrinted, 1})
		r.do(func() {
			require.Equal(t, append(theSlip(t), theSlip(t)...), r.text)
			require.Equal(t, 2, r.cuts)
		})
	})
}

func TestAPrinterWithoutProcessIDsConfirmsByOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.noID = true
		r := newRig(t, f)
		r.want(Ready{txn.GradeProcessed})
		r.print(1)
		r.want(Printed{1, txn.GradeProcessed, 1})
	})
}

func TestAPrinterThatConfirmsNothingIsUnconfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.noID, f.noGSr = true, true
		r := newRig(t, f)
		r.want(Ready{txn.GradeUnconfirmed})
		r.print(1)
		r.want(Unconfirmed{1})
		r.print(2)
		r.want(Unconfirmed{2})
	})
}

func TestPaperOutBeforeTheSlip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		r.do(func() { f.asb = false; f.paperOut() })
		r.print(1) // before the driver has looked again
		r.want(NotBegun{1, txn.FaultPaperOut})
		r.do(f.load)
		r.want(readyPrinted)
		r.do(func() { require.Empty(t, r.text) })
	})
}

func TestPaperOutInEveryLineOfTheSlip(t *testing.T) {
	for line := 1; line <= 4; line++ {
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			f.stopAt = line
			r := newRig(t, f)
			r.want(readyPrinted)
			r.print(1)
			r.want(Stalled{1, txn.FaultPaperOut})
			pass(time.Hour) // the bubble's clock: the roll comes late
			r.do(f.load)
			r.want(Printed{1, txn.GradePrinted, 2})
			r.do(func() { require.Equal(t, theSlip(t), r.text, "sent once") })
		})
	}
}

func TestPaperOutInASlipWithoutProcessIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.noID, f.stopAt = true, 2
		r := newRig(t, f)
		r.want(Ready{txn.GradeProcessed})
		r.print(1)
		r.want(Stalled{1, txn.FaultPaperOut})
		r.do(f.load)
		r.want(Printed{1, txn.GradeProcessed, 2})
	})
}

func TestPaperOutAfterTheSlip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, newFake())
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		r.do(r.paperOut)
		r.want(Down{txn.FaultPaperOut})
		r.do(r.load)
		r.want(readyPrinted)
	})
}

func TestAPowerCycleInTheSlipLosesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.stopAt = 2
		r := newRig(t, f)
		r.want(readyPrinted)
		r.print(1)
		r.want(Stalled{1, txn.FaultPaperOut})
		synctest.Wait() // the whole slip is in the printer
		r.do(f.powerCycle)
		r.want(Lost{1, txn.FaultPaperOut}, readyPrinted)
		r.print(2)
		r.want(Printed{2, txn.GradePrinted, 1})
		r.do(func() { require.Equal(t, 2, r.cuts, "the torn piece is cut off first") })
		r.print(3)
		r.want(Printed{3, txn.GradePrinted, 1})
		r.do(func() { require.Equal(t, 3, r.cuts, "once") })
	})
}

func TestAQuickPowerCycleNobodySaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		f.do(func() { f.held = true }) // the slip waits in the buffer
		r.print(1)
		synctest.Wait()
		f.do(f.powerCycle)
		r.want(Lost{1, txn.FaultUnknown}, readyPrinted)
	})
}

// TestTheLineBreaksAmongTheBytes: some bytes of the slip left before the line broke, so
// it was begun, whatever became of them.
func TestTheLineBreaksAmongTheBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := newRig(t, f)
		r.want(readyPrinted)
		hears := func() { f.deaf = false }
		defer f.do(hears)
		f.stopReading()
		r.print(1)
		synctest.Wait()
		f.do(f.hangUp)
		r.want(Stalled{1, txn.FaultOffline})
		f.do(hears)
		r.want(Lost{1, txn.FaultOffline}, readyPrinted)
	})
}

func TestTheLineBreaksInTheSlip(t *testing.T) {
	for name, tt := range map[string]struct {
		remember bool
		want     []Event
	}{
		"and the printer has it": {true, []Event{Printed{1, txn.GradePrinted, 2}}},
		"and the printer forgot": {false, []Event{Lost{1, txn.FaultPaperOut}, readyPrinted}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.stopAt = 3
				r := newRig(t, f)
				r.want(readyPrinted)
				r.print(1)
				r.want(Stalled{1, txn.FaultPaperOut})
				synctest.Wait() // the whole slip is in the printer
				f.do(func() { f.conn.Close() })
				pass(time.Minute + time.Millisecond) // not when it is looked at: the fake's answers to two who speak at once have no order
				f.do(func() {
					if f.load(); !tt.remember {
						f.powerCycle()
					}
				})
				r.want(tt.want...)
				r.print(2)
				r.want(Printed{2, txn.GradePrinted, 1})
			})
		})
	}
}

// lateWriter is a port whose Write of a slip returns only when it is let go, after its bytes have left.
type lateWriter struct {
	Port
	hold chan struct{}
}

func (w lateWriter) Write(p []byte) (int, error) {
	n, err := w.Port.Write(p)
	if bytes.Contains(p, []byte("RMB 12.34")) {
		<-w.hold
	}
	return n, err
}

// TestConfirmedBeforeItWasWritten: a quick printer's confirmation is heard before the writer has said that the slip
// left. What the slip was waited for ends with it.
func TestConfirmedBeforeItWasWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, hold := newFake(), make(chan struct{})
		r := made(t, f, Config{Dial: func(ctx context.Context) (Port, error) {
			port, err := f.dial(ctx)
			return lateWriter{port, hold}, err
		}})
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		close(hold)
		pass(time.Minute) // nothing is stuck, and nobody asks about a slip that is not there
		r.print(2)
		r.want(Printed{2, txn.GradePrinted, 1})
	})
}
