package console

import (
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"posterm/txn"
)

// Times of a whole screen.
const (
	// dialogTime is how long a question waits (PROTOCOL.md 9, given: 60 s); then the menu comes back.
	dialogTime = 60 * time.Second
	// quietTime is how long the keys must have been still before a question takes any: what was hit before it
	// stood there, or pasted, answers nothing. Chosen: no person is as fast, a pasted text is faster.
	quietTime = 40 * time.Millisecond
)

// toldLimit is how many texts a screen keeps; at the limit the oldest go. Chosen: a full batch without a printer, two
// for each of its 500 transactions.
const toldLimit = 1000

// besideMenu is how many rows stand above a menu without being read first.
const besideMenu = 3

// amountDigits is how many digits the largest amount has, in fen.
const amountDigits = 9

// The least that is drawn for: in less, the menu's words would be cut. What is longer than a small window scrolls.
// Made for are 40 by 20 and more.
const leastColumns, leastRows = 30, 7

// screen is a whole screen: what was told, and the question that waits. The program's loop owns it.
type screen struct {
	lang          txn.Lang
	width, height int
	head          string
	told          []tellMsg // since the command began
	standing      []string  // how the terminal stands, beneath it
	leaf          int       // of what was told, which page is read: a QR code begins one
	top           int       // first row of it that is shown while it is read
	up            int       // otherwise how many rows from its end it is scrolled back
	qr            drawQR
	drawn         drawn
	working       bool // nothing is asked: the terminal works

	q       question
	reading bool      // a result stands before the menu and is read
	typed   []rune    // of the answer
	wrong   txn.Words // the field holds what cannot be meant, until Enter
	at      int       // item of a menu
	ready   bool      // keys count
	notice  txn.Words

	turn        int // of question, for timers
	quiet, idle *time.Timer
	answers     chan<- line
	send        func(tea.Msg)
	leave       func()
	stop        *atomic.Pointer[func()] // cancels the work under way
}

// What the menu hands over, and timers.
type (
	putMsg struct {
		q    question
		head string
	}
	tellMsg struct {
		text string
		code string // instead of a text: it is shown as a QR code
		loud bool   // a verdict
		keep bool   // stays when a result comes
		page bool   // gives way when the page is told anew
	}
	standMsg  []string
	freshMsg  struct{}
	redrawMsg struct{}
	quietMsg  struct{ turn int }
	idleMsg   struct{ turn int }
)

// Init has nothing to begin.
func (s *screen) Init() tea.Cmd { return nil }

// Update takes a key, or what the menu hands over. A page that changes as a whole is drawn as a whole: drawing only
// the difference loses every second hanzi where one stood before.
func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.resize(msg.Width, msg.Height)
		return s, tea.ClearScreen
	case standMsg:
		s.standing = msg
	case renewal:
		s.renew(msg)
		return s, tea.ClearScreen
	case putMsg:
		s.put(msg)
		return s, tea.ClearScreen
	case tellMsg:
		s.told = append(s.told[max(0, len(s.told)+1-toldLimit):], msg)
		return s, tea.ClearScreen
	case freshMsg:
		s.told = slices.DeleteFunc(s.told, func(t tellMsg) bool { return !t.keep })
		return s, tea.ClearScreen
	case quietMsg:
		s.ready = s.ready || msg.turn == s.turn
	case idleMsg:
		if msg.turn == s.turn && !s.working {
			s.answer(line{err: errIdle})
		}
	case tea.PasteMsg:
		if !s.working {
			s.notice = notPasted
			s.wait()
		}
	case tea.KeyPressMsg:
		was := [...]int{s.leaf, s.top, s.up, s.at}
		reading, working := s.reading, s.working
		cmd := s.key(msg)
		if s.reading != reading || s.working != working || was != [...]int{s.leaf, s.top, s.up, s.at} {
			return s, tea.Sequence(cmd, tea.ClearScreen)
		}
		return s, cmd
	}
	return s, nil
}

// put shows a question. Before the first menu a result is read.
func (s *screen) put(m putMsg) {
	s.q, s.head, s.working = m.q, m.head, false
	s.typed, s.at, s.wrong, s.notice = nil, 0, txn.Words{}, txn.Words{}
	s.leaf, s.top, s.up = 0, 0, 0
	if !m.q.patient {
		s.standing = nil
	}
	s.reading = m.q.manner == asChoice && s.page()
	s.ready = false
	s.wait()
}

// page says whether more was told than stands beside a menu.
func (s *screen) page() bool {
	big := slices.ContainsFunc(s.told, func(t tellMsg) bool { return t.loud || t.code != "" })
	return big || len(s.inRows(s.told)) > besideMenu
}

// resize keeps the end of a list in sight when it was: what came last is what was asked for. A verdict stays.
func (s *screen) resize(width, height int) {
	if width <= 0 || height <= 0 {
		return
	}
	loud := slices.ContainsFunc(s.told, func(t tellMsg) bool { return t.loud || t.code != "" })
	follow := s.reading && !loud && !s.tooSmall() && s.top >= s.lastTop()
	s.width, s.height = width, height
	s.top = min(s.top, s.lastTop())
	if follow {
		s.top = s.lastTop()
	}
}

// renew tells the page anew that still stands there, and how the terminal stands.
func (s *screen) renew(now renewal) {
	s.standing = now.standing
	at := slices.IndexFunc(s.told, func(t tellMsg) bool { return t.page })
	if at < 0 {
		return // it was read already
	}
	s.told = slices.DeleteFunc(s.told, func(t tellMsg) bool { return t.page })
	s.told = slices.Insert(s.told, at, now.page...)
	s.leaf = min(s.leaf, len(s.leaves())-1)
}

