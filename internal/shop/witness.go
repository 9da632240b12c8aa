package shop

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal"
	"posterm/txn"
)

// verdicts are what may be said of money, whatever the kind.
var verdicts = map[txn.Money][]txn.Verdict{
	txn.MoneyApproved:  {txn.Paid, txn.Returned, txn.OnHold},
	txn.MoneyPending:   {txn.Asking},
	txn.MoneyAsking:    {txn.Asking},
	txn.MoneyClosed:    {txn.NotPaid},
	txn.MoneyReversing: {txn.BeingReversed},
	txn.MoneyVoided:    {txn.Returned},
	txn.MoneyReversed:  {txn.NotPaid, txn.NotDone},
	txn.MoneyDeclined:  {txn.NotPaid, txn.NotDone},
	txn.MoneyNone:      {txn.NotPaid, txn.NotDone},
}

// truth asks the terminal about its last transaction and the host about the same.
func (s *shop) truth(ctx context.Context) error {
	a, err := s.ask(ctx, "status")
	if err != nil {
		return err
	}
	ledger, err := s.lab.ledger(ctx, s.terminal)
	if err != nil {
		return err
	}
	if a.Error.Code != "" {
		return s.nothing(ctx, a, ledger)
	}
	moved := slices.ContainsFunc(ledger, func(e host.Entry) bool {
		return e.Batch == a.Batch && e.Trace == a.Trace && e.State == host.Approved
	})
	switch {
	case a.code != 0:
		return s.disagree("status: exit %d", a.code)
	case !slices.Contains(verdicts[a.Money], a.Verdict):
		return s.disagree("trace %s: status says %s of money that is %s", a.Trace, a.Verdict, a.Money)
	case a.Money == txn.MoneyApproved && !moved:
		return s.disagree("trace %s: the terminal says approved, the host did not move the money", a.Trace)
	case a.Money != txn.MoneyApproved && !open(a.Money) && moved:
		return s.disagree("trace %s: the host moved the money, the terminal says %s", a.Trace, a.Money)
	}
	if s.paid = ""; a.Verdict == txn.Paid {
		s.paid = a.Trace
	}
	s.tally.Said[a.Money]++
	return nil
}

// open says whether the terminal does not know yet what the host holds.
func open(m txn.Money) bool {
	return m == txn.MoneyReversing || m == txn.MoneyPending || m == txn.MoneyAsking
}

// nothing is what may be said before the first transaction. A terminal that is not
// provisioned is so now: the command must work after any kill of itself.
func (s *shop) nothing(ctx context.Context, a answer, ledger []host.Entry) error {
	if len(ledger) > 0 || a.Error.Code != "no_transaction" && a.Error.Code != "no_journal" {
		return s.disagree("status: %s: %s, and the ledger has %d entries", a.Error.Code, a.Error.Message, len(ledger))
	}
	if a.Error.Code == "no_journal" {
		return s.must(ctx, "init")
	}
	return nil
}

// settle makes one online transaction: it delivers what is owed to the host. Then
// nothing may be open, and all witnesses must agree.
// A settlement that was cut goes on first. A wallet order that the host never heard of stays
// open until its time is over.
func (s *shop) settle(ctx context.Context) error {
	a, err := s.ask(ctx, "balance", "--card", "A")
	if err == nil && a.Error.Code == "settling" {
		err = s.must(ctx, "settle")
	}
	if err == nil {
		err = s.must(ctx, "balance", "--card", "A")
	}
	if err != nil {
		return err
	}
	pending, err := s.ask(ctx, "status", "--pending")
	if err != nil {
		return err
	}
	for _, one := range pending.Transactions {
		switch {
		case one.Money == txn.MoneyAsking:
		case open(one.Money):
			return s.disagree("trace %s is still open after an online transaction", one.Trace)
		case one.OwedSlips == 0:
			return s.disagree("trace %s is pending for no reason", one.Trace)
		}
	}
	return s.agree(ctx, s.data)
}

// reprint prints what is owed, or one more copy.
func (s *shop) reprint(ctx context.Context) error {
	a, err := s.ask(ctx, "reprint")
	if err != nil {
		return err
	}
	none := slices.Contains([]string{"nothing_to_print", "nothing", "no_transaction", "no_journal"}, a.Error.Code)
	if a.code != 0 && !none {
		return s.disagree("reprint: exit %d, %s", a.code, a.Error.Message)
	}
	return s.agree(ctx, s.data)
}

