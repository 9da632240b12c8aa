package host

import (
	"posterm/comms/frame"
	"posterm/txn"
)

// Knobs are what can be set on a running host. They belong to no fact: a restart begins
// with those of the options. The zero value is our host's own behaviour.
type Knobs struct {
	Reversal Reversal
	// Require is written into the header of every answer (PROTOCOL.md 1.3). A
	// sign-in is not itself answered "sign in again".
	Require frame.Requirement
	// Partial says when a part is approved, with 10 and the smaller amount in field 4.
	Partial Partial
	// VoidSameDay refuses voids of another settlement date with 25.
	VoidSameDay bool
	// CompletePercent is how much of a hold a completion may take, 115 when zero, and
	// CompleteDays how old that may be, 29 when zero. RefundDays is how old a transaction
	// may be that is refunded, 30 when zero.
	CompletePercent, CompleteDays, RefundDays int
	// WalletWait is at which question a wallet's customer confirms: 0 at once, so that the
	// payment itself is answered 00; 2 at the second query; negative: never.
	WalletWait int
	// SettleError answers the comparison of totals with error, digit 3.
	SettleError bool
}

// Partial says when less than the whole amount is approved.
type Partial string

// When a part is approved.
const (
	PartialNever     Partial = "never"     // the default
	PartialSupported Partial = "supported" // field 60.6 of the request is 1
	PartialForced    Partial = "forced"    // whatever the terminal supports
)

// Defaults of knobs (PROTOCOL.md 3.3, 7).
const (
	completePercent = 115
	completeDays    = 29
	refundDays      = 30
)

// complete fills defaults and refuses what cannot be.
func (k *Knobs) complete() error {
	if k.Partial == "" {
		k.Partial = PartialNever
	}
	for _, d := range []struct {
		knob *int
		is   int
	}{{&k.CompletePercent, completePercent}, {&k.CompleteDays, completeDays}, {&k.RefundDays, refundDays}} {
		if *d.knob == 0 {
			*d.knob = d.is
		}
	}
	return k.Reversal.complete()
}

// partly says whether less than all may be approved: only where nothing hangs on the
// amount later.
func (h *Host) partly(r *request) bool {
	if r.service.kind != txn.Sale && r.service.kind != txn.QRSale {
		return false
	}
	return h.knobs.Partial == PartialForced || h.knobs.Partial == PartialSupported && r.f60.Partial == "1"
}
