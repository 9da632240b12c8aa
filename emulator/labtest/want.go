package labtest

import (
	"fmt"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

// WantLedger holds the host's ledger against lines of KIND AMOUNT STATE, oldest first; no line: nothing was decided.
//
//	lab.WantLedger("sale 12.34 approved", "sale 5.00 reversed")
//
// Kinds are those of txn.Kind (sale, void, refund, preauth, wallet_pay, ...), states those of host.State (approved,
// declined, reversed, voided, refunded, completed).
func (l *Lab) WantLedger(want ...string) {
	l.t.Helper()
	var there, shown []string
	for _, e := range l.Host.Ledger() {
		there, shown = append(there, line(e)), append(shown, entry(e))
	}
	if different, text := compare(want, there, shown); different {
		l.t.Errorf("the ledger is not as wanted (- wanted, + there):\n%s", text)
	}
}

func line(e host.Entry) string { return fmt.Sprintf("%v %s %s", e.Kind, e.Amount, e.State) }

// entry is a line of the ledger with what makes it one of many.
func entry(e host.Entry) string {
	return strings.TrimRight(fmt.Sprintf("%-28s %s/%s terminal %s card %s answer %s %s", line(e), e.Batch, e.Trace, e.Terminal, e.Card, e.Response, e.Reason), " ")
}

// WantBalance holds what a test card ("A", "B", "C" ...) or wallet ("wechat" ...) has at the host against yuan:
// "487.66". What pre-authorisations hold is part of it.
func (l *Lab) WantBalance(account, yuan string) {
	l.t.Helper()
	want, err := txn.ParseFen(yuan)
	if err != nil {
		l.t.Errorf("labtest: WantBalance: %v", err)
		return
	}
	var names []string
	for _, a := range l.Host.Accounts() {
		if a.Name != account {
			names = append(names, a.Name)
			continue
		}
		if a.Balance != want.String() {
			l.t.Errorf("account %s has %s, want %s\nthe ledger:\n%s", account, a.Balance, want, l.ledger())
		}
		return
	}
	l.t.Errorf("there is no account %q; there are %s", account, strings.Join(names, ", "))
}

// ledger is all of it, one entry per line.
func (l *Lab) ledger() string {
	var lines []string
	for _, e := range l.Host.Ledger() {
		lines = append(lines, "    "+entry(e))
	}
	if lines == nil {
		return "    nothing"
	}
	return strings.Join(lines, "\n")
}

// WantText holds a slip against pieces of text that must stand on it in this order, each within one line.
func (l *Lab) WantText(s printer.Slip, want ...string) {
	l.t.Helper()
	left, before := s.Text, ""
	for _, piece := range want {
		at := strings.Index(left, piece)
		if at < 0 {
			l.t.Errorf("slip %d does not say %q%s:\n%s", s.ID, piece, before, paper(s))
			return
		}
		left, before = left[at+len(piece):], fmt.Sprintf(" after %q", piece)
	}
}

// WantWhole wants a slip that a person accepts: complete, and dark enough to be read.
func (l *Lab) WantWhole(s printer.Slip) {
	l.t.Helper()
	if !s.Complete || s.Legibility != printer.Good {
		l.t.Errorf("slip %d is %s:\n%s", s.ID, quality(s), paper(s))
	}
}

// WantQR holds what a slip's QR codes say, in order, against payloads; none: there is no code on it.
func (l *Lab) WantQR(s printer.Slip, payloads ...string) {
	l.t.Helper()
	there := QR(s)
	if different, text := compare(payloads, there, there); different {
		l.t.Errorf("the QR codes of slip %d are not as wanted (- wanted, + there):\n%s", s.ID, text)
	}
}

// QR gives what the QR codes of a slip say, from its top. A code that is not whole on this piece of
// paper is not among them.
func QR(s printer.Slip) (payloads []string) {
	for _, c := range s.Codes {
		if c.Type == "qr" {
			payloads = append(payloads, c.Data)
		}
	}
	return payloads
}

// PNG is a picture of a slip, 8 dots to the millimetre. The printer keeps the newest thousand slips.
func (l *Lab) PNG(s printer.Slip) []byte {
	l.t.Helper()
	picture, err := l.Printer.SlipPNG(s.ID)
	if err != nil {
		l.t.Fatalf("labtest: no picture of slip %d: %v", s.ID, err)
	}
	return picture
}

// paper is a slip's text with a margin, so that its lines are not taken for the test's.
func paper(s printer.Slip) string {
	return "    | " + strings.ReplaceAll(s.Text, "\n", "\n    | ")
}
