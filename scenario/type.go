package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"posterm/front/command"
	"posterm/front/console"
	"posterm/internal/strict"
)

// firstAnswer is the question that the value of an item of the menu answers; the others have none.
var firstAnswer = map[string]string{
	"sale": "amount", "cash": "amount", "preauth": "amount", "pay": "amount", "collect": "amount", "complete": "amount", "refund": "amount", "void": "trace", "preauth-void": "trace",
	"complete-void": "trace", "query": "trace", "status": "trace", "reprint-any": "trace", "balance": "card",
}

// usual are the answers to questions that a story says nothing about.
var usual = map[string]string{"pin": "", "confirm": "1", "deliver": "1", "by_card": "1", "copy": "1", "again": "", "faint": "", "goods": ""}

// readKey reads {sale: "12.34", card: A}: an item of the menu, and answers by the names of their questions.
func readKey(s step) (action, error) {
	pairs, err := s.body.pairs()
	if err != nil || len(pairs) == 0 {
		return nil, orElse(err, s.body.unlike(`an item of the menu like {sale: "12.34", card: A}`))
	}
	item := pairs[0]
	if !slices.Contains(console.ItemNames(), item.key) {
		return nil, item.at.because(strict.UnknownKey(item.key, console.ItemNames()))
	}
	answers := map[string]string{}
	if name := firstAnswer[item.key]; name != "" {
		if answers[name], err = item.value.text(); err != nil {
			return nil, err
		}
	} else if item.value.isText() && item.value.Value != "yes" && item.value.Value != "true" {
		return nil, item.value.unlike("yes")
	}
	for _, p := range pairs[1:] {
		if !slices.Contains(console.QuestionNames(), p.key) {
			return nil, p.at.because(strict.UnknownKey(p.key, console.QuestionNames()))
		}
		if answers[p.key], err = answer(p); err != nil {
			return nil, err
		}
	}
	if answers[firstAnswer[item.key]] == cancelling {
		answers[firstAnswer[item.key]], _ = console.CancelOf(firstAnswer[item.key])
	}
	return meanwhile(s, func(p *play) error { return p.chooses(item.key, answers) })
}

// cancelling is the answer of whoever leaves a question, and with it what they were about.
const cancelling = "cancel"

// answer is the line that answers a question: yes, no and cancel are said as the menu wants them there.
func answer(p pair) (string, error) {
	text, err := p.value.text()
	switch {
	case err != nil || p.value.open():
	case text == "yes":
		text = "1"
	case text == "no":
		text = ""
	case text == cancelling:
		line, can := console.CancelOf(p.key)
		if !can {
			return "", p.value.refuse("nobody can cancel at the question %s", p.key)
		}
		text = line
	}
	return text, err
}

// readKeys reads lines that are typed, one for each question.
func readKeys(s step) (action, error) {
	list, err := s.body.list()
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, n := range list {
		text := ""
		if !n.isNull() {
			if text, err = n.text(); err != nil {
				return nil, err
			}
		}
		lines = append(lines, text)
	}
	return meanwhile(s, func(p *play) error {
		for _, line := range lines {
			if err := p.types(line); err != nil {
				return err
			}
		}
		return nil
	})
}

// questionLimit is how often one item of the menu may ask.
const questionLimit = 30

// chooses an item of the menu and answers what is asked until the menu is back.
func (p *play) chooses(item string, answers map[string]string) error {
	if !p.world.running {
		return errors.New("the menu is not there: the terminal has no power")
	}
	if q := p.world.screen.question(); q != "choose" {
		return fmt.Errorf("the menu is not there to choose %s from: the screen says %q", item, p.world.screen.asks())
	}
	next, err := item, error(nil)
	asked := map[string]bool{}
	for range questionLimit {
		if err = p.types(next); err != nil || p.world.dark.Load() || !p.world.running {
			return err
		}
		q := p.world.screen.question()
		if asked[q] = true; q == "choose" {
			return neverAsked(answers, asked)
		}
		answer, given := answers[q]
		if !given {
			if answer, given = usual[q]; !given {
				return fmt.Errorf("the terminal asks %q, and the step has no answer to it: put %s beside %s", p.world.screen.asks(), q, item)
			}
		}
		next = answer
	}
	return errors.New("the terminal does not stop asking")
}

// neverAsked: an answer that nobody wanted is a story that is not told as it is written.
func neverAsked(answers map[string]string, asked map[string]bool) error {
	for _, name := range sortedKeys(answers) {
		if !asked[name] {
			return fmt.Errorf("the terminal did not ask for %s: take it out, or find out why", name)
		}
	}
	return nil
}

