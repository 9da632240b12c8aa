package txn

import "fmt"

// Money is what happened to the money of one transaction, as far as it is
// known here (RULES.md 3.8).
type Money uint8

// The states of the money.
const (
	MoneyNone      Money = iota // nothing was sent, or the kind moves no money
	MoneyPending                // being asked now, or a refund that is repeated until it is answered
	MoneyApproved               // the host moved it
	MoneyDeclined               // the host said no
	MoneyReversing              // in doubt; a reversal is owed
	MoneyReversed               // the host undid it
	MoneyParked                 // the reversal was refused for good; a person must decide
	MoneyVoided                 // approved, later undone by a void
	MoneyAsking                 // a wallet payment that is still being asked
	MoneyClosed                 // a wallet payment that was closed unpaid
	moneyCount
)

var moneyNames = [moneyCount]string{
	"none", "pending", "approved", "declined", "reversing", "reversed", "parked", "voided", "asking", "closed",
}

// String is the name used in files and JSON: "approved".
func (m Money) String() string { return moneyNames[m] }

// MarshalText writes the name.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a name.
func (m *Money) UnmarshalText(b []byte) error { return parseName(m, moneyNames[:], b) }

// parseName finds a name in a table and stores its index.
func parseName[T ~uint8](to *T, names []string, b []byte) error {
	for i, name := range names {
		if name == string(b) {
			*to = T(i)
			return nil
		}
	}
	return fmt.Errorf("unknown name %q", clip(string(b)))
}
