package host

import (
	"errors"
	"fmt"
)

// ErrNoAccount: no account has that name.
var ErrNoAccount = errors.New("no such account")

// SetStanding changes what the issuer thinks of a card or wallet, which is a fact. Errors
// wrap ErrNoAccount where there is none.
func (h *Host) SetStanding(name string, s Standing) (Holding, error) {
	err := h.record(func() (*fact, error) {
		switch {
		case h.book.accounts.byName[name] == nil:
			return nil, fmt.Errorf("%w: %q", ErrNoAccount, clip(name))
		case s >= standingCount:
			return nil, fmt.Errorf("%w: standing %d", ErrKnob, s)
		}
		return &fact{What: stood, At: h.now(), Account: name, Standing: &s}, nil
	})
	if err != nil {
		return Holding{}, err
	}
	return h.Account(name)
}

// Account is one account.
func (h *Host) Account(name string) (Holding, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	acct := h.book.accounts.byName[name]
	if acct == nil {
		return Holding{}, fmt.Errorf("%w: %q", ErrNoAccount, clip(name))
	}
	return acct.holding(), nil
}
