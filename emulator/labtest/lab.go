package labtest

import (
	"context"
	"net"
	"time"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// T is what a lab needs of a *testing.T, *testing.B, or whatever tells your tests.
type T interface {
	Helper()
	Cleanup(func())
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any) // must not return
	Failed() bool
}

// Lab is a host and a printer for the length of a test. Beside what stands here, Host and Printer of the lab within can
// be used directly.
type Lab struct {
	*emulator.Lab
	// Patience is how long an Await waits under a context without a deadline. Set it before the first Await.
	Patience time.Duration

	t       T
	network link.Network
	seen    log
	lines   map[string]*link.Line // by where they lead
}

// DefaultPatience is the Patience of a new lab. Chosen: long for a loaded machine, short for a person who waits.
const DefaultPatience = 10 * time.Second

// Start opens host and printer on free ports of 127.0.0.1 and closes them when the test ends. Changes are made to the
// options before: cards, the make of the printer, how the host behaves, an address for the admin API. A lab that cannot
// start ends the test.
func Start(t T, changes ...func(*emulator.Options)) *Lab {
	t.Helper()
	l := &Lab{Patience: DefaultPatience, t: t, seen: log{changed: make(chan struct{})}, lines: map[string]*link.Line{}}
	o := emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Network: link.TCP}
	for _, change := range changes {
		change(&o)
	}
	also := o.OnEvent
	o.OnEvent = func(e emulator.Event) {
		l.seen.add(e)
		if also != nil {
			also(e)
		}
	}
	l.network = o.Network
	lab, err := emulator.Start(context.Background(), o)
	if err != nil {
		t.Fatalf("labtest: the lab did not start: %v", err)
	}
	l.Lab = lab
	t.Cleanup(l.end)
	return l
}

// InMemory is a change for Start: the lab is on a network within the process, and [Lab.Dial] is the way to it.
func InMemory(o *emulator.Options) { o.Network = &link.Memory{} }

// end closes the lab, and says what a test that failed, or did not test what it says, should know.
func (l *Lab) end() {
	l.t.Helper()
	for _, f := range l.Host.Faults() {
		l.t.Errorf("labtest: %d of the fault %s for %v was met by no message; Heal takes back what is not needed any more", f.Count, f.Name, f.Match)
	}
	if err := l.Close(); err != nil {
		l.t.Errorf("labtest: the lab ended with: %v", err)
	}
	if l.t.Failed() {
		l.t.Logf("labtest: what happened in the lab:\n%s", l.seen.all())
	}
}

// HostAddr is where the host listens: "127.0.0.1:40123".
func (l *Lab) HostAddr() string { return l.Addresses().Host }

// PrinterAddr is where the printer takes ESC/POS, as a network printer does on its port 9100: "127.0.0.1:40124".
func (l *Lab) PrinterAddr() string { return l.Addresses().PrinterTCP }

// Dial connects to an address of the lab, on sockets or in memory. It fits wherever net.Dialer.DialContext does; the
// network's name is not looked at.
func (l *Lab) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	return l.network.Dial(ctx, address)
}

// HostConn is a new connection to the host, closed when the test ends.
func (l *Lab) HostConn() net.Conn {
	l.t.Helper()
	return l.conn("host", l.HostAddr())
}

// PrinterConn is a new connection to the printer, closed when the test ends.
func (l *Lab) PrinterConn() net.Conn {
	l.t.Helper()
	return l.conn("printer", l.PrinterAddr())
}

func (l *Lab) conn(what, address string) net.Conn {
	l.t.Helper()
	conn, err := l.network.Dial(context.Background(), address)
	if err != nil {
		l.t.Fatalf("labtest: no connection to the %s: %v", what, err)
	}
	l.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// HostLine is a line to the host that can be bad: let the terminal connect to its Address instead of HostAddr, then
//
//	lab.HostLine().Be(link.Fault{Cut: link.CutIn, After: 20}) // the answer breaks off after 20 bytes
//
// Calls give the same line.
func (l *Lab) HostLine() *link.Line {
	l.t.Helper()
	return l.line(l.HostAddr())
}

// PrinterLine is a line to the printer that can be bad, like HostLine.
func (l *Lab) PrinterLine() *link.Line {
	l.t.Helper()
	return l.line(l.PrinterAddr())
}

func (l *Lab) line(to string) *link.Line {
	l.t.Helper()
	if line := l.lines[to]; line != nil {
		return line
	}
	line, err := link.OpenLine(l.network, to)
	if err != nil {
		l.t.Fatalf("labtest: no line: %v", err)
	}
	l.t.Cleanup(func() { _ = line.Close() })
	l.lines[to] = line
	return line
}

// HostFault has the host do something wrong to the next messages that match, once unless Count says more. host.FaultNames
// lists what there is; docs/lab.md says what each does.
func (l *Lab) HostFault(f host.Fault) {
	l.t.Helper()
	if err := l.Host.AddFault(f); err != nil {
		l.t.Fatalf("labtest: %v", err)
	}
}

// PrinterFault makes the printer, its paper or its climate worse or better; a field that is nil changes nothing:
// printer.Faults{Paper: new("out")}.
func (l *Lab) PrinterFault(f printer.Faults) {
	l.t.Helper()
	if err := l.Printer.SetFaults(f); err != nil {
		l.t.Fatalf("labtest: %v", err)
	}
}

// Heal ends every fault: of the host, also those that no message met yet, of the printer, with a new roll if its paper
// was out, and of the lines.
func (l *Lab) Heal() {
	l.Host.ClearFaults()
	l.Printer.ClearFaults()
	for _, line := range l.lines {
		line.Be(link.Fault{})
	}
}
