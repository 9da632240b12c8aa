package printer

// scannerLimit is the length of the longest real-time command, DLE DC4 function 8.
const scannerLimit = 10

// scanner watches the bytes as they arrive for real-time commands, wherever they are.
type scanner struct {
	seen    [scannerLimit]byte
	n       int
	outside bool // it began between two commands
}

// feed takes a byte, and whether it lies between two commands, and returns the length of a real-time
// command that it completes, else 0.
func (s *scanner) feed(b byte, outside bool) int {
	switch s.n {
	case 0:
		if b != dle {
			return 0
		}
	case 1:
		if b != eot && b != enq && b != dc4 {
			s.n = 0
			if b != dle {
				return 0
			}
		}
	}
	if s.n == 0 {
		s.outside = outside
	}
	s.seen[s.n] = b
	s.n++
	if s.n < 3 {
		return 0
	}
	n := s.n
	need := 3
	if s.seen[1] == dc4 {
		need = 2 + realTimeSize(s.seen[2:n])
	}
	if n < need {
		return 0
	}
	s.n = 0
	return n
}

// realTimeSize is the number of argument bytes of DLE DC4, known after the first.
func realTimeSize(a []byte) int {
	if len(a) == 0 {
		return 1
	}
	switch a[0] {
	case 1, 2:
		return 3
	case 3:
		return 6
	case 7:
		return 2
	case 8:
		return 8
	}
	return 1
}

// realTime executes a command on reception, whatever state the printer is in.
func (m *machine) realTime(a []byte) {
	switch a[1] {
	case eot:
		m.statusReply(a[2])
	case enq:
		m.enquiry(a[2])
	case dc4:
		switch {
		case a[2] == 1: // drawer; bytes: 10 14 01 m t, t x 100 ms
			m.kick(a[3]&1, int(a[4])*100)
		case string(a) == powerDown: // bytes: 10 14 02 01 08
			m.powerOff()
			m.send([]byte{0x3B, 0x30, 0x00})
		case a[2] == 7 && a[3] == 1: // the block that ASB would send; bytes: 10 14 07 01
			block := m.asbBlock()
			m.send(block[:])
		case string(a) == clearBuffers:
			m.change(m.clear)
			m.send([]byte{0x37, 0x25, 0x00})
		}
	}
}

// Functions 8 and 2 of DLE DC4, with their fixed guard bytes. The notice of the second, 3B 30 00, is assumed.
const (
	clearBuffers = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
	powerDown    = "\x10\x14\x02\x01\x08"
)

// enquiry is DLE ENQ. Bytes: 10 05 n; 0 goes on after paper was loaded, where the model waits for that; 1 resumes
// after an error, 2 drops the buffers and resumes. Both act only on a cutter error whose cause is gone; a hot
// head cools by itself.
func (m *machine) enquiry(n byte) {
	if n == 0 && m.state.waiting {
		m.change(func() { m.state.waiting = false })
	}
	if !m.state.cutterError || m.state.cutterJammed || n != 1 && n != 2 {
		return
	}
	m.change(func() {
		m.state.cutterError = false
		if n == 2 {
			m.clear()
		}
	})
}
