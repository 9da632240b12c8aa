package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"posterm/emulator"
	"posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/txn"
)

// slipKeys are what can be said about a piece of paper.
var slipKeys = slices.Concat(jsonNames(printer.Slip{}), []string{"not"})

// readSlips: a number of pieces, or what each of them is, all of those that came.
func readSlips(n node) (look, error) {
	if n.isText() {
		want, err := n.number(0, 1000)
		return func(s *sight) (bool, string, error) {
			slips, err := s.since()
			return len(slips) == want, slipsInWords(slips), err
		}, err
	}
	list, err := n.list()
	for _, one := range list {
		if err == nil {
			err = one.slipPattern()
		}
	}
	return func(s *sight) (bool, string, error) {
		slips, err := s.since()
		if err != nil || len(slips) != len(list) {
			return false, slipsInWords(slips), err
		}
		for i, one := range list {
			if !one.fitsSlip(slips[i]) {
				return false, slipsInWords(slips), nil
			}
		}
		return true, slipsInWords(slips), nil
	}, err
}

func (n node) slipPattern() error {
	pairs, err := n.known(slipKeys...)
	members := membersOf(reflect.TypeFor[printer.Slip]())
	for _, p := range pairs {
		switch {
		case err != nil:
		case p.key == "text" || p.key == "not":
			_, err = p.value.texts()
		default:
			err = p.value.like(members[p.key])
		}
	}
	return err
}

// fitsSlip: texts stand on it in their order, what is not to be there does not, and everything else is as it is in JSON.
func (n node) fitsSlip(slip printer.Slip) bool {
	got, err := asJSON(slip)
	object, is := got.(map[string]any)
	pairs, bad := n.pairs()
	if err != nil || bad != nil || !is {
		return false
	}
	for _, p := range pairs {
		value, there := object[p.key]
		switch {
		case p.key == "text":
			rest := slip.Text
			texts, _ := p.value.texts()
			for _, text := range texts {
				_, after, found := strings.Cut(rest, text)
				if !found {
					return false
				}
				rest = after
			}
		case p.key == "not":
			texts, _ := p.value.texts()
			if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(slip.Text, text) }) {
				return false
			}
		case p.value.isText() && p.value.Value == "yes":
			if value != true {
				return false
			}
		case p.value.isText() && p.value.Value == "no":
			if value == true {
				return false
			}
		default:
			if ok, _ := p.value.fits(value, there); !ok {
				return false
			}
		}
	}
	return true
}

