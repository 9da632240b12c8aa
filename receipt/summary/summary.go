// Package summary is the signed summary of a slip, which stands on it as a QR code: whoever holds the
// terminal's public key can tell whether the slip is the terminal's own, and what it said.
//
// A summary is one line of capital letters, digits and few signs, which a QR code holds in its densest
// letters. Its parts are parted by colons:
//
//	POSTERM1:TEST:00010001:104512541110001:000001:000012:SALE:1234:APPROVED:000000000017:20261121201503:SIGNATURE
//
// The version, TEST or LIVE for the terminal's keys, terminal and merchant number (fields 41 and 42), batch,
// trace, kind, the amount in fen, what the slip says of the money, the host's reference number, empty where
// none came, and the terminal's time in Beijing. The signature is Ed25519 (RFC 8032) over all before its colon,
// in base32 without padding: 103 characters.
//
// What it proves: the terminal that has the key printed these words. It does not prove that nobody
// photographed the code, nor what happened since: that, the journal knows.
package summary

import (
	"crypto/ed25519"
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Errors of Read. ErrMalformed says where it is no summary; ErrForged that it is one and another key's, or altered.
var (
	ErrMalformed = errors.New("no summary of a slip")
	ErrForged    = errors.New("the signature is not this terminal's")
)

// Summary is what a slip says.
type Summary struct {
	Test     bool   // the terminal held the public test keys
	Terminal string // field 41
	Merchant string // field 42
	Of       txn.Ref
	Kind     txn.Kind
	Amount   txn.Fen
	Says     State
	RRN      string // field 37; empty: no answer brought one
	At       time.Time
}

// State is what a slip says of the money.
type State string

// The states, one for each form that has a summary.
const (
	Approved State = "APPROVED"
	Reversed State = "REVERSED"
	Unsolved State = "UNSOLVED" // a person must settle it
)

var states = map[txn.Form]State{txn.FormSlip: Approved, txn.FormReversal: Reversed, txn.FormFault: Unsolved}

// Of is the summary of a transaction's slip; known is false for forms that have none.
func Of(t roll.Txn, form txn.Form, test bool) (s Summary, known bool) {
	says, known := states[form]
	return Summary{
		Test: test, Terminal: t.Intent.Terminal, Merchant: t.Intent.Merchant, Of: txn.Ref{Batch: t.Batch, Trace: t.Trace},
		Kind: t.Kind, Amount: t.Intent.Amount, Says: says, RRN: t.Outcome.RRN, At: t.At,
	}, known && t.Kind.Moves()
}

const (
	version = "POSTERM1"
	clock   = "20060102150405"
	parts   = 12
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Sign writes the summary.
func (s Summary) Sign(key ed25519.PrivateKey) string {
	keys := "LIVE"
	if s.Test {
		keys = "TEST"
	}
	text := strings.Join([]string{
		version, keys, escape(s.Terminal), escape(s.Merchant), s.Of.Batch.String(), s.Of.Trace.String(), kindName(s.Kind),
		strconv.FormatInt(int64(s.Amount), 10), string(s.Says), escape(s.RRN), s.At.In(txn.Beijing).Format(clock),
	}, ":")
	return text + ":" + letters.EncodeToString(ed25519.Sign(key, []byte(text)))
}

// escape keeps colons and blanks out of a part: "A B" is "A%20B".
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// kindName has no letters that a QR code's densest alphabet has not.
func kindName(k txn.Kind) string {
	return strings.ToUpper(strings.ReplaceAll(k.String(), "_", "-"))
}

// limit bounds what is read. Chosen: far more than the longest summary.
const limit = 400

// Read takes a summary apart and believes it only under a key.
func Read(text string, key ed25519.PublicKey) (Summary, error) {
	part := strings.Split(strings.TrimSpace(text), ":")
	if len(text) > limit || len(part) != parts || part[0] != version {
		return Summary{}, fmt.Errorf("%w: want %d parts parted by colons, the first %s", ErrMalformed, parts, version)
	}
	s, err := read(part)
	if err != nil {
		return Summary{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	signed := strings.Join(part[:parts-1], ":")
	signature, err := letters.DecodeString(part[parts-1])
	if err != nil || letters.EncodeToString(signature) != part[parts-1] || len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, []byte(signed), signature) {
		return s, ErrForged
	}
	return s, nil
}

func read(part []string) (s Summary, err error) {
	fail := func(what string, wrong error) {
		if wrong != nil && err == nil {
			err = fmt.Errorf("%s: %w", what, wrong)
		}
	}
	unescape := func(what, v string) string {
		plain, wrong := url.QueryUnescape(v)
		fail(what, wrong)
		return plain
	}
	s = Summary{Test: part[1] == "TEST", Terminal: unescape("terminal", part[2]), Merchant: unescape("merchant", part[3]), RRN: unescape("reference number", part[9])}
	if part[1] != "TEST" && part[1] != "LIVE" {
		fail("keys", errors.New("want TEST or LIVE"))
	}
	var wrong error
	s.Of, wrong = txn.ParseRef(part[4] + "/" + part[5])
	fail("batch and trace", wrong)
	fail("kind", s.Kind.UnmarshalText([]byte(strings.ToLower(strings.ReplaceAll(part[6], "-", "_")))))
	fen, wrong := strconv.ParseInt(part[7], 10, 64)
	fail("amount", wrong)
	if s.Amount = txn.Fen(fen); s.Amount < 0 || s.Amount > txn.AmountLimit {
		fail("amount", txn.ErrAmount)
	}
	if s.Says = State(part[8]); s.Says != Approved && s.Says != Reversed && s.Says != Unsolved {
		fail("money", errors.New("want APPROVED, REVERSED or UNSOLVED"))
	}
	s.At, wrong = time.ParseInLocation(clock, part[10], txn.Beijing)
	fail("time", wrong)
	return s, err
}
