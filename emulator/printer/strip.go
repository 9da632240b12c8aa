package printer

// bandRows is how an image is cut up: the paper's end can stop it between two bands.
const bandRows = 24

// strip is one movement of the mechanism, waiting for the head: dots, a feed, or a cut.
type strip struct {
	rows     int     // dot rows to move
	dots     *bitmap // what to burn; nil is a feed
	from     int     // first row of dots
	done     int     // rows already on paper
	whole    bool    // a text line: the end of paper waits for its last row
	toCutter bool    // feed as far as the cutter first
	cut      bool    // cut, rows is 0
	block    *block  // what this strip is part of
}

// line gives the dots of the next row, nil for a blank one.
func (s *strip) line() []byte {
	if s.dots == nil {
		return nil
	}
	return s.dots.row(s.from + s.done)
}

// begun is true within a line that the paper's end lets finish.
func (s *strip) begun() bool { return s.whole && s.done > 0 && s.done < s.rows }

// block is something readable and where its rows went. It counts only when all of them came out, one
// after the other, on one piece of paper.
type block struct {
	reading
	code    *Code
	inner   []mark // of a page: what is on it, in its own rows
	left    int    // rows still to print
	rows    int    // of them all
	piece   int    // id of the piece that has the first row
	first   int    // that row
	started bool
	spoiled bool // torn or overprinted
}

// place is the row of the paper where a row of the block came out, when its last is at a row: a feed that slips
// makes the block shorter.
func (b *block) place(row, last int) int { return b.first + (row*(last+1-b.first)+b.rows-1)/b.rows }

// printBlock burns an image at an indent, in bands. Parts beyond the print area are lost.
func (ip *interpreter) printBlock(b *bitmap, indent int, what *block) {
	full := b
	if span := ip.span(); indent != 0 || b.width != span {
		full = newBitmap(span, b.height)
		for y := range b.height {
			ip.shift(full.row(y), b.row(y), indent)
		}
	}
	if what == nil {
		what = &block{}
	}
	what.left = b.height
	if ip.paged != nil {
		ip.paged.place(&strip{rows: b.height, dots: full, block: what})
		ip.line.clear()
		return
	}
	for at := 0; at < b.height; at += bandRows {
		ip.dev.queue(&strip{rows: min(bandRows, b.height-at), dots: full, from: at, whole: true, block: what})
	}
}

// shift copies a row some dots to the right, clipped at the print area.
func (ip *interpreter) shift(into, row []byte, by int) {
	at, bit := by/8, by%8
	for i, b := range row {
		if at+i < len(into) {
			into[at+i] |= b >> bit
		}
		if bit > 0 && at+i+1 < len(into) {
			into[at+i+1] |= b << (8 - bit)
		}
	}
}
