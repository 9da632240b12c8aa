package console

import (
	"context"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// sale is 消费.
func (m *menu) sale(ctx context.Context) error {
	amount, err := ask(ctx, m, question{prompt: amountPrompt, plain: parses(parseAmount)}, parseAmount)
	if err != nil {
		return err
	}
	return m.withCard(ctx, terminal.Order{Kind: txn.Sale, Amount: amount})
}

func parseAmount(text string) (txn.Fen, error) {
	amount, err := txn.ParseFen(text)
	if err != nil {
		return 0, complaint(badAmount)
	}
	return amount, nil
}

// balance is 余额查询.
func (m *menu) balance(ctx context.Context) error {
	return m.withCard(ctx, terminal.Order{Kind: txn.Balance})
}

// void is 消费撤销: the original is shown before anything is asked about it.
func (m *menu) void(ctx context.Context) error {
	find := func(text string) (terminal.View, error) { return m.find(ctx, text) }
	original, err := ask(ctx, m, question{prompt: originalPrompt, plain: parses(txn.ParseRef)}, find)
	if err != nil {
		return err
	}
	m.headline(originalIs, original)
	m.write(original.Said + "\n")
	order := terminal.Order{Kind: txn.Void, Of: original.Trace, Stored: m.StoredVoid}
	if !m.StoredVoid {
		return m.withCard(ctx, order)
	}
	if err := m.confirm(ctx, voidPrompt); err != nil {
		return err
	}
	return m.carryOut(ctx, order)
}

// withCard asks for card and PIN, and carries the order out.
func (m *menu) withCard(ctx context.Context, order terminal.Order) error {
	shown, err := m.present(ctx)
	if err != nil {
		return err
	}
	order.Card = shown.Card
	if order.Pad, err = m.enterPIN(ctx, shown); err != nil {
		return err
	}
	if order.Kind == txn.Void {
		err = m.confirm(ctx, voidPrompt)
	}
	if err == nil {
		return m.carryOut(ctx, order)
	}
	forget(order)
	return err
}

// forget wipes the PIN of an order that will not be sent.
func forget(order terminal.Order) {
	if order.Pad != nil {
		order.Pad.Clear()
	}
}

// cardless makes the command of a kind that needs nothing but its name.
func cardless(kind txn.Kind) command {
	return func(m *menu, ctx context.Context) error { return m.carryOut(ctx, terminal.Order{Kind: kind}) }
}

// carryOut gives the order to the terminal and tells how it ended. A possible
// duplicate is another sale only when a person says so.
func (m *menu) carryOut(ctx context.Context, order terminal.Order) error {
	reply, err := m.do(ctx, order)
	if err == nil && reply.Refusal == machine.RefusedDuplicate {
		m.say(reply.Refusal.Words())
		if err = m.confirm(ctx, againPrompt); err != nil {
			forget(order)
			return err
		}
		order.Again = true
		reply, err = m.do(ctx, order)
	}
	if err != nil {
		return m.trouble(err, order.Kind.Moves())
	}
	return m.result(ctx, reply)
}

// do hands one order over. Whoever holds the PIN last wipes it: the terminal may
// still need it when this menu has stopped waiting.
func (m *menu) do(ctx context.Context, order terminal.Order) (terminal.Reply, error) {
	return await(ctx, m, func(ctx context.Context) (terminal.Reply, error) {
		reply, err := m.Terminal.Do(ctx, order)
		if err != nil || reply.Refusal != machine.RefusedDuplicate {
			forget(order)
		}
		return reply, err
	})
}
