package printer

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"github.com/tarm/serial"
	"golang.org/x/sys/unix"

	"posterm/txn"
)

// openPty gives the master's side of a serial line and the address of the other.
func openPty(t *testing.T) (master *os.File, device string) {
	master, slave, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { master.Close(); slave.Close() })
	return master, slave.Name()
}

// settings reads what the far side of the line sees.
func settings(t *testing.T, master *os.File) *unix.Termios {
	raw, err := master.SyscallConn()
	require.NoError(t, err)
	var got *unix.Termios
	require.NoError(t, control(raw, func(fd int) (err error) {
		got, err = unix.IoctlGetTermios(fd, unix.TCGETS)
		return err
	}))
	return got
}

func TestSerialSettingsAsTheFarSideSeesThem(t *testing.T) {
	for _, tt := range []struct {
		flow  Flow
		cflag uint32
		iflag uint32
	}{
		{FlowNone, 0, 0},
		{FlowRTSCTS, unix.CRTSCTS, 0},
		{FlowXONXOFF, 0, unix.IXON | unix.IXOFF},
	} {
		t.Run(string(tt.flow), func(t *testing.T) {
			master, device := openPty(t)
			port, err := openSerial(Address{Device: device, Baud: 9600, Flow: tt.flow})
			require.NoError(t, err)
			defer port.Close()
			got := settings(t, master)
			require.Equal(t, tt.cflag, got.Cflag&unix.CRTSCTS)
			require.Equal(t, tt.iflag, got.Iflag&(unix.IXON|unix.IXOFF))
			require.Equal(t, uint32(unix.B9600), got.Cflag&unix.CBAUD)
			require.Equal(t, uint32(unix.CS8), got.Cflag&(unix.CSIZE|unix.PARENB|unix.CSTOPB))
			require.Zero(t, got.Lflag&(unix.ICANON|unix.ECHO|unix.ISIG), "raw")
			require.Zero(t, got.Oflag&unix.OPOST, "a line feed stays one byte")
			require.Equal(t, []uint8{xon, xoff, 1, 0}, []uint8{got.Cc[unix.VSTART], got.Cc[unix.VSTOP], got.Cc[unix.VMIN], got.Cc[unix.VTIME]})
		})
	}
}

func TestSerialCarriesEveryByte(t *testing.T) {
	master, device := openPty(t)
	port, err := openSerial(Address{Device: device, Baud: 115200, Flow: FlowNone})
	require.NoError(t, err)
	defer port.Close()
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	got := make([]byte, len(every))
	for _, pair := range [][2]io.ReadWriter{{port, master}, {master, port}} {
		_, err = pair[0].Write(every)
		require.NoError(t, err)
		_, err = io.ReadFull(pair[1], got)
		require.NoError(t, err)
		require.Equal(t, every, got)
	}
}

func TestSerialCloseEndsABlockedReadAndWrite(t *testing.T) {
	_, device := openPty(t)
	port, err := openSerial(Address{Device: device, Baud: 9600, Flow: FlowNone})
	require.NoError(t, err)
	ended := make(chan error, 2)
	go func() { _, err := port.Read(make([]byte, 1)); ended <- err }()
	go func() { _, err := port.Write(make([]byte, 1<<20)); ended <- err }() // nobody reads it
	require.NoError(t, port.Close())
	require.Error(t, <-ended)
	require.Error(t, <-ended)
}

func TestSerialDeadlines(t *testing.T) {
	_, device := openPty(t)
	port, err := openSerial(Address{Device: device, Baud: 9600, Flow: FlowNone})
	require.NoError(t, err)
	defer port.Close()
	require.NoError(t, port.SetReadDeadline(time.Now().Add(-time.Second)))
	_, err = port.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
}

