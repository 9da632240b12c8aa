package escpos

// Kind is a kind of reply.
type Kind uint8

// The kinds of reply, with what Data holds.
const (
	Unknown     Kind = iota // bytes that fit nothing
	RealTime                // answer to DLE EOT: one byte
	Automatic               // automatic status: four bytes
	Ordered                 // answer to GS r (or another one-byte answer): one byte
	Done                    // answer to GS ( H: the four characters of the process id
	Block                   // another block, without its NUL
	TransmitOn              // XON: one byte, 11
	TransmitOff             // XOFF: one byte, 13
)

// Reply is one reply of a printer.
type Reply struct {
	Kind Kind
	Data []byte
}

// ID is the process id of a Done reply.
func (r Reply) ID() ID { return ID(r.Data) }

// The two bytes of software flow control.
const (
	xon  = 0x11
	xoff = 0x13
)

// blockLimit is the longest block that is waited for. Chosen: makers' names and
// serial numbers are far shorter.
const blockLimit = 96

// The beginning and length of the answer to GS ( H: 37 22 d1 d2 d3 d4 (00).
const (
	doneHead, doneNext = 0x37, 0x22
	doneLength         = 6
)

// Splitter parts the stream of a printer into replies. Every first byte says
// by its bits what it begins (PRINTER.md 1.6): 0xx1xx10 real time · 0xx1xx00
// four bytes of automatic status · 0xx0xxxx one-byte answer · 11, 13 XON, XOFF ·
// 35 37 3B 3D 53 5F a block up to NUL. A reply that is cut short by the
// beginning of another is Unknown. The zero value is ready.
type Splitter struct {
	tail  []byte // of an automatic status or block under way
	block bool
}

// Feed takes bytes in pieces of any size and gives the replies they complete.
func (s *Splitter) Feed(p []byte) (replies []Reply) {
	for _, b := range p {
		switch {
		case b == xon:
			replies = append(replies, Reply{TransmitOn, []byte{b}})
		case b == xoff:
			replies = append(replies, Reply{TransmitOff, []byte{b}})
		case s.block:
			replies = append(replies, s.inBlock(b)...)
		case len(s.tail) > 0:
			replies = append(replies, s.inAutomatic(b)...)
		default:
			replies = append(replies, s.first(b)...)
		}
	}
	return replies
}

// first takes the first byte of a reply.
func (s *Splitter) first(b byte) []Reply {
	switch {
	case IsRealTime(b):
		return []Reply{{RealTime, []byte{b}}}
	case b&0x93 == 0x10:
		s.tail = []byte{b}
		return nil
	case b == 0x35, b == doneHead, b == 0x3B, b == 0x3D, b == 0x53, b == 0x5F:
		s.tail, s.block = []byte{b}, true
		return nil
	case b&0x90 == 0:
		return []Reply{{Ordered, []byte{b}}}
	}
	return []Reply{{Unknown, []byte{b}}}
}

// inAutomatic takes bytes two to four of an automatic status. A real-time answer
// may stand between them.
func (s *Splitter) inAutomatic(b byte) []Reply {
	switch {
	case IsRealTime(b):
		return []Reply{{RealTime, []byte{b}}}
	case b&0x90 != 0:
		return s.giveUp(b)
	}
	if s.tail = append(s.tail, b); len(s.tail) < 4 {
		return nil
	}
	return []Reply{{Automatic, s.take()}}
}

// inBlock takes a byte of a block. A real-time answer below 20 may stand between them.
func (s *Splitter) inBlock(b byte) []Reply {
	done := len(s.tail) >= 2 && s.tail[0] == doneHead && s.tail[1] == doneNext
	switch {
	case b == 0 && done && len(s.tail) == doneLength:
		return []Reply{{Done, s.take()[2:]}}
	case b == 0 && done:
		return []Reply{{Unknown, s.take()}}
	case b == 0:
		return []Reply{{Block, s.take()}}
	case b < 0x20 && IsRealTime(b):
		return []Reply{{RealTime, []byte{b}}}
	case b < 0x20, b > 0x7E, done && len(s.tail) == doneLength, len(s.tail) >= blockLimit:
		return s.giveUp(b)
	}
	s.tail = append(s.tail, b)
	return nil
}

// giveUp ends a reply that was cut short and begins again with b.
func (s *Splitter) giveUp(b byte) []Reply {
	return append([]Reply{{Unknown, s.take()}}, s.first(b)...)
}

func (s *Splitter) take() []byte {
	tail := s.tail
	s.tail, s.block = nil, false
	return tail
}
