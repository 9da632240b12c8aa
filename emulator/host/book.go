package host

import (
	"fmt"
	"strconv"

	"posterm/comms/keys"
	"posterm/txn"
)

// book is what the facts add up to.
type book struct {
	accounts  accounts
	tmk       keys.Key
	mac       keys.Algorithm // of sessions that do not say
	entries   []*entry
	byKey     map[Key]*entry
	byFact    []*entry            // by the number of their facts, which is their reference number
	byRRN     map[string]*entry   // those of which it is not
	byAuth    map[string][]*entry // holds that were approved
	byOrder   map[string]*entry   // wallet payments; the first with an order's number
	byVoucher map[string]*entry
	tombs     map[Key]bool
	shut      map[string]bool // wallet orders that were closed before they came
	batches   map[batchKey]*batch
	compared  map[Key]*comparison
	uploads   map[Key]*upload
	ends      map[Key]*batchEnd
	history   []*comparison // in order
	terminals map[string]*terminal
	usage     map[string]*usage // by terminal
	day       string            // the settlement date is this one or the calendar's, whichever is later; YYYYMMDD
	messages  []BankMessage
	facts     uint64 // how many there are; the next one's number makes reference numbers and keys
}

func newBook(o Options) (*book, error) {
	list, err := newAccounts(o.Accounts)
	return &book{
		accounts: list, tmk: o.TMK, mac: o.MAC,
		byKey: map[Key]*entry{}, byRRN: map[string]*entry{}, byAuth: map[string][]*entry{},
		byOrder: map[string]*entry{}, byVoucher: map[string]*entry{},
		tombs: map[Key]bool{}, shut: map[string]bool{}, batches: map[batchKey]*batch{},
		compared: map[Key]*comparison{}, uploads: map[Key]*upload{}, ends: map[Key]*batchEnd{},
		terminals: map[string]*terminal{}, usage: map[string]*usage{},
	}, err
}

// apply is the only code that changes a book. It changes nothing on an error.
func (b *book) apply(f fact) error {
	err := b.fold(f)
	if err == nil {
		b.facts++
	}
	return err
}

func (b *book) fold(f fact) error {
	switch {
	case f.What == signedIn && f.Terminal != nil:
		return b.signIn(*f.Terminal)
	case f.What == signedOff && f.Terminal != nil && b.terminals[f.Terminal.ID] != nil:
		b.terminals[f.Terminal.ID].session = nil
		return nil
	case f.What == decided && f.Entry != nil:
		return b.decide(f, f.Entry)
	case f.What == reversed && f.Key != nil:
		return b.reverse(f)
	case f.What == tombstone && f.Key != nil:
		b.tombs[*f.Key] = true
		return nil
	case f.What == reset:
		b.accounts.reset()
		return nil
	case f.What == orderEnded && f.Key != nil:
		return b.endOrder(f)
	case f.What == orderClosed && f.Order != "":
		b.shut[f.Order] = true
		return nil
	}
	return b.foldMore(f)
}

// foldMore folds what is about batches, cards and days.
func (b *book) foldMore(f fact) error {
	switch {
	case f.What == compared && f.Comparison != nil:
		return b.compare(f)
	case f.What == uploaded && f.Upload != nil:
		return b.upload(f)
	case f.What == batchEnded && f.End != nil:
		return b.endBatch(f)
	case f.What == stood && f.Standing != nil && b.accounts.byName[f.Account] != nil:
		b.stood(f)
		return nil
	case f.What == cutOver && len(f.Day) == len(dayLayout):
		b.day = max(b.day, f.Day)
		return nil
	}
	return fmt.Errorf("%w: %q", errFact, f.What)
}

// stood: a card that may be used again has all its PIN tries.
func (b *book) stood(f fact) {
	acct := b.accounts.byName[f.Account]
	acct.standing = *f.Standing
	if acct.standing == Normal {
		acct.wrongPINs = 0
	}
}

