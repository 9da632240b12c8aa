package comms

import (
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// Holding is what the host holds of a transaction that an enquiry asked about. Card numbers are masked here, however they came.
type Holding struct {
	Kind     txn.Kind
	Terminal string // 8 characters
	Batch    txn.Batch
	Trace    txn.Trace
	Amount   txn.Fen
	Card     txn.Masked
	At       time.Time
	Held     txn.Held
	Order    string
}

// The layout of tag B2.
const (
	namedTerminal = 8
	namedBatch    = namedTerminal + 6
	namedSize     = namedBatch + 6
)

// holdingIn reads what an enquiry's answer tells; nil: not enough to say what it was.
func holdingIn(m *message.Message, tags message.Tags) *Holding {
	named := tags.Get(message.TagNamed)
	if len(named) != namedSize {
		return nil
	}
	batch, errB := txn.ParseNumber(named[namedTerminal:namedBatch])
	trace, errT := txn.ParseNumber(named[namedBatch:])
	amount, errA := txn.FenFromDigits(m.Get(4))
	at, errM := time.ParseInLocation("20060102150405", tags.Get(message.TagMoment), txn.Beijing)
	r := Holding{
		Terminal: clean(named[:namedTerminal]), Batch: txn.Batch(batch), Trace: txn.Trace(trace), Amount: amount, At: at,
		Card: txn.Masked(hideInText(clean(tags.Get(message.TagMasked)))), Held: txn.Held(clean(tags.Get(message.TagHeld))), Order: clean(tags.Get(message.TagOrder)),
	}
	known := r.Kind.UnmarshalText([]byte(tags.Get(message.TagKind))) == nil && r.Kind.Moves()
	if errB != nil && named[namedTerminal:namedBatch] != "000000" || errT != nil || errA != nil || errM != nil || !known || amount <= 0 {
		return nil
	}
	return &r
}
