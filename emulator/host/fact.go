package host

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"posterm/comms/keys"
	"posterm/txn"
)

// what says which kind of fact it is.
type what string

const (
	signedIn    what = "signed_in"
	signedOff   what = "signed_off"
	decided     what = "decided"      // a transaction was approved or declined, or waits for its customer
	reversed    what = "reversed"     // an approved one was undone
	tombstone   what = "tombstone"    // a reversal came for something never seen
	reset       what = "reset"        // all balances back to their start
	orderEnded  what = "order_ended"  // a wallet order that waited was paid, closed or declined
	orderClosed what = "order_closed" // a close came for a wallet order never seen
	compared    what = "compared"     // totals of a batch were compared (0500)
	uploaded    what = "uploaded"     // a batch list came (0320, 201)
	batchEnded  what = "batch_ended"  // the batch is closed (0320, 202 or 207)
	stood       what = "standing"     // the issuer thinks otherwise of a card
	cutOver     what = "cut_over"     // the next settlement date began
)

// fact is one line of the ledger file: the only thing that changes a book.
// Example: {"what":"tombstone","at":"2026-11-21T20:15:03+08:00","key":{...}}.
type fact struct {
	What     what      `json:"what"`
	At       time.Time `json:"at"`
	Key      *Key      `json:"key,omitempty"`      // reversed, tombstone, order_ended
	Entry    *entry    `json:"entry,omitempty"`    // decided
	Terminal *signIn   `json:"terminal,omitempty"` // signed_in, signed_off

	Code       txn.Code    `json:"code,omitempty"`       // order_ended: 00 paid, W2 closed, else declined
	Auth       string      `json:"auth,omitempty"`       // order_ended, when it was paid
	Order      string      `json:"order,omitempty"`      // order_closed
	Comparison *comparison `json:"comparison,omitempty"` // compared
	Upload     *upload     `json:"upload,omitempty"`     // uploaded
	End        *batchEnd   `json:"end,omitempty"`        // batch_ended
	Account    string      `json:"account,omitempty"`    // standing: whose; order_ended: who scanned the code
	Standing   *Standing   `json:"standing,omitempty"`   // standing
	Day        string      `json:"day,omitempty"`        // cut_over: the day that begins, YYYYMMDD
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

// terminal is a terminal that has signed in at least once.
type terminal struct {
	merchant, batch string
	session         *session        // nil after a sign-off
	ended           map[string]bool // the batches it ended since it signed in
}

// session holds the prepared keys of a sign-in; both are nil under a profile without keys.
type session struct {
	form keys.Form
	mac  *keys.Sealer
	pin  *keys.PINKey
}

func (b *book) signIn(s signIn) error {
	if s.Keys == "" { // its profile has none
		b.terminals[s.ID] = &terminal{s.Merchant, s.Batch, &session{}, map[string]bool{}}
		return nil
	}
	block, err := hex.DecodeString(s.Keys)
	if err != nil {
		return fmt.Errorf("%w: working keys of terminal %s", errFact, s.ID)
	}
	session, err := b.open(s, block)
	if err != nil {
		return fmt.Errorf("%w: working keys of terminal %s: %w", errFact, s.ID, err)
	}
	b.terminals[s.ID] = &terminal{s.Merchant, s.Batch, session, map[string]bool{}}
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
