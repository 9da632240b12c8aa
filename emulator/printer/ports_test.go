package printer

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start switches a printer on for one test.
func start(t *testing.T, opt Options) *Printer {
	p, err := New(opt)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// background runs a server and hands over how to stop it and wait for it.
func background(t *testing.T, serve func(ctx context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx) }()
	stop = func() {
		cancel()
		select {
		case err := <-done:
			require.NoError(t, err)
			done <- nil
		case <-time.After(10 * time.Second):
			t.Fatal("the server does not stop")
		}
	}
	t.Cleanup(stop)
	return stop
}

func listen(t *testing.T, p *Printer) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	background(t, func(ctx context.Context) error { return p.ServeTCP(ctx, l) })
	return l.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(30*time.Second)))
	t.Cleanup(func() { c.Close() })
	return c
}

func ask(t *testing.T, c io.ReadWriter, request, want string) {
	t.Helper()
	_, err := io.WriteString(c, request)
	require.NoError(t, err)
	got := make([]byte, len(want))
	_, err = io.ReadFull(c, got)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func TestReceiptOverTCP(t *testing.T) {
	p := start(t, Options{})
	c := dial(t, listen(t, p))
	ask(t, c, "\x10\x04\x01", "\x12")
	ask(t, c, string(receipt(t)), "\x37\x220001\x00")
	slips := p.Slips()
	require.Len(t, slips, 1)
	require.True(t, slips[0].Complete)
	require.Equal(t, []Code{{"qr", "000001/000012/000000000017"}}, slips[0].Codes)
}

func TestNextHostWaitsUntilTheFirstHasGone(t *testing.T) {
	p := start(t, Options{})
	address := listen(t, p)
	first, second := dial(t, address), dial(t, address)
	ask(t, first, "\x10\x04\x01", "\x12")
	_, err := io.WriteString(second, "\x10\x04\x04")
	require.NoError(t, err)
	require.NoError(t, first.Close())
	ask(t, second, "", "\x12")
}

func TestReceiptGoesOnOverTwoConnections(t *testing.T) {
	p := start(t, Options{})
	address := listen(t, p)
	data := receipt(t)
	first := dial(t, address)
	_, err := first.Write(data[:300])
	require.NoError(t, err)
	require.NoError(t, first.Close())
	ask(t, dial(t, address), string(data[300:]), "\x37\x220001\x00")
	require.True(t, p.Slips()[0].Complete)
}

func TestUnpluggedCableBreaksAndRefuses(t *testing.T) {
	p := start(t, Options{})
	address := listen(t, p)
	c := dial(t, address)
	ask(t, c, "\x10\x04\x01", "\x12")
	require.NoError(t, p.SetFaults(Faults{Cable: ptr("unplugged")}))
	_, err := c.Read(make([]byte, 1))
	require.Error(t, err)
	again, err := net.Dial("tcp", address)
	if err == nil { // or reset already
		_, err = again.Read(make([]byte, 1))
		again.Close()
	}
	require.Error(t, err)
	require.NoError(t, p.SetFaults(Faults{Cable: ptr("ok")}))
	ask(t, dial(t, address), "\x10\x04\x01", "\x12")
}

func TestPowerCycleBreaksTheConnectionAndTheJob(t *testing.T) {
	p := start(t, Options{})
	address := listen(t, p)
	c := dial(t, address)
	require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
	_, err := c.Write(receipt(t))
	require.NoError(t, err)
	require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.BufferedBytes > 700 }))
	p.PowerCycle()
	_, err = c.Read(make([]byte, 1))
	require.Error(t, err)
	p.LoadPaper()
	ask(t, dial(t, address), "\x1dr\x01", "\x00")
	require.Empty(t, p.Slips())
}

func TestServersEndWhenThePrinterIsClosed(t *testing.T) {
	p, err := New(Options{})
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 2)
	go func() { done <- p.ServeTCP(context.Background(), l) }()
	path := filepath.Join(t.TempDir(), "tty")
	go func() { done <- p.ServePTY(context.Background(), path) }()
	c := dial(t, l.Addr().String())
	ask(t, c, "\x10\x04\x01", "\x12")
	require.NoError(t, p.Close())
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	require.NoFileExists(t, path)
	require.ErrorIs(t, p.WaitFor(t.Context(), func(Status) bool { return false }), ErrClosed)
	require.NoError(t, p.Close())
}

