package printer

// frame is how one end of a serial line writes a byte: a start bit, eight data bits from the lowest, stop bits.
// Other sizes and parity are left out: a pseudo terminal does not take them from a host.
type frame struct {
	baud int // bits per second; 0: not told, nothing is garbled and nothing takes time
	stop int // 1 or 2
}

// Baud rates of serial printers. Chosen: from the slowest in use to the fastest that USB adapters do.
const (
	baudLeast = 1200
	baudMost  = 921_600
)

// plain is one stop bit, as printers are set.
func plain(baud int) frame { return frame{baud, 1} }

// bits is how many bits a byte is on the line.
func (f frame) bits() int { return 1 + 8 + f.stop }

// levels gives the line while a byte is sent: false is the start bit's level.
func (f frame) levels(b byte) []bool {
	line := make([]bool, f.bits())
	for i := range line {
		line[i] = i > 8 || i > 0 && b>>(i-1)&1 != 0
	}
	return line
}

// heard is what one end makes of bytes that the other sent without a pause: it looks for a start bit and then
// at the middle of each bit by its own clock. Where the two agree that is what was sent. A byte without its
// stop bit becomes what flawed says; nil leaves it out.
func heard(sent []byte, by, at frame, flawed []byte) []byte {
	if by == at || by.baud == 0 || at.baud == 0 {
		return sent
	}
	var line []bool
	for _, b := range sent {
		line = append(line, by.levels(b)...)
	}
	// Time counts in parts of which a sender's bit has at.baud and a receiver's bit has by.baud.
	level := func(t int) bool { return t/at.baud >= len(line) || line[t/at.baud] }
	var out []byte
	for t, end := 0, len(line)*at.baud; t < end; {
		if level(t) || level(t+by.baud/2) { // idle, or too short for a start bit: to the sender's next bit
			t += at.baud - t%at.baud
			continue
		}
		b, good := sample(func(bit int) bool { return level(t + bit*by.baud + by.baud/2) })
		if good {
			out = append(out, b)
		} else {
			out = append(out, flawed...)
		}
		t += 9*by.baud + by.baud/2          // from the middle of the stop bit it waits for the next start
		for t < end && !level(t) && !good { // a break ends before the next byte begins
			t += at.baud - t%at.baud
		}
	}
	return out
}

// sample reads one byte, bit 0 being the start and bit 9 the stop.
func sample(bit func(n int) bool) (b byte, good bool) {
	for i := range 8 {
		if bit(1 + i) {
			b |= 1 << i
		}
	}
	return b, bit(9)
}
