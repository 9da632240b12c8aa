package host

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"posterm/comms/frame"
	"posterm/comms/profile"
	"posterm/txn"
)

// ErrKnob marks every setting that was refused; the text says why and what is valid.
var ErrKnob = errors.New("bad setting")

// Knobs are what can be set on a running host. They belong to no fact: a restart begins
// with those of the options. The zero value is our host's own behaviour.
type Knobs struct {
	Reversal Reversal `json:"reversal"`
	// Require is written into the header of every answer (PROTOCOL.md 1.3): 3 is "sign in
	// again". A sign-in is not itself answered so.
	Require frame.Requirement `json:"require"`
	// Partial says when a part is approved, with 10 and the smaller amount in field 4.
	Partial Partial `json:"partial"`
	// NoRepeats answers 94 to a refund or an advice that came before, as hosts do that know
	// no repeats. By default it is answered as the first time.
	NoRepeats bool `json:"no_repeats"`
	// VoidAnyDay allows voids of an earlier settlement date as long as the batch is open.
	VoidAnyDay bool `json:"void_any_day"`
	// CompletePercent is how much of a hold a completion may take, 115 when zero, and
	// CompleteDays how old that may be, 29 when zero. RefundDays is how old a transaction
	// may be that is refunded, 30 when zero.
	CompletePercent int `json:"complete_percent"`
	CompleteDays    int `json:"complete_days"`
	RefundDays      int `json:"refund_days"`
	// WalletWait is at which question a wallet's customer confirms: 0 at once, so that the
	// payment itself is answered 00; 2 at the second query; -1: never, unless
	// ConfirmOrder does it.
	WalletWait int `json:"wallet_wait"`
	// SettleError answers the comparison of totals with error, digit 3.
	SettleError bool `json:"settle_error"`
	// ChipOptional takes what a chip or contactless card pays without its data, field 55,
	// or without the tags that must be in it.
	ChipOptional bool `json:"chip_optional"`
	// RefuseFallback answers 45 when a card that has a chip is swiped without saying that the
	// chip failed.
	RefuseFallback bool `json:"refuse_fallback"`
	// Deny refuses kinds with a code: {"refund": "58"}.
	Deny map[string]txn.Code `json:"deny"`
	// BlockedTerminals are answered 58, cards whose number begins with one of BlockedCards 62.
	BlockedTerminals []string `json:"blocked_terminals"`
	BlockedCards     []string `json:"blocked_cards"`
	Limits           Limits   `json:"limits"`
	Issuer           Issuer   `json:"issuer"`
}

// Partial says when less than the whole amount is approved.
type Partial string

// When a part is approved.
const (
	PartialNever     Partial = "never"     // the default
	PartialSupported Partial = "supported" // field 60.6 of the request is 1
	PartialForced    Partial = "forced"    // whatever the terminal supports
)

// Defaults of knobs (PROTOCOL.md 3.3, 7) and limits of what can be set.
const (
	completePercent = 115
	completeDays    = 29
	refundDays      = 30
	daysLimit       = 3650
	percentLimit    = 1000
	nibbleLimit     = 0xF
	blockedLimit    = 1000 // entries of a list
	waitLimit       = 1000 // questions about an order
)

// Knobs are those in force.
func (h *Host) Knobs() Knobs {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.knobs.clone()
}

// SetKnobs puts others into force, from the next request on. Errors wrap ErrKnob.
func (h *Host) SetKnobs(k Knobs) error {
	k = k.clone()
	if err := k.complete(); err != nil {
		return err
	}
	h.turn(k)
	return nil
}

// turn puts knobs into force.
func (h *Host) turn(k Knobs) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.knobs = k
	h.waits.Store(k.Issuer.State == IssuerSlow || k.Issuer.State == IssuerSilent)
}

// ResetKnobs puts those of the options into force again.
func (h *Host) ResetKnobs() { h.turn(h.options.Knobs.clone()) }

