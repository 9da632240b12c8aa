package panel

import (
	"bytes"
	"slices"
	"strings"

	"posterm/txn"
)

// step is what the terminal's screen is about.
type step string

const (
	atHome   step = "home"
	atAmount step = "amount"
	atTrace  step = "trace"
	atCard   step = "card"
	atPIN    step = "pin"
	atSettle step = "settle"
	atAgain  step = "again"
	working  step = "working"
	told     step = "told"
)

// Limits of what is keyed.
const (
	amountDigits = 9 // fen: 9,999,999.99 yuan
	traceDigits  = 6
	pinMost      = 12
	pinLeast     = 4
)

// asks lists, for every function key, what must be keyed or shown before the command is carried out.
var asks = map[string][]step{
	"sale": {atAmount, atCard, atPIN}, "void": {atTrace, atCard, atPIN}, "balance": {atCard, atPIN},
	"query": {atTrace}, "reprint": {atTrace}, "unreadable": {atTrace},
	"signin": {}, "settle": {atSettle}, "reversal": {},
}

// Keys are all keys of the keypad.
func Keys() []string {
	keys := []string{"00", "cancel", "clear", "enter"}
	for do := range asks {
		keys = append(keys, do)
	}
	for d := '0'; d <= '9'; d++ {
		keys = append(keys, string(d))
	}
	slices.Sort(keys)
	return keys
}

// face is the front of the terminal: what was keyed so far. It does nothing itself: when all that a command
// needs is there, it gives the command and waits for tell.
type face struct {
	at     step
	want   Command
	digits []byte
	pin    []byte
	note   txn.Words // what was wrong with the last key; empty: nothing
}

// press takes a key. ready means that want is complete and was not yet carried out.
func (f *face) press(key string) (ready bool) {
	f.note = txn.Words{}
	_, function := asks[key]
	switch {
	case f.at == working: // the terminal does not listen
	case function:
		return f.begin(Command{Do: key})
	case key == "cancel":
		f.home()
	case key == "clear":
		f.clear()
	case key == "enter":
		return f.enter()
	default:
		f.digit(key)
	}
	return false
}

// home forgets everything.
func (f *face) home() {
	f.wipe()
	f.at, f.want, f.digits, f.note = atHome, Command{}, nil, txn.Words{}
}

func (f *face) wipe() {
	clear(f.pin)
	f.pin = f.pin[:0]
}

func (f *face) begin(c Command) (ready bool) {
	f.home()
	f.want = c
	return f.next()
}

// next goes to the first thing that is still missing.
func (f *face) next() (ready bool) {
	steps := asks[f.want.Do]
	from := slices.Index(steps, f.at) + 1 // 0 at home
	for _, s := range steps[from:] {
		if s == atCard && f.want.Card != "" {
			continue
		}
		f.at, f.digits = s, nil
		return false
	}
	f.at = working
	return true
}

func (f *face) clear() {
	if n := len(f.digits); n > 0 {
		f.digits = f.digits[:n-1]
	}
	if f.at == atPIN {
		f.wipe()
	}
	if f.at == told {
		f.home()
	}
}

// digit shifts in from the right, as on a terminal.
func (f *face) digit(key string) {
	for _, d := range []byte(key) {
		switch f.at {
		case atHome, told: // an amount keyed at once is a sale
			if d == '0' {
				continue
			}
			f.begin(Command{Do: "sale"})
			f.digits = append(f.digits, d)
		case atAmount:
			if len(f.digits) < amountDigits && (len(f.digits) > 0 || d != '0') {
				f.digits = append(f.digits, d)
			}
		case atTrace:
			if len(f.digits) < traceDigits {
				f.digits = append(f.digits, d)
			}
		case atPIN:
			if len(f.pin) < pinMost {
				f.pin = append(f.pin, d)
			}
		}
	}
}

// enter ends what is keyed, if it will do.
func (f *face) enter() (ready bool) {
	switch f.at {
	case atAmount:
		if f.want.Amount = yuan(f.digits); f.want.Amount == "0.00" {
			f.note = badAmount
			return false
		}
		return f.next()
	case atTrace:
		if f.want.Trace = string(f.digits); f.want.Trace == "" && f.want.Do == "void" {
			f.note = badTrace
			return false
		}
		return f.next()
	case atPIN:
		if n := len(f.pin); n > 0 && n < pinLeast {
			f.note = badPIN
			return false
		}
		f.want.PIN = string(f.pin)
		f.wipe()
		return f.next()
	case atSettle:
		return f.next()
	case atAgain:
		f.want.Again, f.at = true, working
		return true
	case told:
		f.home()
	}
	return false
}

// present is a card held to the terminal. At rest that begins a sale.
func (f *face) present(name string, readable bool) (ready bool) {
	f.note = txn.Words{}
	switch {
	case f.at == working:
	case !readable:
		f.note = badStripe
	case f.at == atCard:
		f.want.Card = name
		return f.next()
	case f.at == atHome || f.at == told:
		return f.begin(Command{Do: "sale", Card: name})
	case f.at == atAmount && f.want.Do == "sale":
		f.want.Card = name
	}
	return false
}

// end is how a command ended. A possible duplicate is asked about, with the card still there.
func (f *face) end(duplicate bool) {
	if duplicate {
		f.at = atAgain
		return
	}
	f.at, f.want = told, Command{Do: f.want.Do}
}

// yuan writes digits as an amount.
func yuan(digits []byte) string {
	s := string(bytes.TrimLeft(digits, "0"))
	s = strings.Repeat("0", max(0, 3-len(s))) + s
	return s[:len(s)-2] + "." + s[len(s)-2:]
}

// Face is the terminal's screen.
type Face struct {
	Step  step   `json:"step"`
	Do    string `json:"do"` // function key of the command under way; empty: none
	Title Both   `json:"title"`
	Big   string `json:"big"` // amount, trace, or a dot for each digit of the PIN
	Note  Both   `json:"note"`
	Wrong bool   `json:"wrong"` // the note is about something that will not do
	Card  string `json:"card"`  // that is presented
}

// questions are the screens that ask for something.
var questions = map[step]struct{ title, note txn.Words }{
	atHome: {homeTitle, homeNote}, atAmount: {amountTitle, amountNote}, atTrace: {traceTitle, traceNote}, atCard: {cardTitle, cardNote},
	atPIN: {pinTitle, pinNote}, atSettle: {settleTitle, settleNote}, atAgain: {againTitle, againNote},
	working: {workingTitle, txn.Words{}},
}

// show is the screen as everybody may see it.
func (f *face) show() Face {
	q := questions[f.at]
	s := Face{Step: f.at, Do: f.want.Do, Title: both(q.title), Note: both(q.note), Card: f.want.Card}
	switch f.at {
	case atAmount:
		s.Big = yuan(f.digits)
	case atTrace:
		s.Big = string(f.digits) + strings.Repeat("_", traceDigits-len(f.digits))
		if f.want.Do != "void" {
			s.Note = both(lastNote)
		}
	case atPIN:
		s.Big = strings.Repeat("●", len(f.pin))
	case atCard, atAgain:
		s.Big = f.want.Amount
	}
	if f.note != (txn.Words{}) {
		s.Note, s.Wrong = both(f.note), true
	}
	return s
}
