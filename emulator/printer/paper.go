package printer

import (
	"bytes"
	"slices"
)

// ending says how a piece of paper ended.
type ending string

const (
	endOpen  ending = "open"      // still in the printer
	endCut   ending = "cut"       // by the cutter
	endPaper ending = "paper_out" // with the roll
	endTorn  ending = "torn"      // it grew too long
	endHand  ending = "torn_off"  // by a hand at the tear bar
	endBar   ending = "at_bar"    // not at all, but all of it lies beyond the bar
)

// mark is something readable on a piece: a text line or a code, and the rows it covers.
type mark struct {
	from, to int // rows, to is exclusive
	reading
	code *Code
}

// piece is paper between two cuts or the ends of a roll.
type piece struct {
	id        int
	dots      []byte  // rows of stride bytes, leftmost dot in the high bit
	density   []uint8 // per row in 1/100, the mean of its dots; 0 for a row without ink
	tones     []uint8 // per row two densities for each strobe: of a dot by itself, of one under a dot
	marks     []mark
	clean     bool // begins after a cut or at the start of a roll
	jobs      []job
	abandoned bool // what was to follow has been lost
	continues int  // id of the piece whose rest this is, 0 if none
	whole     bool // the roll ended where it was to be cut: the cut came first on the next one
	end       ending
}

func (p *piece) rows() int { return len(p.density) }

func (p *piece) inked() bool { return p.inkWithin(0, p.rows()) }

func (p *piece) inkWithin(from, to int) bool {
	return slices.ContainsFunc(p.density[from:to], func(d uint8) bool { return d != 0 })
}

// ended says whether a slip ends with the piece.
func (p *piece) ended() bool {
	return p.end == endCut || p.end == endHand || p.end == endBar || p.whole
}

// paper is the roll in the printer and the pieces that came off it.
type paper struct {
	stride   int
	strobes  int
	cutter   int  // rows between head and cutter, or the bar in its place: they begin every piece
	bar      bool // there is no cutter: people tear
	finished []piece
	cur      piece
	kept     int   // rows in finished
	used     int64 // rows that ever moved
	burns    int64 // rows that ever passed under the head, also those that printed on the one before
}

func newPaper(width, cutter int, bar bool) *paper {
	p := &paper{stride: width / 8, strobes: (width + strobeDots - 1) / strobeDots, cutter: cutter, bar: bar}
	p.begin(1, cutter)
	return p
}

// begin starts a piece, in the memory of the one before, with rows of blank paper that already lie beyond the head.
func (p *paper) begin(id, rows int) {
	former := p.cur
	p.cur = piece{id: id, jobs: []job{{}}, clean: true, end: endOpen}
	p.cur.dots = append(former.dots[:0], make([]byte, rows*p.stride)...)
	p.cur.density = append(former.density[:0], make([]uint8, rows)...)
	p.cur.tones = append(former.tones[:0], make([]uint8, rows*2*p.strobes)...)
}

// blank is what a row without ink adds.
var blank [2 * strobeLimit]uint8

// burn adds one row. Without ink it is blank.
func (p *paper) burn(bits []byte, ink burnt) {
	p.used++
	p.burns++
	p.cur.density = append(p.cur.density, ink.mean)
	if ink.mean == 0 {
		p.cur.dots = append(p.cur.dots, make([]byte, p.stride)...)
		p.cur.tones = append(p.cur.tones, blank[:2*p.strobes]...)
		return
	}
	p.cur.dots = append(p.cur.dots, bits...)
	p.cur.tones = append(p.cur.tones, ink.tones...)
}

// overprint burns bits onto the newest row: paper that does not move. Paper does not get paler.
func (p *paper) overprint(bits []byte, ink burnt) {
	p.burns++
	last := p.cur.rows() - 1
	if ink.mean == 0 || last < 0 {
		return
	}
	row := p.cur.dots[last*p.stride:]
	for i, b := range bits {
		row[i] |= b
	}
	p.cur.density[last] = max(p.cur.density[last], ink.mean)
	row = p.cur.tones[last*2*p.strobes:]
	for i, tone := range ink.tones {
		row[i] = max(row[i], tone)
	}
}

// sever ends the piece at the cutter, or the tear bar in its place, which is some rows before the head. It
// returns false when no paper has passed there since the last time or the new roll; what follows then begins here.
func (p *paper) sever(how ending) bool {
	at := p.cur.rows() - p.cutter
	if at <= 0 {
		if how == endHand {
			return false // there is nothing to take hold of
		}
		p.endedHere()
		p.afresh()
		return false
	}
	rest := p.cur
	done := rest
	done.end, done.marks = how, nil
	done.jobs, rest.jobs = share(rest.jobs, at)
	p.finish(done, rest.marks, at)
	p.begin(rest.id+1, 0)
	p.cur.jobs = rest.jobs
	p.cur.dots = append(p.cur.dots, rest.dots[at*p.stride:]...)
	p.cur.density = append(p.cur.density, rest.density[at:]...)
	p.cur.tones = append(p.cur.tones, rest.tones[at*2*p.strobes:]...)
	for _, m := range rest.marks {
		if m.from >= at {
			m.from, m.to = m.from-at, m.to-at
			p.cur.marks = append(p.cur.marks, m)
		}
	}
	return true
}

