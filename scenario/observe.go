package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

// look is how one expectation looks.
type look = func(*sight) (ok bool, seen string, err error)

// textsIn looks for texts in a text, in their order.
func textsIn(n node, text func(*sight) string) (look, error) {
	want, err := n.texts()
	return func(s *sight) (bool, string, error) {
		whole := text(s)
		rest := whole
		for _, w := range want {
			_, after, found := strings.Cut(rest, w)
			if !found {
				return false, fmt.Sprintf("%q is not there:\n%s", w, whole), nil
			}
			rest = after
		}
		return true, whole, nil
	}, err
}

func readScreen(n node) (look, error) { return textsIn(n, (*sight).screenText) }

func readSays(n node) (look, error) {
	look, err := textsIn(n, func(s *sight) string { return s.play.last.out + s.play.last.err })
	return func(s *sight) (bool, string, error) {
		if s.play.last == nil {
			return false, "", errNoCommand
		}
		return look(s)
	}, err
}

// errNoCommand: what a command said or did not say is asked before there was one.
var errNoCommand = errors.New("there was no command")

func readExit(n node) (look, error) {
	want, err := n.number(0, 255)
	return func(s *sight) (bool, string, error) {
		switch r := s.play.last; {
		case r == nil:
			return false, errNoCommand.Error(), nil
		case r.cut:
			return false, "the power was cut meanwhile", nil
		default:
			return r.exit == want, fmt.Sprintf("%d: %s", r.exit, clipTo(strings.TrimSpace(r.out+" "+r.err), 400)), nil
		}
	}, err
}

// lastJSON is the object that the last command printed.
func (p *play) lastJSON() (object any, err error) {
	if p.last == nil {
		return nil, errNoCommand
	}
	err = json.Unmarshal([]byte(p.last.out), &object)
	return object, err
}

func readJSON(n node) (look, error) {
	return func(s *sight) (bool, string, error) {
		got, err := s.play.lastJSON()
		if err != nil {
			return false, err.Error(), nil
		}
		ok, instead := n.fits(got, true)
		return ok, instead, nil
	}, n.pattern()
}

func readErrorCode(n node) (look, error) {
	want, err := n.text()
	return func(s *sight) (bool, string, error) {
		got, err := s.play.lastJSON()
		if err != nil {
			return false, err.Error(), nil
		}
		object, _ := got.(map[string]any)
		e, _ := object["error"].(map[string]any)
		return e["code"] == want, show(got), nil
	}, err
}

func readOf(n node) (look, error) {
	text, err := n.text()
	if err == nil && !n.open() && text != "last" {
		_, err = txn.ParseRef(text)
		err = n.wrong(err)
	}
	return func(s *sight) (bool, string, error) {
		if s.of = text; text == "last" {
			s.of = ""
		}
		return true, "", nil
	}, err
}

// member looks at one member of the status.
func member(n node, name string) look {
	return func(s *sight) (bool, string, error) {
		status, err := s.statusNow()
		if err != nil {
			return false, "", err
		}
		value, is := status[name]
		if e, failed := status["error"]; failed {
			return false, fmt.Sprintf("posterm status: %v", e), nil
		}
		ok, instead := n.fits(value, is)
		return ok, instead, nil
	}
}

func readVerdict(n node) (look, error) {
	_, err := n.word(wordsOf(reflect.TypeFor[txn.Verdict]())...)
	return member(n, "verdict"), err
}

func readMoney(n node) (look, error) {
	_, err := n.word(wordsOf(reflect.TypeFor[txn.Money]())...)
	return member(n, "money"), err
}

func readStatus(n node) (look, error) {
	return func(s *sight) (bool, string, error) {
		status, err := s.statusNow()
		if err != nil {
			return false, "", err
		}
		if e, failed := status["error"]; failed {
			return false, fmt.Sprintf("posterm status: %v", e), nil
		}
		ok, instead := n.fits(map[string]any(status), true)
		return ok, instead, nil
	}, n.like(reflect.TypeFor[statusShape]())
}

// copyStates are what a copy of a slip can be; none is that nothing of it was ever begun.
var copyStates = append([]string{"none"}, names(txn.PaperNotDue, txn.PaperDue, txn.PaperPrinting, txn.PaperPrinted, txn.PaperUnconfirmed, txn.PaperSuperseded)...)

func readPaperState(n node) (look, error) {
	want := map[string]string{}
	if n.isText() {
		if _, err := n.word(copyStates...); err != nil {
			return nil, err
		}
		want["merchant"], want["cardholder"] = n.Value, n.Value
	} else {
		pairs, err := n.saying("merchant", "cardholder")
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if want[p.key], err = p.value.word(copyStates...); err != nil {
				return nil, err
			}
		}
	}
	return func(s *sight) (bool, string, error) {
		status, err := s.statusNow()
		if err != nil {
			return false, "", err
		}
		paper, _ := status["paper"].(map[string]any)
		if paper == nil {
			return false, show(status), nil
		}
		for name, state := range want {
			got, has := paper[name].(string)
			if !has && len(want) == 2 { // a terminal that prints one copy
				continue
			}
			if ok := got == state || state == "none" && (got == "not_due" || got == "superseded" || got == "due"); !ok {
				return false, show(paper), nil
			}
		}
		return true, show(paper), nil
	}, nil
}

func readOwedSlips(n node) (look, error) {
	_, err := n.number(0, 1000)
	return member(n, "owed_slips"), err
}

