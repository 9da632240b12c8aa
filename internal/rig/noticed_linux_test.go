package rig

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	paper "posterm/emulator/printer"
	"posterm/printer"
	"posterm/txn"
)

// noticedSpeed is how fast the paper of the benchmark moves, in mm/s: a counter printer's.
const noticedSpeed = 150

// onALine is a printer whose bytes take their time on a serial line of lineRate, and the real driver at its end. It
// may report changes by itself or not.
func onALine(b *testing.B, reports bool) (*paper.Printer, *printer.Printer) {
	lab, err := paper.New(paper.Options{Baud: lineRate, Speed: noticedSpeed})
	require.NoError(b, err)
	if !reports {
		off := "off"
		require.NoError(b, lab.SetFaults(paper.Faults{ASB: &off}))
	}
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error, 1)
	path := filepath.Join(b.TempDir(), "tty")
	go func() { served <- lab.ServePTY(ctx, path) }()
	p, err := printer.Open(printer.Config{Port: "serial://" + path + "?baud=115200&flow=none"})
	require.NoError(b, err)
	b.Cleanup(func() {
		stop()
		require.NoError(b, p.Close())
		require.NoError(b, <-served)
		require.NoError(b, lab.Close())
	})
	awaited[printer.Ready](b, p)
	require.Equal(b, reports, p.Tells())
	return lab, p
}

// BenchmarkFaultNoticed takes the paper out at drawn moments, and measures how long until the driver has told: of an idle
// printer, of one to which a slip of 2 KiB is still on its way (178 ms), and of one that has all its bytes and moves
// the paper; one that reports changes by itself, and one that says them only when it is asked. Goal: 25 ms.
func BenchmarkFaultNoticed(b *testing.B) {
	for _, kind := range []struct {
		name    string
		reports bool
	}{{"reporting", true}, {"asked", false}} {
		b.Run(kind.name+"/idle", func(b *testing.B) {
			lab, p := onALine(b, kind.reports)
			var told []time.Duration
			for b.Loop() {
				<-time.After(rand.N(2 * time.Second))
				told = append(told, paperTaken[printer.Down](b, lab, p))
				paperGiven(b, lab)
				awaited[printer.Ready](b, p)
			}
			reportNoticed(b, told)
		})
		// 1,200 rows a second: the line brings bytes until about row 210 of a slip of more than 2,000
		for when, rows := range map[string][2]int64{"coming": {10, 180}, "printing": {300, 1700}} {
			b.Run(kind.name+"/"+when, func(b *testing.B) {
				lab, p := onALine(b, kind.reports)
				slip, _ := twoKiB(b)
				var told []time.Duration
				for job := uint64(1); b.Loop(); job++ {
					until := lab.Status().RowsPrinted + rows[0] + rand.Int64N(rows[1]-rows[0])
					require.NoError(b, p.Print(printer.Job{Number: job, Slip: slip}))
					require.NoError(b, lab.WaitFor(b.Context(), func(s paper.Status) bool { return s.RowsPrinted >= until }))
					told = append(told, paperTaken[printer.Stalled](b, lab, p))
					paperGiven(b, lab)
					require.Equal(b, txn.GradePrinted, awaited[printer.Printed](b, p).Grade)
				}
				reportNoticed(b, told)
			})
		}
	}
}

// paperTaken is how long the driver takes to tell that the paper is out.
func paperTaken[E printer.Event](b *testing.B, lab *paper.Printer, p *printer.Printer) time.Duration {
	out, begun := "out", time.Now()
	require.NoError(b, lab.SetFaults(paper.Faults{Paper: &out}))
	awaited[E](b, p)
	return time.Since(begun)
}

func paperGiven(b *testing.B, lab *paper.Printer) {
	in := "ok"
	require.NoError(b, lab.SetFaults(paper.Faults{Paper: &in}))
}

func reportNoticed(b *testing.B, told []time.Duration) {
	b.ReportMetric(float64(median(told).Microseconds())/1000, "ms-noticed") // median sorts
	b.ReportMetric(float64(told[len(told)-1].Microseconds())/1000, "ms-noticed-worst")
	b.ReportMetric(0, "ns/op")
}
