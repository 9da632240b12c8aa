package scenario

import (
	"fmt"
	"slices"
	"strings"

	"posterm/emulator"
	"posterm/emulator/printer"
	"posterm/journal/roll"
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
	for _, p := range pairs {
		switch {
		case err != nil:
		case p.key == "text" || p.key == "not":
			_, err = p.value.texts()
		case p.value.isText() && (p.value.Value == "yes" || p.value.Value == "no"):
		default:
			err = p.value.pattern()
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

// rowKeys are the members of a row.
var rowKeys = []string{"seq", "batch", "txn", "orig", "trace", "what", "kind", "at", "body"}

func readJournal(n node) (look, error) {
	return inOrderOf(n, (*sight).rowsSince, "what", rowKeys, rowNames())
}

func readWire(n node) (look, error) {
	var list []node
	for _, one := range n.some() {
		list = append(list, one)
		pairs, err := one.known("mti", "kind", "trace", "fields")
		if err != nil {
			return nil, err
		}
		if err := one.pattern(); err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if p.key == "fields" {
				if err := p.value.fieldNumbers(); err != nil {
					return nil, err
				}
			}
		}
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

func (n node) fieldNumbers() error {
	pairs, err := n.pairs()
	for _, p := range pairs {
		if err == nil {
			at := p.at
			_, err = at.number(2, 128)
		}
	}
	return err
}

func readNotifications(n node) (look, error) {
	events := names(roll.Events()...)
	return inOrderOf(n, func(s *sight) ([]any, error) {
		if s.play.world.receiver == nil {
			return nil, fmt.Errorf("there is no receiver: say webhooks: yes under lab")
		}
		v, err := asJSON(s.play.world.receiver.got.since(s.play.mark.told))
		list, _ := v.([]any)
		return list, err
	}, "type", jsonNames(emulator.Webhook{}), events)
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
		err := n.pattern()
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
func (p *play) member(path string) (string, error) {
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
		return "", err
	}
	for _, part := range strings.Split(name, ".") {
		members, is := object.(map[string]any)
		next, has := members[part]
		if !is || !has {
			return "", fmt.Errorf("there is no %s in %s", path, show(object))
		}
		object = next
	}
	switch object.(type) {
	case map[string]any, []any, nil:
		return "", fmt.Errorf("%s is %s, and no text", path, show(object))
	}
	return plainly(object), nil
}

// readBank: every message to the holder, from the story's beginning.
func readBank(n node) (look, error) {
	pairs, err := n.pairs()
	want := map[string][]string{}
	for _, p := range pairs {
		if err == nil {
			want[p.key], err = p.value.texts()
		}
	}
	return func(s *sight) (bool, string, error) {
		all, err := s.play.world.lab.BankMessages(s.play.ctx)
		got, told := map[string][]string{}, []string{}
		for _, m := range all {
			text := m.Account + ": " + m.ZH + " " + m.EN
			got[m.Account], told = append(got[m.Account], text), append(told, text)
		}
		for account, texts := range want {
			if !slices.EqualFunc(got[account], texts, strings.Contains) {
				return false, strings.Join(told, "\n"), err
			}
		}
		return true, "", err
	}, err
}