// wait starts the times of a question anew.
func (s *screen) wait() {
	s.rest()
	s.turn++
	turn := s.turn
	if !s.ready {
		s.quiet = time.AfterFunc(quietTime, func() { s.send(quietMsg{turn}) })
	}
	if !s.q.patient {
		s.idle = time.AfterFunc(dialogTime, func() { s.send(idleMsg{turn}) })
	}
}

// rest stops them.
func (s *screen) rest() {
	for _, t := range []*time.Timer{s.quiet, s.idle} {
		if t != nil {
			t.Stop()
		}
	}
}

// answer ends the question.
func (s *screen) answer(l line) {
	s.rest()
	clear(s.typed)
	s.typed, s.working, s.notice = nil, true, txn.Words{}
	if s.q.manner == asChoice && s.q.branch == &tree {
		s.told = nil // a new command begins
	}
	s.answers <- l
}

func (s *screen) key(k tea.KeyPressMsg) tea.Cmd {
	switch name := k.String(); {
	case name == "ctrl+c":
		s.leave()
	case name == "ctrl+l":
		return tea.ClearScreen
	case s.tooSmall() && !s.working: // nobody answers what cannot be read
	case s.working:
		if stop := s.stop.Load(); name == "esc" && stop != nil {
			(*stop)()
		}
	case !s.ready:
		s.notice = tooEarly
		s.wait()
	default:
		s.notice = txn.Words{}
		s.wait()
		s.pressed(name, k.Text)
	}
	return nil
}

func (s *screen) pressed(name, text string) {
	switch name {
	case "enter", "ctrl+j":
		s.enter()
	case "esc", "alt+esc": // the latter when it is hit twice
		if s.reading {
			s.leaf = len(s.leaves())
			s.enter()
			return
		}
		s.answer(line{err: s.escaped()})
	case "backspace", "ctrl+h":
		if len(s.typed) > 0 {
			s.typed = s.typed[:len(s.typed)-1]
		}
		s.wrong = txn.Words{}
	case "up", "down", "left", "right", "pgup", "pgdown", "home", "end":
		s.move(name)
	default:
		if !s.reading && text != "" {
			s.typing(text)
		}
	}
}

// escaped: from a menu it leads back without words.
func (s *screen) escaped() error {
	if s.q.manner == asChoice {
		return nil
	}
	return errEscape
}

// enter ends what is read, or answers.
func (s *screen) enter() {
	switch {
	case s.reading && s.leaf < len(s.leaves())-1:
		s.leaf, s.top = s.leaf+1, 0
	case s.reading:
		s.reading, s.told, s.leaf, s.top, s.ready = false, nil, 0, 0, false
		s.wait()
	case s.wrong != (txn.Words{}):
		clear(s.typed)
		s.notice, s.wrong, s.typed = s.wrong, txn.Words{}, nil
	case s.q.manner == asChoice && len(s.typed) == 0:
		s.answer(line{text: s.q.branch.under[s.at].key})
	case s.q.manner == asAmount && len(s.typed) > 0:
		s.answer(line{text: s.amount()})
	default:
		text, err := answer([]byte(string(s.typed)), false)
		s.answer(line{text, err})
	}
}

// typing adds to the field what was typed. Once something cannot be meant, as when a card is swiped at the wrong
// question, the rest of it is swallowed too.
func (s *screen) typing(text string) {
	digits := strings.Trim(text, "0123456789") == ""
	limit := lineLimit
	switch s.q.manner {
	case asAmount:
		limit = amountDigits
		if !digits {
			s.wrong = digitsOnly
		}
	case asChoice:
		limit = 2
		if !digits {
			s.wrong = noSuchChoice
		}
	}
	if s.wrong == (txn.Words{}) && len(s.typed)+len([]rune(text)) > limit {
		s.wrong = fieldIsFull
	}
	if s.wrong == (txn.Words{}) {
		s.typed = append(s.typed, []rune(text)...)
		return
	}
	s.notice = s.wrong
}

// amount is what the digits come to: they shift in from the right.
func (s *screen) amount() string {
	fen, err := txn.FenFromDigits(string(s.typed))
	if err != nil {
		return txn.Fen(0).String()
	}
	return fen.String()
}

// move goes through a menu, or through what was told. PgUp and PgDn always do the latter.
func (s *screen) move(name string) {
	page := max(1, s.height/2)
	step := map[string]int{"up": -1, "down": 1, "pgup": -page, "pgdown": page, "home": -math.MaxInt16, "end": math.MaxInt16}[name]
	choosing := !s.reading && s.q.manner == asChoice
	switch {
	case s.reading:
		s.scroll(step)
	case !choosing || name == "pgup" || name == "pgdown":
		s.up = min(max(0, s.up-step), s.lastUp())
	default:
		s.choose(name)
	}
}

// scroll goes through what is read. A QR code is shown whole or not at all.
func (s *screen) scroll(step int) {
	s.top = min(max(0, s.top+step), s.lastTop())
	if code := s.codeRows(); s.top > 0 && s.top < code {
		s.top = 0
		if step > 0 {
			s.top = code
		}
	}
}

// choose goes through a menu.
func (s *screen) choose(name string) {
	columns := s.columns()
	last := len(s.q.branch.under) - 1
	to := s.at + map[string]int{"up": -columns, "down": columns, "left": -1, "right": 1, "home": -s.at, "end": last - s.at}[name]
	if to >= 0 && to <= last {
		s.at = to
	}
	s.typed = nil
}
