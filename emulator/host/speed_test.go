package host_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/moov-io/iso8583"
	"github.com/moov-io/iso8583/encoding"
	"github.com/moov-io/iso8583/field"
	"github.com/moov-io/iso8583/prefix"
	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// The benchmarks load a host over sockets of the loopback, always with the same client:
// it writes a frame that was made before, and reads the length and the bytes of the answer.

// richest lets the benchmarks' card pay for ever.
const richest = 9_000_000_000_000_000

// station is one terminal of the load, signed in, with a connection of its own.
type station struct {
	id    string
	mac   *keys.Sealer
	trace txn.Trace
	conns map[string]net.Conn // to each host that is compared
}

// sale is the next sale, keyed by hand, as a whole frame.
func (s *station) sale(b *testing.B) []byte {
	s.trace = s.trace.Next()
	m := message.New("0200")
	for n, v := range map[int]string{
		2: panB, 3: "000000", 4: "000000000001", 11: s.trace.String(), 14: "3012", 22: "012", 25: "00",
		41: s.id, 42: "104512541110001", 49: "156", 60: "2200000100060",
	} {
		m.Set(n, v)
	}
	return s.seal(b, m)
}

// reversal undoes a sale that never came.
func (s *station) reversal(b *testing.B) []byte {
	s.trace = s.trace.Next()
	m := message.New("0400")
	for n, v := range map[int]string{
		2: panB, 3: "000000", 4: "000000000001", 11: s.trace.String(), 22: "012", 25: "00", 39: "98",
		41: s.id, 42: "104512541110001", 49: "156", 60: "2200000100060", 61: "000001" + s.trace.String(),
	} {
		m.Set(n, v)
	}
	return s.seal(b, m)
}

func (s *station) seal(b *testing.B, m *message.Message) []byte {
	body, err := m.Seal(s.mac.Sum)
	require.NoError(b, err)
	raw, err := frame.Frame{TPDU: frame.TPDU{0x60, 0, 1}, Body: body}.Append(nil)
	require.NoError(b, err)
	return raw
}

// exchange writes a frame and reads the answer.
func exchangeRaw(conn net.Conn, raw, room []byte) error {
	if _, err := conn.Write(raw); err != nil {
		return err
	}
	if _, err := io.ReadFull(conn, room[:2]); err != nil {
		return err
	}
	_, err := io.ReadFull(conn, room[:binary.BigEndian.Uint16(room)])
	return err
}

// signInAll signs stations in at our host, over one connection.
func signInAll(b *testing.B, conn net.Conn, count int) []*station {
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(b, err)
	stations := make([]*station, count)
	for i := range stations {
		s := &station{id: fmt.Sprintf("%08d", i+1), conns: map[string]net.Conn{}}
		m := message.New("0800")
		for n, v := range map[int]string{11: "000001", 41: s.id, 42: "104512541110001", 60: "00000001003", 63: "001"} {
			m.Set(n, v)
		}
		body, err := m.Pack()
		require.NoError(b, err)
		require.NoError(b, frame.Write(conn, frame.Frame{Body: body}))
		f, err := frame.Read(conn)
		require.NoError(b, err)
		reply, err := message.Unpack(f.Body)
		require.NoError(b, err)
		work, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(reply.Get(62)))
		require.NoError(b, err)
		s.mac, err = keys.NewSealer(keys.UnionPayECB, work.MAK)
		require.NoError(b, err)
		stations[i] = s
	}
	return stations
}

// listen serves a host of the comparison and gives its address.
func listen(b *testing.B, serve func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { serve(conn) })
		}
	})
	b.Cleanup(func() { _ = l.Close(); all.Wait() })
	return l.Addr().String()
}

// newLoad is our host on a socket, and its address.
func newLoad(b *testing.B, ledger string) (*host.Host, string) {
	h, err := host.New(host.Options{
		Accounts: []host.Account{{Name: "B", PAN: panB, Expiry: "3012", Balance: richest}}, Ledger: ledger,
	})
	require.NoError(b, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Serve(ctx, l) }()
	b.Cleanup(func() {
		cancel()
		require.NoError(b, <-done)
		require.NoError(b, h.Close())
	})
	return h, l.Addr().String()
}

func dialAll(b *testing.B, stations []*station, name, addr string) {
	for _, s := range stations {
		conn, err := net.Dial("tcp", addr)
		require.NoError(b, err)
		b.Cleanup(func() { _ = conn.Close() })
		s.conns[name] = conn
	}
}

