package console

import (
	"fmt"
	"strings"

	"posterm/txn"
)

// leastItems is how many rows of a menu stand there at least, beside whatever was told. Chosen.
const leastItems = 3

// plan is what stands where.
type plan struct {
	head bool
	text []string // of what was told, the part that is seen
	ask  []string
	hint string
}

// plan divides the rows: the question is whole, what was told and a menu scroll where both have no room.
func (s *screen) plan() plan {
	p := plan{head: s.hasHead(), hint: s.hint()}
	all := s.text()
	room := s.height - 1 - len(s.asked())
	if p.head {
		room--
	}
	menu := s.menu()
	texts := min(len(all), max(0, room-min(len(menu), leastItems)))
	from := len(all) - texts - min(s.up, len(all)-texts)
	if s.reading {
		texts = min(room, len(all))
		from = min(s.top, s.lastTop())
		texts = min(texts, len(all)-from)
	}
	p.text = all[from : from+texts]
	first, items := s.window(len(menu), room-texts)
	p.ask = append(menu[first:first+items:first+items], s.asked()...)
	above, below := from, len(all)-from-texts
	if above+below == 0 {
		above, below = first, len(menu)-first-items
	}
	p.hint = more(above, below) + p.hint
	return p
}

// more says how many rows are out of sight.
func more(above, below int) (mark string) {
	if above > 0 {
		mark = fmt.Sprintf("↑%d ", above)
	}
	if below > 0 {
		mark += fmt.Sprintf("↓%d ", below)
	}
	return mark
}

// window is the part of a menu that has room, with the item in it that Enter chooses.
func (s *screen) window(rows, room int) (first, n int) {
	n = min(rows, max(0, room))
	if n == rows {
		return 0, n
	}
	at := s.at / s.columns()
	return min(max(0, at-n/2), rows-n), n
}

// hasHead: a heading is the first to go where there is no room.
func (s *screen) hasHead() bool {
	if code := s.codeRows(); code > 0 {
		return code <= s.height-2
	}
	return s.reading || s.working || s.height-2-len(s.asked()) >= min(len(s.menu()), leastItems)
}

// lastTop is the furthest that what is read can be scrolled, lastUp what was told beside a question.
func (s *screen) lastTop() int {
	room := s.height - 1
	if s.hasHead() {
		room--
	}
	return max(0, len(s.text())-room, min(s.codeRows(), len(s.text())-1))
}

func (s *screen) lastUp() int { return max(0, len(s.text())-len(s.plan().text)) }

// tooSmall: words would be cut.
func (s *screen) tooSmall() bool {
	if s.width < leastColumns || s.height < leastRows {
		return true
	}
	return !s.reading && !s.working && s.height-1-len(s.asked()) < min(len(s.menu()), 1)
}

// tooSmallRows say so, in both languages as far as there is room.
func (s *screen) tooSmallRows() []string {
	rows := append(wrap(tooSmall.ZH, max(2, s.width)), wrap(tooSmall.EN, max(2, s.width))...)
	for len(rows) < s.height {
		rows = append(rows, "")
	}
	return rows[:max(1, s.height)]
}

// hint is what keys do.
func (s *screen) hint() string {
	w := hintField
	switch {
	case s.working && s.stop.Load() != nil:
		w = waitOrStop
	case s.working, s.reading && !s.ready:
		w = pleaseWait
	case s.reading && s.leaf < len(s.leaves())-1:
		w = hintCode
	case s.reading && s.lastTop() > 0:
		w = hintScroll
	case s.reading:
		w = hintPage
	case s.q.manner == asChoice:
		w = hintMenu
	}
	return w.In(s.lang)
}

// asked is the question, its field, and what was wrong with the answer. A menu stands above it.
func (s *screen) asked() (rows []string) {
	if s.working || s.reading {
		return nil
	}
	if s.q.manner != asChoice {
		prompt := s.q.prompt
		if s.q.keys != (txn.Words{}) {
			prompt = s.q.keys
		}
		rows = wrap(strings.TrimSuffix(strings.TrimSpace(prompt.In(s.lang)), ":"), s.width)
	}
	rows = append(rows, s.field())
	if note := s.notice.In(s.lang); note != "" {
		rows = append(rows, wrap("! "+note, s.width)...)
	}
	return rows
}

// columns is how many columns a menu stands in: two where it is long and its words have room.
func (s *screen) columns() int {
	if s.q.branch == nil || len(s.q.branch.under) <= 10 {
		return 1
	}
	for i := range s.q.branch.under {
		if columnsOf(s.item(i))+1 > s.width/2 {
			return 1
		}
	}
	return 2
}

// item is one of a menu.
func (s *screen) item(i int) string {
	it := &s.q.branch.under[i]
	text := "  " + it.key + " " + it.words.In(s.lang)
	if len(it.key) == 1 {
		text = " " + text
	}
	return text
}

// menu is a branch, the item that Enter chooses marked and reversed.
func (s *screen) menu() (rows []string) {
	if s.working || s.reading || s.q.manner != asChoice {
		return nil
	}
	columns := s.columns()
	for i := range s.q.branch.under {
		text := pad(s.item(i), s.width/columns)
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
