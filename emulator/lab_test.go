package emulator_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"posterm/card"
	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a lab with every network door open on a free port.
func start(t *testing.T, change ...func(*emulator.Options)) *emulator.Lab {
	t.Helper()
	o := emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Admin: "127.0.0.1:0"}
	for _, c := range change {
		c(&o)
	}
	lab, err := emulator.Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, lab.Close()) })
	return lab
}

// pan is the number of built-in card B, which needs no PIN.
func pan(t *testing.T) string {
	t.Helper()
	for _, def := range card.Builtin() {
		if def.Name == "B" {
			return def.Card.PAN.Digits()
		}
	}
	require.FailNow(t, "there is no card B")
	return ""
}

// exchange sends one message and reads one.
func exchange(t *testing.T, conn net.Conn, m *message.Message, mac *keys.Sealer) *message.Message {
	t.Helper()
	body, err := m.Pack()
	if mac != nil {
		body, err = m.Seal(mac.Sum)
	}
	require.NoError(t, err)
	require.NoError(t, frame.Write(conn, frame.Frame{Body: body}))
	f, err := frame.Read(conn)
	require.NoError(t, err)
	reply, err := message.Unpack(f.Body)
	require.NoError(t, err)
	return reply
}

func request(mti string, trace int, f60 string) *message.Message {
	m := message.New(mti)
	m.Set(11, fmt.Sprintf("%06d", trace))
	m.Set(41, "00010001")
	m.Set(42, "104512541110001")
	m.Set(60, f60)
	return m
}

// sell signs in and sells 12.34 to card B.
func sell(t *testing.T, conn net.Conn) {
	t.Helper()
	m := request("0800", 1, "00000000003")
	m.Set(63, "001")
	reply := exchange(t, conn, m, nil)
	require.Equal(t, "00", reply.Get(39))
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	working, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(reply.Get(62)))
	require.NoError(t, err)
	mac, err := keys.NewSealer(keys.UnionPayECB, working.MAK)
	require.NoError(t, err)
	m = request("0200", 2, "2200000100050")
	m.Set(3, "000000")
	m.Set(4, "000000001234")
	m.Set(22, "022")
	m.Set(25, "00")
	m.Set(35, pan(t)+"=3012")
	m.Set(49, "156")
	require.Equal(t, "00", exchange(t, conn, m, mac).Get(39))
}

func TestRealDoors(t *testing.T) {
	link := filepath.Join(t.TempDir(), "printer")
	lab := start(t, func(o *emulator.Options) { o.PrinterPTY = link })
	at := lab.Addresses()
	require.Regexp(t, `^127\.0\.0\.1:[1-9]\d*$`, at.Host)
	require.Regexp(t, `^127\.0\.0\.1:[1-9]\d*$`, at.PrinterTCP)
	require.Regexp(t, `^http://127\.0\.0\.1:[1-9]\d*$`, at.Admin)
	require.Equal(t, link, at.PrinterPTY)

	conn, err := net.Dial("tcp", at.Host)
	require.NoError(t, err)
	sell(t, conn)
	require.NoError(t, conn.Close())
	require.Len(t, lab.Host.Ledger(), 1)

	for _, open := range []func() (io.ReadWriteCloser, error){
		func() (io.ReadWriteCloser, error) { return net.Dial("tcp", at.PrinterTCP) },
		func() (io.ReadWriteCloser, error) { return os.OpenFile(link, os.O_RDWR, 0) },
		lab.OpenPrinter,
	} {
		line, err := open()
		require.NoError(t, err)
		askStatus(t, line)
		require.NoError(t, line.Close())
	}
}

// askStatus sends DLE EOT 1 and wants the byte whose bits 1 and 4 are set.
func askStatus(t *testing.T, line io.ReadWriter) {
	t.Helper()
	_, err := line.Write([]byte{0x10, 0x04, 0x01})
	require.NoError(t, err)
	var status [1]byte
	_, err = io.ReadFull(line, status[:])
	require.NoError(t, err)
	require.EqualValues(t, 0x12, status[0]&0x93)
}

func TestInMemory(t *testing.T) {
	lab, err := emulator.Start(t.Context(), emulator.Options{})
	require.NoError(t, err)
	require.Zero(t, lab.Addresses())
	conn, err := lab.DialHost(t.Context())
	require.NoError(t, err)
	sell(t, conn)
	require.NoError(t, lab.Close())
	require.NoError(t, lab.Close(), "twice")
	_, err = lab.DialHost(t.Context())
	require.ErrorIs(t, err, emulator.ErrClosed)
	_, err = lab.OpenPrinter()
	require.ErrorIs(t, err, emulator.ErrClosed)
}

func TestTheLabEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	lab, err := emulator.Start(ctx, emulator.Options{Host: "127.0.0.1:0", Admin: "127.0.0.1:0"})
	require.NoError(t, err)
	cancel()
	<-lab.Done()
	require.NoError(t, lab.Close())
}

func TestCardsBesideTheBuiltInOnes(t *testing.T) {
	extra := card.Definition{Name: "gold", Balance: 123}
	extra.Card.PAN = "6222020000000000018"
	lab := start(t, func(o *emulator.Options) { o.Cards = []card.Definition{extra} })
	holdings := lab.Host.Accounts()
	require.Len(t, holdings, len(card.Names())+3+1, "built-in cards, wallets, and this one")
	last := holdings[len(holdings)-1]
	require.Equal(t, "gold", last.Name)
	require.Equal(t, "1.23", last.Balance)
}

func TestStartIsRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("not a ledger\n"), 0o600))
	double := card.Builtin()[:1]
	for name, tt := range map[string]struct {
		o    emulator.Options
		want string
	}{
		"host address taken":    {emulator.Options{Host: taken.Addr().String()}, "host " + taken.Addr().String() + ": bind: address already in use"},
		"printer address taken": {emulator.Options{PrinterTCP: taken.Addr().String()}, "printer-tcp " + taken.Addr().String()},
		"admin address taken":   {emulator.Options{Host: "127.0.0.1:0", Admin: taken.Addr().String()}, "admin " + taken.Addr().String()},
		"admin for everybody":   {emulator.Options{Admin: ":0"}, "loopback only"},
		"admin for the network": {emulator.Options{Admin: "192.0.2.1:0"}, "loopback only"},
		"a file as link":        {emulator.Options{PrinterPTY: filepath.Join(file, "link")}, "link"},
		"not a ledger":          {emulator.Options{Ledger: file}, "line 1"},
		"a card twice":          {emulator.Options{Cards: double}, "used twice"},
	} {
		_, err := emulator.Start(t.Context(), tt.o)
		require.ErrorContains(t, err, tt.want, name)
	}
}

func TestParseSpeed(t *testing.T) {
	for s, want := range map[string]int{"instant": 0, "real": 60, "1": 1, "1000": 1000} {
		got, err := emulator.ParseSpeed(s)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, s := range []string{"", "0", "-1", "1001", "fast", "1.5"} {
		_, err := emulator.ParseSpeed(s)
		require.ErrorContains(t, err, "want instant, real or 1 to 1000 mm/s")
	}
}
