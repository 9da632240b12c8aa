package printer

import "bytes"

// machine is the whole printer without lock, clock or port: bytes go in through receive, the mechanism
// moves through step, answers and events pile up in outbox and events.
type machine struct {
	opt   Options
	state condition
	rx    []byte // receive buffer
	scan  scanner
	skim  parser // follows the bytes as they arrive, to tell a command from image data
	ip    *interpreter
	work  []*strip // print buffer: what the mechanism does next
	paper *paper
	head  head
	slack int64 // per mille of a row that the feed has slipped
	took  int64 // nanoseconds of the last row
	asb   asb
	told  bool // off-line, as the host was last told
	// notify is the off-line response of GS ( H function 49: 0 off, 1 on, 2 with its cause.
	notify  int
	outbox  [][]byte
	events  []Event
	trips   triggers
	onRoll  int  // rows until the sensor sees the end of the roll, when it has a length
	stopped bool // the host was told XOFF
	lost    int  // bytes that came faster than they could be taken

	executed int64  // bytes ever taken out of the receive buffer
	holes    []hole // where bytes are missing, in order
}

func newMachine(opt Options) *machine {
	m := &machine{opt: opt, paper: newPaper(opt.Width, opt.CutterRows, opt.TearBar), head: newHead(opt.Width)}
	m.state = healthy()
	m.trips = unarmed()
	m.onRoll = opt.RollMM * dotsPerMM
	m.ip = newInterpreter(m, opt.Width)
	return m
}

// receive takes one byte off the line. Real-time commands are executed at once and take no room in the
// buffer. Inside the arguments of another command they are executed too, but stay part of it.
func (m *machine) receive(b byte) {
	if m.state.off {
		return
	}
	outside := m.skim.idle()
	m.skim.next(b)
	m.rx = append(m.rx, b)
	n := m.scan.feed(b, outside)
	if n == 0 {
		return
	}
	request := m.scan.seen
	if m.scan.outside {
		m.rx = m.rx[:len(m.rx)-n]
	}
	if !m.state.silent {
		m.realTime(request[:n])
	}
}

// room is how many bytes may be received now. A full buffer still takes one byte, and more as long as
// they may be a real-time command, so that a host that waits can ask why.
func (m *machine) room() int {
	free := m.opt.Buffer - len(m.rx)
	if free == 0 || free < 0 && m.scan.n > 0 {
		return 1
	}
	return max(0, free)
}

// executable is how many bytes of the buffer may be executed: what may become a real-time command waits.
func (m *machine) executable() int {
	if m.scan.outside {
		return len(m.rx) - m.scan.n
	}
	return len(m.rx)
}

// step does the next small thing: one row, one cut, one byte, or text that stays on a line; a hole within that is
// noticed behind it. It returns how many rows moved and false when there is nothing to do or nothing can be done.
func (m *machine) step() (rows int, ok bool) {
	if m.cooled() {
		return 0, true
	}
	if m.state.off || m.state.silent || m.offline() {
		return 0, false
	}
	if len(m.work) > 0 {
		rows, ok = m.move(m.work[0])
		if m.offline() != m.told {
			m.tell()
		}
		return rows, ok
	}
	if m.missing() {
		return 0, true
	}
	n := m.executable()
	if n == 0 {
		return 0, false
	}
	n = m.ip.feed(m.rx[:n])
	m.rx = m.rx[n:]
	m.executed += int64(n)
	if len(m.rx) == 0 {
		m.rx = nil
	}
	return 0, true
}

// queue takes a strip from the interpreter.
func (m *machine) queue(s *strip) {
	if s.toCutter {
		s.rows += m.opt.CutterRows
	}
	if s.dots == nil {
		s.rows = min(s.rows, feedLimit)
	}
	if s.rows > 0 || s.cut {
		m.work = append(m.work, s)
	}
}

// move does one row of the first strip, or its cut.
func (m *machine) move(s *strip) (rows int, ok bool) {
	if s.cut {
		if m.opt.TearBar {
			m.pop()
			m.ip.unsupported("cut without a cutter")
			return 0, true
		}
		if m.state.cutterJammed {
			m.change(func() { m.state.cutterError = true })
			return 0, false
		}
		m.pop()
		m.sever(endCut)
		return 0, true
	}
	m.row(s)
	if m.paper.cur.rows() >= pieceLimit {
		m.tear()
	}
	if s.done == s.rows && len(m.work) > 0 { // none is left when the power went with this row
		m.pop()
	}
	return 1, true
}

func (m *machine) pop() {
	m.work[0] = nil
	m.work = m.work[1:]
	if len(m.work) == 0 {
		m.work = nil
	}
}

// row burns the next row of a strip and feeds, unless the paper is stuck.
func (m *machine) row(s *strip) {
	dots := m.head.withoutDead(s.line())
	ink := m.head.row(dots, m.ip.heat, step(m.speed(), m.ip.heat, m.head.ambient))
	m.took = ink.took
	at := m.paper.cur.rows()
	switch {
	case m.state.jam:
		m.paper.overprint(dots, ink)
		m.paper.spoil()
	case m.slipped():
		m.paper.overprint(dots, ink)
	default:
		m.paper.burn(dots, ink)
	}
	s.done++
	if s.block != nil {
		m.track(s.block, at)
	}
	m.countDown()
}

// track follows a readable block onto the paper. When its last row is out it can be read, if it is whole.
func (m *machine) track(b *block, at int) {
	if !b.started {
		b.started, b.piece, b.first, b.rows = true, m.paper.cur.id, at, b.left
	}
	b.spoiled = b.spoiled || m.state.jam || b.piece != m.paper.cur.id
	if b.left--; b.left > 0 || b.spoiled {
		return
	}
	if len(m.paper.cur.marks) > pieceLimit {
		return
	}
	for _, in := range b.inner {
		in.from, in.to = b.place(in.from, at), b.place(in.to, at)
		m.paper.cur.marks = append(m.paper.cur.marks, in)
	}
	if b.text == "" && b.code == nil {
		return
	}
	m.paper.cur.marks = append(m.paper.cur.marks, mark{from: b.first, to: at + 1, reading: b.reading, code: b.code})
}

// countDown runs the faults that wait for rows.
func (m *machine) countDown() {
	if m.state.paperOut {
		m.state.rowsLeft--
	}
	m.trip()
	m.unroll()
}

// busy is true while something that arrived is not yet on paper.
func (m *machine) busy() bool { return len(m.work) > 0 || len(m.rx) > 0 || m.ip.pending() }

// atRest says whether nothing of the slip under way is to come: what arrived is on paper, or begins another one.
func (m *machine) atRest() bool {
	return len(m.work) == 0 && !m.ip.pending() && (len(m.rx) == 0 || bytes.HasPrefix(m.rx, []byte{esc, '@'}))
}

// interrupt: what was to follow is lost. A slip that lies at the bar lacks nothing.
func (m *machine) interrupt() {
	if !m.atRest() || !m.paper.fedOut() {
		m.paper.interrupt()
	}
}

// lying is all the paper, as a person finds it.
func (m *machine) lying() []piece { return m.paper.lying(!m.atRest()) }

// clear drops the receive and print buffers; modes stay.
func (m *machine) clear() {
	if m.busy() {
		m.interrupt()
	}
	m.rx, m.work, m.holes = nil, nil, nil
	m.scan, m.skim = scanner{}, parser{}
	m.ip.drop()
}

// initialised is part of device.
func (m *machine) initialised() { m.paper.startOver() }
