package host

import (
	"errors"
	"fmt"

	"posterm/txn"
)

// ErrCredit: a payment by a static code that cannot be.
var ErrCredit = errors.New("bad credit")

// creditBatch is the batch of payments that no terminal made: it is never settled by one.
const creditBatch = "000000"

// Credit is a customer who scanned the shop's static code 静态收款码 and typed the amount himself. No terminal knows of it:
// it is in the ledger, and an enquiry by its reference number finds it.
type Credit struct {
	Terminal string `json:"terminal"` // whose shop it is
	Merchant string `json:"merchant"`
	Amount   string `json:"amount"`  // yuan
	Account  string `json:"account"` // who pays
}

// PayStatic records a payment by a static code. Errors wrap ErrCredit or ErrNoAccount.
func (h *Host) PayStatic(c Credit) (Entry, error) {
	amount, err := txn.ParseFen(c.Amount)
	if err != nil || len(c.Terminal) != 8 || len(c.Merchant) != 15 {
		return Entry{}, fmt.Errorf("%w: want terminal (8 characters), merchant (15), amount in yuan and account", ErrCredit)
	}
	var e *entry
	err = h.record(func() (*fact, error) {
		acct := h.book.accounts.byName[c.Account]
		number := 1
		if before := h.book.batches[batchKey{c.Terminal, creditBatch}]; before != nil {
			number += len(before.entries)
		}
		switch {
		case acct == nil:
			return nil, fmt.Errorf("%w: %q", ErrNoAccount, clip(c.Account))
		case acct.available() < amount:
			return nil, fmt.Errorf("%w: available are %s", ErrCredit, acct.available())
		case number > int(txn.TraceLimit):
			return nil, fmt.Errorf("%w: a terminal's shop has at most %d", ErrCredit, int(txn.TraceLimit))
		}
		at := h.now().In(beijing)
		e = &entry{
			Key: Key{c.Terminal, creditBatch, digits(uint64(number), 6)}, Merchant: c.Merchant, Kind: txn.WalletPay, Amount: amount, Static: true,
			Account: acct.Name, Org: organisationOf(acct.PAN), State: Approved, Response: "00", RRN: h.rrn(), Auth: h.authCode(), Day: h.book.today(at), at: at,
		}
		return &fact{What: decided, At: at, Entry: e}, nil
	})
	if err != nil {
		return Entry{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return e.line(), nil
}
