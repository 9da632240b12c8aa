package escpos

// Status is what a printer says about itself. The zero value is a healthy printer.
type Status struct {
	Offline       bool // takes data, prints nothing
	Waiting       bool // paper is in, somebody must press FEED
	Cover         bool // cover open
	Feeding       bool // somebody holds FEED
	PaperEnd      bool // roll at its end
	PaperLow      bool // roll near its end; prints on
	Error         bool // some error; the three below say which
	Cutter        bool // auto-cutter blocked
	Unrecoverable bool // switch off at once
	Recoverable   bool // recovers by itself: head too hot, or the cover was opened while printing
}

// IsRealTime says whether a byte can be an answer to DLE EOT: bits 0xx1xx10.
func IsRealTime(b byte) bool { return b&0x93 == 0x12 }

// Take adds the answer to DLE EOT n. Healthy answers (hex): n=1: 12, or 16 with
// the drawer's pin high · n=2: 12 · n=3: 12 · n=4: 12. Bits: PRINTER.md 1.5.
func (s *Status) Take(n, b byte) {
	has := func(mask byte) bool { return b&mask != 0 }
	switch n {
	case 1:
		s.Offline, s.Waiting = has(0x08), has(0x20)
	case 2:
		s.Cover, s.Feeding, s.Error = has(0x04), has(0x08), has(0x40)
		s.PaperEnd = s.PaperEnd || has(0x20)
	case 3:
		s.Cutter, s.Unrecoverable, s.Recoverable = has(0x08), has(0x20), has(0x40)
	case 4:
		s.PaperLow = has(0x0C)
		s.PaperEnd = s.PaperEnd || has(0x60)
	}
}

// Auto reads the four bytes of an automatic status block. Healthy: 10 00 00 00,
// or 14 00 00 0F with the drawer's pin high on newer models. Bits: PRINTER.md 1.6.
func Auto(b [4]byte) Status {
	return Status{
		Offline:       b[0]&0x08 != 0,
		Cover:         b[0]&0x20 != 0,
		Feeding:       b[0]&0x40 != 0,
		Waiting:       b[1]&0x01 != 0,
		Error:         b[1]&0x6C != 0,
		Cutter:        b[1]&0x08 != 0,
		Unrecoverable: b[1]&0x20 != 0,
		Recoverable:   b[1]&0x40 != 0,
		PaperLow:      b[2]&0x03 != 0,
		PaperEnd:      b[2]&0x0C != 0,
	}
}
