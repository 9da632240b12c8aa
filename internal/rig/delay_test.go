package rig

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal"
)

// BenchmarkPaperDelay is the time from the host's last answer byte to the first
// byte of the slip sent to the printer, as a multiple of what the disk alone takes
// to append the same record and sync it. Both are measured in turn, in one run and
// on the same disk. Goal: 1.8. Both ends are the moments at which bytes are handed to
// the kernel: by the host, and by the driver. The stages between are reported apart.
func BenchmarkPaperDelay(b *testing.B) {
	dir := b.TempDir()
	raw, err := os.OpenFile(filepath.Join(dir, "raw"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	require.NoError(b, err)
	defer raw.Close()
	var answered, begun stamp
	outcome := &committed{}
	r, err := Start(b.Context(), Options{
		Dir:      filepath.Join(dir, "journal"),
		HostLine: func(c net.Conn) net.Conn { return hostLine{c, &answered} },
		Port:     func(p printer.Port) printer.Port { return printerPort{p, &begun} },
		Roll:     func(r terminal.Roll) terminal.Roll { return recorder{r, outcome} },
	})
	require.NoError(b, err)
	_, err = Sale(b.Context(), r.Terminal, 1) // signs in and waits for the printer
	require.NoError(b, err)
	var ours, theirs, toCommit, commit, toPaper []time.Duration
	for n := 0; b.Loop(); n++ {
		r.Lab.Printer.DeletePaper()
		begun.clear()
		_, err := Sale(b.Context(), r.Terminal, 2+n)
		require.NoError(b, err)
		ours = append(ours, begun.time().Sub(answered.time()))
		toCommit = append(toCommit, outcome.begun.Sub(answered.time()))
		commit = append(commit, outcome.durable.Sub(outcome.begun))
		toPaper = append(toPaper, begun.time().Sub(outcome.durable))
		theirs = append(theirs, appended(b, raw, record(b, outcome.rows)))
	}
	require.NoError(b, r.Close())
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "answer-to-slip/raw-append")
	for unit, took := range map[string][]time.Duration{
		"us-answer-to-slip": ours, "us-raw-append": theirs,
		"us-answer-to-commit": toCommit, "us-commit": commit, "us-commit-to-slip": toPaper,
	} {
		b.ReportMetric(float64(median(took).Microseconds()), unit)
	}
}

// appended is how long the disk takes to make a record durable.
func appended(b *testing.B, f *os.File, record []byte) time.Duration {
	start := time.Now()
	_, err := f.Write(record)
	require.NoError(b, err)
	require.NoError(b, unix.Fdatasync(int(f.Fd())))
	return time.Since(start)
}

// stamp is a moment that one goroutine notes and another one reads.
type stamp struct{ at atomic.Pointer[time.Time] }

func (s *stamp) clear() { s.at.Store(nil) }

func (s *stamp) set() {
	now := time.Now()
	s.at.Store(&now)
}

// first notes the first moment since clear.
func (s *stamp) first() {
	if s.at.Load() == nil {
		s.set()
	}
}

func (s *stamp) time() time.Time { return *s.at.Load() }

// hostLine notes when the host hands over an answer.
type hostLine struct {
	net.Conn
	answered *stamp
}

func (l hostLine) Write(p []byte) (int, error) {
	l.answered.set() // before: on the loopback the terminal may read while Write is still under way
	return l.Conn.Write(p)
}

// printerPort notes when the first byte leaves that is no real-time question.
type printerPort struct {
	printer.Port
	begun *stamp
}

func (p printerPort) Write(data []byte) (int, error) {
	if !bytes.HasPrefix(data, []byte{0x10, 0x04}) { // DLE EOT n
		p.begun.first()
	}
	return p.Port.Write(data)
}

// committed is the last commit of an approval.
type committed struct {
	rows           []roll.Row
	begun, durable time.Time
}

// recorder keeps the last commit of an approval.
type recorder struct {
	terminal.Roll
	outcome *committed
}

func (r recorder) Commit(rows []roll.Row, seal *journal.Seal) error {
	if rows[0].What == roll.IntentMade {
		if _, err := r.Checkpoint(); err != nil { // a terminal in a shop does it when idle
			return err
		}
	}
	begun := time.Now()
	err := r.Roll.Commit(rows, seal)
	if slices.ContainsFunc(rows, func(r roll.Row) bool { return r.What == roll.Approved }) {
		*r.outcome = committed{rows, begun, time.Now()}
	}
	return err
}

// record is rows as the bytes a plain file would get.
func record(b *testing.B, rows []roll.Row) (record []byte) {
	for _, r := range rows {
		body, err := r.Encode()
		require.NoError(b, err)
		record = fmt.Appendf(record, "%d %d %d %d %d %v %v %d %s %064x\n",
			r.Seq, r.Batch, r.Txn, r.Orig, r.Trace, r.What, r.Kind, r.At.UnixNano(), body, 0)
	}
	return record
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
