package console

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"posterm/receipt"
)

// How text stands out: never by colour, and never by this alone.
const (
	bold, reverse, normal = "\x1b[1m", "\x1b[7m", "\x1b[0m"
)

// secretShown is how many stars stand for a secret at most.
const secretShown = 20

// View draws the screen.
func (s *screen) View() tea.View {
	v := tea.NewView(strings.Join(s.rows(), "\n"))
	v.AltScreen = true
	return v
}

// rows are exactly as many as the screen has: a heading, what was told, the question beneath it, and at the
// foot what keys do. The heading gives way where there is no room for it.
func (s *screen) rows() []string {
	if s.tooSmall() {
		return s.tooSmallRows()
	}
	p := s.plan()
	var rows []string
	if p.head {
		rows = append(rows, s.bar(s.head))
	}
	rows = append(rows, p.text...)
	if len(rows)+len(p.ask)+2 < s.height {
		rows = append(rows, "")
	}
	rows = append(rows, p.ask...)
	for len(rows) < s.height-1 {
		rows = append(rows, "")
	}
	return append(rows, s.cut(p.hint))
}

// text is what is told, in rows: of what is read one leaf.
func (s *screen) text() []string {
	leaves := s.leaves()
	if !s.reading {
		return append(s.inRows(s.told), s.standingRows()...)
	}
	leaf := min(s.leaf, len(leaves)-1)
	rows := s.inRows(leaves[leaf])
	if len(leaves) == 1 && s.codeRows() == 0 {
		rows = append(rows, s.standingRows()...)
	}
	return rows
}

// leaves are the pages of what was told: a QR code begins one, so that it is seen whole.
func (s *screen) leaves() [][]tellMsg {
	all := [][]tellMsg{nil}
	for i, t := range s.told {
		if t.code != "" && i > 0 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], t)
	}
	return all
}

func (s *screen) standingRows() (rows []string) {
	for _, line := range s.standing {
		rows = append(rows, wrap(line, s.width)...)
	}
	return rows
}

// inRows breaks texts into rows.
func (s *screen) inRows(told []tellMsg) (rows []string) {
	for _, t := range told {
		switch {
		case t.code != "":
			rows = append(rows, s.codeOf(t.code)...)
		case t.loud:
			rows = append(rows, s.loud(t.text)...)
		default:
			for text := range strings.SplitSeq(t.text, "\n") {
				rows = append(rows, wrap(text, s.width)...)
			}
		}
	}
	return rows
}

// drawn is a QR code as it was drawn last: it is asked for several times for every key.
type drawn struct {
	text          string
	width, height int
	rows          []string
	whole         bool // otherwise rows are the words that it does not fit
}

// codeOf is a QR code as large as the window holds it whole, or the words that it does not.
func (s *screen) codeOf(text string) []string {
	if d := s.drawn; d.text == text && d.width == s.width && d.height == s.height {
		return d.rows
	}
	s.drawn = drawn{text, s.width, s.height, wrap(noRoomForCode.In(s.lang), s.width), false}
	for _, around := range []int{2, 1} { // with the heading, or without
		if code := s.qr(text, s.width, s.height-around); code != nil {
			s.drawn.rows, s.drawn.whole = code, true
			break
		}
	}
	return s.drawn.rows
}

// codeRows is how many rows the QR code has that is read; 0: there is none, or no room for it.
func (s *screen) codeRows() int {
	leaves := s.leaves()
	leaf := leaves[min(s.leaf, len(leaves)-1)]
	if !s.reading || len(leaf) == 0 || leaf[0].code == "" {
		return 0
	}
	if rows := s.codeOf(leaf[0].code); s.drawn.whole {
		return len(rows)
	}
	return 0
}

// loud is a verdict as a band, its letters apart where they fit so.
func (s *screen) loud(text string) []string {
	apart := strings.Join(strings.Split(text, ""), " ")
	if columnsOf(apart)+4 <= s.width {
		text = apart
	}
	rows := []string{s.bar("")}
	for _, row := range wrap(text, s.width-4) {
		rows = append(rows, bold+s.bar(strings.Repeat(" ", max(0, s.width-columnsOf(row))/2)+row))
	}
	return append(rows, s.bar(""))
}

// field is the answer so far. The line after it stands there as soon as keys count.
func (s *screen) field() string {
	shown := string(s.typed)
	switch {
	case s.q.manner == asAmount:
		shown = s.amount()
	case s.q.manner == asSecret || cardlike(shown):
		shown = strings.Repeat("*", min(len(s.typed), secretShown))
	}
	if s.ready {
		shown += "_"
	}
	return bold + "> " + normal + tail(shown, s.width-2)
}

// bar is a reversed row.
func (s *screen) bar(text string) string { return reverse + pad(text, s.width) + normal }

func (s *screen) cut(text string) string { return strings.TrimRight(pad(text, s.width), " ") }

// pad makes a text exactly so wide.
func pad(text string, width int) string {
	rows := wrap(text, width)
	return rows[0] + strings.Repeat(" ", max(0, width-columnsOf(rows[0])))
}

// tail is the end of a text that fits.
func tail(text string, width int) string {
	all := []rune(text)
	for len(all) > 0 && columnsOf(string(all)) > width {
		all = all[1:]
	}
	return string(all)
}

// columnsOf is how wide a text stands on a screen: as on paper, but for the block characters of a QR code,
// which are as narrow as letters.
func columnsOf(text string) int {
	blocks := 0
	for _, r := range text {
		if '▀' <= r && r <= '▟' {
			blocks++
		}
	}
	return receipt.Width(text) - blocks
}

// wrap breaks a text into rows of at most so many columns: at a blank where there is one in the second half of
// the row, else anywhere.
func wrap(text string, width int) (rows []string) {
	all := []rune(text)
	for {
		fits, used, blank := 0, 0, -1
		for fits < len(all) {
			used += columnsOf(string(all[fits]))
			if used > width && fits > 0 {
				break
			}
			if all[fits] == ' ' && fits > 0 {
				blank = fits
			}
			fits++
		}
		if fits == len(all) {
			return append(rows, string(all))
		}
		if all[fits] != ' ' && blank > fits/2 {
			fits = blank
		}
		rows = append(rows, strings.TrimRight(string(all[:fits]), " "))
		all = []rune(strings.TrimLeft(string(all[fits:]), " "))
	}
}
