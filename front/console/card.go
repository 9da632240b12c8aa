package console

import (
	"context"
	"errors"
	"strings"

	"posterm/card"
	"posterm/txn"
)

// present asks for a card: a swipe typed by a reader in keyboard-wedge form, a
// keyed number, a card file, or a built-in test card.
func (m *menu) present(ctx context.Context) (card.Presented, error) {
	shown, err := ask(ctx, m, question{prompt: cardPrompt, manner: asSecret}, m.parseCard)
	if err != nil {
		return shown, err
	}
	if shown.Card.Entry == txn.Manual && shown.Card.Expiry == "" {
		if shown.Card.Expiry, err = ask(ctx, m, question{prompt: expiryPrompt, manner: asSecret}, parseExpiry); err != nil {
			return shown, err
		}
	}
	m.sayf(cardRead, shown.Card.PAN.Masked())
	return shown, nil
}

// parseCard reads what stands for a card; a keyed number still lacks its expiry.
func (m *menu) parseCard(text string) (card.Presented, error) {
	keyed := strings.NewReplacer(" ", "", "-", "").Replace(text)
	switch {
	case strings.HasPrefix(text, ";"), strings.HasPrefix(text, "%"):
		swiped, err := card.ParseWedge(text)
		return card.Presented{Card: swiped}, m.cardComplaint(err)
	case strings.Trim(keyed, "0123456789") == "":
		pan, err := txn.ParsePAN(keyed)
		if err != nil {
			return card.Presented{}, complaint(badNumber)
		}
		return card.Presented{Card: txn.Card{PAN: pan, Entry: txn.Manual}}, nil
	}
	shown, err := card.Resolve(text, card.Options{TestKeys: m.TestKeys})
	return shown, m.cardComplaint(err)
}

// cardComplaint puts an error of package card into words.
func (m *menu) cardComplaint(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, card.ErrUnreadable):
		return complaint(badStripe)
	case errors.Is(err, card.ErrMismatch):
		return complaint(badTracks)
	case errors.Is(err, card.ErrTestKeysOnly):
		return complaint(testCardOnly)
	case errors.Is(err, card.ErrNotFound):
		return complaint(noSuchCard)
	}
	return complaint(m.because(badCard, err))
}

func parseExpiry(text string) (txn.Expiry, error) {
	expiry, err := txn.ParseExpiry(text)
	if err != nil {
		return "", complaint(badExpiry)
	}
	return expiry, nil
}

// enterPIN asks for the PIN. The software PIN pad works with test keys only;
// without them no PIN is asked for. A nil pad is no PIN.
func (m *menu) enterPIN(ctx context.Context, shown card.Presented) (card.Pad, error) {
	if !m.TestKeys {
		return nil, nil
	}
	prompt := pinPrompt
	if !shown.PIN.Empty() {
		prompt = pinOfCardPrompt
	}
	pin, err := ask(ctx, m, question{prompt: prompt, manner: asSecret, blank: true}, func(text string) (card.PIN, error) {
		switch text {
		case "":
			return shown.PIN.Clone(), nil // it may be wanted once more
		case pinCancel:
			m.say(cancelled)
			return card.PIN{}, errBack
		}
		pin, err := card.ParsePIN(text)
		if err != nil {
			return pin, complaint(badPIN)
		}
		return pin, nil
	})
	if err != nil || pin.Empty() {
		return nil, err
	}
	return card.NewSoftPad(pin, m.TestKeys)
}

// pinCancel cancels where an empty line means "no PIN". No PIN is that short.
const pinCancel = "0"
