package console

import (
	"context"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// reprintHost is 据主机记录补打: a slip of what the host holds of a transaction, which need not be in this journal.
func (m *menu) reprintHost(ctx context.Context) error {
	order := terminal.Order{Kind: txn.Query}
	_, err := ask(ctx, m, question{prompt: refundPrompt, plain: func(text string) bool { return text == "0" || parses(txn.ParseRef)(text) }},
		func(text string) (ref txn.Ref, err error) {
			if text != "0" {
				order.Of, err = parseRef(text)
			}
			return order.Of, err
		})
	if err == nil && order.Of.Trace == 0 {
		if order.Named.RRN, err = ask(ctx, m, question{prompt: rrnPrompt, plain: parses(parseRRN)}, parseRRN); err == nil {
			order.Named.Date, err = ask(ctx, m, question{prompt: dayPrompt, plain: parses(parseDay)}, parseDay)
		}
	}
	if err != nil {
		return err
	}
	reply, err := m.do(ctx, order)
	if err != nil {
		return m.trouble(err, false)
	}
	if err := m.result(ctx, reply); err != nil || reply.Refusal != machine.Possible {
		return err
	}
	return m.printHost(ctx, reply.View)
}

// printHost prints what the host told, when it happened there.
func (m *menu) printHost(ctx context.Context, v terminal.View) error {
	if v.Host == nil || v.Host.Record == nil || !v.Host.Prints {
		m.say(noHostSlip)
		return nil
	}
	reply, err := await(ctx, m, func(ctx context.Context) (terminal.Reply, error) { return m.Terminal.ReprintHost(ctx, v.Trace) })
	if err != nil {
		return m.trouble(err, false)
	}
	if reply.Refusal != machine.Possible {
		m.refuse(reply)
		return nil
	}
	now, err := m.settled(ctx)
	switch {
	case err != nil:
		return m.trouble(err, false)
	case now.Printed():
		m.say(isPrinted)
	default:
		m.sayf(notPrinted, now.Fault.Words().In(m.Lang), now.Fault.Mend().In(m.Lang))
	}
	return nil
}
