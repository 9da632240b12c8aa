package printer

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// cable is a serial line in memory: what the host has set is a field.
type cable struct {
	net.Conn
	set atomic.Pointer[terminal]
}

func (c *cable) terminal() terminal { return *c.set.Load() }

// wired gives a host's end of a serial line and a way to set it.
func wired(t *testing.T, p *Printer, set terminal) (host net.Conn, c *cable) {
	near, far := net.Pipe()
	c = &cable{Conn: far}
	c.set.Store(&set)
	background(t, func(ctx context.Context) error {
		p.serve(ctx, &link{rw: c, wire: c, serial: true, out: make(chan []byte, outboxLimit)})
		return nil
	})
	t.Cleanup(func() { near.Close() })
	return near, c
}

// Ten bits a byte, in both directions; a real-time answer does not wait for the rest of the bytes.
func TestSerialLineTakesItsTime(t *testing.T) {
	for _, baud := range []int{9600, 115200} {
		synctest.Test(t, func(t *testing.T) {
			p := start(t, Options{Baud: baud})
			host, _ := wired(t, p, terminal{frame: plain(baud)})
			data := receipt(t)
			begin := time.Now()
			ask(t, host, string(data), "\x37\x220001\x00")
			want := time.Duration(len(data)+7) * 10 * time.Second / time.Duration(baud)
			require.InDelta(t, float64(want), float64(time.Since(begin)), float64(want/50))
			time.Sleep(time.Second)
			begin = time.Now()
			ask(t, host, "\x10\x04\x01", "\x12")
			require.Equal(t, plain(baud).duration(4).Round(time.Microsecond), time.Since(begin).Round(time.Microsecond))
		})
	}
}

// A host at another rate than the printer's is not understood, and understands nothing, until one of them is set right.
func TestOtherRateIsGarbage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Baud: 9600})
		host, c := wired(t, p, terminal{frame: plain(19200)})
		_, err := host.Write([]byte("\x1b@TOTAL 12.34\n\x1dVA\x00\x10\x04\x01\x1dr\x01\x1dI\x01"))
		require.NoError(t, err)
		require.NoError(t, host.SetReadDeadline(time.Now().Add(time.Minute)))
		got, _ := io.ReadAll(host)
		require.NotContains(t, string(got), "\x12")
		for _, s := range p.Slips() {
			require.NotContains(t, s.Text, "TOTAL")
		}
		require.NoError(t, host.SetReadDeadline(time.Time{}))
		p.PowerCycle()
		c.set.Store(&terminal{frame: plain(9600)})
		ask(t, host, "\x10\x04\x01", "\x12")
		require.NoError(t, p.SetFaults(Faults{Baud: ptr(115200)})) // somebody turned the DIP switches
		_, err = host.Write([]byte("\x10\x04\x01"))
		require.NoError(t, err)
		require.NoError(t, host.SetReadDeadline(time.Now().Add(time.Minute)))
		got, _ = io.ReadAll(host)
		require.NotContains(t, string(got), "\x12")
		p.ClearFaults()
	})
}

// Who is held back loses nothing; who is not loses what had no room, and that is counted.
func TestFlowControl(t *testing.T) {
	for name, tt := range map[string]struct {
		flow Flow
		host terminal
		held bool
	}{
		"any host":                     {FlowAny, terminal{}, true},
		"RTS/CTS at both ends":         {FlowRTSCTS, terminal{rtscts: true}, true},
		"RTS/CTS at the printer only":  {FlowRTSCTS, terminal{xonxoff: true}, false},
		"XON/XOFF at both ends":        {FlowXONXOFF, terminal{xonxoff: true}, true},
		"XON/XOFF at the printer only": {FlowXONXOFF, terminal{rtscts: true}, false},
		"none":                         {FlowNone, terminal{rtscts: true, xonxoff: true}, false},
	} {
		for _, buffer := range []int{45, 4096, 65536} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := start(t, Options{Baud: 115200, Buffer: buffer, Flow: tt.flow})
					require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
					tt.host.frame = plain(115200)
					host, _ := wired(t, p, tt.host)
					go func() { _, _ = io.Copy(io.Discard, host) }()
					data := make([]byte, buffer+1000)
					for i := range data {
						data[i] = 'x'
					}
					require.NoError(t, host.SetWriteDeadline(time.Now().Add(time.Minute)))
					n, err := host.Write(data)
					time.Sleep(time.Second) // the last bytes are still under way
					status := p.Status()
					if tt.held {
						require.ErrorIs(t, err, os.ErrDeadlineExceeded)
						require.Equal(t, buffer+1, n)
						require.Zero(t, status.LostBytes)
					} else {
						require.NoError(t, err)
						require.Equal(t, 999, status.LostBytes)
					}
					require.Equal(t, buffer+1, status.BufferedBytes)
				})
			})
		}
	}
}

// An overrun line still asks and gets its answer.
func TestStatusIsAnsweredInAnOverrun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Baud: 115200, Buffer: 45, Flow: FlowNone})
		require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
		host, _ := wired(t, p, terminal{frame: plain(115200)})
		_, err := host.Write(receipt(t))
		require.NoError(t, err)
		ask(t, host, "\x10\x04\x04", "\x72")
	})
}

