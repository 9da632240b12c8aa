package console

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// How the terminal stands: what it owes and what is wrong with it, and the key that helps. It is told before the
// menu and before the first sign-in, and told anew when it changes while nobody presses a key.

// stand tells how the terminal stands.
func (m *menu) stand(ctx context.Context) error {
	now, err := await(ctx, m, m.Terminal.Condition)
	if err != nil {
		return m.trouble(err, false)
	}
	lines, err := m.standing(ctx, now)
	if err != nil {
		return err
	}
	m.owed, m.stood = now.Owed, lines
	m.face.stand(lines)
	return nil
}

// standing is how the terminal stands, in lines.
func (m *menu) standing(ctx context.Context, now terminal.Condition) (lines []string, err error) {
	add := func(w txn.Words, values ...any) { lines = append(lines, fmt.Sprintf(w.In(m.Lang), values...)) }
	if m.Training {
		add(trainingStand)
	}
	if now.Safe != nil {
		add(safeMode, causeOf(now.Safe).In(m.Lang))
		return lines, nil
	}
	open, err := await(ctx, m, m.Terminal.Owed)
	if err != nil {
		if err = m.trouble(err, false); !isBack(err) {
			return nil, err
		}
	}
	count := map[txn.Verdict]int{}
	for _, v := range open {
		if v.Kind == txn.Settle {
			add(settleOpen)
			continue
		}
		count[v.Verdict]++
	}
	if n := count[txn.BeingReversed]; n > 0 {
		add(reversalsOwed, n)
	}
	if n := count[txn.Asking]; n > 0 {
		add(askingOnes, n)
	}
	if n := count[txn.NeedsPerson]; n > 0 {
		add(parkedOnes, n)
	}
	lines = append(lines, m.paperStanding(now)...)
	if now.NearEnd {
		add(rollLow)
	}
	flags, err := m.unusual(ctx)
	if err != nil {
		return nil, err
	}
	lines = append(lines, flags...)
	if what, mend, known := now.Line.Words(); known {
		add(lineIs, what.In(m.Lang), mend.In(m.Lang))
	}
	return lines, nil
}

// paperStanding is what is owed on paper, and what is wrong with the printer.
func (m *menu) paperStanding(now terminal.Condition) (lines []string) {
	add := func(w txn.Words, values ...any) { lines = append(lines, fmt.Sprintf(w.In(m.Lang), values...)) }
	switch {
	case now.Owed > 0 && m.paperless:
		add(slipsKept, now.Owed)
		now.Fault = txn.FaultDisabled
	case now.Owed > 0:
		add(slipsOwed, now.Owed)
	}
	switch now.Fault {
	case txn.FaultNone, txn.FaultUnknown, txn.FaultBusy:
	case txn.FaultDisabled:
		if now.Owed > 0 {
			add(printerIs, now.Fault.Words().In(m.Lang), now.Fault.Mend().In(m.Lang))
		}
	default:
		add(printerIs, now.Fault.Words().In(m.Lang), now.Fault.Mend().In(m.Lang))
	}
	return lines
}

// page tells something that is told anew when it changes, as long as it stands there.
func (m *menu) page(ctx context.Context, tell func(context.Context) error) error {
	texts, err := m.written(ctx, tell)
	m.face.page(texts)
	m.retell = tell
	return err
}

// written is what a command would tell.
func (m *menu) written(ctx context.Context, tell func(context.Context) error) ([]tellMsg, error) {
	s := &sheet{face: m.face}
	m.face = s
	defer func() { m.face = s.face }()
	err := tell(ctx)
	return s.told, err
}

// sheet keeps what is told.
type sheet struct {
	face
	told []tellMsg
}

func (s *sheet) tell(text string) { s.told = append(s.told, tellMsg{text: text, page: true}) }
func (s *sheet) shout(text string) {
	s.told = append(s.told, tellMsg{text: text, loud: true, page: true})
}
func (s *sheet) passes() bool { return false }

func (s *sheet) code(text string) { s.told = append(s.told, tellMsg{code: text, page: true}) }

// renew tells what has changed while a question waits. While the terminal works nothing is told: its end is a
// change, too.
func (m *menu) renew(ctx context.Context, q question) error {
	m.looking = true
	defer func() { m.looking = false }()
	now, err := await(ctx, m, m.Terminal.Condition)
	if err != nil || now.Desk != machine.Idle || now.Tray == machine.Busy {
		return ended(err)
	}
	var n renewal
	if n.standing, err = m.standing(ctx, now); err != nil {
		return ended(err)
	}
	if m.retell != nil {
		if n.page, err = m.written(ctx, m.retell); err != nil {
			return ended(err)
		}
	}
	n.news = m.caughtUp(ctx, now)
	for _, line := range n.standing {
		if !slices.Contains(m.stood, line) && now.Owed >= m.owed {
			n.news = append(n.news, line)
		}
	}
	m.owed, m.stood = now.Owed, n.standing
	m.face.renew(q, n)
	return nil
}

// renewal is what is true now.
type renewal struct {
	page     []tellMsg // what stands there, told anew
	standing []string
	news     []string // for lines, where nothing can be told anew: what is new
}

// ended keeps only errors that end the menu: what could not be looked at is looked at when somebody asks.
func ended(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, terminal.ErrStopped) {
		return err
	}
	return nil
}

// caughtUp tells that owed slips were printed while nobody asked for them: paper was loaded, or the cable is back.
func (m *menu) caughtUp(ctx context.Context, now terminal.Condition) (lines []string) {
	if now.Owed >= m.owed {
		return nil
	}
	lines = append(lines, fmt.Sprintf(caughtUp.In(m.Lang), m.owed, now.Owed))
	// a slip may have come out in two pieces: a marked reprint is a person's choice
	if last, err := m.status(ctx, txn.Ref{}); err == nil && last.Pieces > 1 && due(last) == 0 {
		lines = append(lines, last.Said, fmt.Sprintf(nextIs.In(m.Lang), last.Next))
	}
	return lines
}
