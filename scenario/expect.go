package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"posterm/internal/strict"
)

// usualWithin is how long something expected is waited for when a story does not say. Chosen: what does not come by then on a
// machine under load does not come.
const usualWithin = 10 * time.Second

// expectation is one thing that must hold.
type expectation struct {
	name string
	node node // where it stands
	// holds looks; seen is what there is instead, in a line or more.
	holds func(*sight) (ok bool, seen string, err error)
}

// observable is a kind of expectation.
type observable struct {
	read func(n node) (func(*sight) (bool, string, error), error)
	says string
}

// observables are all kinds.
var observables map[string]observable

func init() { // never holds others
	observables = map[string]observable{
		"screen":        {readScreen, "texts that the menu showed, in this order"},
		"exit":          {readExit, "the last command's exit code"},
		"json":          {readJSON, "members of the last command's JSON"},
		"error":         {readErrorCode, "the code of the last command's error"},
		"says":          {readSays, "texts in what the last command said"},
		"of":            {readOf, "which transaction the next ones are about: last (the usual), TRACE or BATCH/TRACE"},
		"verdict":       {readVerdict, "was I paid? paid, not_paid, being_reversed ..."},
		"money":         {readMoney, "none, approved, declined, reversed ..."},
		"paper":         {readPaperState, "none (no copy is or was on paper), printed, due ..., or {merchant: printed, cardholder: due}"},
		"status":        {readStatus, "members of what posterm status says"},
		"owed":          {readOwed, "how many reversals are owed to the host"},
		"owed_slips":    {readOwedSlips, "how many slips are owed"},
		"slips":         {readSlips, "how many pieces of paper came, or what they are: [{text: ..., complete: yes}]"},
		"journal":       {readJournal, "rows that were written, in this order: [intent, approved]"},
		"ledger":        {readLedger, "all entries of the host, [{kind: sale, state: approved}], or what accounts hold: {A: \"376.55\"}"},
		"accounts":      {readAccounts, "what accounts hold: {A: \"376.55\"} or {A: {balance: \"376.55\", held: \"0.00\"}}"},
		"wire":          {readWire, "messages that passed, in this order: [{mti: \"0400\", fields: {39: \"98\", 55: absent}}]"},
		"notifications": {readNotifications, "events that the receiver was told, in this order: [transaction.approved, {type: batch.settled}]"},
		"bank":          {readBank, "all that banks wrote to holders of accounts, in this order, a text of each message: {A: [支出60.00, 退回60.00]}"},
		"printer":       {readPrinterState, "members of the printer's state: {paper: out}"},
		"customer":      {readCustomer, "texts that the display facing the customer showed, in this order; config: {terminal.customer_display: /dev/display} puts one there"},
		"power":         {readPowerState, "on or off"},
		"agree":         {readAgree, "yes: money, paper and record agree now"},
		"never":         {readNever, "the same of screen, says, slips, journal, wire, notifications and ledger, none of which may be"},
	}
}

// readExpect reads what must hold, all of it at one moment.
func readExpect(s step) (action, error) {
	within := usualWithin
	if n, is := s.with["within"]; is {
		var err error
		if within, err = n.duration(); err != nil {
			return nil, err
		}
	}
	pairs, err := s.body.saying()
	if err != nil {
		return nil, err
	}
	wanted := map[string]node{}
	for _, p := range pairs {
		if _, is := observables[p.key]; !is {
			return nil, p.at.because(strict.UnknownKey(p.key, sortedKeys(observables)))
		}
		wanted[p.key] = p.value
	}
	if err := s.meansSomething(wanted); err != nil {
		return nil, err
	}
	checks, err := expectations(wanted)
	return func(p *play) error { return p.expect(checks, within) }, err
}

// ofOne are the observables that are about one transaction.
var ofOne = []string{"verdict", "money", "paper", "status", "owed_slips"}

// meansSomething refuses what would hold whatever happens.
func (s step) meansSomething(wanted map[string]node) error {
	if of, is := wanted["of"]; is && !slices.ContainsFunc(ofOne, func(name string) bool { return wanted[name].Node != nil }) {
		return of.refuse("of says which transaction is meant: put one of %s beside it", strings.Join(ofOne, ", "))
	}
	if within, is := s.with["within"]; is && len(wanted) == 1 && wanted["never"].Node != nil {
		return within.refuse("never alone holds at once and waits for nothing: let time pass with clock: {pass: %s} before it", within.Value)
	}
	return nil
}

func expectations(wanted map[string]node) (all []expectation, err error) {
	names := sortedKeys(wanted)
	slices.SortStableFunc(names, func(a, b string) int { // which transaction is meant comes first, what proves nothing by itself last
		rank := map[string]int{"of": -1, "never": 1}
		return rank[a] - rank[b]
	})
	for _, name := range names {
		holds, err := observables[name].read(wanted[name])
		if err != nil {
			return nil, err
		}
		all = append(all, expectation{name, wanted[name], holds})
	}
	return all, nil
}

// unmet is an expectation that did not hold.
type unmet struct {
	name, want, seen string
	line             int
}

// mismatch is what did not hold when the time was over.
type mismatch struct {
	within time.Duration
	unmet  []unmet
}

func (m *mismatch) Error() string {
	var names []string
	for _, u := range m.unmet {
		names = append(names, u.name)
	}
	return "not as expected: " + strings.Join(names, ", ")
}

// expect waits until all of it holds at one moment.
func (p *play) expect(all []expectation, within time.Duration) error {
	var missed []unmet
	var broken error
	holds := func() bool {
		missed, broken = nil, nil
		s := &sight{play: p}
		for _, e := range all {
			ok, seen, err := e.holds(s)
			if err != nil {
				broken = fmt.Errorf("%s: %w", e.name, err)
				return true
			}
			if !ok {
				missed = append(missed, unmet{e.name, e.node.written(), seen, e.node.Line})
			}
		}
		return len(missed) == 0
	}
	if !p.world.await(p.ctx, within, holds) && p.ctx.Err() != nil {
		return p.ctx.Err()
	}
	if broken != nil {
		return broken
	}
	if len(missed) > 0 {
		return &mismatch{within, missed}
	}
	return nil
}

// endsWell: a command that a story says nothing about is to succeed.
func endsWell(at node) expectation {
	return expectation{"exit", at, func(s *sight) (bool, string, error) {
		r := s.play.last
		return r.exit == 0 || r.cut, fmt.Sprintf("exit %d: %s", r.exit, clip(strings.TrimSpace(r.out+r.err))), nil
	}}
}

// inOrder says whether there is something for every wanted one, in their order. At is how many were found.
func inOrder[W, G any](wanted []W, got []G, is func(W, G) bool) (at int, all bool) {
	for _, g := range got {
		if at < len(wanted) && is(wanted[at], g) {
			at++
		}
	}
	return at, at == len(wanted)
}
