package receipt

import (
	"time"

	"posterm/txn"
)

// page collects the lines of a slip in one language.
type page struct {
	lang  txn.Lang
	lines []Line
}

// title is a line in big characters.
func (p *page) title(w txn.Words) {
	p.lines = append(p.lines, Line{Text: w.In(p.lang), Align: Center, Big: true})
}

// mark is a line that nobody may overlook.
func (p *page) mark(s string) {
	p.lines = append(p.lines, Line{Text: s, Align: Center, Bold: true})
}

// pair is a label with its value at the right margin; without a value there is no line.
func (p *page) pair(label txn.Words, value string) {
	if value = Clean(value); value != "" {
		p.lines = append(p.lines, Line{Text: label.In(p.lang), Right: value})
	}
}

// say is a sentence.
func (p *page) say(w txn.Words) { p.text(w.In(p.lang)) }

func (p *page) text(s string) {
	p.lines = append(p.lines, Line{Text: Clean(s), Align: Center})
}

func (p *page) rule()  { p.lines = append(p.lines, Line{Rule: true}) }
func (p *page) blank() { p.lines = append(p.lines, Line{}) }

// beijing is the time zone of every time on a slip.
var beijing = time.FixedZone("CST", 8*60*60)

// stamp writes a time as slips do: "2026/11/21 20:15:03".
func stamp(t time.Time) string { return t.In(beijing).Format("2006/01/02 15:04:05") }

// hostTime is when the host says it happened. The host sends no year (MMDD and
// hhmmss, Beijing time): it is the one that comes closest to the terminal's own
// clock, so that a sale at New Year gets the right one. Without a date that
// exists, it is the terminal's time.
func hostTime(date, clock string, terminal time.Time) time.Time {
	best, found := terminal, false
	for year := terminal.In(beijing).Year() - 1; year <= terminal.In(beijing).Year()+1; year++ {
		first := time.Date(year, 1, 1, 0, 0, 0, 0, beijing).Format("2006")
		t, err := time.ParseInLocation("20060102150405", first+date+clock, beijing)
		if err == nil && (!found || t.Sub(terminal).Abs() < best.Sub(terminal).Abs()) {
			best, found = t, true
		}
	}
	return best
}
