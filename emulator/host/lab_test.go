package host_test

import (
	"cmp"
	"context"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The cards of the tests: fake numbers with a valid check digit.
const (
	panA       = "6222020000000000018"
	panB       = "6222020000000000026"
	panC       = "6222020000000000034"
	panExpired = "6222020000000000042"
	panLost    = "6222020000000000059"
	panVisa    = "4000000000000002"
	pinA       = "123456"

	codeUnionPay = "6211111111111111111"
	codeWeChat   = "101111111111111111"
	codePoor     = "131111111111111111"
)

func cards() []host.Account {
	return []host.Account{
		{Name: "A", PAN: panA, Expiry: "3012", Balance: 50_000, PIN: pinA},
		{Name: "B", PAN: panB, Expiry: "3012", Balance: 50_000},
		{Name: "C", PAN: panC, Expiry: "3012", Balance: 100},
		{Name: "expired", PAN: panExpired, Expiry: "2001", Balance: 50_000, Standing: host.Expired},
		{Name: "lost", PAN: panLost, Expiry: "3012", Balance: 50_000, Standing: host.Lost},
		{Name: "visa", PAN: panVisa, Expiry: "3012", Balance: 50_000},
		{Name: "unionpay", Codes: []string{"62"}, Balance: 50_000},
		{Name: "wechat", Codes: []string{"10", "11", "12", "13", "14", "15"}, Balance: 50_000},
		{Name: "poor", Codes: []string{"1311"}, Balance: 100},
	}
}

// noon is the host's clock in tests: 20:15:03 in Beijing.
var noon = time.Date(2026, 11, 21, 12, 15, 3, 0, time.UTC)

// wall is a host's clock that a test can turn.
type wall struct{ at atomic.Pointer[time.Time] }

func newWall() *wall {
	w := &wall{}
	w.set(noon)
	return w
}

func (w *wall) set(at time.Time)       { w.at.Store(&at) }
func (w *wall) turn(d time.Duration)   { w.set(w.at.Load().Add(d)) }
func (w *wall) days(n int)             { w.set(noon.AddDate(0, 0, n)) }
func (w *wall) option(o *host.Options) { o.Now = func() time.Time { return *w.at.Load() } }

// lab is a host with its events; each test has its own.
type lab struct {
	t      testing.TB
	host   *host.Host
	events chan host.Event
	ctx    context.Context
}

func newLab(t testing.TB, change ...func(*host.Options)) *lab {
	t.Helper()
	l := &lab{t: t, events: make(chan host.Event, 8192), ctx: t.Context()}
	o := host.Options{Accounts: cards(), Now: func() time.Time { return noon }, OnEvent: func(e host.Event) { l.events <- e }}
	for _, c := range change {
		c(&o)
	}
	h, err := host.New(o)
	require.NoError(t, err)
	l.host = h
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	return l
}

// ledgerFile makes an option that keeps the ledger in dir.
func ledgerFile(dir string) func(*host.Options) {
	return func(o *host.Options) { o.Ledger = filepath.Join(dir, "ledger.jsonl") }
}

// event waits for the next event of a type.
func (l *lab) event(kind host.EventType) host.Event {
	l.t.Helper()
	for {
		select {
		case e := <-l.events:
			if e.Type == kind {
				return e
			}
		case <-l.ctx.Done():
			require.FailNow(l.t, "no event "+string(kind))
		}
	}
}

func (l *lab) balance(name string) string {
	for _, a := range l.host.Accounts() {
		if a.Name == name {
			return a.Balance
		}
	}
	return "no account " + name
}

func (l *lab) states() []host.State {
	var all []host.State
	for _, e := range l.host.Ledger() {
		all = append(all, e.State)
	}
	return all
}

// till is a terminal that sends what a test wants, right or wrong.
type till struct {
	*lab
	form keys.Form // empty: keys.FormDouble
	alg  keys.Algorithm
	conn net.Conn
	// terminal and merchant are its numbers; empty: 00010001, 104512541110001
	terminal, merchant string
	batch              string
	trace              txn.Trace
	work               keys.Working
	mac                *keys.Sealer
	// orders is how many wallet orders there were
	orders int
	// asked is called after every answer; may be nil
	asked func()
}

// dial opens a connection to the host; the old one stays as it is.
func (l *lab) dial() net.Conn {
	near, far := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.host.ServeConn(l.ctx, far)
	}()
	l.t.Cleanup(func() { _ = near.Close(); <-done })
	return near
}

// newTill signs a terminal in.
func newTill(l *lab) *till {
	l.t.Helper()
	return newTillOf(l, keys.FormDouble, keys.UnionPayECB)
}

// newTillOf signs a terminal in for keys of a form.
func newTillOf(l *lab, form keys.Form, alg keys.Algorithm) *till {
	l.t.Helper()
	t := &till{lab: l, form: form, alg: alg, conn: l.dial(), batch: "000000"}
	t.signIn()
	return t
}

func (t *till) signIn() *message.Message {
	t.t.Helper()
	if t.form == "" {
		t.form = keys.FormDouble
	}
	m := t.plain("0800", string(t.form))
	m.Set(63, "001")
	reply := t.ask(m)
	require.Equal(t.t, "00", reply.Get(39))
	f60, err := message.ParseField60(reply.Get(60))
	require.NoError(t.t, err)
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t.t, err)
	require.Equal(t.t, string(t.form), f60.Network, "the answer is in the form that was asked for")
	t.work, err = keys.Open(t.form, t.alg, tmk, []byte(reply.Get(62)))
	require.NoError(t.t, err)
	t.mac, err = keys.NewSealer(t.alg, t.work.MAK)
	require.NoError(t.t, err)
	t.batch = f60.Batch
	return reply
}

