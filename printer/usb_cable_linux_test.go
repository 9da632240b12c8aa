package printer

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/receipt"
	"posterm/txn"
)

// cable is a USB port whose descriptor is one end of a socket: it does not block, as the kernel's printer class
// driver is opened, and holds no more than a few KB that the printer did not take.
type cable struct {
	*fake
	read, write error        // what a cable that was pulled gives; nil: what a socket gives
	calls       atomic.Int32 // reads and writes under way
	open        atomic.Int32 // ports
}

// wire makes a descriptor a line of the fake's.
type wire struct{ *os.File }

func (wire) LocalAddr() net.Addr  { return nil }
func (wire) RemoteAddr() net.Addr { return nil }

func (c *cable) dial(context.Context) (Port, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuse {
		return nil, os.ErrNotExist
	}
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetsockoptInt(ends[0], unix.SOL_SOCKET, unix.SO_SNDBUF, 1); err != nil { // the kernel makes it its least, 4.5 KB
		return nil, err
	}
	near, far := os.NewFile(uintptr(ends[0]), "usb"), wire{os.NewFile(uintptr(ends[1]), "printer")}
	c.conn, c.rest = far, nil
	go c.serve(far)
	c.open.Add(1)
	return usbPort{Port: lp{near, c}, raw: near}, nil
}

// lp gives the errors of the printer class driver for those of a socket, and notes what is under way.
type lp struct {
	*os.File
	c *cable
}

func (k lp) Read(b []byte) (int, error) {
	k.c.calls.Add(1)
	defer k.c.calls.Add(-1)
	n, err := k.File.Read(b)
	if k.c.read != nil && (err == io.EOF || errors.Is(err, syscall.ECONNRESET)) {
		err = k.c.read
	}
	return n, err
}

func (k lp) Write(b []byte) (int, error) {
	k.c.calls.Add(1)
	defer k.c.calls.Add(-1)
	n, err := k.File.Write(b)
	if k.c.write != nil && errors.Is(err, syscall.EPIPE) {
		err = k.c.write
	}
	return n, err
}

func (k lp) Close() error {
	err := k.File.Close()
	if err == nil { // it may be called again
		k.c.open.Add(-1)
	}
	return err
}

// pull takes the cable out of the printer, plug puts it in again; a printer that the cable feeds forgets everything.
func (c *cable) pull() { c.do(func() { c.refuse = true; c.hangUp() }) }

func (c *cable) plug() {
	c.do(func() { c.refuse, c.deaf, c.stopAt = false, false, 0; c.powerCycle() })
}

// newCable is a driver on a printer on a cable.
func newCable(t *testing.T, c *cable, cfg Config) rig {
	c.fake = newFake()
	cfg.Dial = c.dial
	r := made(t, c.fake, cfg)
	t.Cleanup(func() { c.do(func() { c.deaf = false }) })
	r.want(readyPrinted)
	return r
}

// longSlip is three times what the descriptor holds.
func longSlip() (slip receipt.Slip, text []byte) {
	for range 400 {
		slip.Lines = append(slip.Lines, receipt.Line{Text: strings.Repeat("x", 32)})
	}
	return slip, []byte(strings.Repeat("x", 400*32))
}

// becomesDeaf waits until the slip has begun and the printer has taken the first of it.
func (c *cable) becomesDeaf(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { c.mu.Lock(); defer c.mu.Unlock(); return c.deaf }, time.Minute, time.Millisecond)
}

// closes holds Close to its promise: it returns within a second, and nothing of the port is left behind.
func (c *cable) closes(t *testing.T, r rig) {
	t.Helper()
	over := make(chan error, 1)
	go func() { over <- r.Close() }()
	select {
	case err := <-over:
		require.NoError(t, err)
	case <-time.After(time.Second): // what Close promises
		t.Fatal("the driver does not close")
	}
	require.Eventually(t, func() bool { return c.calls.Load() == 0 && c.open.Load() == 0 }, time.Second, time.Millisecond)
}

// The paper ends: the printer says so and takes nothing more, so that the rest of the slip stalls in the kernel. With
// paper it goes on where it stopped.
func TestAUSBWriteStallsWithThePaper(t *testing.T) {
	t.Parallel()
	c := &cable{}
	r := newCable(t, c, Config{})
	c.do(func() { c.stopAt, c.blocks = 3, true })
	slip, text := longSlip()
	require.NoError(t, r.Print(Job{1, slip}))
	r.want(Stalled{1, txn.FaultPaperOut})
	c.do(func() { require.Less(t, len(c.text), len(text)/2); c.load() })
	r.want(Printed{1, txn.GradePrinted, 2})
	c.do(func() { require.Equal(t, string(text), string(c.text), "its bytes left once") })
	c.closes(t, r)
}

// A printer that takes nothing and says nothing, and of which the kernel knows nothing: its slip is stalled when the
// line has not moved for longer than any paper, 9 s here, and goes on when the printer reads.
func TestAUSBWriteStallsInSilence(t *testing.T) {
	t.Parallel()
	c := &cable{}
	r := newCable(t, c, Config{Profile: makeOf(t, "58mm-dots")})
	c.stopReading()
	r.print(1)
	r.want(Stalled{1, txn.FaultSilent})
	c.do(func() { require.Zero(t, c.cuts+c.lines); c.deaf = false })
	r.want(Printed{1, txn.GradePrinted, 2})
	c.do(func() { require.Equal(t, 5, strings.Count(c.paper.String(), "|dots|"), "its bytes left once") })
	c.closes(t, r)
}

