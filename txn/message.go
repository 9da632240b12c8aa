package txn

// Message is what a request is for its transaction. Most transactions are one
// request; some need others, of the same transaction and with its number or one of their own.
type Message uint8

// The messages.
const (
	Request    Message = iota // the transaction itself, also when it is repeated
	Reversal                  // 0400: undo it (冲正)
	OrderQuery                // what became of a wallet order?
	OrderClose                // close it unpaid
	BatchList                 // upload of eight transactions (0320, 201)
	BatchEnd                  // end of a settlement (0320, 202 or 207)
	OrderOpen                 // a wallet order itself, of which the host says what code its customer scans
	messageCount
)

var messageNames = [messageCount]string{"request", "reversal", "order_query", "order_close", "batch_list", "batch_end", "order_open"}

// Opens says whether it is the transaction itself, and nothing about one that was begun before.
func (m Message) Opens() bool { return m == Request || m == OrderOpen }

// String is the name used in profiles and logs: "reversal".
func (m Message) String() string { return messageNames[m] }

// MarshalText writes the name.
func (m Message) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a name.
func (m *Message) UnmarshalText(b []byte) error { return parseName(m, messageNames[:], b) }
