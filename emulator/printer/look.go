package printer

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

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

// script is the text of a line while it is being read.
type script struct {
	text       []byte // as a person would type it, without the indent
	start, end int    // where it begins and ends, from the left margin
	look       look   // of its last character
	onsets     []onset
}

// read gives the text of the line with its indent.
func (l *line) read(offset int, upside bool) reading {
	t := &l.script
	t.text, t.onsets, t.look = t.text[:0], t.onsets[:0], look{}
	for i := range l.runs {
		r := &l.runs[i]
		if r.image != nil {
			continue
		}
		t.gap(r.x)
		t.change(r.look)
		text, chars := t.text, l.of(i)
		for _, c := range chars {
			text = utf8.AppendRune(text, c.char)
		}
		t.text, t.end = text, r.x+len(chars)*r.width
	}
	text := bytes.TrimRight(t.text, " ")
	if len(text) == 0 {
		return reading{}
	}
	indent := (offset + t.start) / cellText
	return reading{strings.Repeat(" ", indent) + string(text), t.looks(len(text), indent, upside)}
}

// gap brings the text to the character at x: a space for each column between.
func (t *script) gap(x int) {
	if len(t.text) == 0 {
		t.start, t.end = x, x
		return
	}
	if x-t.end < cellText {
		return
	}
	t.change(look{align: t.look.align})
	for ; x-t.end >= cellText; t.end += cellText {
		t.text = append(t.text, ' ')
	}
}

// change goes on in another look, if it is one.
func (t *script) change(to look) {
	if t.look == to {
		return
	}
	if t.look = to; len(t.onsets) < onsetLimit {
		t.onsets = append(t.onsets, onset{int32(len(t.text)), to})
	}
}

// looks gives the onsets of the first bytes of the text, behind an indent. What is turned over is the whole line.
func (t *script) looks(bytes, indent int, upside bool) []onset {
	if len(t.onsets) == 0 && !upside {
		return nil
	}
	onsets := make([]onset, 1, len(t.onsets)+1)
	onsets[0].look = look{align: t.look.align, upside: upside}
	for _, o := range t.onsets {
		if int(o.at) >= bytes {
			break
		}
		o.at, o.look.upside = o.at+int32(indent), upside
		onsets = append(onsets, o)
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
