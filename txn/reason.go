package txn

// Reason is why a transaction is in doubt and will be reversed: field 39 of the
// 0400 (PROTOCOL.md 4.3).
type Reason string

// The reasons a reversal may carry.
const (
	NoReply       Reason = "98" // nothing came in time, or the power was cut after the intent
	NotRecorded   Reason = "96" // an approval came but could not be written down
	BadMAC        Reason = "A0" // the answer was not authentic
	Unmatched     Reason = "06" // the answer was for something else, unreadable, or of a code nobody knows
	defaultReason        = NoReply
)

// Words say the reason to a person.
func (r Reason) Words() Words {
	switch r {
	case NotRecorded:
		return Words{"终端未能记录应答", "the answer could not be recorded"}
	case BadMAC:
		return Words{"应答校验错", "the answer was not authentic"}
	case Unmatched:
		return Words{"应答不符", "the answer did not match"}
	}
	return Words{"未收到应答", "no answer"}
}

// OrNoReply is r, or NoReply when nothing is known: a power cut writes no reason.
func (r Reason) OrNoReply() Reason {
	if r == "" {
		return defaultReason
	}
	return r
}