// XOFF comes before the buffer is full, XON when there is room again, each once.
func TestXOFFAndXON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Baud: 115200, Flow: FlowXONXOFF})
		require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
		host, _ := wired(t, p, terminal{frame: plain(115200)})
		data := make([]byte, 4096-128)
		_, err := host.Write(data[1:])
		require.NoError(t, err)
		require.NoError(t, host.SetReadDeadline(time.Now().Add(time.Second)))
		_, err = host.Read(make([]byte, 1))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.NoError(t, host.SetReadDeadline(time.Time{}))
		ask(t, host, "\x00", "\x13")
		p.LoadPaper()
		ask(t, host, "", "\x11")
	})
}

// setTTY sets the host's end.
func setTTY(t *testing.T, tty *os.File, set func(*unix.Termios)) {
	raw, err := tty.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) {
		options, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		require.NoError(t, err)
		set(options)
		require.NoError(t, unix.IoctlSetTermios(int(fd), unix.TCSETS, options))
	}))
}

// The printer's end of a pseudo terminal sees what the host sets.
func TestPTYTellsWhatTheHostHasSet(t *testing.T) {
	l, err := openPTY(t.TempDir()+"/printer", 57600)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	require.Equal(t, terminal{frame: plain(57600)}, l.terminal(), "until a host sets it, it is the printer's")
	tty := openTTY(t, l.path)
	setTTY(t, tty, func(o *unix.Termios) {
		o.Cflag = o.Cflag&^unix.CBAUD | unix.B9600 | unix.CS8 | unix.CSTOPB | unix.CRTSCTS
	})
	require.Equal(t, terminal{frame: frame{9600, 2}, rtscts: true}, l.terminal())
	setTTY(t, tty, func(o *unix.Termios) {
		o.Cflag = o.Cflag&^(unix.CBAUD|unix.CSTOPB|unix.CRTSCTS) | unix.B115200
		o.Iflag |= unix.IXON
		o.Cc[unix.VSTART], o.Cc[unix.VSTOP] = xon, xoff
	})
	require.Equal(t, terminal{frame: plain(115200), xonxoff: true}, l.terminal())
	setTTY(t, tty, func(o *unix.Termios) { o.Cc[unix.VSTOP] = 0 })
	require.False(t, l.terminal().xonxoff, "XOFF would stop nothing")
}

// obeying sets a tty to a rate, and to obey XOFF.
func obeying(t *testing.T, tty *os.File, rate uint32) {
	setTTY(t, tty, func(o *unix.Termios) {
		o.Cflag = o.Cflag&^unix.CBAUD | rate
		o.Iflag |= unix.IXON
		o.Cc[unix.VSTART], o.Cc[unix.VSTOP] = xon, xoff
	})
}

// Over a true pseudo terminal: the wrong rate is garbage, the right one prints.
func TestRatesOverPTY(t *testing.T) {
	p := start(t, Options{Baud: 115200})
	path, _ := servePTY(t, p)
	tty := openTTY(t, path)
	obeying(t, tty, unix.B9600)
	_, err := tty.Write([]byte("garbled\n\x1dVA\x00"))
	require.NoError(t, err)
	require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.State == StatePrinting }))
	p.PowerCycle()
	require.NoError(t, tty.Close())
	tty = openTTY(t, path)
	obeying(t, tty, unix.B115200)
	ask(t, tty, "\x10\x04\x01", "\x12")
	ask(t, tty, "\x1b@\x1b@"+string(receipt(t)), "\x37\x220001\x00")
	for _, s := range p.Slips() {
		require.NotContains(t, s.Text, "garbled")
	}
}

// The kernel holds a host that obeys XOFF, and nothing is lost.
func TestXOFFOverPTY(t *testing.T) {
	p := start(t, Options{Baud: 921600, Flow: FlowXONXOFF, Buffer: 45})
	path, _ := servePTY(t, p)
	tty := openTTY(t, path)
	obeying(t, tty, unix.B921600)
	require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
	done := make(chan error, 1)
	go func() {
		_, err := tty.Write(bytes.Repeat(receipt(t), 30)) // more than the kernel keeps
		done <- err
	}()
	require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.BufferedBytes == 46 }))
	require.Empty(t, done)
	p.LoadPaper()
	require.NoError(t, <-done)
	ask(t, tty, "", "\x37\x220001\x00")
	require.Contains(t, p.Slips()[0].Text, "RMB 12.34")
	require.Zero(t, p.Status().LostBytes)
}

// Over TCP the window closes: a host cannot hand over more than buffers of its own and of a printer.
func TestFullBufferHoldsTheHostOverTCP(t *testing.T) {
	for _, buffer := range []int{45, 4096, 65536} {
		p := start(t, Options{Buffer: buffer})
		require.NoError(t, p.SetFaults(Faults{Paper: ptr("out")}))
		address := listen(t, p)
		first := dial(t, address)
		ask(t, first, "\x10\x04\x04", "\x72") // it listens; the window of earlier connections may be wider
		require.NoError(t, first.Close())
		c := dial(t, address)
		require.NoError(t, c.(*net.TCPConn).SetWriteBuffer(4096))
		require.NoError(t, c.SetWriteDeadline(time.Now().Add(300*time.Millisecond)))
		n := 0
		for err := error(nil); err == nil && n < 4<<20; { // as a host prints: line by line
			var more int
			more, err = c.Write(bytes.Repeat([]byte("x"), 512))
			n += more
		}
		require.Less(t, n, 3*buffer+16<<10)
		require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.BufferedBytes == buffer+1 }))
		t.Logf("buffer %d: the host got rid of %d bytes", buffer, n)
	}
}
