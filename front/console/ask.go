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

// question is one line to be answered.
type question struct {
	prompt txn.Words
	plain  func(text string) bool // answers that a person may see; nil: none, as for cards and PINs
	blank  bool                   // an empty line is an answer; otherwise it cancels
}

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
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if q.plain == nil || digits >= cardDigits || strings.ContainsAny(text, ";%?") || !q.plain(text) {
		return ""
	}
	return text
}

// ask puts a question until it is answered, cancelled or asked too often.
func ask[T any](ctx context.Context, m *menu, q question, parse func(string) (T, error)) (T, error) {
	var none T
	for range triesLimit {
		text, err := m.answer(ctx, q)
		if err == nil && text == "" && !q.blank {
			m.say(cancelled)
			return none, errBack
		}
		var value T
		if err == nil {
			value, err = parse(text)
		}
		var why complaint
		switch {
		case err == nil:
			return value, nil
		case !errors.As(err, &why):
			return none, err
		}
		m.say(txn.Words(why))
	}
	m.say(tooManyTries)
	return none, errBack
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
	text, err := m.answer(ctx, question{prompt: prompt, plain: isYes})
	if why := (complaint{}); err != nil && !errors.As(err, &why) {
		return false, err
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
// of its own, and the question after it. On a tty an answer is what was typed
// after the question: stray keys and pasted lines answer nothing.
func (m *menu) answer(ctx context.Context, q question) (string, error) {
	m.drain()
	if m.tty {
		flush(m.In)
	}
	m.write(q.prompt.In(m.Lang))
	if m.broken != nil {
		return "", m.broken
	}
	m.lines.wanted <- struct{}{}
	for {
		select {
		case l := <-m.lines.got:
			if m.tty && l.err == nil {
				m.write(q.seen(l.text))
			}
			m.write("\n") // nobody saw the end of the line
			return l.text, l.err
		case t := <-m.shown:
			if t.words != (txn.Words{}) {
				m.write("\n" + t.words.In(m.Lang) + "\n" + q.prompt.In(m.Lang))
			}
		case <-ctx.Done():
			m.write("\n")
			return "", ctx.Err()
		}
	}
}
