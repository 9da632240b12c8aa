package printer

// Flow is how a serial printer holds a host whose bytes it has no room for.
type Flow string

// What the DIP switches say. A pseudo terminal has no control lines: RTS/CTS is honoured by not reading, if the
// host has switched it on. A host that is not held loses bytes, as on a wire.
const (
	FlowAny     Flow = "any"     // every host is held, whatever it has switched on, as behind a USB adapter
	FlowRTSCTS  Flow = "rtscts"  // hosts with RTS/CTS are held
	FlowXONXOFF Flow = "xonxoff" // XOFF and XON are sent; hosts whose tty obeys them are held
	FlowNone    Flow = "none"    // nobody is held
)

// Flows are all of them.
var Flows = []Flow{FlowAny, FlowRTSCTS, FlowXONXOFF, FlowNone}

// The bytes of XON/XOFF.
const (
	xon  = 0x11
	xoff = 0x13
)

// terminal is what the host has set at its end of a serial line.
type terminal struct {
	frame
	rtscts, xonxoff bool
}

// held is true when the host waits while the printer has no room.
func (f Flow) held(host terminal) bool {
	switch f {
	case FlowRTSCTS:
		return host.rtscts
	case FlowXONXOFF:
		return host.xonxoff
	case FlowNone:
		return false
	}
	return true
}

// Free room at which a host is asked to stop and to go on, in bytes. Assumed, as of common models: 16 and 26 of
// 45 bytes, 128 and 256 of 4 KiB.
func (m *machine) marks() (stop, resume int) {
	if m.opt.Buffer < 512 {
		return m.opt.Buffer * 16 / 45, m.opt.Buffer * 26 / 45
	}
	return 128, 256
}

// hold says whether XOFF or XON is due; 0: neither. It remembers what it said.
func (m *machine) hold() byte {
	stop, resume := m.marks()
	switch free := m.opt.Buffer - len(m.rx); {
	case m.state.off:
	case !m.stopped && free <= stop:
		m.stopped = true
		return xoff
	case m.stopped && free >= resume:
		m.stopped = false
		return xon
	}
	return 0
}

// overrun takes a byte that nobody could hold back. Real-time commands are still seen; what has no room is lost.
func (m *machine) overrun(b byte) {
	urgent := b == dle && len(m.rx) < m.opt.Buffer+scannerLimit
	if m.room() == 0 && !urgent {
		m.lost++
		m.holed(true)
		return
	}
	m.receive(b)
}
