package comms

import (
	"fmt"
	"io"
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// Request is what is asked of the host. Which of it goes on the wire is the
// profile's affair. Printing it shows no card number, track or PIN.
type Request struct {
	Kind     txn.Kind
	Reverse  bool       // undo the transaction described here instead of doing it (冲正)
	Reason   txn.Reason // of a reversal; "" is no reply
	Trace    txn.Trace  // of a reversal: the original's, never a new one
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
	PINBlock txn.PINBlock // 8 bytes; never in a reversal
	Chip     Hidden       // field 55, BER-TLV
	Original Original     // what a void undoes
}

// Original is how a void names the sale it undoes.
type Original struct {
	Batch txn.Batch
	Trace txn.Trace
	Date  string // MMDD of the host, or ""
	RRN   string // field 37 of its answer
	Auth  string // field 38 of its answer, or ""
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
	11: func(s source) string { return number(uint32(s.Trace)) },
	14: func(s source) string { return s.unlessTrack(string(s.Expiry)) },
	22: entryMode,
	23: func(s source) string { return sequence(s.Sequence) },
	25: func(s source) string { return s.Condition },
	26: func(s source) string { return when(s.PINBlock != "", s.profile.MaxPIN) },
	35: func(s source) string { return s.Track2.Digits() },
	37: func(s source) string { return s.Original.RRN },
	38: func(s source) string { return s.Original.Auth },
	39: func(s source) string { return string(s.Reason.OrNoReply()) },
	41: func(s source) string { return s.Terminal },
	42: func(s source) string { return s.Merchant },
	49: func(s source) string { return s.profile.Currency },
	52: func(s source) string { return string(s.PINBlock) },
	53: security,
	55: func(s source) string { return string(s.Chip) },
	60: private,
	61: original,
	63: operator,
}

// unlessTrack: a track carries card number and expiry itself.
func (s source) unlessTrack(v string) string { return when(s.Track2 == "" || s.Reverse, v) }

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
	head := message.Field60{Type: s.Type, Batch: s.Batch.String(), Network: s.Network}.String()
	return head + when(s.MAC, s.profile.Capability)
}

// original: a reversal names the very transaction it undoes, a void the sale.
func original(s source) string {
	f := message.Field61{Batch: s.Original.Batch.String(), Trace: s.Original.Trace.String(), Date: s.Original.Date}
	if s.Reverse {
		f = message.Field61{Batch: s.Request.Batch.String(), Trace: s.Request.Trace.String()}
	}
	return f.String()
}

// operator: three characters, filled with spaces.
func operator(s source) string {
	name := s.Operator
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
	m := message.New(l.MTI)
	for _, e := range list {
		v := values[e.field](source{r, l, p})
		if v == "" && e.required {
			return nil, l, fmt.Errorf("%s: field %d has no value", r.Kind, e.field)
		}
		if v != "" {
			m.Set(e.field, v)
		}
	}
	return m, l, nil
}
