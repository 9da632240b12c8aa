package comms

import (
	"fmt"
	"io"
	"strings"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// Request is what is asked of the host. Which of it goes on the wire is the
// profile's affair. Printing it shows no card number, track or PIN.
type Request struct {
	Kind     txn.Kind
	As       txn.Message // the transaction itself, or another message of it
	Reason   txn.Reason  // of a reversal; "" is no reply
	Trace    txn.Trace   // of a reversal or a repeat: the original's, never a new one
	At       time.Time   // when the transaction began, also of a reversal or a repeat
	Sent     time.Time   // when this message is sent
	Batch    txn.Batch
	Amount   txn.Fen
	Terminal string // 8 characters
	Merchant string // 15 characters
	Operator string // up to 3 characters, for sign-in and sign-off
	PAN      txn.PAN
	Expiry   txn.Expiry
	Track2   txn.Track2 // when set, it replaces PAN and Expiry; never in a reversal
	Sequence string     // card sequence number, up to three digits
	Entry    txn.Entry
	PIN      bool         // a PIN was entered; implied by PINBlock
	PINBlock txn.PINBlock // 8 bytes, under SM4 16; never in a reversal
	Chip     Hidden       // field 55, BER-TLV
	Original Original     // what a void undoes, a completion fulfils, a refund gives back, an enquiry asks about
	Code     txn.PAN      // the payment code of the customer's phone; prints masked
	Order    string       // number of a wallet order
	Wallet   txn.Wallet   // whose customers scan its code; empty: anybody's
	Totals   *Totals      // of a settlement
	Records  []Record     // of one upload message
	Balanced bool         // of a batch end: nothing was uploaded
	Uploaded int          // of a batch end: how many records were
}

// Original is how a transaction names another one. What is not known is empty.
type Original struct {
	Batch   txn.Batch
	Trace   txn.Trace
	Date    string    // MMDD of the host
	RRN     string    // field 37 of its answer
	Auth    string    // field 38 of its answer
	Voucher string    // field 59 A4 of its answer
	Sent    time.Time // when it was sent
}

// Totals are what a batch comes to: debit and credit, domestic and foreign cards.
type Totals struct{ Domestic, Foreign txn.Totals }

// Record is one transaction of an upload.
type Record struct {
	Foreign bool
	Trace   txn.Trace
	PAN     txn.PAN // empty for code payments
	Amount  txn.Fen
}

// Hidden is bytes that never print: chip data, key blocks.
type Hidden []byte

// Format prints the length for every verb.
func (h Hidden) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, h.hidden()) }

// MarshalText gives the length.
func (h Hidden) MarshalText() ([]byte, error) { return []byte(h.hidden()), nil }

func (h Hidden) hidden() string { return fmt.Sprintf("(%d bytes)", len(h)) }

// source is everything a field's value can come from.
type source struct {
	*Request
	Layout
	profile *Profile
}

// values says for each field where its value comes from; "" means there is none.
var values = map[int]func(source) string{
	2:  func(s source) string { return s.unlessTrack(s.PAN.Digits()) },
	3:  func(s source) string { return s.Processing },
	4:  func(s source) string { return amount(s.Amount) },
	7:  func(s source) string { return transmission(s.sent()) },
	11: func(s source) string { return number(uint32(s.Trace)) },
	12: func(s source) string { return moment(s.At.In(txn.Beijing), "150405") },
	13: func(s source) string { return moment(s.At.In(txn.Beijing), "0102") },
	14: func(s source) string { return s.unlessTrack(string(s.Expiry)) },
	22: entryMode,
	23: func(s source) string { return sequence(s.Sequence) },
	25: func(s source) string { return s.Condition },
	26: func(s source) string { return when(s.PINBlock != "", s.profile.MaxPIN) },
	35: func(s source) string { return s.Track2.Digits() },
	37: reference,
	38: func(s source) string { return s.Original.Auth },
	39: func(s source) string { return string(s.Reason.OrNoReply()) },
	41: func(s source) string { return s.Terminal },
	42: func(s source) string { return s.Merchant },
	48: settlement,
	49: func(s source) string { return s.profile.Currency },
	52: pinBlock,
	53: security,
	55: func(s source) string { return string(s.Chip) },
	59: tagged,
	60: private,
	61: original,
	62: func(s source) string { return s.Code.Digits() },
	63: operator,
	70: func(s source) string { return s.Network },
	90: elements,
}

