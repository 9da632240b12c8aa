package comms

import (
	"crypto/tls"
	"net"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/txn"
)

// answering serves connections of a listener: every request is approved.
func answering(b *testing.B, l net.Listener) {
	s := sealer(b)
	b.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for {
					f, err := frame.Read(conn)
					if err != nil {
						return
					}
					m, err := message.Unpack(f.Body)
					if err != nil {
						return
					}
					(&peer{b, conn, f, m, s}).approve()
				}
			}()
		}
	}()
}

func loopback(b *testing.B) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	return l
}

// next gives sales with one trace number after the other.
func next() func() Request {
	trace := txn.Trace(0)
	return func() Request {
		r := sale()
		trace = trace.Next()
		r.Trace = trace
		return r
	}
}

// turns measures some ways in turn, in one run, and gives the median of each.
func turns(b *testing.B, ways ...func()) []time.Duration {
	took := make([][]time.Duration, len(ways))
	for b.Loop() {
		for i, way := range ways {
			start := time.Now()
			way()
			took[i] = append(took[i], time.Since(start))
		}
	}
	medians := make([]time.Duration, len(ways))
	for i, all := range took {
		slices.Sort(all)
		medians[i] = all[len(all)/2]
	}
	return medians
}

// BenchmarkKeptExchange is an exchange over a kept connection, as a multiple of a round
// trip over a bare connection of the loopback with the same messages: built, sealed,
// written, read, matched and verified, and nothing else. Goal: 1.5.
func BenchmarkKeptExchange(b *testing.B) {
	host := loopback(b)
	answering(b, host)
	key, sell := sealer(b), next()
	l := &Link{Dial: TCP(host.Addr().String()), Profile: UnionPay, KeepOpen: true}
	raw, err := net.Dial("tcp", host.Addr().String())
	require.NoError(b, err)
	defer raw.Close()
	bare := line.Bare(raw, UnionPay.Frame)
	exchanged := func() {
		_, err := l.Exchange(b.Context(), sell(), key)
		require.NoError(b, err)
	}
	exchanged() // dials
	medians := turns(b, exchanged, func() {
		r := sell()
		x := exchange{link: l, request: &r, mac: key}
		f, err := x.build()
		require.NoError(b, err)
		require.NoError(b, bare.Send(f))
		_, err = x.wait(b.Context(), bare)
		require.NoError(b, err)
	})
	require.NoError(b, l.Close())
	report(b, medians, "us-kept", "us-raw", "kept/raw")
}

// BenchmarkHandshakePerTransaction is what a TLS handshake for every transaction costs
// beside a kept TLS connection. Both sides of the handshake run on this machine.
func BenchmarkHandshakePerTransaction(b *testing.B) {
	tr := newTrust(b)
	host := loopback(b)
	answering(b, tls.NewListener(host, &tls.Config{Certificates: []tls.Certificate{tr.host(tr.ours, nil)}}))
	key, sell := sealer(b), next()
	way := func(keepOpen bool) (*Link, func()) {
		paths, err := line.Paths(line.Settings{Primary: host.Addr().String(), TLS: &line.TLS{CA: filepath.Join(tr.dir, "ca.pem")}})
		require.NoError(b, err)
		l := &Link{Paths: paths, Profile: UnionPay, KeepOpen: keepOpen}
		return l, func() {
			_, err := l.Exchange(b.Context(), sell(), key)
			require.NoError(b, err)
		}
	}
	single, each := way(false)
	kept, again := way(true)
	again() // dials
	medians := turns(b, each, again)
	require.NoError(b, single.Close())
	require.NoError(b, kept.Close())
	report(b, medians, "us-handshake-each", "us-kept", "handshake-each/kept")
}

func report(b *testing.B, medians []time.Duration, first, second, ratio string) {
	b.ReportMetric(float64(medians[0])/float64(medians[1]), ratio)
	b.ReportMetric(float64(medians[0].Nanoseconds())/1000, first)
	b.ReportMetric(float64(medians[1].Nanoseconds())/1000, second)
}
