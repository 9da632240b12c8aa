package host

import (
	"fmt"
	"slices"
	"strings"

	"posterm/txn"
)

// Standing is what the issuer thinks of a card.
type Standing uint8

// The standings. A card past its expiry date is expired whatever stands here.
const (
	Normal Standing = iota
	Expired
	Lost
	Stolen
	PickUp     // to be kept by the merchant
	Restricted // not for this use
	PINBlocked // too many wrong PINs
	Dormant    // never activated, or asleep
	standingCount
)

// standings: name in JSON and the ledger file, and the answer to whoever uses the card.
var standings = [standingCount]struct {
	name   string
	code   txn.Code
	reason string
}{
	Normal:     {"normal", "", ""},
	Expired:    {"expired", "54", "card has expired"},
	Lost:       {"lost", "41", "card was reported lost"},
	Stolen:     {"stolen", "43", "card was reported stolen"},
	PickUp:     {"pick_up", "04", "card is to be kept"},
	Restricted: {"restricted", "62", "card is restricted"},
	PINBlocked: {"pin_blocked", "75", "PIN tries were used up"}, // 38 when a PIN came
	Dormant:    {"dormant", "21", "card is not activated or asleep"},
}

// String is the name used in JSON: "lost".
func (s Standing) String() string { return standings[s].name }

// MarshalText writes the name.
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a name.
func (s *Standing) UnmarshalText(b []byte) error {
	names := make([]string, 0, standingCount)
	for i, row := range standings {
		if row.name == string(b) {
			*s = Standing(i)
			return nil
		}
		names = append(names, row.name)
	}
	return fmt.Errorf("%q is no standing of a card; valid are %s", clip(string(b)), strings.Join(slices.Clip(names), ", "))
}

// clip shortens foreign text before it enters an error.
func clip(s string) string {
	const most = 32
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// refuses says no to a card that may not be used; nil: it may.
func (s Standing) refuses(r *request) *decision {
	row := standings[s]
	switch {
	case s == Normal:
		return nil
	case s == PINBlocked && r.pin != "":
		return refuse("38", r.pinField(), "%s", row.reason)
	case s == Expired:
		return refuse(row.code, 14, "%s", row.reason)
	}
	return refuse(row.code, r.cardField(), "%s", row.reason)
}
