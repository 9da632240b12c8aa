package rig

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/journal"
	"posterm/journal/fill"
)

// BenchmarkStatus is the whole life of `posterm status`, from exec to exit.
// BenchmarkPowerOn is `posterm run` from exec to its menu, and then 退出 to its
// exit: power-on recovery as a merchant sees it. Both on a journal of 100,000
// transactions in closed batches and on one of 1,000, in turn. Goals: 30 ms, 1.5
// times, 32 MiB.
func BenchmarkStatus(b *testing.B) { compareJournals(b, "status") }

func BenchmarkPowerOn(b *testing.B) { compareJournals(b, "run") }

// process is one life of the program.
type process struct {
	whole, ready time.Duration // from exec to the exit, and to the first byte said
}

func compareJournals(b *testing.B, verb string) {
	lab, err := emulator.Start(b.Context(), emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: 1})
	require.NoError(b, err)
	defer lab.Close()
	posterm, config := buildPosterm(b), configFile(b, lab.Addresses())
	dirs := [2]string{filled(b, 1_000), filled(b, 100_000)}
	var whole, ready [2][]time.Duration
	for b.Loop() {
		for i, dir := range dirs {
			p := live(b, exec.Command(posterm, "--config", config, "--data", dir, verb))
			whole[i], ready[i] = append(whole[i], p.whole), append(ready[i], p.ready)
		}
	}
	ms := func(d []time.Duration) float64 { return float64(median(d).Microseconds()) / 1000 }
	b.ReportMetric(ms(whole[1]), "ms-whole-100k")
	b.ReportMetric(ms(ready[1]), "ms-ready-100k")
	b.ReportMetric(float64(median(whole[1]))/float64(median(whole[0])), "whole-100k/1k")
	b.ReportMetric(float64(median(ready[1]))/float64(median(ready[0])), "ready-100k/1k")
	if _, err := os.Stat(gnuTime); err != nil {
		b.Logf("%s is missing, so the peak of memory cannot be measured (apt-get install time)", gnuTime)
		return
	}
	b.ReportMetric(peakMemory(b, posterm, "--config", config, "--data", dirs[1], verb), "MiB-peak-100k")
}

const gnuTime = "/usr/bin/time"

// peakMemory is the most memory the program ever had, in MiB, the largest of some
// lives. GNU time starts it: of a process that a large one starts, the kernel also
// counts what the large one had.
func peakMemory(b *testing.B, program ...string) float64 {
	const lives = 5
	report := filepath.Join(b.TempDir(), "peak")
	most := 0
	for range lives {
		live(b, exec.Command(gnuTime, append([]string{"-f", "%M", "-o", report}, program...)...))
		text, err := os.ReadFile(report)
		require.NoError(b, err)
		kib, err := strconv.Atoi(strings.TrimSpace(string(text)))
		require.NoError(b, err)
		most = max(most, kib)
	}
	return float64(most) / 1024
}

// filled is a journal of n transactions in closed batches.
func filled(b *testing.B, n int) string {
	dir := filepath.Join(b.TempDir(), "journal")
	require.NoError(b, Provision(dir))
	j, err := journal.Open(dir, "fill")
	require.NoError(b, err)
	require.NoError(b, fill.Closed(j, n, time.Now().AddDate(-1, 0, 0)))
	require.NoError(b, j.Close())
	return dir
}

// live runs the program once; a menu is left as soon as it asks.
func live(b *testing.B, cmd *exec.Cmd) process {
	cmd.Stdin = strings.NewReader("0\n")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	start := time.Now()
	require.NoError(b, cmd.Start())
	var p process
	var first [1]byte
	_, err = io.ReadFull(out, first[:])
	p.ready = time.Since(start)
	require.NoError(b, err)
	_, err = io.Copy(io.Discard, out)
	require.NoError(b, err)
	require.NoError(b, cmd.Wait())
	p.whole = time.Since(start)
	return p
}