// plain is a management message.
func (t *till) plain(mti, network string) *message.Message {
	t.trace = t.trace.Next()
	m := message.New(mti)
	m.Set(11, t.trace.String())
	m.Set(41, cmp.Or(t.terminal, "00010001"))
	m.Set(42, cmp.Or(t.merchant, "104512541110001"))
	m.Set(60, "00"+t.batch+network)
	return m
}

// money is a message about money, with the card on its stripe.
func (t *till) money(f3, kind string, amount txn.Fen, pan string) *message.Message {
	m := t.plain("0200", "000")
	m.Set(3, f3)
	if amount >= 0 {
		m.Set(4, amount.Digits12())
	}
	m.Set(22, "022")
	m.Set(25, "00")
	m.Set(35, pan+"="+expiryOf(pan)+"101123456789")
	m.Set(49, "156")
	m.Set(60, kind+t.batch+"00060")
	return m
}

func expiryOf(pan string) string {
	if pan == panExpired {
		return "2001"
	}
	return "3012"
}

func (t *till) sale(amount txn.Fen, pan string) *message.Message {
	return t.money("000000", "22", amount, pan)
}

// withPIN adds the PIN block of a card.
func (t *till) withPIN(m *message.Message, pin string) *message.Message {
	t.t.Helper()
	pan, _, _ := cutTrack(m.Get(35))
	pik, err := keys.NewPINKey(t.form, t.work.PIK)
	require.NoError(t.t, err)
	block, err := pik.Seal(pin, pan)
	require.NoError(t.t, err)
	m.Set(22, "021")
	m.Set(26, "12")
	if t.form.SM4() {
		m.Set(59, "A1016"+string(block))
		m.Set(53, "2400000000000000")
		return m
	}
	m.Set(52, string(block))
	m.Set(53, "2600000000000000")
	return m
}

func cutTrack(track string) (pan, rest string, found bool) {
	for i := range track {
		if track[i] == '=' {
			return track[:i], track[i+1:], true
		}
	}
	return track, "", false
}

// void undoes an approved sale, given its request and its answer.
func (t *till) void(sale, reply *message.Message) *message.Message {
	pan, _, _ := cutTrack(sale.Get(35))
	amount, err := txn.FenFromDigits(sale.Get(4))
	require.NoError(t.t, err)
	m := t.money("200000", "23", amount, pan)
	m.Set(37, reply.Get(37))
	m.Set(61, sale.Get(60)[2:8]+sale.Get(11))
	return m
}

// reversal undoes a request.
func (t *till) reversal(of *message.Message) *message.Message {
	m := message.New("0400")
	for _, n := range []int{3, 4, 11, 22, 25, 35, 41, 42, 49, 59, 60} {
		if of.Has(n) {
			m.Set(n, of.Get(n))
		}
	}
	m.Set(39, "98")
	m.Set(61, of.Get(60)[2:8]+of.Get(11))
	return m
}

// ask sends and receives; what carries money is sealed and must come back sealed.
func (t *till) ask(m *message.Message) *message.Message {
	t.t.Helper()
	t.send(m)
	reply := t.receive()
	if t.asked != nil {
		t.asked()
	}
	return reply
}

func (t *till) send(m *message.Message) {
	t.t.Helper()
	body, err := t.body(m)
	require.NoError(t.t, err)
	t.sendBody(body)
}

func (t *till) body(m *message.Message) ([]byte, error) {
	if t.mac == nil || m.MTI[:2] == "08" || m.MTI[:2] == "05" || m.MTI[:2] == "03" {
		return m.Pack()
	}
	return m.Seal(t.mac.Sum)
}

func (t *till) sendBody(body []byte) {
	t.t.Helper()
	tpdu, err := frame.ParseTPDU("6000010000")
	require.NoError(t.t, err)
	header, err := frame.ParseHeader("603100310000")
	require.NoError(t.t, err)
	require.NoError(t.t, frame.Write(t.conn, frame.Frame{TPDU: tpdu, Header: header, Body: body}))
}

func (t *till) receive() *message.Message {
	t.t.Helper()
	f, err := frame.Read(t.conn)
	require.NoError(t.t, err)
	require.Equal(t.t, "6000000001", f.TPDU.String(), "the reply swaps destination and source")
	m, err := message.Unpack(f.Body)
	require.NoError(t.t, err)
	if input, mac, ok := message.MACInput(f.Body); ok {
		require.True(t.t, t.mac.Verify(input, mac), "an answer with a wrong MAC")
	}
	return m
}

// want asks and checks the response code and that the answer fits the request.
func (t *till) want(code string, m *message.Message) *message.Message {
	t.t.Helper()
	reply := t.ask(m)
	require.Equal(t.t, code, reply.Get(39))
	for _, n := range []int{3, 4, 11, 41, 42} {
		if n == 4 && !m.Has(n) {
			continue
		}
		require.Equal(t.t, m.Get(n), reply.Get(n), "field %d", n)
	}
	return reply
}
