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
// foot what keys do.
func (s *screen) rows() []string {
	ask, hint := s.asking()
	rows := append([]string{s.bar(s.head)}, s.telling(max(0, s.height-2-len(ask)))...)
	if len(rows)+len(ask)+2 < s.height {
		rows = append(rows, "")
	}
	rows = append(rows, ask...)
	for len(rows) < s.height-1 {
		rows = append(rows, "")
	}
	return append(rows[:max(0, min(len(rows), s.height-1))], s.cut(hint))
}

// telling is what was told, as much as there is room for: what is read from its beginning, otherwise
// its end.
func (s *screen) telling(room int) []string {
	all := s.text()
	if s.reading {
		s.top = min(s.top, max(0, len(all)-room))
		all = all[s.top:]
	} else if len(all) > room {
		all = all[len(all)-room:]
	}
	return all[:min(len(all), room)]
}

// text is all that was told, in rows.
func (s *screen) text() (rows []string) {
	for _, t := range s.told {
		if t.loud {
			rows = append(rows, s.loud(t.text)...)
			continue
		}
		for text := range strings.SplitSeq(t.text, "\n") {
			rows = append(rows, wrap(text, s.width)...)
		}
	}
	return rows
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

// asking is the question in rows, and what its keys do.
func (s *screen) asking() (rows []string, hint string) {
	switch {
	case s.working && s.stop.Load() != nil:
		return nil, waitOrStop.In(s.lang)
	case s.working, s.reading && !s.ready:
		return nil, pleaseWait.In(s.lang)
	case s.reading && len(s.text()) > s.height-2:
		return nil, hintScroll.In(s.lang)
	case s.reading:
		return nil, hintPage.In(s.lang)
	}
	if s.q.manner == asChoice {
		rows, hint = s.menu(), hintMenu.In(s.lang)
	} else {
		prompt := s.q.prompt
		if s.q.keys.ZH != "" {
			prompt = s.q.keys
		}
		rows, hint = wrap(strings.TrimSuffix(strings.TrimSpace(prompt.In(s.lang)), ":"), s.width), hintField.In(s.lang)
	}
	rows = append(rows, s.field())
	if note := s.notice.In(s.lang); note != "" {
		rows = append(rows, wrap("! "+note, s.width)...)
	}
	return rows, hint
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

// columns is how many columns a menu stands in.
func (s *screen) columns() int {
	if len(s.q.branch.under) > 10 {
		return 2
	}
	return 1
}

// menu is a branch, the item that Enter chooses marked and reversed.
func (s *screen) menu() (rows []string) {
	columns := s.columns()
	width := s.width / columns
	for i := range s.q.branch.under {
		it := &s.q.branch.under[i]
		text := "  " + it.key + " " + it.words.In(s.lang)
		if len(it.key) == 1 {
			text = "   " + text[2:]
		}
		text = pad(text, width)
		if i == s.at {
			text = reverse + ">" + text[1:] + normal
		}
		if i%columns == 0 {
			rows = append(rows, text)
		} else {
			rows[len(rows)-1] += text
		}
	}
	return rows
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
