package office

import (
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the golden pages; read the diff before committing it")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Fake cards with a valid check digit.
const (
	panA = "6222020000000000018"
	panB = "6222020000000000026"
	panC = "6222020000000000034"
)

// merchant has a name that a page must not believe.
const (
	merchant  = "104512541110001"
	shopNamed = `=HYPERLINK("x") <script>alert(1)</script> 测试商户`
)

// shop is a till, its acquirer and its printer, with a clock that a test turns.
type shop struct {
	*testing.T
	host   *host.Host
	paper  *printer.Printer
	office *Office
	clock  atomic.Pointer[time.Time]
	sent   chan struct{} // an answer was written, and is remembered
	conn   net.Conn
	mac    *keys.Sealer
	batch  string
	trace  txn.Trace
	// terminal and merchant are who the till says it is.
	terminal, merchant string
}

// newShop signs a terminal in at 20:15:03 in Beijing, on a Saturday.
func newShop(t *testing.T) *shop {
	s := &shop{T: t, sent: make(chan struct{}, 1), batch: "000000", terminal: "00010001", merchant: merchant}
	noon := time.Date(2026, 11, 21, 12, 15, 3, 0, time.UTC)
	s.clock.Store(&noon)
	now := func() time.Time { return *s.clock.Load() }
	heard := func(e host.Event) {
		if e.Type == host.Answered {
			s.sent <- struct{}{}
		}
	}
	var err error
	s.host, err = host.New(host.Options{Now: now, Seed: 1, OnEvent: heard, Accounts: []host.Account{
		{Name: "A", PAN: panA, Expiry: "3012", Balance: 50_000},
		{Name: "B", PAN: panB, Expiry: "3012", Balance: 50_000},
		{Name: "C", PAN: panC, Expiry: "3012", Balance: 100},
	}})
	require.NoError(t, err)
	s.paper, err = printer.New(printer.Options{})
	require.NoError(t, err)
	s.office = New(Options{Host: s.host, Paper: s.paper, Names: map[string]string{merchant: shopNamed}, Fee: DefaultRate, Now: now})
	s.office.token = "the-token-of-this-test"
	s.conn = s.serve(s.host.ServeConn)
	s.signIn()
	t.Cleanup(func() { require.NoError(t, s.paper.Close()); require.NoError(t, s.host.Close()) })
	return s
}

// serve gives the near end of a line to one of the devices.
func (s *shop) serve(device func(context.Context, net.Conn)) net.Conn {
	near, far := net.Pipe()
	done := make(chan struct{})
	go func() { defer close(done); device(context.Background(), far) }()
	s.Cleanup(func() { _ = near.Close(); <-done })
	return near
}

func (s *shop) signIn() {
	m := s.plain("0800", "003")
	m.Set(63, "001")
	reply := s.ask(m)
	f60, err := message.ParseField60(reply.Get(60))
	require.NoError(s, err)
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(s, err)
	work, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(reply.Get(62)))
	require.NoError(s, err)
	s.mac, err = keys.NewSealer(keys.UnionPayECB, work.MAK)
	require.NoError(s, err)
	s.batch = f60.Batch
}

// ask sends and receives, a second later than what was before.
func (s *shop) ask(m *message.Message) *message.Message {
	s.wait(time.Second)
	body, err := m.Pack()
	if s.mac != nil && strings.Contains("0100 0200 0220 0400", m.MTI) {
		body, err = m.Seal(s.mac.Sum)
	}
	require.NoError(s, err)
	require.NoError(s, frame.Write(s.conn, frame.Frame{Body: body}))
	f, err := frame.Read(s.conn)
	require.NoError(s, err)
	reply, err := message.Unpack(f.Body)
	require.NoError(s, err)
	<-s.sent
	return reply
}

// wait turns the clock on.
func (s *shop) wait(d time.Duration) {
	at := s.clock.Load().Add(d)
	s.clock.Store(&at)
}

// want wants a response code.
func (s *shop) want(code string, m *message.Message) *message.Message {
	s.Helper()
	reply := s.ask(m)
	require.Equal(s, code, reply.Get(39))
	return reply
}

