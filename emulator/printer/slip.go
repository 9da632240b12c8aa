package printer

import (
	"math"
	"slices"
	"strings"
)

// Code is a barcode or QR code that is whole on one piece of paper.
type Code struct {
	Type string `json:"type"` // qr, ean13, ean8, upca, upce, code39, itf, codabar, code93, code128
	Data string `json:"data"`
}

// Slip is one piece of paper: what is between two cuts or the ends of a roll. A blank strip between two
// cuts is one too, as it is for the person who holds it.
type Slip struct {
	ID          int        `json:"id"`
	Text        string     `json:"text"`            // lines as read, a column per 12 dots
	Lines       [][]Run    `json:"lines"`           // the lines of the text, each parted where its look changes
	Duplicate   bool       `json:"duplicate"`       // its text carries 重打印 or DUPLICATE
	Complete    bool       `json:"complete"`        // there is ink, from a cut to a cut (or where it was torn off, or can be), or to a roll's end where it was to be cut; nothing is missing between
	Gap         bool       `json:"gap,omitempty"`   // something is missing: rows went wrong, or bytes never arrived
	Parts       []Part     `json:"parts,omitempty"` // the slips on it when there are several: the host began one behind the other, and nobody cut or tore between
	Continues   *int       `json:"continues"`       // id of the piece whose rest this is
	Rows        int        `json:"rows"`            // dot rows, 8 to the millimetre
	Cut         bool       `json:"cut"`             // it ends by a cut
	Ended       string     `json:"ended"`           // cut, torn_off (by hand), at_bar (to be torn off), paper_out, torn (too long), or open while it is in the printer
	Legibility  Legibility `json:"legibility"`
	DensityMin  float64    `json:"density_min"`  // optical density of the palest inked row
	DensityMean float64    `json:"density_mean"` // of all inked rows; both 0 without ink
	Codes       []Code     `json:"codes"`
}

// duplicateMarks are the words by which a person knows a copy.
var duplicateMarks = []string{"重打印", "DUPLICATE"}

func marked(text string) bool {
	return slices.ContainsFunc(duplicateMarks, func(word string) bool { return strings.Contains(text, word) })
}

func (p *piece) slip() Slip {
	s := Slip{ID: p.id, Rows: p.rows(), Cut: p.end == endCut, Ended: string(p.end), Text: p.text(0, p.rows()), Lines: [][]Run{}, Codes: []Code{}}
	s.Duplicate = marked(s.Text)
	parts := p.parts()
	s.Complete, s.Gap = len(parts) > 0, len(parts) == 0 && p.jobs[len(p.jobs)-1].gap
	for _, part := range parts {
		s.Complete, s.Gap = s.Complete && part.Complete, s.Gap || part.Gap
	}
	if len(parts) > 1 {
		s.Parts = parts
	}
	if p.continues != 0 {
		from := p.continues
		s.Continues = &from
	}
	for _, m := range p.marks {
		if m.code != nil {
			s.Codes = append(s.Codes, *m.code)
		} else {
			s.Lines = append(s.Lines, m.runs())
		}
	}
	s.DensityMin, s.DensityMean, s.Legibility = p.judge()
	return s
}

// text is what can be read of the rows.
func (p *piece) text(from, to int) string {
	var lines []string
	for _, m := range p.marks {
		if m.code == nil && m.from >= from && m.from < to {
			lines = append(lines, m.text)
		}
	}
	return strings.Join(lines, "\n")
}

// judge reads the density of the inked rows. Paper without ink has nothing to misread.
func (p *piece) judge() (lowest, mean float64, verdict Legibility) {
	rows, sum, low := 0, 0, math.MaxInt
	for _, d := range p.density {
		if d != 0 {
			rows, sum, low = rows+1, sum+int(d), min(low, int(d))
		}
	}
	if rows == 0 {
		return 0, 0, Good
	}
	lowest = float64(low) / 100
	return lowest, math.Round(float64(sum)/float64(rows)) / 100, Judge(lowest)
}