// unlessTrack: a track carries card number and expiry itself.
func (s source) unlessTrack(v string) string { return when(s.Track2 == "" || s.As == txn.Reversal, v) }

func when(condition bool, v string) string {
	if condition {
		return v
	}
	return ""
}

// amount: zero and less are no amount.
func amount(f txn.Fen) string { return when(f > 0 && f <= txn.AmountLimit, f.Digits12()) }

// number: zero is no trace number.
func number(n uint32) string {
	return when(n > 0 && n <= uint32(txn.TraceLimit), txn.Trace(n).String())
}

// entryMode: two digits for the reader, one for the PIN: 1 entered, 2 not.
// Example 021, a stripe with PIN.
func entryMode(s source) string {
	if s.Entry == txn.EntryNone {
		return ""
	}
	if s.PIN || s.PINBlock != "" {
		return s.Entry.Mode() + "1"
	}
	return s.Entry.Mode() + "2"
}

func sequence(v string) string {
	if v == "" || len(v) >= 3 {
		return v
	}
	return strings.Repeat("0", 3-len(v)) + v
}

// security: field 53 is there whenever a PIN or a track is.
func security(s source) string {
	if s.PINBlock != "" {
		return s.profile.WithPIN
	}
	return when(s.Track2 != "", s.profile.WithTrack)
}

// private: field 60 ends after 60.3 in management messages, after 60.5 in
// financial ones, which are those with a MAC.
func private(s source) string {
	network := s.Network
	if s.As == txn.BatchEnd && s.Balanced {
		network = endBalanced
	}
	head := s.profile.Spec.Join60(message.Field60{Type: s.Type, Batch: s.Batch.String(), Network: network})
	return head + when(s.MAC, s.profile.Capability)
}

// endBalanced is field 60.3 of a batch end without an upload (PROTOCOL.md 2.4).
const endBalanced = "207"

// original: a reversal names the very transaction it undoes, a void or an enquiry its
// original. What was perhaps made on another terminal is named by its day alone.
func original(s source) string {
	f := message.Field61{Batch: s.Original.Batch.String(), Trace: s.Original.Trace.String(), Date: s.Original.Date}
	switch {
	case s.As == txn.Reversal:
		f = message.Field61{Batch: s.Request.Batch.String(), Trace: s.Request.Trace.String()}
	case s.Layout.ByDay:
		f.Batch, f.Trace = txn.Batch(0).String(), txn.Trace(0).String()
	}
	return f.String()
}

// reference: twelve zeros when a refund's is not known (PROTOCOL.md 3.4).
func reference(s source) string {
	if s.Original.RRN == "" && s.Kind == txn.QRRefund {
		return "000000000000"
	}
	return s.Original.RRN
}

// tagged is field 59: what has no field of its own. A PIN block under SM4, the customer's
// code, the voucher number of what is undone, the number of a wallet order and whose wallet scans it.
func tagged(s source) string {
	var t message.Tags
	for _, e := range []struct {
		tag   message.Tag
		value string
	}{
		{message.TagPINBlock, when(s.profile.Form.SM4(), string(s.PINBlock))},
		{message.TagCode, when(s.Kind == txn.QRSale, s.Code.Digits())},
		{message.TagVoucher, s.Original.Voucher},
		{message.TagOrder, s.Order},
		{message.TagWallet, when(s.As == txn.OrderOpen, string(s.Wallet))},
	} {
		if e.value != "" {
			t.Set(e.tag, e.value)
		}
	}
	return t.String()
}

// operator: three characters, filled with spaces.
func operator(s source) string {
	name := s.Operator
	if s.Kind.Tie() == txn.GivesBack {
		return "000" // given, PROTOCOL.md 2.10
	}
	if name == "" {
		name = s.profile.Operator
	}
	return fmt.Sprintf("%-3s", name)
}

// build puts the message together; the MAC comes later.
func build(p *Profile, r *Request) (*message.Message, Layout, error) {
	l, err := p.layout(r)
	if err != nil {
		return nil, l, err
	}
	list, err := l.Fields.entries()
	if err != nil {
		return nil, l, err
	}
	from := source{r, l, p}
	if err := from.checkPIN(); err != nil {
		return nil, l, err
	}
	m := p.Spec.New(l.MTI)
	for _, e := range list {
		v := values[e.field](from)
		if v == "" && e.required {
			return nil, l, &MissingError{r.Kind, r.As, e.field, p.Spec.Profile().Field(e.field).Words}
		}
		if v != "" {
			m.Set(e.field, v)
		}
	}
	return m, l, nil
}