func (s *shop) plain(mti, network string) *message.Message {
	s.trace = s.trace.Next()
	m := message.New(mti)
	m.Set(11, s.trace.String())
	m.Set(41, s.terminal)
	m.Set(42, s.merchant)
	m.Set(60, "00"+s.batch+network)
	return m
}

func (s *shop) money(mti, f3, kind string, amount txn.Fen, pan string) *message.Message {
	m := s.plain(mti, "000")
	m.Set(3, f3)
	m.Set(4, amount.Digits12())
	m.Set(22, "022")
	m.Set(25, "00")
	m.Set(35, pan+"=3012101123456789")
	m.Set(49, "156")
	m.Set(60, kind+s.batch+"00060")
	return m
}

func (s *shop) sale(amount txn.Fen, pan string) *message.Message {
	return s.money("0200", "000000", "22", amount, pan)
}

func (s *shop) void(amount txn.Fen, pan string, of, reply *message.Message) *message.Message {
	m := s.money("0200", "200000", "23", amount, pan)
	m.Set(37, reply.Get(37))
	m.Set(61, of.Get(60)[2:8]+of.Get(11))
	return m
}

func (s *shop) refund(amount txn.Fen, pan string, reply *message.Message) *message.Message {
	m := s.money("0220", "200000", "25", amount, pan)
	m.Set(37, reply.Get(37))
	m.Set(61, "000000000000"+reply.Get(13))
	m.Set(63, "000")
	return m
}

func (s *shop) reversal(of *message.Message) *message.Message {
	m := message.New("0400")
	for _, n := range []int{3, 4, 11, 22, 25, 35, 41, 42, 49, 60} {
		m.Set(n, of.Get(n))
	}
	m.Set(39, "98")
	m.Set(61, of.Get(60)[2:8]+of.Get(11))
	return m
}

// settle compares and closes the batch.
func (s *shop) settle(debits int, debit txn.Fen, credits int, credit txn.Fen) {
	half := message.Half{Totals: txn.Totals{Debit: txn.Sum{Count: debits, Amount: debit}, Credit: txn.Sum{Count: credits, Amount: credit}}}
	digits, err := message.Totals{Domestic: half}.Pack()
	require.NoError(s, err)
	m := s.plain("0500", "201")
	m.Set(48, digits)
	m.Set(49, "156")
	m.Set(63, "01 ")
	s.want("00", m)
	m = s.plain("0320", "207")
	m.Set(48, "0000")
	s.want("00", m)
	s.batch = "000000"
	s.signIn()
}

// print puts lines on paper and cuts it.
func (s *shop) print(lines ...string) {
	line := s.serve(func(ctx context.Context, c net.Conn) { s.paper.Serve(ctx, c) })
	_, err := io.WriteString(line, strings.Join(lines, "\n")+"\n\n\n\n\n\n\n\x1dV\x00\x1dr\x01")
	require.NoError(s, err)
	_, err = io.ReadFull(line, make([]byte, 1)) // answered when all before it is done
	require.NoError(s, err)
}

// traded trades a day with what merchants ask about: a sale of which a part goes back, a double
// swipe, a void, a declined card, a reversal; then it settles and sells once more.
func traded(t *testing.T) *shop {
	s := newShop(t)
	first := s.sale(12_34, panA) // trace 2
	reply := s.want("00", first)
	s.want("00", s.sale(20_00, panB))
	s.wait(3 * time.Minute)
	s.want("00", s.sale(20_00, panB))
	wrong := s.sale(7_00, panB)
	s.want("00", s.void(7_00, panB, wrong, s.want("00", wrong)))
	s.want("51", s.sale(101_00, panC))
	lost := s.sale(33_00, panA)
	s.want("00", lost)
	s.want("00", s.reversal(lost))
	s.want("00", s.refund(5_00, panA, reply)) // trace 9
	s.print("TERMINAL NO. 00010001", "BATCH NO. 000001", "VOUCHER NO. 000002", "AMOUNT RMB 12.34 <b>")
	s.print("TERMINAL NO. 00010001", "BATCH NO. 000001", "VOUCHER NO. 000003", "another one")
	s.settle(4, 59_34, 2, 12_00)
	s.want("00", s.sale(1_00, panA))
	return s
}

// get asks for a page; path may have a query.
func (s *shop) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *shop) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.office.Handler().ServeHTTP(w, r)
	return w
}

// golden compares with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