// types sends a line and waits until the terminal asks again, or has no power any more.
func (p *play) types(line string) error {
	before, asked, begun := p.world.screen.len(), p.world.screen.asks(), time.Now()
	if err := p.world.till.typed(line); err != nil {
		if p.world.dark.Load() {
			return nil
		}
		return err
	}
	w := p.world
	if !w.await(p.ctx, w.patience, func() bool { return w.dark.Load() || w.taken(asked, w.screen.since(before), begun) }) {
		return orElse(p.ctx.Err(), errors.New("the terminal does not ask again"))
	}
	return w.darkened()
}

// taken says whether the menu took a line that was typed, and asks again, by what came since: the screen may go on while one
// looks at it. The menu tells news whenever it wants, and asks its question again behind them: with real programs that is not
// yet an answer, unless nothing else comes of it.
func (w *world) taken(asked, came string, begun time.Time) bool {
	if !strings.Contains(came, "\n") || !w.waits(lastLine(came)) {
		return false
	}
	if w.tick > 0 && strings.HasPrefix(came, "\n") && strings.HasSuffix(came, "\n"+asked) {
		return time.Since(begun) > newsWait
	}
	return true
}

// newsWait is how long after news an answer is waited for that looks like them: a refusal, and the question once more. Chosen: a
// menu takes a line in milliseconds.
const newsWait = time.Second

// readCommand reads a command line, and what is at once expected of it.
func readCommand(s step) (action, error) {
	var args []string
	var err error
	if list, bad := s.body.list(); bad == nil {
		for _, n := range list {
			text, bad := n.text()
			args, err = append(args, text), orElse(err, bad)
		}
	} else {
		var text string
		if text, err = s.body.text(); err == nil {
			args, err = words(text)
			err = s.body.wrong(err)
		}
	}
	if err == nil && !openWithin(s.body) {
		err = s.body.wrong(command.Check(args))
	}
	if err != nil {
		return nil, err
	}
	if slices.Contains(args, "run") {
		return nil, s.body.refuse("the terminal runs already: use power")
	}
	wanted := map[string]node{}
	for _, key := range []string{"exit", "json", "error", "says"} {
		if n, is := s.with[key]; is {
			wanted[key] = n
		}
	}
	checks, err := expectations(wanted)
	if err != nil {
		return nil, err
	}
	if _, is := wanted["exit"]; !is {
		checks = append(checks, endsWell(s.node))
	}
	return meanwhile(s, func(p *play) error {
		if err := p.commands(args); err != nil {
			return err
		}
		return p.expect(checks, 0)
	})
}

// commands carries a command line out, in JSON, and keeps how it ended.
func (p *play) commands(args []string) error {
	done := make(chan result, 1)
	w := p.world
	go func() {
		r := w.till.command(p.ctx, append([]string{"--json"}, args...))
		done <- r
		w.happened()
	}()
	var r result
	ended := false
	if !w.await(p.ctx, w.patience, func() bool {
		select {
		case r = <-done:
			ended = true
		default:
		}
		return ended || w.dark.Load()
	}) {
		return orElse(p.ctx.Err(), fmt.Errorf("posterm %s does not end", strings.Join(args, " ")))
	}
	cut := w.dark.Load()
	if err := w.darkened(); err != nil {
		return err
	}
	if !ended {
		r = <-done
	}
	r.cut = cut
	p.last = &r
	return nil
}

// meanwhile does a step's inner steps while it is under way.
func meanwhile(s step, do func(*play) error) (action, error) {
	subs, is := s.with["meanwhile"]
	if !is {
		return do, nil
	}
	return func(p *play) error {
		ctx, stop := context.WithCancel(p.ctx)
		defer stop()
		outer := *p
		outer.ctx = ctx
		done := make(chan error, 1)
		go func() { done <- do(&outer); p.world.happened() }()
		if err := p.steps(subs); err != nil {
			stop()
			<-done
			return err
		}
		err := <-done
		p.last = outer.last
		return err
	}, nil
}

// words parts a command line at blanks, as a shell does, with '...' and "..." for what has blanks in it.
func words(line string) (all []string, err error) {
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, open = r, true
		case quote == 0 && (r == ' ' || r == '\t' || r == '\n'):
			if open {
				all = append(all, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a %c is not closed", quote)
	}
	if open {
		all = append(all, word.String())
	}
	if len(all) == 0 {
		return nil, errors.New("there is no command")
	}
	return all, nil
}
