package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Port is a line to a printer. Read and Write may run at the same time; Close
// ends both at once.
type Port interface {
	io.ReadWriteCloser
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// Dial opens the line to a printer. ErrPortBusy means that another program has it.
type Dial func(ctx context.Context) (Port, error)

// ErrPort marks every address of a printer that was refused; the text says why.
var ErrPort = errors.New("bad printer port")

// ErrPortBusy says that another program has the port open.
var ErrPortBusy = errors.New("the port is in use by another program")

// ErrNoDevice says that a device's path leads to something else, a file or a folder.
var ErrNoDevice = errors.New("this is no device")

// Flow is the flow control of a serial line.
type Flow string

// The flow controls.
const (
	FlowNone    Flow = "none"    // the printer's buffer must be large enough
	FlowRTSCTS  Flow = "rtscts"  // by wire
	FlowXONXOFF Flow = "xonxoff" // by bytes 11 and 13
)

// Parity is the ninth bit of a character on a serial line.
type Parity string

// The parities.
const (
	ParityNone Parity = "none" // there is none; most printers
	ParityEven Parity = "even"
	ParityOdd  Parity = "odd"
)

// Address is where a printer is.
type Address struct {
	Scheme string // "tcp", "serial", "usb" or "none"
	Host   string // tcp: host:port
	Device string // serial, usb: path of the device
	Baud   int    // serial: bits per second
	Flow   Flow   // serial
	Parity Parity // serial
	Serial string // usb: the device's serial number, instead of its kernel number; empty: none
}

// defaultBaud is what most serial receipt printers are delivered with today.
const defaultBaud = 115200

// ParsePort reads "tcp://127.0.0.1:9100", "serial:///dev/ttyUSB0",
// "serial:///dev/ttyS1?baud=9600&flow=rtscts&parity=even", "usb:///dev/usb/lp0",
// "usb:///dev/usb/lp0?serial=X12345" or "none". Baud defaults to 115200, flow and parity to
// none. Whatever it does not know is refused.
func ParsePort(s string) (Address, error) {
	if s == "none" {
		return Address{Scheme: "none"}, nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return Address{}, fmt.Errorf("%w %q: not an address", ErrPort, s)
	}
	switch {
	case u.User != nil || u.Fragment != "":
		return Address{}, fmt.Errorf("%w %q: no user and no # in it", ErrPort, s)
	case u.Scheme == "tcp":
		return parseTCP(s, u)
	case u.Scheme == "serial":
		return parseSerial(s, u)
	case u.Scheme == "usb":
		return parseUSB(s, u)
	}
	return Address{}, fmt.Errorf("%w %q: want tcp://host:port, serial:///dev/..., usb:///dev/... or none", ErrPort, s)
}

func parseTCP(s string, u *url.URL) (Address, error) {
	if u.Path != "" || u.RawQuery != "" {
		return Address{}, fmt.Errorf("%w %q: nothing may follow the port number", ErrPort, s)
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || n == 0 || u.Hostname() == "" {
		return Address{}, fmt.Errorf("%w %q: want tcp://host:port, port 1 to 65535", ErrPort, s)
	}
	return Address{Scheme: "tcp", Host: u.Host}, nil
}

func parseSerial(s string, u *url.URL) (Address, error) {
	a := Address{Scheme: "serial", Device: u.Path, Baud: defaultBaud, Flow: FlowNone, Parity: ParityNone}
	if !isDevice(u) {
		return a, fmt.Errorf("%w %q: want three slashes and a device, like serial:///dev/ttyUSB0", ErrPort, s)
	}
	return a, a.options(s, u.RawQuery, a.set)
}

// options takes what stands after the question mark, each option once.
func (a *Address) options(s, after string, set func(key, value string) error) error {
	query, err := url.ParseQuery(after)
	if err != nil {
		return fmt.Errorf("%w %q: unreadable after the question mark", ErrPort, s)
	}
	for key, values := range query {
		if len(values) != 1 {
			return fmt.Errorf("%w %q: %s is given twice", ErrPort, s, key)
		}
		if err := set(key, values[0]); err != nil {
			return fmt.Errorf("%w %q: %w", ErrPort, s, err)
		}
	}
	return nil
}

func parseUSB(s string, u *url.URL) (Address, error) {
	if !isDevice(u) {
		return Address{}, fmt.Errorf("%w %q: want three slashes and a device, like usb:///dev/usb/lp0", ErrPort, s)
	}
	a := Address{Scheme: "usb", Device: u.Path}
	return a, a.options(s, u.RawQuery, func(key, value string) error {
		if key != "serial" || value == "" || len(value) > serialLimit {
			return fmt.Errorf("want serial=NUMBER or nothing after the question mark, not %q", key)
		}
		a.Serial = value
		return nil
	})
}

// serialLimit is the longest serial number in bytes. Source: a USB string has at most 126 characters.
const serialLimit = 126

// isDevice says whether an address names a file and no host.
func isDevice(u *url.URL) bool {
	return u.Host == "" && strings.HasPrefix(u.Path, "/") && !strings.HasSuffix(u.Path, "/")
}

// set takes one option of a serial address.
func (a *Address) set(key, value string) error {
	switch key {
	case "baud":
		n, err := strconv.Atoi(value)
		if err != nil || !bauds[n] {
			return fmt.Errorf("baud must be a standard rate from 1200 to 921600, not %q", value)
		}
		a.Baud = n
	case "flow":
		switch a.Flow = Flow(value); a.Flow {
		case FlowNone, FlowRTSCTS, FlowXONXOFF:
		default:
			return fmt.Errorf("flow must be none, rtscts or xonxoff, not %q", value)
		}
	case "parity":
		switch a.Parity = Parity(value); a.Parity {
		case ParityNone, ParityEven, ParityOdd:
		default:
			return fmt.Errorf("parity must be none, even or odd, not %q", value)
		}
	default:
		return fmt.Errorf("unknown option %q: want baud, flow or parity", key)
	}
	return nil
}

// bauds are the rates receipt printers have. The serial library knows more and refuses all others.
var bauds = map[int]bool{
	1200: true, 2400: true, 4800: true, 9600: true, 19200: true, 38400: true, 57600: true,
	115200: true, 230400: true, 460800: true, 921600: true,
}

// dialTimeout bounds opening a port. Chosen: a printer on the shop's own network.
const dialTimeout = 3 * time.Second

// keepAlive finds a printer that vanished without a word. Chosen: well under
// the 60 to 90 s after which printers drop an idle connection.
const keepAlive = 15 * time.Second

// kernelTree is where the kernel shows its devices.
const kernelTree = "/sys"

// Open opens the line to an address, for other devices that are connected as printers are.
func (a Address) Open(ctx context.Context) (Port, error) {
	dial := a.dial()
	if dial == nil {
		return nil, fmt.Errorf("%w: there is none", ErrPort)
	}
	return dial(ctx)
}

// dial is how an address is opened; nil for "none".
func (a Address) dial() Dial {
	switch a.Scheme {
	case "tcp":
		return func(ctx context.Context) (Port, error) {
			d := net.Dialer{Timeout: dialTimeout, KeepAlive: keepAlive}
			conn, err := d.DialContext(ctx, "tcp", a.Host)
			if err != nil {
				return nil, err
			}
			return conn, nil
		}
	case "serial":
		return func(context.Context) (Port, error) { return openSerial(a) }
	case "usb":
		return func(context.Context) (Port, error) { return openUSB(kernelTree, a) }
	}
	return nil
}
