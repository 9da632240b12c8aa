package console

import (
	"context"
	"errors"

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
	hidden bool // a tty does not show the answer
	blank  bool // an empty line is an answer; otherwise it cancels
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
	text, err := m.answer(ctx, question{prompt: prompt})
	if why := (complaint{}); err != nil && !errors.As(err, &why) {
		return err
	}
	switch text {
	case "1", "y", "Y", "yes", "是", "确认":
		return nil
	}
	m.say(cancelled)
	return errBack
}

// answer puts a question once. What the terminal shows meanwhile stands on lines
// of its own, and the question after it.
func (m *menu) answer(ctx context.Context, q question) (string, error) {
	m.drain()
	show, shows := echo(m.In, !q.hidden)
	defer show()
	m.write(q.prompt.In(m.Lang))
	if m.broken != nil {
		return "", m.broken
	}
	m.lines.wanted <- struct{}{}
	for {
		select {
		case l := <-m.lines.got:
			if !shows {
				m.write("\n") // nobody saw the end of the line
			}
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