// run sends every station's frames to one of the hosts, all at once, and says how long
// that took.
func run(b *testing.B, stations []*station, name string, frames [][][]byte) time.Duration {
	errs := make(chan error, len(stations))
	start := time.Now()
	for i, s := range stations {
		go func() {
			room := make([]byte, frame.Limit)
			var err error
			for _, raw := range frames[i] {
				if err = exchangeRaw(s.conns[name], raw, room); err != nil {
					break
				}
			}
			errs <- err
		}()
	}
	for range stations {
		require.NoError(b, <-errs, name)
	}
	return time.Since(start)
}

// BenchmarkExchanges compares, over 64 connections and in turn, how many sales per second
// are answered by this host, by a host on the library's stock encoders that decides as
// little as one can, and by one that sends back what came. The time of an answer is given as
// a share of theirs. Goals: 0.125 of the stock host's, 4 times the echo's.
func BenchmarkExchanges(b *testing.B) {
	const connections, round = 64, 50
	h, addr := newLoad(b, "")
	conn, err := net.Dial("tcp", addr)
	require.NoError(b, err)
	stations := signInAll(b, conn, connections)
	require.NoError(b, conn.Close())
	stock := newStockHost(stations)
	hosts := []string{"host", "stock", "echo"}
	dialAll(b, stations, "host", addr)
	dialAll(b, stations, "stock", listen(b, stock.serve))
	dialAll(b, stations, "echo", listen(b, func(conn net.Conn) { _, _ = io.Copy(conn, conn) }))
	took := map[string]time.Duration{}
	for b.Loop() {
		frames := make([][][]byte, connections)
		for i, s := range stations {
			for range round {
				frames[i] = append(frames[i], s.sale(b))
			}
		}
		for _, name := range hosts {
			took[name] += run(b, stations, name, frames)
		}
	}
	exchanges := float64(b.N * connections * round)
	require.Len(b, h.Ledger(), int(exchanges))
	require.Len(b, stock.decided, int(exchanges))
	require.Equal(b, h.Accounts()[0].Balance, txn.Fen(richest-int64(exchanges)).String(), "all were approved")
	for _, name := range hosts {
		b.ReportMetric(exchanges/took[name].Seconds(), name+"/s")
	}
	b.ReportMetric(float64(took["host"])/float64(took["stock"]), "of-stock")
	b.ReportMetric(float64(took["host"])/float64(took["echo"]), "times-echo")
}

// BenchmarkDrain is the hour after an outage: ten thousand terminals, signed in before,
// each with a connection and one reversal of its own. Goal: 5,000 per second, 200 us each.
func BenchmarkDrain(b *testing.B) {
	const terminals, at = 10_000, 500 // so many connections stand at a time
	for _, where := range []string{"memory", "file"} {
		b.Run(where, func(b *testing.B) {
			ledger := ""
			if where == "file" {
				ledger = b.TempDir() + "/ledger.jsonl"
			}
			h, addr := newLoad(b, ledger)
			conn, err := net.Dial("tcp", addr)
			require.NoError(b, err)
			stations := signInAll(b, conn, terminals)
			require.NoError(b, conn.Close())
			var took time.Duration
			for b.Loop() {
				frames := make([][]byte, terminals)
				for i, s := range stations {
					frames[i] = s.reversal(b)
				}
				start := time.Now()
				drain(b, addr, frames, at)
				took += time.Since(start)
			}
			require.Empty(b, h.Ledger())
			b.ReportMetric(float64(b.N*terminals)/took.Seconds(), "reversals/s")
			b.ReportMetric(float64(took.Microseconds())/float64(b.N*terminals), "us/reversal")
		})
	}
}

