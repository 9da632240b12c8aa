package printer

// look is how characters appear, as it is told with their text. The zero look is the ordinary one.
type look struct {
	wide, tall    uint8 // how often larger, less one
	underline     uint8 // 1 or 2 dots thick, before scaling; 0: none
	align         uint8 // as ESC a counts
	fontB         bool
	bold, reverse bool
	upside        bool
}

// onset is where in the bytes of a text another look begins. Before the first the look is ordinary.
type onset struct {
	at   int32
	look look
}

// onsetLimit bounds the onsets of one line; what follows is told in the last look. Chosen: more than characters stand
// side by side at 9 dots each.
const onsetLimit = 64

// reading is a line as it is read. No onsets: all of it looks ordinary.
type reading struct {
	text   string
	onsets []onset
}

// change goes on in a style, whose look begins at the next character if it is another one; nil is that of a gap.
func (l *line) change(s *style, to look) {
	if l.style = s; l.look == to {
		return
	}
	if l.look = to; len(l.onsets) < onsetLimit {
		l.onsets = append(l.onsets, onset{int32(len(l.text)), to})
	}
}

// looks gives the onsets of the first bytes of the text, behind an indent. What is turned over is the whole line.
func (l *line) looks(bytes, indent int, upside bool) []onset {
	if len(l.onsets) == 0 && !upside {
		return nil
	}
	onsets := make([]onset, 1, len(l.onsets)+1)
	onsets[0].look = look{align: l.look.align, upside: upside}
	for _, t := range l.onsets {
		if int(t.at) >= bytes {
			break
		}
		t.at, t.look.upside = t.at+int32(indent), upside
		onsets = append(onsets, t)
	}
	return onsets
}

// Run is text of one look within a line. What is left out is ordinary: no underline, size 1, font a, at the left. The
// indent of a line, and what was skipped within it, are spaces in an ordinary run of their own.
type Run struct {
	Text       string `json:"text"`
	Bold       bool   `json:"bold,omitempty"`      // ESC E, ESC G, ESC !
	Underline  int    `json:"underline,omitempty"` // 1 or 2 dots thick: ESC -, ESC !; of hanzi FS -, FS !, too
	Reverse    bool   `json:"reverse,omitempty"`   // white on black: GS B
	Width      int    `json:"width,omitempty"`     // 2 to 8 times: GS !, ESC !; of hanzi FS !, FS W, too
	Height     int    `json:"height,omitempty"`    // the same
	Font       string `json:"font,omitempty"`      // b, of characters of a single byte: ESC M, ESC !
	Align      string `json:"align,omitempty"`     // center, right; of the whole line: ESC a
	UpsideDown bool   `json:"upside_down,omitempty"`
}

// alignments by the number of ESC a.
var alignments = [...]string{"", "center", "right"}

func (t look) run(text string) Run {
	r := Run{Text: text, Bold: t.bold, Underline: int(t.underline), Reverse: t.reverse, Align: alignments[t.align], UpsideDown: t.upside}
	if t.wide > 0 {
		r.Width = int(t.wide) + 1
	}
	if t.tall > 0 {
		r.Height = int(t.tall) + 1
	}
	if t.fontB {
		r.Font = "b"
	}
	return r
}

// runs parts a line where its look changes.
func (r reading) runs() (runs []Run) {
	from, now := 0, look{}
	for _, t := range r.onsets {
		if t.look == now {
			continue
		}
		if int(t.at) > from {
			runs = append(runs, now.run(r.text[from:t.at]))
		}
		from, now = int(t.at), t.look
	}
	return append(runs, now.run(r.text[from:]))
}
