package receipt

import (
	"strings"
)

// Row is one row of dots and characters as it stands on the paper: exactly as wide
// as the paper, blanks included; half as many columns when it is big.
type Row struct {
	Text string
	Big  bool
	Bold bool
	QR   string // draw this text as a QR code instead
	Ramp bool   // draw shades of grey instead
}

// Rows lays a slip out on paper of so many columns. Text is cleaned, wrapped and
// padded; nothing is cut off.
func Rows(s Slip, columns int) []Row {
	rows := make([]Row, 0, len(s.Lines)+len(s.Lines)/2)
	for _, l := range s.Lines {
		rows = l.rows(rows, columns)
	}
	return rows
}

// rows appends the rows of a line.
func (l Line) rows(rows []Row, columns int) []Row {
	switch {
	case l.QR != "":
		return append(rows, Row{QR: l.QR})
	case l.Ramp:
		return append(rows, Row{Ramp: true})
	case l.Rule:
		return append(rows, Row{Text: strings.Repeat("-", columns), Bold: l.Bold})
	}
	if l.Big {
		columns /= 2
	}
	add := func(text string) { rows = append(rows, Row{Text: text, Big: l.Big, Bold: l.Bold}) }
	text, right := Clean(l.Text), Clean(l.Right)
	between := columns - Width(text) - Width(right)
	if right != "" && text != "" && between > 0 {
		add(text + blanks(between) + right)
		return rows
	}
	if text != "" || right == "" {
		wrap(text, columns, func(t string) { add(pad(t, columns, l.Align)) })
	}
	if right != "" {
		wrap(right, columns, func(t string) { add(pad(t, columns, Right)) })
	}
	return rows
}

// pad fills a text with blanks up to the width of the paper.
func pad(s string, columns int, a Align) string {
	free := max(0, columns-Width(s))
	left := 0
	switch a {
	case Center:
		left = free / 2
	case Right:
		left = free
	}
	return blanks(left) + s + blanks(free-left)
}

// margin is enough for any paper a driver knows.
const margin = "                                                                "

// blanks gives n of them.
func blanks(n int) string {
	if n <= len(margin) {
		return margin[:n]
	}
	return strings.Repeat(" ", n)
}

// Text shows a slip as plain text of so many columns, one line each, without
// blanks at the ends. Big text has its normal size; a QR code shows its text.
func Text(s Slip, columns int) string {
	var b strings.Builder
	for _, l := range s.Lines {
		l.Big = false
		if l.QR != "" {
			l.Text, l.QR, l.Align = "[QR] "+l.QR, "", Center
		}
		for _, r := range l.rows(nil, columns) {
			b.WriteString(strings.TrimRight(r.Text, " "))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