// former is the piece whose rest the one in the printer is; nil when it is none, or that piece was thrown away.
func (p *paper) former() *piece {
	for i := range p.finished {
		if one := &p.finished[i]; one.id == p.cur.continues {
			return one
		}
	}
	return nil
}

// endedHere: nothing of the piece before is missing but the cut that comes now, or a bar's blank paper.
func (p *paper) endedHere() {
	if former := p.former(); former != nil && !p.cur.inked() {
		former.whole = true
	}
}

// newRoll ends the piece with the old roll. The first piece of the new one continues it unless the
// rest was lost or nothing had been printed.
func (p *paper) newRoll() {
	if !p.cur.inked() {
		former := p.cur
		p.begin(former.id, p.cutter)
		p.cur.continues, p.cur.clean = former.continues, former.clean
		p.cur.jobs[0].gap = former.jobs[len(former.jobs)-1].gap
		return
	}
	p.part(endPaper, p.cutter)
}

// tear ends a piece that nobody cuts.
func (p *paper) tear() { p.part(endTorn, 0) }

// part ends the piece other than by a cut; the next begins with lead rows and is the rest of this one, but for a job
// of which nothing is on this one yet.
func (p *paper) part(how ending, lead int) {
	last := p.cur
	marks := last.marks
	last.end, last.marks = how, nil
	waits := last.jobs[len(last.jobs)-1]
	own := p.between()
	if own {
		last.jobs = last.jobs[:len(last.jobs)-1]
		last.whole = p.bar && how == endPaper
	}
	p.finish(last, marks, last.rows())
	p.begin(last.id+1, lead)
	switch {
	case own:
		p.cur.jobs[0].gap = waits.gap
	case !last.abandoned:
		p.cur.continues, p.cur.clean = last.id, false
	}
}

// finish keeps the first rows of a piece, with the marks that lie wholly on them, and lets the oldest go at the
// limits. The memory of what is in the printer is used again: what is kept has its own.
func (p *paper) finish(done piece, marks []mark, rows int) {
	done.dots = bytes.Clone(done.dots[:rows*p.stride])
	done.density = bytes.Clone(done.density[:rows])
	done.tones = bytes.Clone(done.tones[:rows*2*p.strobes])
	for _, m := range marks {
		if m.to <= rows {
			done.marks = append(done.marks, m)
		}
	}
	p.finished = append(p.finished, done)
	p.kept += done.rows()
	for len(p.finished) > 1 && (len(p.finished) > slipLimit || p.kept > rowLimit) {
		p.kept -= p.finished[0].rows()
		p.finished = slices.Delete(p.finished, 0, 1)
	}
}

// startOver begins a job: the host has initialised the printer. At a bar that ends the one before.
func (p *paper) startOver() {
	if p.cur.inked() {
		p.nextJob()
		return
	}
	if p.bar {
		p.endedHere()
	}
	p.afresh()
}

// afresh makes the piece begin a job of its own, whatever was missing, unless something is on it.
func (p *paper) afresh() {
	if !p.cur.inked() {
		p.cur.continues, p.cur.clean, p.cur.jobs = 0, true, []job{{}}
	}
}

// begun says whether a slip is under way: some of it is on the paper, and no cut has ended it, nor a bar.
func (p *paper) begun() bool { return (p.cur.inked() || p.cur.continues != 0) && !p.fedOut() }

// spoil: something of the slip under way is missing. When none of it is on this roll yet, it is the piece before that
// lacks it.
func (p *paper) spoil() {
	one := &p.cur
	if former := p.former(); former != nil && !p.cur.inked() {
		one = former
	}
	one.jobs[len(one.jobs)-1].gap = true
}

// interrupt: what was to follow of the slip under way is lost.
func (p *paper) interrupt() {
	if p.cur.inked() || p.cur.continues != 0 {
		p.spoil()
		p.cur.abandoned = p.cur.inked()
	}
}

// forget drops what is finished; the paper in the printer stays.
func (p *paper) forget() { p.finished, p.kept = nil, 0 }

// forgotten counts the pieces that are kept no more: ids count from 1.
func (p *paper) forgotten() int {
	if len(p.finished) > 0 {
		return p.finished[0].id - 1
	}
	return p.cur.id - 1
}

// pieces lists what a person could hold: the finished ones, and the one in the printer once it is inked.
func (p *paper) pieces() []piece {
	all := slices.Clone(p.finished)
	if p.cur.inked() {
		all = append(all, p.cur)
	}
	return all
}