// decide adds an entry, which is the book's own from now on. One that waits moves nothing yet.
func (b *book) decide(f fact, e *entry) error {
	acct := b.accounts.byName[e.Account]
	switch {
	case b.byKey[e.Key] != nil:
		return fmt.Errorf("%w: %v was decided before", errFact, e.Key)
	case acct == nil && (e.State != Declined && !e.presented() || e.Account != ""):
		return fmt.Errorf("%w: there is no account %q", errFact, e.Account)
	case e.Amount < 0 || e.Asked < 0:
		return fmt.Errorf("%w: the amount of %v is negative", errFact, e.Key)
	case e.State != Approved && e.State != Declined && e.State != Waiting:
		return fmt.Errorf("%w: %v cannot begin %q", errFact, e.Key, e.State)
	}
	e.at = f.At.In(beijing)
	if e.Day == "" {
		e.Day = e.at.Format(dayLayout)
	}
	if e.State == Approved {
		if err := b.move(e, 1, e.at); err != nil {
			return err
		}
	}
	b.enter(e)
	return nil
}

// enter makes an entry findable.
func (b *book) enter(e *entry) {
	b.entries = append(b.entries, e)
	b.byKey[e.Key] = e
	if number := b.facts + 1; e.RRN == digits(number, rrnSize) {
		for uint64(len(b.byFact)) < number {
			b.byFact = append(b.byFact, nil)
		}
		b.byFact[number-1] = e
	} else {
		b.byRRN[e.RRN] = e
	}
	if e.Kind == txn.Preauth && e.Auth != "" {
		b.byAuth[e.Auth] = append(b.byAuth[e.Auth], e)
	}
	if e.Kind == txn.WalletPay && b.byOrder[e.Order] == nil {
		b.byOrder[e.Order] = e
	}
	if e.Voucher != "" {
		b.byVoucher[e.Voucher] = e
	}
	at := b.batchOf(e.Key)
	at.entries = append(at.entries, e)
}

// referred finds an entry by its reference number; nil: there is none.
func (b *book) referred(rrn string) *entry {
	number, err := strconv.ParseUint(rrn, 10, 64)
	if err == nil && number > 0 && number <= uint64(len(b.byFact)) {
		if e := b.byFact[number-1]; e != nil && e.RRN == rrn {
			return e
		}
	}
	return b.byRRN[rrn]
}

// reverse undoes an approved entry; what it did to its original is undone, too.
func (b *book) reverse(f fact) error {
	e := b.byKey[*f.Key]
	if e == nil || e.State != Approved || e.refunded != 0 || e.closed {
		return fmt.Errorf("%w: %v cannot be reversed", errFact, *f.Key)
	}
	if err := b.move(e, -1, f.At.In(beijing)); err != nil {
		return err
	}
	e.State = Reversed
	e.story = append(e.story, mark{at: f.At.In(beijing), what: reversed})
	return nil
}

// endOrder decides a wallet order that waited.
func (b *book) endOrder(f fact) error {
	e := b.byKey[*f.Key]
	if e == nil || e.State != Waiting || e.closed {
		return fmt.Errorf("%w: %v does not wait", errFact, *f.Key)
	}
	if e.Account == "" && f.Account != "" {
		acct := b.accounts.byName[f.Account]
		if acct == nil || !e.presented() {
			return fmt.Errorf("%w: there is no account %q", errFact, f.Account)
		}
		e.Account, e.Org = acct.Name, organisationOf(acct.PAN)
	}
	if f.Code.Approves() {
		if e.Account == "" {
			return fmt.Errorf("%w: nobody paid %v", errFact, *f.Key)
		}
		e.Auth = f.Auth
		if err := b.move(e, 1, f.At.In(beijing)); err != nil {
			return err
		}
		e.State = Approved
	} else {
		e.State = Declined
	}
	e.Response = f.Code
	e.story = append(e.story, mark{at: f.At.In(beijing), what: orderEnded, code: f.Code})
	return nil
}
