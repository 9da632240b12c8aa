package roll

import "fmt"

// What says what a row records.
type What uint8

// The rows. Comments name the body each carries and when it is written.
const (
	Nothing     What = iota
	Provisioned      // Checkpoint: the first row of every roll
	IntentMade       // Intent: before the first byte of a request leaves
	Approved         // Outcome: an authentic matching answer with an approving code
	Declined         // Outcome: the same with a declining code
	NotSent          // Doubt: no byte of the request left
	InDoubt          // Doubt: anything may have happened
	RevTry           // Try: before each send of a reversal, dialling included
	RevRefused       // Refusal: the host answered a reversal, and did not reverse
	Reversed         // Refusal: the host undid it; the reversal slip is due
	Parked           // Refusal: refused for good; the fault slip is due, a person must decide
	Resolved         // Decision: a person ended a parked reversal
	KeysSet          // Keys: new working keys, check values held
	KeysBad          // Doubt: the check values of new keys did not hold
	AttemptMade      // Attempt: before the first byte of a slip leaves; its seq is the job
	NotBegun         // End: no byte of the slip left; of no job, when a fault of the printer kept it from being tried
	Stalled          // End: the slip stopped half way and may still come out
	Lost             // End: the slip is no longer in the printer
	Printed          // End: the printer confirmed the last line
	Unconfirmed      // End: all bytes left; this printer cannot confirm
	Closed           // Checkpoint: a batch was closed
	Repeat           // Try: before each further send of a request that is never reversed
	Refused          // Refusal: the host answered a repeat or a settlement, and decided nothing
	OrderAsked       // Ask: before each query or close of a wallet order
	Unpaid           // Outcome: the host closed a wallet order unpaid
	Compared         // Verdict: the host compared the totals of a frozen batch
	Uploaded         // Upload: the host took one more group of a frozen batch
	whatCount
)

var whatNames = [whatCount]string{
	"", "provisioned", "intent", "approved", "declined", "not_sent", "doubt", "rev_try", "rev_refused", "reversed",
	"parked", "resolved", "keys", "keys_bad", "attempt", "not_begun", "stalled", "lost", "printed", "unconfirmed", "closed",
	"repeat", "refused", "order_asked", "unpaid", "compared", "uploaded",
}

// String is the name used in the database and in exports: "intent".
func (w What) String() string {
	if w >= whatCount {
		return fmt.Sprintf("what(%d)", uint8(w))
	}
	return whatNames[w]
}

// ParseWhat reads a name.
func ParseWhat(s string) (What, error) {
	for i, name := range whatNames {
		if name == s && s != "" {
			return What(i), nil
		}
	}
	return Nothing, fmt.Errorf("unknown kind of row %q", s)
}

// MarshalText writes the name.
func (w What) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads a name; the empty name is Nothing.
func (w *What) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*w = Nothing
		return nil
	}
	*w, err = ParseWhat(string(b))
	return err
}

// Checkpoint says whether a row carries the whole Book, so that a fold may start at it.
func (w What) Checkpoint() bool { return w == Provisioned || w == Closed }

// EndsAttempt says whether a row ends (or suspends) an attempt at a slip.
func (w What) EndsAttempt() bool { return w >= NotBegun && w <= Unconfirmed }