// agree holds ledger, journal, account and paper against each other. The journal is
// read from a directory that no terminal holds.
func (s *shop) agree(ctx context.Context, data string) error {
	e, err := s.evidence(ctx, data)
	if err != nil {
		return err
	}
	s.tally.Checks++
	var found []string
	for _, f := range check.Of(e) {
		found = append(found, f.In(txn.English))
	}
	if found != nil {
		return s.disagree("%s", strings.Join(found, "; "))
	}
	return s.refill(ctx, e.Accounts[0].Now)
}

func (s *shop) evidence(ctx context.Context, data string) (e check.Evidence, err error) {
	e = check.Evidence{Foot: "posterm", Copies: 2}
	j, err := journal.Open(data, "check")
	if err != nil {
		return e, s.disagree("the journal: %v", err)
	}
	defer j.Close()
	book, _, err := j.Book()
	if err != nil {
		return e, s.disagree("the journal: %v", err)
	}
	report, err := j.Check(ctx)
	if err != nil {
		return e, err
	}
	if !report.Sound() {
		return e, s.disagree("the journal is not sound: %v", report.Findings)
	}
	if e.Rows, err = j.Rows(0, rowLimit); err != nil {
		return e, err
	}
	e.Book = &book
	if e.Ledger, err = s.lab.ledger(ctx, s.terminal); err != nil {
		return e, err
	}
	if e.Slips, err = s.allPaper(ctx); err != nil {
		return e, err
	}
	if e.Settlements, err = s.lab.Settlements(ctx); err != nil {
		return e, err
	}
	now, held, err := s.funds(ctx)
	e.Accounts = []check.Account{{Card: payer.Card.PAN.Masked(), Before: s.before, Now: now, Held: held}}
	return e, err
}

// rowLimit is more rows than a shop writes.
const rowLimit = 1_000_000

// balance is what card A has at the host.
func (s *shop) balance(ctx context.Context) (txn.Fen, error) {
	now, _, err := s.funds(ctx)
	return now, err
}

// funds are what card A has at the host, and how much of it is held.
func (s *shop) funds(ctx context.Context) (now, held txn.Fen, err error) {
	accounts, err := s.lab.Accounts(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, a := range accounts {
		if a.Card != payer.Card.PAN.Masked() {
			continue
		}
		if a.Held != "0.00" {
			held, err = txn.ParseFen(a.Held)
		}
		if err == nil {
			now, err = txn.ParseFen(a.Balance)
		}
		return now, held, err
	}
	return 0, 0, fmt.Errorf("the host has no account for card A")
}

// refill restores the accounts before card A is empty.
func (s *shop) refill(ctx context.Context, now txn.Fen) error {
	if now >= lowBalance {
		return nil
	}
	if err := s.lab.Call(ctx, http.MethodPost, "/v1/accounts/reset", nil, nil); err != nil {
		return err
	}
	full, err := s.balance(ctx)
	s.before += full - now
	return err
}

// paper is all the paper there ever was of one terminal.
type paper struct {
	slips map[int]printer.Slip
	order []int
}

// paperKept is how many slips may lie at the printer before they are taken away.
const paperKept = 20

// allPaper collects the slips; the printer keeps only the newest.
func (s *shop) allPaper(ctx context.Context) (all []printer.Slip, err error) {
	now, err := s.lab.Slips(ctx)
	if err == nil && len(now) > paperKept {
		s.paper.lay(now)
		now, err = s.lab.TakePaper(ctx)
	}
	s.paper.lay(now)
	for _, id := range s.paper.order {
		all = append(all, s.paper.slips[id])
	}
	return all, err
}

// lay puts slips to those that were read before; what was read of one later says more.
func (p *paper) lay(slips []printer.Slip) {
	if p.slips == nil {
		p.slips = map[int]printer.Slip{}
	}
	for _, slip := range slips {
		if _, known := p.slips[slip.ID]; !known {
			p.order = append(p.order, slip.ID)
		}
		p.slips[slip.ID] = slip
	}
}