// Check refuses knobs that cannot be. Errors wrap ErrKnob.
func (k Knobs) Check() error {
	k = k.clone()
	return k.complete()
}

func (k Knobs) clone() Knobs {
	k.Deny = maps.Clone(k.Deny)
	k.BlockedTerminals, k.BlockedCards = slices.Clone(k.BlockedTerminals), slices.Clone(k.BlockedCards)
	return k
}

// complete fills defaults and refuses what cannot be.
func (k *Knobs) complete() error {
	if k.Partial == "" {
		k.Partial = PartialNever
	}
	if !slices.Contains([]Partial{PartialNever, PartialSupported, PartialForced}, k.Partial) {
		return fmt.Errorf("%w: partial is %q: choose never, supported or forced", ErrKnob, clip(string(k.Partial)))
	}
	for _, d := range []struct {
		name      string
		knob      *int
		is, limit int
	}{
		{"complete_percent", &k.CompletePercent, completePercent, percentLimit},
		{"complete_days", &k.CompleteDays, completeDays, daysLimit}, {"refund_days", &k.RefundDays, refundDays, daysLimit},
	} {
		if *d.knob == 0 {
			*d.knob = d.is
		}
		if *d.knob < 0 || *d.knob > d.limit {
			return fmt.Errorf("%w: %s must be 1 to %d", ErrKnob, d.name, d.limit)
		}
	}
	if k.WalletWait < -1 || k.WalletWait > waitLimit {
		return fmt.Errorf("%w: wallet_wait must be -1 (never), 0 (at once) or a question up to %d", ErrKnob, waitLimit)
	}
	if k.Require > nibbleLimit {
		return fmt.Errorf("%w: require must be 0 to %d, one nibble", ErrKnob, nibbleLimit)
	}
	return errors.Join(k.Reversal.complete(), k.completeLists(), k.Limits.complete(), k.Issuer.complete())
}

func (k *Knobs) completeLists() error {
	k.Deny = orElse(k.Deny, map[string]txn.Code{})
	for name, code := range k.Deny {
		var kind txn.Kind
		if err := kind.UnmarshalText([]byte(name)); err != nil || kind.Local() || !kind.Moves() && kind != txn.Balance {
			return fmt.Errorf("%w: deny: %q is no kind of transaction here, such as refund", ErrKnob, clip(name))
		}
		if code != "12" && code != "58" && code != "40" {
			return fmt.Errorf("%w: deny: %q for %s: choose 12, 40 or 58", ErrKnob, clip(string(code)), name)
		}
	}
	k.BlockedTerminals, k.BlockedCards = append([]string{}, k.BlockedTerminals...), append([]string{}, k.BlockedCards...)
	if len(k.BlockedTerminals) > blockedLimit || len(k.BlockedCards) > blockedLimit {
		return fmt.Errorf("%w: a list of more than %d", ErrKnob, blockedLimit)
	}
	for _, id := range k.BlockedTerminals {
		if len(id) != 8 || misfit(id, true, false) >= 0 || strings.TrimSpace(id) == "" {
			return fmt.Errorf("%w: blocked_terminals are terminal numbers of 8 characters, such as 00010001", ErrKnob)
		}
	}
	for _, bin := range k.BlockedCards {
		if !isBIN(bin) {
			return fmt.Errorf("%w: blocked_cards are the first 1 to 10 digits of numbers", ErrKnob)
		}
	}
	return nil
}

func orElse(m, otherwise map[string]txn.Code) map[string]txn.Code {
	if m == nil {
		return otherwise
	}
	return m
}

// isBIN: so many digits that no card number can be told by them.
func isBIN(s string) bool {
	const most = 10
	return s != "" && len(s) <= most && strings.Trim(s, "0123456789") == ""
}

