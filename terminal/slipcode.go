package terminal

import (
	"context"
	"crypto/ed25519"

	"posterm/journal/roll"
	"posterm/receipt/summary"
	"posterm/txn"
)

// signSlips keeps the key that slips are signed with, and puts their codes on them when that is wanted.
func (l *loop) signSlips(seed []byte) {
	if len(seed) != ed25519.SeedSize {
		return // a journal that cannot be read prints nothing
	}
	key := ed25519.NewKeyFromSeed(seed)
	l.slipKey = key.Public().(ed25519.PublicKey)
	if !l.cfg.Summary {
		return
	}
	test := l.cfg.Shop.Test
	l.cfg.Shop.Code = func(t roll.Txn, form txn.Form) string {
		s, known := summary.Of(t, form, test)
		if !known {
			return ""
		}
		return s.Sign(key)
	}
}

// SlipKey is the public key by which anybody can check the summaries of this terminal's slips.
func (t *Terminal) SlipKey(ctx context.Context) (ed25519.PublicKey, error) {
	return ask(ctx, t, func(l *loop) (ed25519.PublicKey, error) { return l.slipKey, nil })
}
