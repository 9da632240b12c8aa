package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParsePort(t *testing.T) {
	for in, want := range map[string]Address{
		"none":                                          {Scheme: "none"},
		"tcp://127.0.0.1:9100":                          {Scheme: "tcp", Host: "127.0.0.1:9100"},
		"tcp://printer.shop.lan:9100":                   {Scheme: "tcp", Host: "printer.shop.lan:9100"},
		"tcp://[::1]:9100":                              {Scheme: "tcp", Host: "[::1]:9100"},
		"serial:///dev/ttyUSB0":                         {Scheme: "serial", Device: "/dev/ttyUSB0", Baud: 115200, Flow: FlowNone, Parity: ParityNone},
		"serial:///dev/ttyS1?baud=9600&flow=rtscts":     {Scheme: "serial", Device: "/dev/ttyS1", Baud: 9600, Flow: FlowRTSCTS, Parity: ParityNone},
		"serial:///dev/serial/by-id/usb-x?flow=xonxoff": {Scheme: "serial", Device: "/dev/serial/by-id/usb-x", Baud: 115200, Flow: FlowXONXOFF, Parity: ParityNone},
		"usb:///dev/usb/lp0":                            {Scheme: "usb", Device: "/dev/usb/lp0"},
		"serial:///run/lab/printer":                     {Scheme: "serial", Device: "/run/lab/printer", Baud: 115200, Flow: FlowNone, Parity: ParityNone},
		"usb:///dev/usb/lp0?serial=X1%202":              {Scheme: "usb", Device: "/dev/usb/lp0", Serial: "X1 2"},
		"serial:///dev/ttyS0?parity=even":               {Scheme: "serial", Device: "/dev/ttyS0", Baud: 115200, Flow: FlowNone, Parity: ParityEven},
		"serial:///dev/ttyS0?parity=odd&baud=9600":      {Scheme: "serial", Device: "/dev/ttyS0", Baud: 9600, Flow: FlowNone, Parity: ParityOdd},
		"serial:///dev/ttyUSB0?flow=none&baud=921600":   {Scheme: "serial", Device: "/dev/ttyUSB0", Baud: 921600, Flow: FlowNone, Parity: ParityNone},
	} {
		got, err := ParsePort(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
}

func TestParsePortRefuses(t *testing.T) {
	for in, why := range map[string]string{
		"":                                  "want tcp://",
		"127.0.0.1:9100":                    "not an address",
		"lpt:///dev/lp0":                    "want tcp://",
		"none:":                             "want tcp://",
		"tcp://":                            "want tcp://host:port",
		"tcp://host":                        "want tcp://host:port",
		"tcp://:9100":                       "want tcp://host:port",
		"tcp://host:0":                      "port 1 to 65535",
		"tcp://host:65536":                  "port 1 to 65535",
		"tcp://host:9100/":                  "nothing may follow",
		"tcp://host:9100?x=1":               "nothing may follow",
		"tcp://me@host:9100":                "no user",
		"tcp://host:9100#x":                 "no #",
		"serial://dev/ttyUSB0":              "three slashes",
		"usb://lp0":                         "three slashes",
		"usb:///dev/usb/lp0?baud=9600":      "want serial=NUMBER",
		"usb:///dev/usb/lp0?serial=":        "want serial=NUMBER",
		"serial:///":                        "three slashes",
		"serial:///dev/ttyUSB0?baud=12345":  "standard rate",
		"serial:///dev/ttyUSB0?baud=fast":   "standard rate",
		"serial:///dev/ttyUSB0?flow=dtrdsr": "rtscts or xonxoff",
		"serial:///dev/ttyUSB0?flow=":       "rtscts or xonxoff",
		"serial:///dev/ttyUSB0?parity=mark": "none, even or odd",
		"serial:///dev/ttyUSB0?stop=2":      "want baud, flow or parity",
		"serial:///dev/ttyUSB0?baud=9600&baud=19200": "given twice",
		"serial:///dev/ttyUSB0?%zz":                  "unreadable",
	} {
		_, err := ParsePort(in)
		require.ErrorIs(t, err, ErrPort, in)
		require.ErrorContains(t, err, why, in)
	}
}

// FuzzParsePort: whatever is accepted is complete.
func FuzzParsePort(f *testing.F) {
	f.Add("tcp://h:1")
	f.Add("serial:///dev/x?baud=9600")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParsePort(s)
		if err != nil {
			require.ErrorIs(t, err, ErrPort)
			return
		}
		switch a.Scheme {
		case "none":
		case "tcp":
			require.NotEmpty(t, a.Host)
		case "usb":
			require.NotEmpty(t, a.Device)
		case "serial":
			require.NotEmpty(t, a.Device)
			require.True(t, bauds[a.Baud])
			require.NotEmpty(t, a.Parity)
		default:
			t.Fatalf("accepted %q as %+v", s, a)
		}
	})
}