func TestSerialIsOpenedOnce(t *testing.T) {
	_, device := openPty(t)
	first, err := openSerial(Address{Device: device, Baud: 9600, Flow: FlowNone})
	require.NoError(t, err)
	_, err = openSerial(Address{Device: device, Baud: 9600, Flow: FlowNone})
	require.ErrorIs(t, err, ErrPortBusy)
	require.NoError(t, first.Close())
	again, err := openSerial(Address{Device: device, Baud: 9600, Flow: FlowNone})
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

func TestSerialThatIsNotThere(t *testing.T) {
	_, err := openSerial(Address{Device: "/dev/ttyNotThere", Baud: 9600})
	require.True(t, errors.Is(err, os.ErrNotExist), "%v", err)
	_, err = openSerial(Address{Device: "/dev/null", Baud: 9600})
	require.Error(t, err, "not a serial line")
}

// TestASlipOverASerialLine drives a fake printer through the kernel.
func TestASlipOverASerialLine(t *testing.T) {
	for _, flow := range []Flow{FlowNone, FlowRTSCTS, FlowXONXOFF} {
		t.Run(string(flow), func(t *testing.T) {
			master, device := openPty(t)
			f := newFake()
			go f.serve(master)
			p, err := Open(Config{Port: "serial://" + device + "?baud=9600&flow=" + string(flow), Nonce: 7, Log: zerolog.Nop()})
			require.NoError(t, err)
			r := rig{f, p, t}
			r.want(readyPrinted)
			r.print(1)
			r.want(Printed{1, txn.GradePrinted, 1})
			require.NoError(t, p.Close())
			f.mu.Lock()
			defer f.mu.Unlock()
			require.Equal(t, theSlip(t), f.text)
		})
	}
}

// A pty takes no parity, so what the library is asked for is looked at.
func TestParityIsAskedFor(t *testing.T) {
	for parity, want := range map[Parity]serial.Parity{"": 0, ParityNone: 0, ParityEven: serial.ParityEven, ParityOdd: serial.ParityOdd} {
		require.Equal(t, want, library(Address{Device: "/dev/ttyS0", Baud: 9600, Parity: parity}).Parity)
	}
}

// TestAPrinterComesBackUnderAnotherNumber: a path that udev keeps, /dev/serial/by-id/..., points
// to another device when the cable was pulled and put in again.
func TestAPrinterComesBackUnderAnotherNumber(t *testing.T) {
	link := filepath.Join(t.TempDir(), "by-id")
	first, device := openPty(t)
	require.NoError(t, os.Symlink(device, link))
	f := newFake()
	go f.serve(first)
	p, err := Open(Config{Port: "serial://" + link + "?flow=rtscts", Nonce: 7, Log: zerolog.Nop()})
	require.NoError(t, err)
	defer p.Close()
	r := rig{f, p, t}
	r.want(readyPrinted)
	second, device := openPty(t)
	require.NoError(t, os.Remove(link))
	require.NoError(t, os.Symlink(device, link))
	require.NoError(t, first.Close())
	r.want(Down{txn.FaultOffline})
	go f.serve(second)
	r.want(readyPrinted)
	r.print(1)
	r.want(Printed{1, txn.GradePrinted, 1})
}

// TestCloseWhileTheLineIsStopped: a printer that sent XOFF and nothing after it takes no byte; the
// driver closes all the same.
func TestCloseWhileTheLineIsStopped(t *testing.T) {
	master, device := openPty(t)
	f := newFake()
	go f.serve(master)
	p, err := Open(Config{Port: "serial://" + device + "?flow=xonxoff", Nonce: 7, Log: zerolog.Nop()})
	require.NoError(t, err)
	r := rig{f, p, t}
	r.want(readyPrinted)
	_, err = master.Write([]byte{xoff})
	require.NoError(t, err)
	r.print(1)
	closed := make(chan error, 1)
	go func() { closed <- p.Close() }()
	select {
	case err := <-closed:
		require.NoError(t, err)
	case <-time.After(time.Second): // what Close promises
		t.Fatal("the driver does not close")
	}
}
