package comms

import (
	"regexp"
	"strings"
	"unicode"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

// Answer is what the host said. It matches the request. Texts hold printable
// characters only; card numbers are masked.
type Answer struct {
	Code txn.Code
	// Authentic: the MAC is right, or answers of this kind have none (sign-in,
	// sign-off, echo). An answer that is not authentic carries A0, 77, 97 or 03 and
	// means "not accepted, sign in": the request's outcome stays in doubt.
	Authentic         bool
	Auth              string            // 38
	RRN               string            // 37
	HostTime          string            // 12, hhmmss
	HostDate          string            // 13, MMDD
	SettleDate        string            // 15, MMDD
	Balance           *txn.Fen          // 54, nil without one
	Issuer            string            // 44, first half
	Acquirer          string            // 44, second half, or 32
	Text              string            // 63.2
	Batch             txn.Batch         // 60.2, the host's; 0 without one
	KeyBlock          Hidden            // 62 of a sign-in; open it with keys.Open
	Card              txn.Masked        // 2, when the host returned it
	Organisation      string            // 63.1, card organisation: "CUP"
	Voucher           string            // 59 A4, payment voucher number of a QR sale
	Shows             string            // 59 A7, the text of the code that the customer of an order scans
	Original          txn.Code          // of an enquiry: the code the transaction was answered with (63.2)
	Holds             *Holding          // of an enquiry: what the host holds; nil where it does not say
	Domestic, Foreign txn.Comparison    // of a settlement: the digits of 48
	Totals            *Totals           // of a settlement: the totals in 48
	Requirement       frame.Requirement // what the host asks for next
}

// The layout of field 44: two institution numbers, filled with spaces.
const institutionSize = 11

func newAnswer(kind txn.Kind, h frame.Header, m *message.Message) Answer {
	a := Answer{
		Code:        txn.Code(m.Get(39)),
		Auth:        clean(m.Text(38)),
		RRN:         clean(m.Text(37)),
		HostTime:    m.Get(12),
		HostDate:    m.Get(13),
		SettleDate:  m.Get(15),
		Balance:     balance(m.Get(54)),
		Acquirer:    m.Get(32),
		Requirement: h.Requirement(),
		Card:        txn.PAN(m.Get(2)).Masked(),
	}
	if names := hideInNames(m.Get(44)); len(names) >= institutionSize {
		a.Issuer = clean(names[:institutionSize])
		if acquirer := clean(names[institutionSize:]); acquirer != "" {
			a.Acquirer = acquirer
		}
	}
	if text := m.Text(63); len(text) >= organisationSize {
		a.Organisation, a.Text = clean(text[:organisationSize]), hideInText(clean(text[organisationSize:]))
	}
	tags, err := message.ParseTags(m.Get(59))
	if err == nil {
		a.Voucher, a.Shows = clean(tags.Get(message.TagVoucher)), codeText(tags.Get(message.TagShows))
	}
	if f, err := m.Private(); err == nil {
		if n, err := txn.ParseNumber(f.Batch); err == nil {
			a.Batch = txn.Batch(n)
		}
	}
	switch kind {
	case txn.SignIn:
		a.KeyBlock = Hidden(m.Get(62))
	case txn.Settle:
		a.compared(m.Get(48))
	case txn.Query:
		a.Original, a.Text = txn.Code(a.Text), ""
		a.Holds = holdingIn(m, tags)
	}
	return a
}

// What could be a card number in a host's text: at least 13 digits, alone or with blanks
// or dashes between them. In field 44 digits stand without, and two institution numbers
// side by side have more than a card number's 19.
var (
	numberInText = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,}`)
	digitRun     = regexp.MustCompile(`[0-9]{13,}`)
)

const longestPAN = 19

// hideInText masks the card numbers a host repeats in its text: they must not get into
// journal, logs and screens by that way.
func hideInText(s string) string {
	return numberInText.ReplaceAllStringFunc(s, func(run string) string {
		return string(txn.PAN(strings.NewReplacer(" ", "", "-", "").Replace(run)).Masked())
	})
}

// hideInNames does so in field 44, and keeps its length.
func hideInNames(s string) string {
	return digitRun.ReplaceAllStringFunc(s, func(run string) string {
		if len(run) > longestPAN {
			return run
		}
		return string(txn.PAN(run).Masked())
	})
}

// organisationSize is field 63.1 of an answer, the card organisation: "CUP".
const organisationSize = 3

// codeText is the text of a code as it came; what is no text of plain characters, or longer than any
// screen could show, is none: a code that says something else would pay somebody else.
func codeText(s string) string {
	if len(s) > txn.CodeTextLimit || strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return ""
	}
	return s
}

// balance reads field 54: account type 2, amount type 2, currency 3, sign C or D,
// amount 12. Example 0202156C000000050000 is 500.00 yuan.
func balance(v string) *txn.Fen {
	const size, sign = 20, 7
	if len(v) != size {
		return nil
	}
	f, err := txn.FenFromDigits(v[sign+1:])
	if err != nil {
		return nil
	}
	switch v[sign] {
	case 'C':
		return &f
	case 'D':
		f = -f
		return &f
	}
	return nil
}

// clean keeps what can be shown and printed, without the spaces around it.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
}
