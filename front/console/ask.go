package console

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"posterm/txn"
)

// triesLimit is how often a question is asked before the menu comes back.
const triesLimit = 3

// complaint says why an answer is refused. It never repeats the answer: that
// could be a card number or a PIN.
type complaint txn.Words

func (c complaint) Error() string { return c.EN }

// lockout is a complaint after which asking again would be pointless.
type lockout txn.Words

func (l lockout) Error() string { return l.EN }

// How a question on a whole screen can end without an answer.
var (
	errEscape = errors.New("a person cancelled")
	errIdle   = errors.New("nobody answered in time")
)

// errBack ends a command without a result: back to the menu.
var errBack = errors.New("back to the menu")

func isBack(err error) bool { return errors.Is(err, errBack) }

// parses says which answers a parser takes.
func parses[T any](parse func(string) (T, error)) func(string) bool {
	return func(text string) bool {
		_, err := parse(text)
		return err == nil
	}
}

// cardDigits is the shortest card number. A line with as many digits, wherever
// they stand, is shown to nobody.
const cardDigits = 13

// seen is what a tty's person sees of an answer once it was typed. While they
// type, the tty shows nothing: a swipe comes at any time.
func (q question) seen(text string) string {
	if q.plain == nil || cardlike(text) || !q.plain(text) {
		return ""
	}
	return text
}

// cardlike says whether a text could be a card number or a swipe.
func cardlike(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= cardDigits || strings.ContainsAny(text, ";%?")
}

// ask puts a question until it is answered, cancelled or asked too often.
func ask[T any](ctx context.Context, m *menu, q question, parse func(string) (T, error)) (T, error) {
	var none T
	for range triesLimit {
		text, err := m.answer(ctx, q)
		if err == nil && text == "" && !q.blank {
			err = errEscape
		}
		var value T
		if err == nil {
			value, err = parse(text)
		}
		var why complaint
		var shut lockout
		switch {
		case err == nil:
			return value, nil
		case errors.As(err, &shut):
			m.say(txn.Words(shut))
			return none, errBack
		case errors.As(err, &why):
			m.say(txn.Words(why))
		default:
			return none, m.given(q.up(err))
		}
	}
	m.say(q.exhausted())
	return none, errBack
}

// exhausted tells where too many tries lead: to the menu, unless nobody signed in to it yet.
func (q question) exhausted() txn.Words {
	if q.atDoor {
		return noEntry
	}
	return tooManyTries
}

// up is why a question was given up, in words; otherwise the error that ends the menu.
func (q question) up(err error) (txn.Words, error) {
	switch left := errors.Is(err, errEscape); {
	case q.atDoor && (left || errors.Is(err, errIdle)):
		return notEntered, errBack
	case left:
		return cancelled, errBack
	case errors.Is(err, errIdle):
		return timedOut, errBack
	}
	return txn.Words{}, err
}

func (m *menu) given(why txn.Words, err error) error {
	if why != (txn.Words{}) {
		m.say(why)
	}
	return err
}

// confirm asks a person to say yes. Anything else is no.
func (m *menu) confirm(ctx context.Context, prompt txn.Words) error {
	yes, err := m.either(ctx, prompt)
	if err != nil || yes {
		return err
	}
	m.say(cancelled)
	return errBack
}

// either asks which of two things is meant: the named one, or the other.
func (m *menu) either(ctx context.Context, prompt txn.Words) (bool, error) {
	q := question{prompt: prompt, plain: isYes}
	text, err := m.answer(ctx, q)
	if why := (complaint{}); err != nil && !errors.As(err, &why) {
		return false, m.given(q.up(err))
	}
	return isYes(text), nil
}

func isYes(text string) bool {
	switch text {
	case "1", "y", "Y", "yes", "是", "确认":
		return true
	}
	return false
}

// answer puts a question once. What the terminal shows meanwhile stands on lines
// of its own, and the question after it.
func (m *menu) answer(ctx context.Context, q question) (string, error) {
	m.drain(false)
	answers := m.face.put(q)
	if err := m.face.failure(); err != nil {
		return "", err
	}
	for {
		select {
		case l := <-answers:
			text := l.text
			if l.err != nil {
				text = ""
			}
			m.face.heard(q, text)
			return l.text, l.err
		case t := <-m.shown:
			if t.decides() && t.words != (txn.Words{}) { // anything else is work of another door, whose end nobody tells here
				m.face.meanwhile(q, t.words.In(m.Lang))
			}
		case <-m.waking(q):
			if err := m.renew(ctx, q); err != nil {
				m.face.heard(q, "")
				return "", err
			}
		case <-ctx.Done():
			m.face.heard(q, "")
			return "", ctx.Err()
		}
	}
}

// waking tells of changes while a question waits that shows how things stand; any other is about something else.
func (m *menu) waking(q question) <-chan struct{} {
	if q.patient {
		return m.changed
	}
	return nil
}
