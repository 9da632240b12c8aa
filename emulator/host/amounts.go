package host

import (
	"fmt"
	"maps"
	"slices"

	"posterm/txn"
)

// Amounts says how transactions are answered by the last two digits of their amount:
// {"51": "51"} declines whatever ends in .51 with 51. Only what would have been approved
// is; reversals never are. Codes:
//
//   - one that approves, such as 11 or A2: approved, with that code;
//   - 10: a half of a sale is approved; it means nothing to other kinds;
//   - any other: no money moves. A code that stands in no table, such as ZZ, leaves the
//     terminal in doubt.
type Amounts map[string]txn.Code

// StandardAmounts is a table that needs no thought: amounts that end in a code's digits
// are answered with it, xx.51 with 51. It has every numeric code of PROTOCOL.md 7 but 00,
// which approves anyway, and 94, A0, 77, 97 and 99, which mean something else.
func StandardAmounts() Amounts {
	a := Amounts{}
	for n := 1; n < 100; n++ {
		end := fmt.Sprintf("%02d", n)
		code := txn.Code(end)
		if code.Class() == txn.Unknown || slices.Contains([]txn.Code{"77", "94", "97", "99"}, code) {
			continue
		}
		a[end] = code
	}
	return a
}

// Check refuses a table that cannot be. Errors wrap ErrKnob.
func (a Amounts) Check() error {
	for end, code := range a {
		if len(end) != 2 || !digitsOf(end, 2) {
			return fmt.Errorf("%w: amounts: %q is not two digits, such as 51 for amounts that end in .51", ErrKnob, clip(end))
		}
		if !twoCharacters(string(code)) {
			return fmt.Errorf("%w: amounts: %q for %s is no code: want two characters, such as 51", ErrKnob, clip(string(code)), end)
		}
	}
	return nil
}

// Amounts is the table in force; empty: amounts mean nothing.
func (h *Host) Amounts() Amounts {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.amounts)
}

// SetAmounts puts a table into force instead of the one before. Errors wrap ErrKnob.
func (h *Host) SetAmounts(a Amounts) error {
	if err := a.Check(); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.amounts = Amounts{}
	maps.Copy(h.amounts, a)
	return nil
}

// byAmount is what the table says about an entry that would be approved; nil: nothing.
func (h *Host) byAmount(e *entry) *decision {
	code, found := h.amounts[digits(uint64(e.Amount%100), 2)]
	if !found || e.Kind == txn.Balance {
		return nil
	}
	if code.Class() == txn.Partial {
		if e.Kind != txn.Sale && e.Kind != txn.QRSale {
			return nil
		}
		e.Asked, e.Amount = e.Amount, (e.Amount+1)/2
	}
	return refuse(code, 4, "the table of amounts says so")
}
