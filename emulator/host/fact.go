package host

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"posterm/comms/keys"
)

// what says which kind of fact it is.
type what string

const (
	signedIn  what = "signed_in"
	signedOff what = "signed_off"
	decided   what = "decided"   // a transaction was approved or declined
	reversed  what = "reversed"  // an approved one was undone
	tombstone what = "tombstone" // a reversal came for something never seen
	reset     what = "reset"     // all balances back to their start
)

// fact is one line of the ledger file: the only thing that changes a book.
// Example: {"what":"tombstone","at":"2026-11-21T20:15:03+08:00","key":{...}}.
type fact struct {
	What     what      `json:"what"`
	At       time.Time `json:"at"`
	Key      *Key      `json:"key,omitempty"`      // reversed, tombstone
	Entry    *entry    `json:"entry,omitempty"`    // decided
	Terminal *signIn   `json:"terminal,omitempty"` // signed_in, signed_off
}

// signIn is a terminal's session: its batch and its working keys as they
// travelled, encrypted under the master key (field 62, hex).
type signIn struct {
	ID       string `json:"id"`
	Merchant string `json:"merchant"`
	Batch    string `json:"batch"`
	Keys     string `json:"keys,omitempty"`
	// Form and MAC say how the keys are used. Files of the first release have neither:
	// their form is 003, their MAC the host's.
	Form keys.Form      `json:"form,omitempty"`
	MAC  keys.Algorithm `json:"mac,omitempty"`
}

// errFact: a ledger file that does not add up, or belongs to other accounts or keys.
var errFact = errors.New("fact does not fit")

// book is what the facts add up to.
type book struct {
	accounts  accounts
	tmk       keys.Key
	mac       keys.Algorithm // of sessions that do not say
	entries   []*entry
	byKey     map[Key]*entry
	tombs     map[Key]bool
	terminals map[string]*terminal
	facts     uint64 // how many there are; the next one's number makes reference numbers and keys
}

// terminal is a terminal that has signed in at least once.
type terminal struct {
	merchant, batch string
	session         *session // nil after a sign-off
}

// session holds the prepared keys of a sign-in.
type session struct {
	form keys.Form
	mac  *keys.Sealer
	pin  *keys.PINKey
}

func newBook(o Options) (*book, error) {
	list, err := newAccounts(o.Accounts)
	return &book{
		accounts: list, tmk: o.TMK, mac: o.MAC,
		byKey: map[Key]*entry{}, tombs: map[Key]bool{}, terminals: map[string]*terminal{},
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
		return b.decide(*f.Entry)
	case f.What == reversed && f.Key != nil:
		return b.reverse(*f.Key)
	case f.What == tombstone && f.Key != nil:
		b.tombs[*f.Key] = true
		return nil
	case f.What == reset:
		b.accounts.reset()
		return nil
	}
	return fmt.Errorf("%w: %q", errFact, f.What)
}

func (b *book) signIn(s signIn) error {
	block, err := hex.DecodeString(s.Keys)
	if err != nil {
		return fmt.Errorf("%w: working keys of terminal %s", errFact, s.ID)
	}
	session, err := b.open(s, block)
	if err != nil {
		return fmt.Errorf("%w: working keys of terminal %s: %w", errFact, s.ID, err)
	}
	b.terminals[s.ID] = &terminal{s.Merchant, s.Batch, session}
	return nil
}

// open prepares the keys of a key block as the terminal does.
func (b *book) open(s signIn, block []byte) (*session, error) {
	form, alg := s.Form, s.MAC
	if form == "" {
		form = keys.FormDouble
	}
	if alg == "" {
		alg = b.mac
	}
	working, err := keys.Open(form, alg, b.tmk, block)
	if err != nil {
		return nil, err
	}
	mac, err := keys.NewSealer(alg, working.MAK)
	if err != nil {
		return nil, err
	}
	pin, err := keys.NewPINKey(form, working.PIK)
	return &session{form, mac, pin}, err
}

func (b *book) decide(e entry) error {
	acct := b.accounts.byName[e.Account]
	switch {
	case b.byKey[e.Key] != nil:
		return fmt.Errorf("%w: %v was decided before", errFact, e.Key)
	case acct == nil && (e.State == Approved || e.Account != ""):
		return fmt.Errorf("%w: there is no account %q", errFact, e.Account)
	}
	if e.State == Approved {
		if e.Original != nil {
			original := b.byKey[*e.Original]
			if original == nil || original.State != Approved {
				return fmt.Errorf("%w: %v cannot be voided", errFact, *e.Original)
			}
			original.State = Voided
		}
		acct.balance += e.effect()
	}
	b.entries = append(b.entries, &e)
	b.byKey[e.Key] = &e
	return nil
}

// reverse undoes an approved entry; a reversed void leaves its original approved.
func (b *book) reverse(k Key) error {
	e := b.byKey[k]
	if e == nil || e.State != Approved {
		return fmt.Errorf("%w: %v cannot be reversed", errFact, k)
	}
	e.State = Reversed
	b.accounts.byName[e.Account].balance -= e.effect()
	if e.Original != nil {
		b.byKey[*e.Original].State = Approved
	}
	return nil
}
