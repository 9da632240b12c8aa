package host

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"posterm/txn"
)

// ErrQuestion marks a question to the back office that makes no sense.
var ErrQuestion = errors.New("bad question")

// ErrNoTransaction: the host holds no such transaction.
var ErrNoTransaction = errors.New("no such transaction")

// Status is what a merchant's back office says about a transaction.
type Status string

// The statuses. The first that fits is told.
const (
	StatusDeclined  Status = "declined"
	StatusReversed  Status = "reversed"
	StatusVoided    Status = "voided"
	StatusRefunded  Status = "refunded"  // all of it
	StatusCompleted Status = "completed" // a hold that was used up
	StatusHeld      Status = "held"      // a hold that stands
	StatusWaiting   Status = "waiting"   // a wallet's customer has not confirmed
	StatusSettled   Status = "settled"
	StatusApproved  Status = "approved"
)

// Statuses lists every status.
func Statuses() []Status { return slices.Clone(statuses) }

var statuses = []Status{
	StatusDeclined, StatusReversed, StatusVoided, StatusRefunded, StatusCompleted, StatusHeld, StatusWaiting, StatusSettled, StatusApproved,
}

func (e *entry) status() Status {
	switch {
	case e.State == Approved && e.Kind == txn.Preauth:
		return StatusHeld
	case e.State == Approved && e.settled():
		return StatusSettled
	}
	return Status(e.State)
}

// BackOffice is an entry as the back office shows it: with its status, and how the card was read.
type BackOffice struct {
	Entry
	Status Status `json:"status"`
	Read   string `json:"entry,omitempty"` // swipe, insert, tap, manual, scan or presented
}

func (e *entry) backOffice() BackOffice {
	b := BackOffice{Entry: e.line(), Status: e.status()}
	for _, one := range []txn.Entry{txn.Manual, txn.Swipe, txn.Insert, txn.Tap, txn.Scan} {
		if strings.HasPrefix(e.Mode, one.Mode()) {
			b.Read = one.String()
		}
	}
	if e.Shows != "" {
		b.Read = txn.Presented.String()
	}
	return b
}

// Limits of one page of the back office.
const (
	PageDefault = 100
	PageLimit   = 1000
)

// Question is what is asked of the back office; what is empty is not asked about.
type Question struct {
	Terminal string
	Merchant string
	Kind     string
	Card     string // name of the card or wallet, its masked number, or its last four digits
	Amount   string // yuan
	// Least and Most bound the amount, in yuan, both included.
	Least, Most string
	Status      string
	// From and To are settlement dates, "2026-11-21", both included.
	From, To string
	// Since and Until bound the moment of the decision, Since included and Until not:
	// "2026-11-21T20:15" or with seconds, in Beijing.
	Since, Until string
	Limit        int    // 1 to PageLimit; 0: PageDefault
	Before       uint64 // Next of the page before; 0: the newest
}

// Page is a part of the answer, newest first.
type Page struct {
	Transactions []BackOffice `json:"transactions"`
	// Next asks for the page after this one, which is older; 0: there is none.
	Next uint64 `json:"next,omitempty"`
}

// filter is a question in the book's own terms.
type filter struct {
	Question
	kind                txn.Kind
	amount, least, most txn.Fen
	since, until        time.Time
}

func (q Question) filter() (f filter, err error) {
	f.Question = q
	if q.Limit == 0 {
		f.Limit = PageDefault
	}
	if q.Kind != "" {
		err = f.kind.UnmarshalText([]byte(q.Kind))
	}
	for _, a := range []struct {
		text string
		to   *txn.Fen
	}{{q.Amount, &f.amount}, {q.Least, &f.least}, {q.Most, &f.most}} {
		if a.text != "" && err == nil {
			*a.to, err = txn.ParseFen(a.text)
		}
	}
	for _, m := range []struct {
		text string
		to   *time.Time
	}{{q.Since, &f.since}, {q.Until, &f.until}} {
		if m.text != "" && err == nil {
			*m.to, err = parseMoment(m.text)
		}
	}
	for _, day := range []*string{&f.From, &f.To} {
		if *day == "" || err != nil {
			continue
		}
		var at time.Time
		if at, err = time.Parse(time.DateOnly, *day); err == nil {
			*day = at.Format(dayLayout)
		}
	}
	switch {
	case err != nil:
		return f, fmt.Errorf("%w: %w", ErrQuestion, err)
	case f.Limit < 1 || f.Limit > PageLimit:
		return f, fmt.Errorf("%w: limit must be 1 to %d", ErrQuestion, PageLimit)
	case q.Status != "" && !slices.Contains(statuses, Status(q.Status)):
		return f, fmt.Errorf("%w: there is no status %q; valid are %v", ErrQuestion, clip(q.Status), statuses)
	}
	return f, nil
}

// parseMoment reads what forms give: a date and a time of day in Beijing, seconds optional.
func parseMoment(s string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04", s, beijing)
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02T15:04:05", s, beijing)
	}
	if err != nil {
		return at, fmt.Errorf("bad time %q: want 2026-11-21T20:15, in Beijing", clip(s))
	}
	return at, nil
}

// fits says whether the question is about an entry.
func (f filter) fits(e *entry) bool {
	switch {
	case f.least != 0 && e.Amount < f.least, f.most != 0 && e.Amount > f.most:
		return false
	case f.Since != "" && e.at.Before(f.since), f.Until != "" && !e.at.Before(f.until):
		return false
	case f.Terminal != "" && f.Terminal != e.Terminal, f.Merchant != "" && f.Merchant != e.Merchant:
		return false
	case f.kind != 0 && f.kind != e.Kind, f.Amount != "" && f.amount != e.Amount:
		return false
	case f.From != "" && e.Day < f.From, f.To != "" && e.Day > f.To:
		return false
	case f.Status != "" && Status(f.Status) != e.status():
		return false
	case f.Card == "" || f.Card == e.Account || f.Card == string(e.Card):
		return true
	}
	return len(f.Card) == 4 && strings.HasSuffix(string(e.Card), f.Card)
}

// BackOffice answers a question of a merchant's back office. Errors wrap ErrQuestion.
func (h *Host) BackOffice(q Question) (Page, error) {
	f, err := q.filter()
	if err != nil {
		return Page{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	page := Page{Transactions: []BackOffice{}}
	end := len(h.book.entries)
	if q.Before != 0 {
		end = int(min(uint64(end), q.Before))
	}
	for i := end - 1; i >= 0; i-- {
		e := h.book.entries[i]
		if !e.Kind.Moves() || !f.fits(e) {
			continue
		}
		if len(page.Transactions) == f.Limit {
			page.Next = uint64(i) + 1
			break
		}
		page.Transactions = append(page.Transactions, e.backOffice())
	}
	return page, nil
}

// Terminals are the numbers of those that ever signed in, in order.
func (h *Host) Terminals() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Sorted(maps.Keys(h.book.terminals))
}
