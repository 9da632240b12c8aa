package rig

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/comms"
	"posterm/printer"
	"posterm/terminal"
)

// BenchmarkSaleCPU is what the terminal itself computes for a sale with two slips:
// loop, journal in memory, link and printer driver, between a host that answers at
// once and a printer that takes everything. The CPU time of the whole process,
// minus that of the host's answers, per sale. Goal: 150 us. Run it with a fixed
// number of sales, -benchtime 400x: a batch.
func BenchmarkSaleCPU(b *testing.B) {
	dir, err := os.MkdirTemp("/dev/shm", "rig")
	if err != nil {
		b.Skip("no file system in memory at /dev/shm")
	}
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "journal")
	require.NoError(b, Provision(dir))
	host := newInstantHost(b)
	c := Config(dir)
	c.Now = shopClock()
	c.Host = &comms.Link{Dial: host.dial, Profile: comms.UnionPay}
	c.OpenPaper = func(nonce [4]byte, known []uint64) (terminal.Paper, error) {
		config := PrinterConfig("", nonce, known)
		config.Dial = dialInstantPrinter
		return printer.Open(config)
	}
	open := c.OpenRoll
	c.OpenRoll = func() (terminal.Roll, error) {
		r, err := open()
		return recorder{r, new(committed)}, err
	}
	t, err := terminal.Open(c)
	require.NoError(b, err)
	_, err = Sale(b.Context(), t, 1)
	require.NoError(b, err)
	host.asked = nil
	runtime.GC()
	start := cpuTime(b)
	for n := 0; b.Loop(); n++ {
		_, err := Sale(b.Context(), t, 2+n)
		require.NoError(b, err)
	}
	all := cpuTime(b) - start
	start = cpuTime(b)
	for _, request := range host.asked {
		_, err := host.answer(request)
		require.NoError(b, err)
	}
	answers := cpuTime(b) - start
	require.NoError(b, t.Close(context.Background()))
	sales := float64(b.N)
	b.ReportMetric(float64((all-answers).Microseconds())/sales, "cpu-us/sale")
	b.ReportMetric(float64(answers.Microseconds())/sales, "cpu-us/answer")
}

// cpuTime is what this process has computed so far, in user mode and in the kernel.
func cpuTime(b *testing.B) time.Duration {
	var u unix.Rusage
	require.NoError(b, unix.Getrusage(unix.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// shopClock is a clock that goes as fast as customers come: ten seconds with every
// look at it. Else all sales of a measurement would be within the minutes in which
// a terminal looks for a second swipe of the same card.
func shopClock() func() time.Time {
	begin, ticks := time.Now(), new(atomic.Int64)
	return func() time.Time { return begin.Add(time.Duration(ticks.Add(1)) * 10 * time.Second) }
}
