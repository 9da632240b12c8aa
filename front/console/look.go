package console

import (
	"context"
	"errors"

	"posterm/journal"
	"posterm/terminal"
	"posterm/txn"
)

// powerOn tells, before the first question, how the last transaction ended and
// what is owed. It is true from the journal alone: host and printer may be silent.
func (m *menu) powerOn(ctx context.Context) error {
	now, err := await(ctx, m, m.Terminal.Condition)
	if err != nil {
		return m.trouble(err, false)
	}
	if now.Safe != nil {
		m.say(m.because(safeMode, now.Safe))
	}
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
	m.slips(now, 0)
	return err
}

// slips tells how many slips are owed, when there are more than were just told.
func (m *menu) slips(now terminal.Condition, told int) {
	m.owed = max(now.Owed, told)
	m.roll(now)
	if now.Owed <= told {
		return
	}
	if m.paperless {
		m.sayf(slipsKept, now.Owed)
		now.Fault = txn.FaultDisabled
	} else {
		m.sayf(slipsOwed, now.Owed)
	}
	if now.Fault != txn.FaultNone && now.Fault != txn.FaultUnknown {
		m.sayf(printerIs, now.Fault.Words().In(m.Lang), now.Fault.Mend().In(m.Lang))
	}
}

// roll tells once that the paper runs low.
func (m *menu) roll(now terminal.Condition) {
	if now.NearEnd && !m.low {
		m.say(rollLow)
	}
	m.low = now.NearEnd
}

// news tells that owed slips were printed while nobody asked for them: paper was
// loaded, or the cable is back.
func (m *menu) news(ctx context.Context) error {
	now, err := await(ctx, m, m.Terminal.Condition)
	if err != nil {
		return m.trouble(err, false)
	}
	m.roll(now)
	if now.Owed < m.owed {
		m.sayf(caughtUp, m.owed, now.Owed)
		m.owed = now.Owed
		m.parted(ctx)
	}
	return nil
}

// parted tells of a slip that came out in two pieces, or may have: a marked reprint is a person's choice.
func (m *menu) parted(ctx context.Context) {
	if last, err := m.status(ctx, txn.Ref{}); err == nil && last.Pieces > 1 && due(last) == 0 {
		m.face.tell(last.Said)
		m.sayf(nextIs, last.Next)
	}
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
	if err == nil {
		m.tell(resultIs, found)
	}
	return err
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
