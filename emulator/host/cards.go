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
	h.mu.Lock()
	defer h.mu.Unlock()
	acct := h.book.accounts.byName[name]
	if acct == nil {
		return Holding{}, fmt.Errorf("%w: %q", ErrNoAccount, clip(name))
	}
	if s >= standingCount {
		return Holding{}, fmt.Errorf("%w: standing %d", ErrKnob, s)
	}
	f := &fact{What: stood, At: h.now(), Account: name, Standing: &s}
	if err := h.commit(f); err != nil {
		return Holding{}, err
	}
	return acct.holding(), nil
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
