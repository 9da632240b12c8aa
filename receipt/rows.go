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
}

// Rows lays a slip out on paper of so many columns. Text is cleaned, wrapped and
// padded; nothing is cut off.
func Rows(s Slip, columns int) (rows []Row) {
	for _, l := range s.Lines {
		rows = append(rows, l.rows(columns)...)
	}
	return rows
}

func (l Line) rows(columns int) (rows []Row) {
	switch {
	case l.QR != "":
		return []Row{{QR: l.QR}}
	case l.Rule:
		return []Row{{Text: strings.Repeat("-", columns), Bold: l.Bold}}
	}
	if l.Big {
		columns /= 2
	}
	for _, text := range l.texts(columns) {
		rows = append(rows, Row{Text: text, Big: l.Big, Bold: l.Bold})
	}
	return rows
}

// texts gives the rows of a line of text.
func (l Line) texts(columns int) (texts []string) {
	text, right := Clean(l.Text), Clean(l.Right)
	between := columns - Width(text) - Width(right)
	if right != "" && text != "" && between > 0 {
		return []string{text + strings.Repeat(" ", between) + right}
	}
	if text != "" || right == "" {
		for _, t := range wrap(text, columns) {
			texts = append(texts, pad(t, columns, l.Align))
		}
	}
	if right != "" {
		for _, t := range wrap(right, columns) {
			texts = append(texts, pad(t, columns, Right))
		}
	}
	return texts
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
	return strings.Repeat(" ", left) + s + strings.Repeat(" ", free-left)
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
		for _, r := range l.rows(columns) {
			b.WriteString(strings.TrimRight(r.Text, " "))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