// The cable is pulled in the middle of a slip, whatever the kernel makes of it: the slip is never printed, and nothing
// of it is sent to the printer that comes back.
func TestAUSBPrinterIsUnpluggedInTheMiddle(t *testing.T) {
	t.Parallel()
	for name, errs := range map[string]struct{ read, write error }{
		"no such device":              {syscall.ENODEV, syscall.ENODEV},
		"the transfer fails":          {syscall.ENODEV, syscall.EIO},
		"reads give nothing for ever": {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for when, stop := range map[string]struct {
				how  func(c *cable)
				told txn.Fault // before the cable is pulled
			}{
				"while it is being written": {func(c *cable) { c.stopReading() }, txn.FaultNone},
				"while the paper is out":    {func(c *cable) { c.do(func() { c.stopAt, c.blocks = 3, true }) }, txn.FaultPaperOut},
			} {
				t.Run(when, func(t *testing.T) {
					c := &cable{read: errs.read, write: errs.write}
					r := newCable(t, c, Config{})
					stop.how(c)
					slip, _ := longSlip()
					require.NoError(t, r.Print(Job{1, slip}))
					if stop.told == txn.FaultNone {
						c.becomesDeaf(t)
						c.pull()
						r.want(Stalled{1, txn.FaultOffline})
					} else {
						r.want(Stalled{1, stop.told})
						c.pull()
					}
					c.plug()
					r.want(Lost{1, txn.FaultOffline}, readyPrinted)
					c.do(func() { require.Zero(t, c.cuts, "the slip that was cut short"); c.text = nil })
					r.print(2)
					r.want(Printed{2, txn.GradePrinted, 1})
					c.do(func() { require.Equal(t, theSlip(t), c.text) })
					c.closes(t, r)
				})
			}
		})
	}
}

// Close returns within a second whatever the kernel holds up.
func TestAUSBPortIsClosedInEveryState(t *testing.T) {
	t.Parallel()
	slip, _ := longSlip()
	for name, reach := range map[string]func(t *testing.T, c *cable, r rig){
		"idle": func(*testing.T, *cable, rig) {},
		"a write stalls": func(t *testing.T, c *cable, r rig) {
			c.stopReading()
			require.NoError(t, r.Print(Job{1, slip}))
			c.becomesDeaf(t)
		},
		"a write stalls and the paper is out": func(t *testing.T, c *cable, r rig) {
			c.do(func() { c.stopAt, c.blocks = 3, true })
			require.NoError(t, r.Print(Job{1, slip}))
			r.want(Stalled{1, txn.FaultPaperOut})
		},
		"unplugged while idle": func(t *testing.T, c *cable, r rig) {
			c.pull()
			r.want(Down{txn.FaultOffline})
		},
		"unplugged in the middle": func(t *testing.T, c *cable, r rig) {
			c.do(func() { c.stopAt, c.blocks = 3, true })
			require.NoError(t, r.Print(Job{1, slip}))
			r.want(Stalled{1, txn.FaultPaperOut})
			c.pull()
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cable{}
			r := newCable(t, c, Config{})
			reach(t, c, r)
			c.closes(t, r)
		})
	}
}

// A printer that is plugged in again has another number: its serial number finds it, while the driver runs. The devices
// are pseudo terminals, which are character devices that hang up.
func TestAUSBPrinterComesBackUnderAnotherNumber(t *testing.T) {
	t.Parallel()
	sys, dev := t.TempDir(), t.TempDir()
	come := func(name, port string) (master *os.File) {
		master, device := openPty(t)
		raw, err := openSerial(Address{Device: device, Baud: 115200, Flow: FlowNone}) // no echo
		require.NoError(t, err)
		require.NoError(t, raw.Close())
		require.NoError(t, os.Symlink(device, filepath.Join(dev, name)))
		plugged(t, sys, name, port, "X123")
		return master
	}
	plugged(t, sys, "lp0", "1-1", "OTHER")
	first, f := come("lp1", "1-2"), newFake()
	go f.serve(first)
	r := made(t, f, Config{Dial: func(context.Context) (Port, error) {
		return openUSB(sys, Address{Scheme: "usb", Device: filepath.Join(dev, "lp0"), Serial: "X123"})
	}})
	r.want(readyPrinted)
	f.do(func() { f.held = true }) // takes the slip and prints nothing of it
	r.print(1)
	require.Eventually(t, func() bool { f.mu.Lock(); defer f.mu.Unlock(); return len(f.buffer) > 0 }, time.Minute, time.Millisecond)
	require.NoError(t, os.RemoveAll(filepath.Join(sys, "class/usbmisc/lp1")))
	require.NoError(t, os.Remove(filepath.Join(dev, "lp1")))
	require.NoError(t, first.Close())
	r.want(Stalled{1, txn.FaultOffline})
	f.do(f.powerCycle)
	require.Eventually(t, func() bool { return errors.Is(r.Trouble(), os.ErrNotExist) }, time.Minute, time.Millisecond)
	go f.serve(come("lp3", "1-4"))
	r.want(Lost{1, txn.FaultOffline}, readyPrinted)
	r.print(2)
	r.want(Printed{2, txn.GradePrinted, 1})
	f.do(func() { require.Equal(t, theSlip(t), f.text) })
}
