package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"posterm/internal/check"
	"posterm/internal/config"
	"posterm/journal/roll"
	"posterm/txn"
)

// ending is how a story ends.
type ending struct {
	disagree []string // problems of package check that are to be found
}

// readEnding reads {disagree: [charged_twice]}: what the story is about is a disagreement, and it must be found.
func readEnding(n node) (e ending, err error) {
	pairs, err := n.saying("disagree")
	for _, p := range pairs {
		if len(p.value.some()) == 0 {
			return e, p.value.because(errNothing)
		}
		for _, one := range p.value.some() {
			if err != nil {
				return e, err
			}
			_, err = one.word(problemNames()...)
			e.disagree = append(e.disagree, one.Value)
		}
	}
	return e, err
}

func problemNames() (names []string) {
	for p := check.Problem(0); ; p++ {
		name := p.String()
		if strings.Contains(name, "(") {
			return names
		}
		names = append(names, name)
	}
}

// findings compare money, paper and record as they are now.
func (p *play) findings() (found []check.Finding, err error) {
	e := check.Evidence{Foot: "posterm"}
	cfg, err := config.Load(p.world.config())
	if err != nil {
		return nil, err
	}
	if e.Copies = cfg.Terminal.Copies; cfg.Printer.Port == noPrinter {
		e.Copies = 0
	}
	if found, err = p.record(&e); err != nil {
		return found, err
	}
	lab := p.world.lab
	if e.Ledger, err = lab.Ledger(p.ctx); err != nil {
		return nil, err
	}
	if e.Settlements, err = lab.Settlements(p.ctx); err != nil {
		return nil, err
	}
	if !cfg.Terminal.Training {
		if e.Slips, err = p.paper(); err != nil {
			return nil, err
		}
	}
	holdings, err := lab.Accounts(p.ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range holdings {
		a := check.Account{Name: h.Name, Card: h.Card}
		for _, sum := range []struct {
			to   *txn.Fen
			text string
		}{{&a.Before, h.Opening}, {&a.Now, h.Balance}, {&a.Held, h.Held}} {
			*sum.to, err = yuan(sum.text)
			if err != nil {
				return nil, err
			}
		}
		e.Accounts = append(e.Accounts, a)
	}
	return append(found, check.Of(e)...), nil
}

// yuan reads what an account holds, which may be nothing.
func yuan(text string) (txn.Fen, error) {
	if text == "0.00" {
		return 0, nil
	}
	digits, negative := strings.CutPrefix(text, "-")
	fen, err := txn.ParseFen(digits)
	if negative {
		fen = -fen
	}
	return fen, err
}

// record asks the terminal for its journal, and whether that is sound.
func (p *play) record(e *check.Evidence) (found []check.Finding, err error) {
	report, err := p.world.asked(p.ctx, "journal", "check")
	if err != nil {
		return nil, err
	}
	list, _ := report["findings"].([]any)
	for _, f := range list {
		text := show(f)
		found = append(found, check.Finding{Problem: check.JournalBroken, Detail: txn.Words{ZH: text, EN: text}})
	}
	r := p.world.till.command(p.ctx, []string{"--json", "journal", "rows"})
	var all struct{ Rows []roll.Row }
	if err := json.Unmarshal([]byte(r.out), &all); err != nil {
		return nil, fmt.Errorf("posterm journal rows: exit %d, %s", r.exit, clip(r.err+r.out))
	}
	book := roll.Fold(all.Rows)
	if book.Training { // its journal and its paper are about nothing: whatever the host holds is too much
		e.Book, e.Terminal, e.Merchant = &roll.Book{}, book.Terminal, book.Merchant
		return found, nil
	}
	e.Rows, e.Book, e.Terminal, e.Merchant = all.Rows, &book, book.Terminal, book.Merchant
	return found, nil
}

// readAgree compares in the middle of a story.
func readAgree(n node) (look, error) {
	want, err := n.yes()
	return func(s *sight) (bool, string, error) {
		found, err := s.play.findings()
		return (len(found) == 0) == want, findingsInWords(found), err
	}, err
}

func findingsInWords(found []check.Finding) string {
	if len(found) == 0 {
		return "money, paper and record agree"
	}
	var lines []string
	for _, f := range found {
		lines = append(lines, f.In(txn.English)+" / "+f.In(txn.Chinese))
	}
	return strings.Join(lines, "\n")
}

// end compares at the end of a story. A terminal without power is powered on for it: it is the journal's word that counts.
func (p *play) end(e ending) error {
	if err := p.world.darkened(); err != nil {
		return err
	}
	if !p.world.running {
		if err := p.world.on(p.ctx); err != nil {
			return fmt.Errorf("at the end of the story: %w", err)
		}
	}
	var found []check.Finding
	var err error
	p.world.await(p.ctx, usualWithin, func() bool {
		found, err = p.findings()
		return err != nil || e.met(found)
	})
	if err == nil && !e.met(found) {
		err = errors.New(e.complaint(found))
	}
	return err
}

// met says whether exactly the problems were found that are to be.
func (e ending) met(found []check.Finding) bool {
	names := problemsOf(found)
	for _, want := range e.disagree {
		if !slices.Contains(names, want) {
			return false
		}
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(e.disagree, name) })
}

func problemsOf(found []check.Finding) (names []string) {
	for _, f := range found {
		names = append(names, f.Problem.String())
	}
	return names
}

func (e ending) complaint(found []check.Finding) string {
	if len(e.disagree) == 0 {
		return "money, paper and record disagree at the end:\n" + findingsInWords(found)
	}
	return fmt.Sprintf("the story ends by %s, and there is:\n%s", strings.Join(e.disagree, ", "), findingsInWords(found))
}
