package rig

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	paper "posterm/emulator/printer"
	"posterm/printer"
	"posterm/receipt"
	"posterm/txn"
)

// lineRate is the line of the benchmark in bit/s; a byte is ten of them: start, eight, stop.
const lineRate, bitsPerByte = 115_200, 10

// twoKiB is a slip of at least 2 KiB on the line, and its exact length.
func twoKiB(b *testing.B) (slip receipt.Slip, size int) {
	for size < 2048 {
		slip.Lines = append(slip.Lines, receipt.Line{Text: strings.Repeat("x", 32)})
		bytes, err := printer.Render(slip, printer.Style{})
		require.NoError(b, err)
		size = len(bytes)
	}
	return slip, size
}

// awaited waits for the event that is wanted.
func awaited[E printer.Event](b *testing.B, p *printer.Printer) E {
	b.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case e := <-p.Events():
			if wanted, ok := e.(E); ok {
				return wanted
			}
		case <-late:
			b.Fatalf("no %T came", *new(E))
		}
	}
}

// BenchmarkSerialLine prints slips of 2 KiB over a pseudo terminal that takes its bytes at 115,200 bit/s, with
// the driver's questions before and after and the printer's confirmation, as a multiple of what the
// line takes for the slip's bytes alone. Goal: 1.08. Then the paper is taken out of the idle printer: how
// long until the driver has told, the printer's four status bytes on the line included. Goal: 25 ms.
func BenchmarkSerialLine(b *testing.B) {
	lab, err := paper.New(paper.Options{Baud: lineRate})
	require.NoError(b, err)
	defer lab.Close()
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error, 1)
	path := filepath.Join(b.TempDir(), "tty")
	go func() { served <- lab.ServePTY(ctx, path) }()
	p, err := printer.Open(printer.Config{Port: "serial://" + path + "?baud=115200&flow=none"})
	require.NoError(b, err)
	awaited[printer.Ready](b, p)
	slip, size := twoKiB(b)
	line := time.Duration(size*bitsPerByte) * time.Second / lineRate

	var slips, faults []time.Duration
	for job := uint64(1); b.Loop(); job++ {
		begun := time.Now()
		require.NoError(b, p.Print(printer.Job{Number: job, Slip: slip}))
		require.Equal(b, txn.GradePrinted, awaited[printer.Printed](b, p).Grade)
		slips = append(slips, time.Since(begun))

		out, in := "out", "ok"
		begun = time.Now()
		require.NoError(b, lab.SetFaults(paper.Faults{Paper: &out}))
		require.Equal(b, txn.FaultPaperOut, awaited[printer.Down](b, p).Fault)
		faults = append(faults, time.Since(begun))
		require.NoError(b, lab.SetFaults(paper.Faults{Paper: &in}))
		awaited[printer.Ready](b, p)
	}
	b.ReportMetric(float64(median(slips))/float64(line), "slip/line")
	b.ReportMetric(float64(median(slips).Microseconds())/1000, "ms-slip")
	b.ReportMetric(float64(line.Microseconds())/1000, "ms-line")
	b.ReportMetric(float64(median(faults).Microseconds())/1000, "ms-fault-told")
	b.ReportMetric(float64(faults[len(faults)-1].Microseconds())/1000, "ms-fault-told-worst") // median sorts
	stop()
	require.NoError(b, p.Close())
	require.NoError(b, <-served)
}
