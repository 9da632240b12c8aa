package printer

import (
	"bytes"
	"context"
)

// stretchRows is how many rows Since gives at a time, about 60 KB. Chosen: a second of an ordinary printer,
// twice.
const stretchRows = 1000

// Place is how far somebody has seen the paper come out. The zero value is before the oldest piece that is
// kept.
type Place struct {
	piece, rows int
	burns       int64 // of the whole printer, so that print on paper that stands still is seen, too
	end         ending
}

// Stretch is dot rows of one piece of paper, as they came off the head.
type Stretch struct {
	Piece     int    `json:"piece"`     // id, as that of a Slip
	Continues int    `json:"continues"` // id of the piece whose rest this is; 0: none
	From      int    `json:"from"`      // the first of these rows; those a reader has from there on are replaced
	Rows      int    `json:"rows"`      // of the piece by now: a cut leaves what is beyond the cutter to the next one
	Width     int    `json:"width"`     // dots of a row
	Strobe    int    `json:"strobe"`    // dots that share two tones
	Ended     string `json:"ended"`     // as in Slip
	Dots      []byte `json:"dots"`      // Width/8 bytes a row, leftmost dot in the high bit
	Tones     []byte `json:"tones"`     // two bytes a strobe of each row: density in 1/100 of a dot alone, of one under a dot
	// Slip is the whole piece; null while it is in the printer.
	Slip *Slip `json:"slip"`
}

// Since gives what came out since a place, at most about 1000 rows, and the place after it. Nothing is
// left when it gives no stretch. The last row that was seen comes again: paper that stands still is
// printed on twice.
func (p *Printer) Since(at Place) ([]Stretch, Place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []Stretch
	for room := stretchRows; room > 0; {
		s, next, more := p.m.paper.since(at, min(room, stretchRows))
		if !more {
			break
		}
		s.Width, s.Strobe = p.m.opt.Width, strobeDots
		all, at = append(all, s), next
		room -= len(s.Dots)/p.m.paper.stride + 1
	}
	return all, at
}

// since is the next stretch of one piece.
func (p *paper) since(at Place, limit int) (s Stretch, next Place, more bool) {
	for _, one := range p.pieces() {
		from := 0
		switch {
		case one.id < at.piece:
			continue
		case one.id == at.piece && at.rows >= one.rows() && at.end == one.end && (one.end != endOpen || at.burns == p.burns):
			continue
		case one.id == at.piece:
			from = max(0, min(at.rows, one.rows())-1)
		}
		to := min(one.rows(), from+limit)
		s = one.stretch(from, to, p.stride, 2*p.strobes)
		next = Place{piece: one.id, rows: to, burns: p.burns, end: endOpen}
		if to == one.rows() && one.end != endOpen {
			slip := one.slip()
			s.Slip, next.end = &slip, one.end
		}
		return s, next, true
	}
	return s, at, false
}

func (p *piece) stretch(from, to, stride, tones int) Stretch {
	return Stretch{
		Piece: p.id, Continues: p.continues, From: from, Rows: p.rows(), Ended: string(p.end),
		Dots: bytes.Clone(p.dots[from*stride : to*stride]), Tones: bytes.Clone(p.tones[from*tones : to*tones]),
	}
}

// Before is the place before the newest n pieces.
func (p *Printer) Before(n int) Place {
	p.mu.Lock()
	defer p.mu.Unlock()
	pieces := p.m.paper.pieces()
	if len(pieces) <= n {
		return Place{}
	}
	last := pieces[len(pieces)-n-1]
	return Place{piece: last.id, rows: last.rows(), end: last.end, burns: p.m.paper.burns}
}

// AwaitPaper returns once anything came out since a place, or with ctx's error, or ErrClosed.
func (p *Printer) AwaitPaper(ctx context.Context, at Place) error {
	return p.WaitFor(ctx, func(Status) bool {
		_, _, more := p.m.paper.since(at, 0)
		return more
	})
}

// Inks are the colours of densities 0 to 255 in 1/100 as pictures of paper show them: red, green, blue. A
// density of 0 is bare paper.
func Inks() [256][3]uint8 {
	var all [256][3]uint8
	for density := range all {
		r, g, b, _ := palette[ink(uint8(density))].RGBA()
		all[density] = [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
	}
	return all
}

// Forgotten is how many pieces of paper are kept no more; their ids came before those that are.
func (p *Printer) Forgotten() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.m.paper.forgotten()
}
