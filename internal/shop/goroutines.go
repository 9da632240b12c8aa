package shop

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"posterm/internal/rig"
)

// brokenEvery is how often the line to the host breaks before an answer.
const brokenEvery = 7

// Goroutines lets the same terminal, host and printer work within this process for a
// while, and counts its goroutines at rest: the shipped program has no door through
// which they could be counted. Every seventh line to the host breaks. Nothing else may
// work in this process meanwhile.
func (p *Programs) Goroutines(ctx context.Context, lasts time.Duration) (counts Samples, err error) {
	dir, err := os.MkdirTemp(p.dir, "rig")
	if err != nil {
		return nil, err
	}
	var lines atomic.Int64
	r, err := rig.Start(ctx, rig.Options{Dir: filepath.Join(dir, "journal"), HostLine: func(c net.Conn) net.Conn {
		return brittle{c, lines.Add(1)%brokenEvery == 0}
	}})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	began := time.Now()
	for n := 1; time.Since(began) < lasts; n++ {
		if _, err := rig.Sale(ctx, r.Terminal, n); err != nil && !errors.Is(err, rig.ErrSale) {
			return nil, err
		}
		counts = append(counts, Sample{Threads: runtime.NumGoroutine()})
		r.Lab.Printer.DeletePaper()
	}
	return counts, nil
}

// brittle is the host's end of a line that breaks when the host wants to answer.
type brittle struct {
	net.Conn
	broken bool
}

func (b brittle) Write(p []byte) (int, error) {
	if b.broken {
		return 0, errors.Join(net.ErrClosed, b.Close())
	}
	return b.Conn.Write(p)
}