// Over a pipe a write returns only when all its bytes were taken: back-pressure to the byte.
func TestFullBufferHoldsTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Buffer: 45})
		require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
		near, far := net.Pipe()
		background(t, func(ctx context.Context) error { p.Serve(ctx, far); return nil })
		require.NoError(t, near.SetDeadline(time.Now().Add(time.Minute)))
		n, err := near.Write(receipt(t))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.Equal(t, 46, n)
		p.LoadPaper()
		require.NoError(t, near.SetDeadline(time.Time{}))
		ask(t, near, string(receipt(t)[46:]), "\x37\x220001\x00")
		require.True(t, p.Slips()[0].Complete)
	})
}

func TestRealSpeedMovesThePaperInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Speed: RealSpeed})
		near, far := net.Pipe()
		background(t, func(ctx context.Context) error { p.Serve(ctx, far); return nil })
		begin := time.Now()
		go func() { _, _ = near.Write(receipt(t)) }()
		answer := make([]byte, 7)
		_, err := io.ReadFull(near, answer)
		require.NoError(t, err)
		rows := time.Duration(p.Status().RowsPrinted)
		require.Greater(t, rows, time.Duration(1000))
		// Most rows take the motor's step. Dark ones wait for a second firing, the widest for a third.
		least := rows * time.Second / (RealSpeed * dotsPerMM)
		require.Greater(t, time.Since(begin), least+least/20)
		require.Less(t, time.Since(begin), least+least/5)
	})
}

func TestStatusIsAnsweredWhilePaperMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Speed: 10})
		near, far := net.Pipe()
		background(t, func(ctx context.Context) error { p.Serve(ctx, far); return nil })
		_, err := near.Write(receipt(t))
		require.NoError(t, err)
		ask(t, near, "\x10\x04\x01", "\x12")
		require.Equal(t, StatePrinting, p.Status().State)
		require.Less(t, p.Status().RowsPrinted, int64(100))
	})
}

func openTTY(t *testing.T, path string) *os.File {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	require.NoError(t, err)
	require.NoError(t, f.SetDeadline(time.Now().Add(30*time.Second)))
	t.Cleanup(func() { f.Close() })
	return f
}

func servePTY(t *testing.T, p *Printer) (path string, stop func()) {
	path = filepath.Join(t.TempDir(), "printer")
	stop = background(t, func(ctx context.Context) error { return p.ServePTY(ctx, path) })
	waitFor(t, func() bool { _, err := os.Stat(path); return err == nil })
	return path, stop
}

func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, 30*time.Second, time.Millisecond)
}

func TestReceiptOverPTYThatIsClosedAndReopened(t *testing.T) {
	p := start(t, Options{})
	path, stop := servePTY(t, p)
	for range 3 {
		tty := openTTY(t, path)
		ask(t, tty, "\x10\x04\x01", "\x12")
		ask(t, tty, string(receipt(t)), "\x37\x220001\x00")
		require.NoError(t, tty.Close())
	}
	require.Len(t, p.Slips(), 3)
	stop()
	require.NoFileExists(t, path)
}

func TestPTYBytesAreRaw(t *testing.T) {
	p := start(t, Options{})
	path, _ := servePTY(t, p)
	tty := openTTY(t, path)
	ask(t, tty, "\x1d(H\x06\x000042\n2\x1d(H\x06\x0000\r\n\x7f\x03\x1d(H\x06\x00004242", "\x37\x224242\x00")
}

func TestUnpluggedPTYGoesAwayAndComesBack(t *testing.T) {
	p := start(t, Options{})
	path, _ := servePTY(t, p)
	tty := openTTY(t, path)
	ask(t, tty, "\x10\x04\x01", "\x12")
	require.NoError(t, p.SetFaults(Faults{Cable: ptr("unplugged")}))
	_, err := tty.Read(make([]byte, 1))
	require.Error(t, err)
	waitFor(t, func() bool { _, err := os.Lstat(path); return errors.Is(err, os.ErrNotExist) })
	p.ClearFaults()
	waitFor(t, func() bool { _, err := os.Stat(path); return err == nil })
	ask(t, openTTY(t, path), "\x10\x04\x01", "\x12")
}

func TestSerialLineOutlivesAPowerCut(t *testing.T) {
	p := start(t, Options{})
	path, _ := servePTY(t, p)
	tty := openTTY(t, path)
	ask(t, tty, "\x10\x04\x01", "\x12")
	p.PowerCycle()
	ask(t, tty, "\x1dr\x01", "\x00")
}

func TestPTYPathThatIsAFileIsKept(t *testing.T) {
	p := start(t, Options{})
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	require.ErrorIs(t, p.ServePTY(t.Context(), path), os.ErrExist)
	require.FileExists(t, path)
}
