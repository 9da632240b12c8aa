package receipt

import (
	"strings"

	"posterm/journal/roll"
	"posterm/txn"
)

// page collects the lines of one attempt at a slip.
type page struct {
	txn   roll.Txn
	copy  roll.Attempt
	shop  Shop
	lang  txn.Lang
	lines []Line

	electronic bool // no paper
}

func (p *page) add(lines ...Line) { p.lines = append(p.lines, lines...) }

// rule draws one, but never two without anything between.
func (p *page) rule() {
	if n := len(p.lines); n == 0 || !p.lines[n-1].Rule {
		p.add(Line{Rule: true})
	}
}

// row is a label with its value at the right margin; without a value there is no line.
func (p *page) row(label txn.Words, value string) {
	if value = printable(value); value != "" {
		p.add(Line{Text: label.In(p.lang), Right: value})
	}
}

// big is a line in double size, bold one that nobody may overlook, text an ordinary
// one, all in the middle; without text there is no line.
func (p *page) big(s string)  { p.centre(Line{Text: s, Big: true}) }
func (p *page) bold(s string) { p.centre(Line{Text: s, Bold: true}) }
func (p *page) text(s string) { p.centre(Line{Text: s}) }

// say is a sentence.
func (p *page) say(w txn.Words) { p.text(w.In(p.lang)) }

func (p *page) centre(l Line) {
	if l.Text = printable(l.Text); l.Text != "" {
		l.Align = Center
		p.add(l)
	}
}

// words are those of other packages. Slips say them in capitals, as everything English.
func (p *page) words(w txn.Words) string { return strings.ToUpper(w.In(p.lang)) }

// printable is a text from outside, cleaned, without blanks around it.
func printable(s string) string { return strings.TrimSpace(Clean(s)) }
