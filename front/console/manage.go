package console

import (
	"context"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// settings is 参数: every key with its value.
func (m *menu) settings(context.Context) error {
	m.face.tell(m.About.Settings)
	return nil
}

// version is 版本.
func (m *menu) version(context.Context) error {
	m.face.tell(m.About.Version)
	return nil
}

// keys is 密钥状态: check values, and whether the terminal is signed in.
func (m *menu) keys(ctx context.Context) error {
	now, err := await(ctx, m, m.Terminal.Condition)
	if err != nil {
		return m.trouble(err, false)
	}
	m.face.tell(m.About.Keys)
	if now.Signed {
		m.say(keysCurrent)
	} else {
		m.say(keysMissing)
	}
	return nil
}

// tryPrinter is 打印机测试: a test slip, and what the printer proves.
func (m *menu) tryPrinter(ctx context.Context) error {
	return m.paper(ctx, m.Terminal.Trial, nil)
}

// details is 打印明细, totals 打印汇总. Without a printer they are shown.
func (m *menu) details(ctx context.Context) error {
	return m.paper(ctx, m.Terminal.Details, func(ctx context.Context) error {
		batch, err := await(ctx, m, m.Terminal.Batch)
		if err != nil {
			return m.trouble(err, false)
		}
		for _, v := range batch {
			m.headline(resultIs, v)
			m.face.tell("  " + v.Guide().Large.In(m.Lang))
		}
		if len(batch) == 0 {
			m.say(emptyBatch)
		}
		return nil
	})
}

func (m *menu) totals(ctx context.Context) error {
	return m.paper(ctx, m.Terminal.Totals, m.showSums)
}

// showSums tells what the open batch comes to.
func (m *menu) showSums(ctx context.Context) error {
	s, err := await(ctx, m, m.Terminal.Sums)
	if err != nil {
		return m.trouble(err, false)
	}
	m.sayf(batchIs, s.Batch)
	for _, k := range s.Kinds {
		m.sayf(sumIs, k.Kind.Words().In(m.Lang), k.Count, k.Amount)
	}
	m.sum(debitIs, s.Debit)
	m.sum(creditIs, s.Credit)
	return nil
}

func (m *menu) sum(what txn.Words, s terminal.SumView) {
	m.sayf(sumIs, what.In(m.Lang), s.Count, s.Amount)
}

// staticCode is 静态收款码, the code for the counter: whoever scans it types the amount, and no terminal knows of it.
func (m *menu) staticCode(ctx context.Context) error {
	switch {
	case m.Training:
		m.say(noTrainingCode)
		return nil
	case m.StaticCode == "":
		m.say(noStaticCode)
		return nil
	}
	return m.paper(ctx, m.Terminal.StaticCode, func(context.Context) error {
		m.face.fresh()
		m.code(m.StaticCode)
		m.sayf(staticCodeIs, m.StaticCode)
		return nil
	})
}

// paper prints something that belongs to no transaction, and tells how it came out. Where
// printing is switched off, instead shows it.
func (m *menu) paper(ctx context.Context, print func(context.Context) (terminal.Reply, error), instead func(context.Context) error) error {
	reply, err := await(ctx, m, print)
	switch {
	case err != nil:
		return m.trouble(err, false)
	case reply.Refusal == machine.RefusedDisabled && instead != nil:
		return instead(ctx)
	case reply.Refusal != machine.Possible:
		m.refuse(reply)
		return nil
	}
	now, err := m.settled(ctx)
	if err != nil {
		return m.trouble(err, false)
	}
	m.face.fresh()
	switch {
	case !now.Printed():
		m.sayf(notPrinted, now.Fault.Words().In(m.Lang), now.Fault.Mend().In(m.Lang))
	case now.Grade == txn.GradeUnconfirmed:
		m.say(sentOnly)
	default:
		m.say(isPrinted)
	}
	return nil
}