func slipsInWords(slips []printer.Slip) string {
	if len(slips) == 0 {
		return "no paper"
	}
	var b strings.Builder
	for _, s := range slips {
		whole := "complete"
		if !s.Complete {
			whole = "NOT complete"
		}
		fmt.Fprintf(&b, "slip %d, %s, ended %s, %s", s.ID, whole, s.Ended, s.Legibility)
		if s.Duplicate {
			b.WriteString(", duplicate")
		}
		for _, c := range s.Codes {
			fmt.Fprintf(&b, ", %s %s", c.Type, clip(c.Data))
		}
		b.WriteString("\n")
		for _, line := range strings.Split(strings.Trim(s.Text, "\n"), "\n") {
			b.WriteString("  │ " + line + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func readJournal(n node) (look, error) {
	return inOrderOf(n, (*sight).rowsSince, "what", node.row, rowNames())
}

// errEmptyList: nothing is found in every list.
var errEmptyList = errors.New("an empty list asks for nothing: where nothing may come, say never: with {} for anything")

// orAnything checks a mapping; {} is anything that came.
func (n node) orAnything(check func(node) error) error {
	if pairs, err := n.pairs(); err == nil && len(pairs) == 0 {
		return nil
	}
	return check(n)
}

func readWire(n node) (look, error) {
	var list []node
	for _, one := range n.some() {
		list = append(list, one)
		if err := one.orAnything(node.message); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, n.because(errEmptyList)
	}
	return func(s *sight) (bool, string, error) {
		got := s.wire()
		at, ok := inOrder(list, got, func(w node, m message) bool {
			v, err := asJSON(m)
			fits, _ := w.fits(v, true)
			return err == nil && fits
		})
		var lines []string
		for _, m := range got {
			lines = append(lines, m.String())
		}
		if len(lines) == 0 {
			lines = []string{"nothing passed"}
		}
		if !ok {
			lines = slices.Insert(lines, 0, list[at].written()+" is not there, in this order, among")
		}
		return ok, strings.Join(lines, "\n"), nil
	}, nil
}

// message checks what is looked for on the wire.
func (n node) message() error {
	err := n.like(reflect.TypeFor[messageShape]())
	pairs, bad := n.pairs()
	for _, p := range pairs {
		switch {
		case orElse(err, bad) != nil:
		case p.key == "mti":
			err = p.value.form(mtiForm, "four digits, like 0200")
		case p.key == "trace":
			err = p.value.form(traceForm, "six digits")
		case p.key == "fields":
			err = p.value.fieldNumbers()
		}
	}
	return orElse(err, bad)
}

// messageShape is a message as the host's events tell it. A reversal's kind is what it reverses.
type messageShape struct {
	MTI    string         `json:"mti"`
	Kind   txn.Kind       `json:"kind"`
	Trace  string         `json:"trace"`
	Fields map[string]any `json:"fields"`
}

var (
	mtiForm   = regexp.MustCompile(`^[0-9]{4}$`)
	yuanForm  = regexp.MustCompile(`^-?[0-9]+\.[0-9]{2}$`)
	traceForm = regexp.MustCompile(`^[0-9]{6}$`)
)

// form checks a text that is written in one way only, where it is one.
func (n node) form(form *regexp.Regexp, want string) error {
	_, expression := n.expression()
	if n.isText() && (n.open() || expression || form.MatchString(n.Value)) {
		return nil
	}
	return n.unlike(want)
}

func (n node) fieldNumbers() error {
	pairs, err := n.pairs()
	for _, p := range pairs {
		if err == nil {
			_, err = p.at.number(2, 128)
		}
		if err == nil && strings.HasPrefix(p.key, "0") { // there is a field 4, and none is called 04
			err = p.at.unlike("the number as it is: " + strings.TrimLeft(p.key, "0"))
		}
	}
	return err
}

func readNotifications(n node) (look, error) {
	events := names(roll.Events()...)
	return inOrderOf(n, func(s *sight) ([]any, error) {
		v, err := asJSON(s.play.world.receiver.got.since(s.play.mark.told))
		list, _ := v.([]any)
		return list, err
	}, "type", func(n node) error { return n.like(reflect.TypeFor[hookShape]()) }, events)
}

// hookShape is a notification as it came.
type hookShape struct {
	emulator.Webhook
	Time  string     `json:"time"`
	Type  roll.Event `json:"type"`
	Money txn.Money  `json:"money"`
}

// absent are the looks for one thing that may not be.
var absent = map[string]func(node) (look, error){
	"screen": readScreen, "customer": readCustomer, "says": readSays, "journal": readJournal, "wire": readWire, "notifications": readNotifications,
	"slips": func(n node) (look, error) {
		err := n.slipPattern()
		return func(s *sight) (bool, string, error) {
			slips, err := s.since()
			return slices.ContainsFunc(slips, n.fitsSlip), slipsInWords(slips), err
		}, err
	},
	"ledger": func(n node) (look, error) {
		err := n.orAnything(node.entry)
		return func(s *sight) (bool, string, error) {
			entries, err := s.play.world.lab.Ledger(s.play.ctx)
			for _, e := range entries {
				v, bad := asJSON(e)
				if fits, _ := n.fits(v, true); fits && bad == nil {
					return true, entriesInWords(entries), nil
				}
			}
			return false, entriesInWords(entries), err
		}, err
	},
}

// member is what a name remembers: status.trace, json.error.code.
func (p *play) member(path string) (variable, error) {
	from, name, _ := strings.Cut(path, ".")
	var object any
	var err error
	if from == "json" {
		object, err = p.lastJSON()
	} else {
		var status map[string]any
		status, err = (&sight{play: p}).statusNow()
		object = status
	}
	if err != nil {
		return variable{}, err
	}
	for _, part := range strings.Split(name, ".") {
		members, is := object.(map[string]any)
		next, has := members[part]
		if !is || !has {
			return variable{}, fmt.Errorf("there is no %s in %s", path, show(object))
		}
		object = next
	}
	switch object.(type) {
	case map[string]any, []any, nil:
		return variable{}, fmt.Errorf("%s is %s, and no text", path, show(object))
	}
	_, text := object.(string)
	return variable{plainly(object), text}, nil
}

// readBank: every message to the holder, from the story's beginning.
func readBank(n node) (look, error) {
	pairs, err := n.saying()
	want := map[string][]string{}
	for _, p := range pairs {
		if list, bad := p.value.list(); bad == nil && len(list) == 0 {
			want[p.key] = nil // the bank wrote nothing
		} else if err == nil {
			want[p.key], err = p.value.texts()
		}
	}
	return func(s *sight) (bool, string, error) {
		by, err := s.balances()
		if err != nil {
			return false, "", err
		}
		all, err := s.play.world.lab.BankMessages(s.play.ctx)
		got, told := map[string][]string{}, []string{}
		for _, m := range all {
			text := m.Account + ": " + m.ZH + " " + m.EN
			got[m.Account], told = append(got[m.Account], text), append(told, text)
		}
		for account, texts := range want {
			if _, is := by[account]; !is { // nobody writes to it, whatever happens
				return false, noAccount(account, by), err
			}
			if !slices.EqualFunc(got[account], texts, strings.Contains) {
				return false, strings.Join(told, "\n"), err
			}
		}
		return true, "", err
	}, err
}
