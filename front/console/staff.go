package console

import (
	"context"

	"posterm/front/operator"
	"posterm/txn"
)

// staffList shows the operators, and who of them is locked.
func (m *menu) staffList(ctx context.Context) error {
	if err := m.administer(ctx); err != nil {
		return err
	}
	members, err := m.Staff.List(m.Now())
	if err != nil {
		return m.staffTrouble(err)
	}
	for _, one := range members {
		line := string(one.Number) + " " + one.Number.Words().In(m.Lang)
		if one.Initial {
			line += "  " + hasFirst.In(m.Lang)
		}
		if one.Locked > 0 {
			line += "  " + isLocked.In(m.Lang)
		}
		m.face.tell(line)
	}
	return nil
}

func (m *menu) staffAdd(ctx context.Context) error {
	return m.staffChange(ctx, operator.Staff.Add, staffAdded)
}

func (m *menu) staffRemove(ctx context.Context) error {
	return m.staffChange(ctx, operator.Staff.Remove, staffRemoved)
}

func (m *menu) staffUnlock(ctx context.Context) error {
	return m.staffChange(ctx, operator.Staff.Unlock, staffUnlocked)
}

func (m *menu) staffReset(ctx context.Context) error {
	return m.staffChange(ctx, operator.Staff.Reset, staffIsReset)
}

// staffChange lets the administrator change one operator.
func (m *menu) staffChange(ctx context.Context, change func(operator.Staff, operator.Number) error, done txn.Words) error {
	if err := m.administer(ctx); err != nil {
		return err
	}
	q := question{prompt: whichOperatorPrompt, plain: parses(operator.ParseNumber)}
	n, err := ask(ctx, m, q, func(text string) (operator.Number, error) {
		n, err := operator.ParseNumber(text)
		return n, m.staffComplaint(err)
	})
	if err != nil {
		return err
	}
	if err := change(*m.Staff, n); err != nil {
		return m.staffTrouble(err)
	}
	m.sayf(done, n)
	return nil
}