// Limits are what may be spent: amounts in yuan ("1000.00"; empty: no limit), counts (0:
// no limit). Days are settlement dates.
type Limits struct {
	Least         string `json:"least"`          // less is answered 13
	Transaction   string `json:"transaction"`    // more is answered 61, as below
	CardDay       string `json:"card_day"`       // of one card or wallet in a day
	CardDayCount  int    `json:"card_day_count"` // transactions of one card in a day; one more is answered 65
	Terminal      string `json:"terminal"`       // one transaction of a terminal
	TerminalDay   string `json:"terminal_day"`   // of one terminal in a day
	TerminalCount int    `json:"terminal_count"` // transactions of one terminal in a day; one more is answered 65
	fen           struct {
		least, transaction, cardDay, terminal, terminalDay txn.Fen
	}
}

func (l *Limits) complete() error {
	if l.CardDayCount < 0 || l.TerminalCount < 0 {
		return fmt.Errorf("%w: limits: a count is negative", ErrKnob)
	}
	for _, one := range []struct {
		name, yuan string
		fen        *txn.Fen
	}{
		{"least", l.Least, &l.fen.least}, {"transaction", l.Transaction, &l.fen.transaction}, {"card_day", l.CardDay, &l.fen.cardDay},
		{"terminal", l.Terminal, &l.fen.terminal}, {"terminal_day", l.TerminalDay, &l.fen.terminalDay},
	} {
		*one.fen = 0
		if one.yuan == "" {
			continue
		}
		fen, err := txn.ParseFen(one.yuan)
		if err != nil {
			return fmt.Errorf("%w: limits.%s: %w", ErrKnob, one.name, err)
		}
		*one.fen = fen
	}
	return nil
}

// Issuer is how the issuers are.
type Issuer struct {
	State IssuerState `json:"state"`
	// Answer is what a terminal is told when the issuer is silent: 68 (default) or 98.
	Answer txn.Code `json:"answer"`
	// After is how long a slow issuer takes, and how long a silent one is waited for: "35s".
	After string `json:"after"`
	// BIN keeps it to cards whose number begins so; empty: all.
	BIN   string `json:"bin"`
	after time.Duration
}

// IssuerState is what an issuer does.
type IssuerState string

// What an issuer does.
const (
	IssuerUp     IssuerState = "up"     // the default
	IssuerDown   IssuerState = "down"   // the host knows that it is not there: 91
	IssuerSilent IssuerState = "silent" // it never answers: the host gives up after a while
	IssuerSlow   IssuerState = "slow"   // it decides after a while; a reversal may have come in between
)

// issuerPatience is how long a host waits for an issuer. Chosen: less than the 60 s of a terminal.
const issuerPatience = "35s"

func (i *Issuer) complete() error {
	if i.State == "" {
		i.State = IssuerUp
	}
	if i.Answer == "" {
		i.Answer = "68"
	}
	if i.After == "" {
		i.After = issuerPatience
	}
	switch {
	case !slices.Contains([]IssuerState{IssuerUp, IssuerDown, IssuerSilent, IssuerSlow}, i.State):
		return fmt.Errorf("%w: issuer.state is %q: choose up, down, silent or slow", ErrKnob, clip(string(i.State)))
	case i.Answer != "68" && i.Answer != "98":
		return fmt.Errorf("%w: issuer.answer is %q: choose 68 or 98", ErrKnob, clip(string(i.Answer)))
	case i.BIN != "" && !isBIN(i.BIN):
		return fmt.Errorf("%w: issuer.bin is the first 1 to 10 digits of a number", ErrKnob)
	}
	if err := checkDelay(i.After); err != nil {
		return fmt.Errorf("%w: issuer.after: %w", ErrKnob, err)
	}
	i.after = delay(i.After)
	return nil
}

// fill sets the limits that nobody chose to the profile's.
func (k *Knobs) fill(l profile.Limits) {
	for at, v := range map[*int]int{&k.CompletePercent: l.CompletionPercent, &k.CompleteDays: l.CompletionDays, &k.RefundDays: l.RefundDays} {
		if *at == 0 {
			*at = v
		}
	}
}