func readOwed(n node) (look, error) {
	want, err := n.number(0, 1000)
	return func(s *sight) (bool, string, error) {
		object, err := s.play.world.asked(s.play.ctx, "reversal", "list")
		if err != nil {
			return false, "", err
		}
		list, is := object["transactions"].([]any)
		return is && len(list) == want, fmt.Sprintf("%d: %s", len(list), show(object)), nil
	}, err
}

func readLedger(n node) (look, error) {
	if n.Kind == mapping {
		return readAccounts(n)
	}
	list, err := n.list()
	for _, one := range list {
		if err == nil {
			err = one.entry()
		}
	}
	return func(s *sight) (bool, string, error) {
		entries, err := s.play.world.lab.Ledger(s.play.ctx)
		if err != nil {
			return false, "", err
		}
		got, err := asJSON(entries)
		if len(entries) == 0 {
			got = []any{}
		}
		ok, _ := n.fits(got, true)
		return ok, entriesInWords(entries), err
	}, err
}

func entriesInWords(entries []host.Entry) string {
	if len(entries) == 0 {
		return "no entries"
	}
	var lines []string
	for _, e := range entries {
		lines = append(lines, fmt.Sprintf("%s/%s %s %s %s %s %s", e.Batch, e.Trace, e.Kind, e.Amount, e.Card, e.State, e.Response))
	}
	return strings.Join(lines, "\n")
}

func readAccounts(n node) (look, error) {
	pairs, err := n.saying()
	for _, p := range pairs {
		switch {
		case err != nil:
		case p.value.Kind == mapping:
			err = p.value.like(reflect.TypeFor[host.Holding]())
		default:
			err = p.value.form(yuanForm, `yuan like "376.55"`)
		}
	}
	return func(s *sight) (bool, string, error) {
		by, err := s.balances()
		if err != nil {
			return false, "", err
		}
		for _, p := range pairs {
			a, is := by[p.key]
			if !is {
				return false, noAccount(p.key, by), nil
			}
			var got any = a.Balance
			if p.value.Kind == mapping {
				if got, err = asJSON(a); err != nil {
					return false, "", err
				}
			}
			if ok, instead := p.value.fits(got, true); !ok {
				return false, p.key + ": " + instead, nil
			}
		}
		return true, "", nil
	}, err
}

func noAccount(name string, by map[string]host.Holding) string {
	return fmt.Sprintf("the host has no account %s; there are %s", name, strings.Join(sortedKeys(by), ", "))
}

func readPrinterState(n node) (look, error) {
	return func(s *sight) (bool, string, error) {
		var got any
		if err := s.play.world.lab.Call(s.play.ctx, "GET", "/v1/printer", nil, &got); err != nil {
			return false, "", err
		}
		ok, instead := n.fits(got, true)
		return ok, instead, nil
	}, n.like(reflect.TypeFor[printer.Status]())
}

func readPowerState(n node) (look, error) {
	_, err := n.word("on", "off")
	return func(s *sight) (bool, string, error) {
		now := "off"
		if s.play.world.running && !s.play.world.dark.Load() {
			now = "on"
		}
		return now == n.Value, now, nil
	}, err
}

// neverable are the observables whose absence can be asked for.
var neverable = []string{"screen", "customer", "says", "slips", "journal", "wire", "notifications", "ledger"}

// readNever: what stands here is looked for one by one, and none of it may be found.
func readNever(n node) (look, error) {
	pairs, err := n.saying(neverable...)
	if err != nil {
		return nil, err
	}
	var looks []look
	var what []string
	for _, p := range pairs {
		if len(p.value.some()) == 0 {
			return nil, p.value.because(errNothing)
		}
		for _, one := range p.value.some() {
			l, err := absent[p.key](one)
			if err != nil {
				return nil, err
			}
			looks, what = append(looks, l), append(what, p.key+": "+one.written())
		}
	}
	return func(s *sight) (bool, string, error) {
		for i, l := range looks {
			found, seen, err := l(s)
			if err != nil {
				return false, "", err
			}
			if found {
				return false, "there is " + what[i] + " in\n" + seen, nil
			}
		}
		return true, "", nil
	}, nil
}

// inOrderOf is for lists of words or mappings that are looked for in order among values of JSON; a word stands for the member
// of that name. An empty list asks for nothing: that nothing came is said by never, with {} for anything.
func inOrderOf(n node, got func(*sight) ([]any, error), word string, check func(node) error, words []string) (look, error) {
	list := n.some()
	if len(list) == 0 {
		return nil, n.because(errEmptyList)
	}
	for _, one := range list {
		if one.isText() {
			if _, err := one.word(words...); err != nil {
				return nil, err
			}
			continue
		}
		if err := one.orAnything(check); err != nil {
			return nil, err
		}
	}
	return func(s *sight) (bool, string, error) {
		all, err := got(s)
		if err != nil {
			return false, "", err
		}
		at, ok := inOrder(list, all, func(w node, g any) bool {
			object, _ := g.(map[string]any)
			if w.isText() {
				return object[word] == w.Value
			}
			fits, _ := w.fits(g, true)
			return fits
		})
		var lines []string
		for _, g := range all {
			lines = append(lines, show(g))
		}
		if !ok {
			lines = slices.Insert(lines, 0, list[at].written()+" is not there, in this order, among")
		}
		return ok, strings.Join(lines, "\n"), nil
	}, nil
}