// drain sends each frame over a connection of its own.
func drain(b *testing.B, addr string, frames [][]byte, at int) {
	work := make(chan []byte)
	errs := make(chan error, at)
	for range at {
		go func() {
			room := make([]byte, frame.Limit)
			for raw := range work {
				conn, err := net.Dial("tcp", addr)
				if err == nil {
					err = exchangeRaw(conn, raw, room)
					_ = conn.Close()
				}
				if err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for _, raw := range frames {
		select {
		case work <- raw:
		case err := <-errs:
			require.NoError(b, err)
		}
	}
	close(work)
	for range at {
		require.NoError(b, <-errs)
	}
}

// stockHost answers sales through the library as it comes: its own BCD encoders, its own
// message type, one lock. It checks the MAC and the balance, and keeps a ledger in memory.
type stockHost struct {
	spec    *iso8583.MessageSpec
	macs    map[string]*keys.Sealer
	mu      sync.Mutex
	decided map[string]string
	balance int64
}

func newStockHost(stations []*station) *stockHost {
	s := &stockHost{macs: map[string]*keys.Sealer{}, decided: map[string]string{}, balance: richest}
	for _, one := range stations {
		s.macs[one.id] = one.mac
	}
	fixed := func(n int) field.Field { return field.NewString(field.NewSpec(n, "", encoding.BCD, prefix.BCD.Fixed)) }
	text := func(n int) field.Field {
		return field.NewString(field.NewSpec(n, "", encoding.ASCII, prefix.ASCII.Fixed))
	}
	s.spec = &iso8583.MessageSpec{Fields: map[int]field.Field{
		0: fixed(4), 1: field.NewBitmap(&field.Spec{Length: 8, Enc: encoding.Binary, Pref: prefix.Binary.Fixed, DisableAutoExpand: true}),
		2: field.NewString(field.NewSpec(19, "", encoding.LBCD, prefix.BCD.LL)),
		3: fixed(6), 4: fixed(12), 11: fixed(6), 12: fixed(6), 13: fixed(4), 14: fixed(4), 15: fixed(4),
		22: field.NewString(field.NewSpec(3, "", encoding.LBCD, prefix.BCD.Fixed)), 25: fixed(2),
		32: field.NewString(field.NewSpec(11, "", encoding.LBCD, prefix.BCD.LL)),
		37: text(12), 38: text(6), 39: text(2), 41: text(8), 42: text(15),
		44: field.NewString(field.NewSpec(25, "", encoding.ASCII, prefix.BCD.LL)), 49: text(3),
		60: field.NewString(field.NewSpec(17, "", encoding.LBCD, prefix.BCD.LLL)),
		63: field.NewString(field.NewSpec(163, "", encoding.ASCII, prefix.BCD.LLL)),
		64: field.NewString(field.NewSpec(8, "", encoding.Binary, prefix.Binary.Fixed)),
	}}
	return s
}

func (s *stockHost) serve(conn net.Conn) {
	defer conn.Close()
	for {
		f, err := frame.Read(conn)
		if err != nil {
			return
		}
		body, err := s.answer(f.Body)
		if err != nil || frame.Write(conn, frame.Frame{TPDU: f.TPDU.Reply(), Header: f.Header, Body: body}) != nil {
			return
		}
	}
}

func (s *stockHost) answer(body []byte) ([]byte, error) {
	in := iso8583.NewMessage(s.spec)
	if err := in.Unpack(body); err != nil {
		return nil, err
	}
	get := func(n int) string { v, _ := in.GetString(n); return v }
	terminal := get(41)
	input, mac, _ := message.MACInput(body)
	code := "00"
	if !s.macs[terminal].Verify(input, mac) {
		code = "A0"
	}
	amount, err := txn.FenFromDigits(get(4))
	if err != nil {
		return nil, err
	}
	rrn, ok := s.decide(terminal+get(60)+get(11), int64(amount))
	if !ok {
		code = "51"
	}
	out := iso8583.NewMessage(s.spec)
	out.MTI("0210")
	now := time.Now()
	for n, v := range map[int]string{
		2: get(2), 3: get(3), 4: get(4), 11: get(11), 12: now.Format("150405"), 13: now.Format("0102"), 14: get(14), 15: now.Format("0102"),
		25: get(25), 32: "00010000", 37: rrn, 38: "123456", 39: code, 41: terminal, 42: get(42), 44: "01020000   00010000   ", 49: get(49),
		60: get(60), 63: "CUP", 64: string(make([]byte, message.MACSize)),
	} {
		if err := out.Field(n, v); err != nil {
			return nil, err
		}
	}
	packed, err := out.Pack()
	if err != nil {
		return nil, err
	}
	at := len(packed) - message.MACSize
	sum := s.macs[terminal].Sum(packed[:at])
	copy(packed[at:], sum[:])
	return packed, nil
}

func (s *stockHost) decide(key string, amount int64) (rrn string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, twice := s.decided[key]; twice || s.balance < amount {
		return "", false
	}
	s.balance -= amount
	rrn = fmt.Sprintf("%012d", len(s.decided)+1)
	s.decided[key] = rrn
	return rrn, true
}
