package terminal

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"

	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/receipt/link"
	"posterm/receipt/summary"
	"posterm/txn"
)

// SlipCode is what the QR code on a slip holds.
type SlipCode uint8

// The codes.
const (
	NoCode      SlipCode = iota
	SummaryCode          // the signed summary of the slip, see receipt/summary
	LinkCode             // the link to its e-slip, see receipt/link
)

// signSlips keeps the keys that slips are signed and linked with, and puts their codes on them when that
// is wanted.
func (l *loop) signSlips(seed []byte) {
	if len(seed) != ed25519.SeedSize {
		return // a journal that cannot be read prints nothing
	}
	key := ed25519.NewKeyFromSeed(seed)
	l.slipKey = key.Public().(ed25519.PublicKey)
	l.cfg.Links.Key = linkKey(seed)
	test := l.cfg.Shop.Test
	sign := func(t roll.Txn, form txn.Form) string {
		s, known := summary.Of(t, form, test)
		if !known {
			return ""
		}
		return s.Sign(key)
	}
	switch l.cfg.SlipCode {
	case SummaryCode:
		l.cfg.Shop.Code, l.cfg.Shop.CodeSays = sign, receipt.ToVerify
	case LinkCode:
		links := l.cfg.Links
		l.cfg.Shop.Code, l.cfg.Shop.CodeSays = func(t roll.Txn, form txn.Form) string {
			if _, told := summary.Of(t, form, test); !told {
				return ""
			}
			return links.Of(t)
		}, receipt.ToEslip
	}
}

// linkKey is the key of links to e-slips, made of the journal's own seed: neither tells the other.
func linkKey(seed []byte) link.Key {
	key, err := hkdf.Key(sha256.New, seed, nil, "posterm e-slip links", sha256.Size)
	if err != nil {
		panic(err) // only for sizes over 255 hashes
	}
	return key
}

// SlipKey is the public key by which anybody can check the summaries of this terminal's slips.
func (t *Terminal) SlipKey(ctx context.Context) (ed25519.PublicKey, error) {
	return ask(ctx, t, func(l *loop) (ed25519.PublicKey, error) { return l.slipKey, nil })
}
