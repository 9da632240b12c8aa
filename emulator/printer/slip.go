package printer

import (
	"math"
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
	Text        string     `json:"text"`          // lines as read, a column per 12 dots
	Duplicate   bool       `json:"duplicate"`     // its text carries 重打印 or DUPLICATE
	Complete    bool       `json:"complete"`      // there is ink, from a cut to a cut (or where it was torn off), or to a roll's end where it was to be cut; nothing is missing between
	Gap         bool       `json:"gap,omitempty"` // something is missing: rows went wrong, or bytes never arrived
	Continues   *int       `json:"continues"`     // id of the piece whose rest this is
	Rows        int        `json:"rows"`          // dot rows, 8 to the millimetre
	Cut         bool       `json:"cut"`           // it ends by a cut
	Ended       string     `json:"ended"`         // cut, torn_off (by hand), paper_out, torn (too long), or open while it is in the printer
	Legibility  Legibility `json:"legibility"`
	DensityMin  float64    `json:"density_min"`  // optical density of the palest inked row
	DensityMean float64    `json:"density_mean"` // of all inked rows; both 0 without ink
	Codes       []Code     `json:"codes"`
}

// duplicateMarks are the words by which a person knows a copy.
var duplicateMarks = []string{"重打印", "DUPLICATE"}

func (p *piece) slip() Slip {
	s := Slip{ID: p.id, Rows: p.rows(), Cut: p.end == endCut, Ended: string(p.end), Gap: p.gap, Codes: []Code{}}
	s.Complete = p.clean && (s.Cut || p.end == endHand || p.whole) && !p.gap && p.inked()
	if p.continues != 0 {
		from := p.continues
		s.Continues = &from
	}
	var lines []string
	for _, m := range p.marks {
		if m.code != nil {
			s.Codes = append(s.Codes, *m.code)
		} else {
			lines = append(lines, m.text)
		}
	}
	s.Text = strings.Join(lines, "\n")
	for _, word := range duplicateMarks {
		s.Duplicate = s.Duplicate || strings.Contains(s.Text, word)
	}
	s.DensityMin, s.DensityMean, s.Legibility = p.judge()
	return s
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
