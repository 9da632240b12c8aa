package txn

// Verdict answers the merchant's question: was I paid?
type Verdict uint8

// The verdicts (RULES.md 3.8).
const (
	NotPaid       Verdict = iota // no money came, and none will
	Paid                         // the money was moved and that is written down
	OnHold                       // pre-authorised: not money yet
	Returned                     // a void or refund was approved
	BeingReversed                // in doubt; being undone
	Asking                       // not known yet; being asked
	NeedsPerson                  // only a person can decide
	Done                         // a kind without money succeeded
	NotDone                      // a kind without money failed
	verdictCount
)

var verdictNames = [verdictCount]string{
	"not_paid", "paid", "held", "returned", "being_reversed", "asking", "needs_person", "done", "not_done",
}

// String is the name used in files and JSON: "paid".
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name.
func (v *Verdict) UnmarshalText(b []byte) error { return parseName(v, verdictNames[:], b) }

// Judge gives the verdict for a kind whose money is in state m. Succeeded tells
// a kind without money that was done from one that was declined or failed.
func Judge(k Kind, m Money, succeeded bool) Verdict {
	switch m {
	case MoneyPending, MoneyAsking:
		return Asking
	case MoneyReversing:
		return BeingReversed
	case MoneyParked:
		return NeedsPerson
	case MoneyVoided:
		return Returned
	case MoneyApproved:
		return kinds[k].good
	}
	switch {
	case k.BringsMoney():
		return NotPaid
	case succeeded:
		return Done
	}
	return NotDone
}
