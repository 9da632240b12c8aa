package printer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// knowing is a port that knows something of its printer aside from its bytes.
type knowing struct {
	Port
	word func() txn.Fault
}

func (k knowing) Word() txn.Fault { return k.word() }

func withWord(t *testing.T, f *fake, word func() txn.Fault) rig {
	return made(t, f, Config{Dial: func(ctx context.Context) (Port, error) {
		port, err := f.dial(ctx)
		return knowing{port, word}, err
	}})
}

// TestThePortSaysWhyASlipStalls: the transfer stalls without a byte from the printer.
func TestThePortSaysWhyASlipStalls(t *testing.T) {
	for name, tt := range map[string]struct{ says, want txn.Fault }{
		"no paper":               {txn.FaultPaperOut, txn.FaultPaperOut},
		"it always says well":    {txn.FaultSilent, txn.FaultSilent},
		"an error and no reason": {txn.FaultError, txn.FaultError},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				r := withWord(t, f, func() txn.Fault { return tt.says })
				r.want(readyPrinted)
				hears := func() { f.deaf = false }
				defer f.do(hears)
				f.stopReading()
				r.print(1)
				r.want(Stalled{1, tt.want})
				f.do(hears)
				r.want(Printed{1, txn.GradePrinted, 2})
			})
		})
	}
}

// TestAPortThatIsSlowToSay is not waited for longer than wordLimit, and what it says later is
// no news; nor does it keep the driver from closing.
func TestAPortThatIsSlowToSay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, answer := newFake(), make(chan txn.Fault)
		defer close(answer)
		r := withWord(t, f, func() txn.Fault { return <-answer })
		r.want(readyPrinted)
		f.do(func() { f.silent = true })
		r.want(Down{txn.FaultSilent})
		answer <- txn.FaultPaperOut
		synctest.Wait()
		f.do(func() { f.silent = false })
		r.want(readyPrinted)
		f.do(func() { f.silent = true })
		r.want(Down{txn.FaultSilent})
		began := time.Now()
		require.NoError(t, r.Close())
		require.Less(t, time.Since(began), time.Second)
	})
}

// TestAPrinterThatSpeaksIsBelieved before its port.
func TestAPrinterThatSpeaksIsBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := withWord(t, f, func() txn.Fault {
			<-time.After(wordLimit / 2)
			return txn.FaultPaperOut
		})
		r.want(readyPrinted)
		f.do(func() { f.silent = true })
		pass(idlePoll + answerLimit) // its silence was noticed, the port is being asked
		f.do(func() { f.silent = false; f.conn.Write([]byte{0x10, 0, 0, 0}) })
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		require.NoError(t, r.Close())
		pass(wordLimit)
	})
}
