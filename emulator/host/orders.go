package host

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"posterm/txn"
)

// ErrNoOrder: no wallet order with that number waits for its customer.
var ErrNoOrder = errors.New("no such order waits")

// ordersLimit is how many orders are listed at most.
const ordersLimit = 1000

// Order is a wallet order, for the admin API.
type Order struct {
	Order    string     `json:"order"`
	Terminal string     `json:"terminal"`
	Batch    string     `json:"batch"`
	Trace    string     `json:"trace"`
	Amount   string     `json:"amount"` // yuan
	Code     txn.Masked `json:"code"`
	Account  string     `json:"account,omitempty"`
	State    State      `json:"state"`
	Response txn.Code   `json:"response"`
	Wallet   txn.Wallet `json:"wallet,omitempty"` // who may scan its code; empty beside shows: anybody
	Shows    string     `json:"shows,omitempty"`  // the text of the code that the terminal shows
	Time     string     `json:"time"`             // RFC 3339, when it came
}

// Orders lists the wallet orders that came, oldest first, the newest thousand.
func (h *Host) Orders() []Order {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := []Order{}
	for i := len(h.book.entries) - 1; i >= 0 && len(list) < ordersLimit; i-- {
		if e := h.book.entries[i]; e.Kind == txn.WalletPay {
			list = append(list, e.asOrder())
		}
	}
	slices.Reverse(list)
	return list
}

func (e *entry) asOrder() Order {
	return Order{
		Order: e.Order, Terminal: e.Terminal, Batch: e.Batch, Trace: e.Trace, Amount: e.Amount.String(), Code: e.Card,
		Account: e.Account, State: e.State, Response: e.Response, Wallet: e.Wallet, Shows: e.Shows, Time: e.at.Format(time.RFC3339),
	}
}

// ConfirmOrder is the customer paying an order that waits; with too little money in the
// wallet it is declined. By names the account of who scanned a code that the terminal shows;
// empty: the first that can. Errors wrap ErrNoOrder or ErrNoAccount.
func (h *Host) ConfirmOrder(number, by string) (Order, error) {
	return h.decideOrder(number, func(e *entry, at time.Time) (*fact, error) {
		acct := h.payer(e, by)
		if acct == nil || by != "" && acct.Name != by || e.Shows != "" && !h.scans(e, acct) {
			return nil, fmt.Errorf("%w that can pay this order: %q", ErrNoAccount, clip(by))
		}
		return h.paid(e, acct, at), nil
	})
}

// CancelOrder is the customer saying no: the order is declined with 05. Errors wrap ErrNoOrder.
func (h *Host) CancelOrder(number string) (Order, error) {
	return h.decideOrder(number, func(e *entry, at time.Time) (*fact, error) {
		return &fact{What: orderEnded, At: at, Key: &e.Key, Code: "05"}, nil
	})
}

func (h *Host) decideOrder(number string, decide func(*entry, time.Time) (*fact, error)) (Order, error) {
	var e *entry
	err := h.record(func() (*fact, error) {
		if e = h.book.byOrder[number]; e == nil || e.State != Waiting {
			return nil, fmt.Errorf("%w: %q", ErrNoOrder, clip(number))
		}
		if h.book.comparing(e.Key) {
			return nil, fmt.Errorf("%w: %q: the totals of its batch were compared, the end of the batch closes it", ErrNoOrder, clip(number))
		}
		return decide(e, h.now())
	})
	if err != nil {
		return Order{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return e.asOrder(), nil
}
