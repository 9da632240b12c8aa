package console

import (
	"context"
	"errors"

	"posterm/journal"
	"posterm/terminal"
	"posterm/txn"
)

// powerOn tells, before the first question, how the last transaction ended and
// which others are not decided. It is true from the journal alone: host and printer may be silent.
func (m *menu) powerOn(ctx context.Context) error {
	if now, err := await(ctx, m, m.Terminal.Condition); err != nil {
		return m.trouble(err, false)
	} else if now.Safe != nil {
		m.Log.Warn().Err(now.Safe).Msg("safe mode")
	}
	return m.page(ctx, m.overview)
}

// overview is the last transaction and what else is open.
func (m *menu) overview(ctx context.Context) error {
	last, err := m.status(ctx, txn.Ref{})
	switch {
	case errors.Is(err, journal.ErrUnknown):
		m.say(noneYet)
	case err != nil:
		return m.trouble(err, false)
	default:
		m.tell(lastIs, last)
	}
	open, err := m.undecided(ctx)
	for _, v := range open {
		if v.Trace != last.Trace {
			m.tell(openIs, v)
		}
	}
	return err
}

// news tells of slips that came out while a question waited, unless that was told already.
func (m *menu) news(ctx context.Context) error {
	now, err := await(ctx, m, m.Terminal.Condition)
	if err != nil {
		return m.trouble(err, false)
	}
	for _, line := range m.caughtUp(ctx, now) {
		m.face.tell(line)
	}
	m.owed = min(m.owed, now.Owed)
	return nil
}

// status tells a transaction from the journal; a zero ref is the last one.
func (m *menu) status(ctx context.Context, ref txn.Ref) (terminal.View, error) {
	reply, err := await(ctx, m, func(ctx context.Context) (terminal.Reply, error) { return m.Terminal.Status(ctx, ref) })
	if fault := reply.View.PaperFault; fault != nil && *fault == txn.FaultDisabled {
		m.paperless = true
	}
	return reply.View, err
}

// query is 交易查询: a transaction by its number, or the last one.
func (m *menu) query(ctx context.Context) error {
	plain := func(text string) bool { return isLast(text) || parses(txn.ParseRef)(text) }
	found, err := ask(ctx, m, question{prompt: queryPrompt, plain: plain}, func(text string) (terminal.View, error) {
		if isLast(text) {
			return m.known(ctx, txn.Ref{})
		}
		return m.find(ctx, text)
	})
	if err != nil {
		return err
	}
	return m.page(ctx, m.again(resultIs, found))
}

// again tells a transaction as it is whenever it is told.
func (m *menu) again(label txn.Words, v terminal.View) func(context.Context) error {
	return func(ctx context.Context) error {
		if now, err := m.status(ctx, v.Trace); err == nil {
			now.Warning = v.Warning
			v = now
		}
		m.tell(label, v)
		return nil
	}
}

func isLast(text string) bool {
	switch text {
	case "0", "last", "最后", "最后一笔":
		return true
	}
	return false
}

// find looks up a transaction by its number as a person writes it.
func (m *menu) find(ctx context.Context, text string) (terminal.View, error) {
	ref, err := parseRef(text)
	if err != nil {
		return terminal.View{}, err
	}
	return m.known(ctx, ref)
}

// known is a transaction the journal knows; otherwise a complaint.
func (m *menu) known(ctx context.Context, ref txn.Ref) (terminal.View, error) {
	found, err := m.status(ctx, ref)
	switch {
	case errors.Is(err, journal.ErrUnknown):
		return found, complaint(noSuchTxn)
	case err != nil:
		return found, m.trouble(err, false)
	}
	return found, nil
}

// undecided lists the transactions whose reversal is owed or parked.
func (m *menu) undecided(ctx context.Context) (open []terminal.View, err error) {
	owed, err := await(ctx, m, m.Terminal.Owed)
	if err != nil {
		return nil, m.trouble(err, false)
	}
	for _, v := range owed {
		if v.Verdict == txn.BeingReversed || v.Verdict == txn.NeedsPerson {
			open = append(open, v)
		}
	}
	return open, nil
}
