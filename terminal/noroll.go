package terminal

import (
	"context"
	"time"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// noRoll stands where the journal stood that could not be opened again: whoever asks
// is told why, and nothing is read from a journal that is closed.
type noRoll struct{ why error }

var _ Roll = noRoll{}

func (r noRoll) Commit([]roll.Row, *journal.Seal) error      { return r.why }
func (r noRoll) Book() (roll.Book, []roll.Row, error)        { return roll.Book{}, nil, r.why }
func (r noRoll) Txn(roll.ID) (roll.Txn, error)               { return roll.Txn{}, r.why }
func (r noRoll) About(roll.ID) ([]roll.Row, error)           { return nil, r.why }
func (r noRoll) Txns(roll.ID, int) ([]roll.Txn, error)       { return nil, r.why }
func (r noRoll) Rows(uint64, int) ([]roll.Row, error)        { return nil, r.why }
func (r noRoll) Find(txn.Ref) (roll.ID, error)               { return 0, r.why }
func (r noRoll) PAN(roll.ID) (txn.PAN, error)                { return "", r.why }
func (r noRoll) Digest(txn.PAN) string                       { return "" }
func (r noRoll) Master() []byte                              { return nil }
func (r noRoll) Nonce() [4]byte                              { return [4]byte{} }
func (r noRoll) Spent(func(roll.ID) bool) ([]roll.ID, error) { return nil, r.why }
func (r noRoll) Forget([]roll.ID) error                      { return r.why }
func (r noRoll) SlipSeed() []byte                            { return nil }
func (r noRoll) Check(context.Context) (journal.Report, error) {
	return journal.Report{}, r.why
}
func (r noRoll) Checkpoint() (int, error) { return 0, r.why }
func (r noRoll) Close() error             { return nil }
func (r noRoll) Outbox() *journal.Outbox  { return nil }

func (r noRoll) Approved(time.Time, func(roll.Row) bool) (roll.ID, error) { return 0, r.why }
func (r noRoll) Similar(txn.Kind, string, txn.Fen, time.Time) (roll.ID, bool, error) {
	return 0, false, r.why
}
