package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"posterm/card"
	"posterm/journal"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// settleLimit bounds the wait for the printer at the end of a command; the
// driver's own limits end it long before.
const settleLimit = 2 * time.Minute

// deal carries out one transaction as a command of its own, and tells how it
// ended when its slips are printed or known to be owed.
func (a *app) deal(ctx context.Context, name string, make func(*terminal.Terminal) (terminal.Order, error)) (int, error) {
	if a.shared == nil {
		if err := a.firstUse(); err != nil {
			return 0, err
		}
	}
	return a.with(name, func(t *terminal.Terminal) (int, error) {
		order, err := make(t)
		if err != nil {
			return 0, err
		}
		reply, err := t.Do(ctx, order)
		if err = carriedOut(ctx, t, reply, err); err != nil {
			return 0, err
		}
		return a.conclude(t, reply)
	})
}

// carriedOut waits for the paper of what the terminal was asked, and turns a refusal into an error.
func carriedOut(ctx context.Context, t *terminal.Terminal, reply terminal.Reply, err error) error {
	if err == nil {
		err = settled(ctx, t)
	}
	if err == nil && reply.Refusal != machine.Possible {
		return refusedBy(reply)
	}
	return err
}

// onPaper waits for paper that was asked for, and turns a refusal into an error.
func onPaper(ctx context.Context, t *terminal.Terminal, reply terminal.Reply, err error) (terminal.Condition, error) {
	switch {
	case err != nil:
		return terminal.Condition{}, err
	case reply.Refusal != machine.Possible:
		return terminal.Condition{}, refused(reply.Refusal)
	}
	return t.Settled(ctx)
}

// with opens the terminal for one command and closes it whatever happens.
func (a *app) with(name string, work func(*terminal.Terminal) (int, error)) (code int, err error) {
	if a.shared != nil {
		return a.shared.use(a, work)
	}
	t, err := a.open(name, true)
	if err != nil {
		return 0, err
	}
	defer func() {
		ctx, cancel := stopContext()
		defer cancel()
		err = errors.Join(err, t.Close(ctx), a.link.Close())
	}()
	return work(t)
}

// settled waits until the printer has printed, or it is known why not. A person who does not want to wait
// for the paper is told how it stands: the next process learns the rest.
func settled(ctx context.Context, t *terminal.Terminal) error {
	limited, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	_, err := t.Settled(limited)
	if limited.Err() != nil {
		return nil
	}
	return err
}

// conclude tells a transaction as it stands after its paper, with what only its own answer knew.
func (a *app) conclude(t *terminal.Terminal, reply terminal.Reply) (int, error) {
	now, err := t.Status(context.Background(), reply.View.Trace)
	if err != nil {
		return 0, err
	}
	v := now.View
	v.ReversedBefore, v.Warning = reply.View.ReversedBefore, reply.View.Warning
	if v.Kind == txn.Echo {
		a.tellEcho(v)
	} else {
		a.tell(v)
	}
	return v.Exit(), nil
}

// presented is a card on the command line with the PIN that goes with it.
type presented struct {
	Card string `help:"card file, built-in test card (A B C expired lost bad-track tap), manual:PAN:YYMM, track2:..., or wedge (a swipe on stdin)" placeholder:"CARD"`
	PIN  string `help:"the PIN, or - to read it from stdin; default: the card file's" name:"pin" placeholder:"PIN"`
}

// read resolves the card and puts its PIN into the pad. Without a PIN the pad is nil.
// Who waits for a swipe or a PIN can be stopped.
func (p presented) read(ctx context.Context, a *app, testKeys bool) (txn.Card, card.Pad, error) {
	shown, pad, err := p.wait(waiting{ctx, a.in}, a.wd, testKeys)
	if err != nil && ctx.Err() != nil {
		err = refused(machine.RefusedCancelled)
	}
	return shown, pad, err
}

func (p presented) wait(in io.Reader, wd string, testKeys bool) (txn.Card, card.Pad, error) {
	shown, err := card.Resolve(p.Card, card.Options{TestKeys: testKeys, Stdin: in, Dir: wd})
	if isStrict(err) && !errors.Is(err, txn.ErrCard) { // a card file, not the configuration
		err = fmt.Errorf("%w: %w", txn.ErrCard, err)
	}
	if err != nil {
		return txn.Card{}, nil, err
	}
	pin := shown.PIN
	switch {
	case p.PIN == "-":
		pin, err = card.ReadPIN(in)
	case p.PIN != "" && !testKeys:
		return txn.Card{}, nil, card.ErrTestKeysOnly
	case p.PIN != "":
		pin, err = card.ParsePIN(p.PIN)
	}
	if err != nil || pin.Empty() {
		return shown.Card, nil, err
	}
	pad, err := card.NewSoftPad(pin, testKeys)
	if err != nil {
		return txn.Card{}, nil, err
	}
	return shown.Card, pad, nil
}

// waiting is an input that is waited for only until the context ends.
type waiting struct {
	ctx context.Context
	in  io.Reader
}

// Read leaves a read behind when the context ends first: the program ends then.
func (w waiting) Read(p []byte) (int, error) {
	type read struct {
		data []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		data := make([]byte, len(p))
		n, err := w.in.Read(data)
		done <- read{data[:n], err}
	}()
	select {
	case r := <-done:
		return copy(p, r.data), r.err
	case <-w.ctx.Done():
		return 0, w.ctx.Err()
	}
}

// reference reads TRACE or BATCH/TRACE; "last" and nothing mean the last one.
func reference(s string) (txn.Ref, error) {
	if s == "" || s == "last" {
		return txn.Ref{}, nil
	}
	ref, err := txn.ParseRef(s)
	if err != nil {
		wrong := wrongUse(txn.Words{ZH: "凭证号有误：" + plain(fmt.Errorf("%q", s)), EN: plain(err)},
			txn.Words{ZH: "凭证号为 1 到 6 位数字，或 批次号/凭证号", EN: "a trace has up to six digits, or give BATCH/TRACE"})
		wrong.code = "bad_trace"
		return ref, wrong
	}
	return ref, nil
}

// exactly reads a trace number that must be given.
func exactly(s string) (txn.Ref, error) {
	ref, err := reference(s)
	if err == nil && ref.Trace == 0 {
		err = &failure{code: "bad_trace", exit: terminal.ExitUse,
			message: txn.Words{ZH: "缺少凭证号", EN: "a trace number is needed"},
			hint:    txn.Words{ZH: "小票上有凭证号；也可用 posterm details 或 posterm reversal list 查看", EN: `it is on the slip; see also "posterm details" and "posterm reversal list"`}}
	}
	return ref, err
}

// unknown words "there is no such transaction" for the commands that look one up.
func unknown(err error, ref txn.Ref) error {
	if !errors.Is(err, journal.ErrUnknown) {
		return err
	}
	if ref.Trace == 0 {
		return &failure{code: "no_transaction", exit: terminal.ExitNotNow,
			message: txn.Words{ZH: "还没有任何交易", EN: "there is no transaction yet"},
			hint:    txn.Words{ZH: "先做一笔交易", EN: "make one first"}}
	}
	return &failure{code: "no_transaction", exit: terminal.ExitUse,
		message: txn.Words{ZH: "没有凭证号为 " + ref.String() + " 的交易", EN: "there is no transaction " + ref.String()},
		hint:    txn.Words{ZH: "用 posterm details 或 posterm journal list 查看", EN: `see "posterm details" or "posterm journal list"`}}
}
