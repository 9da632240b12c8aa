package console

import (
	"context"
	"errors"

	"posterm/card"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// sale is 消费.
func (m *menu) sale(ctx context.Context) error { return m.charge(ctx, txn.Sale) }

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

// preauth is 预授权: money is held, not paid.
func (m *menu) preauth(ctx context.Context) error { return m.charge(ctx, txn.Preauth) }

// charge asks for an amount and a card.
func (m *menu) charge(ctx context.Context, kind txn.Kind) error {
	amount, err := m.amount(ctx)
	if err != nil {
		return err
	}
	order := terminal.Order{Kind: kind, Amount: amount}
	if kind.BringsMoney() {
		if order.Goods, err = m.bought(ctx, amount); err != nil {
			return err
		}
	}
	return m.withCard(ctx, order)
}

func (m *menu) amount(ctx context.Context) (txn.Fen, error) {
	return ask(ctx, m, question{prompt: amountPrompt, keys: amountKeys, manner: asAmount, plain: parses(parseAmount)}, parseAmount)
}

// pay is 扫码消费: the customer's code says how it is paid.
func (m *menu) pay(ctx context.Context) error {
	amount, err := m.amount(ctx)
	if err != nil {
		return err
	}
	order := terminal.Order{Amount: amount}
	if order.Goods, err = m.bought(ctx, amount); err != nil {
		return err
	}
	m.customer(Customer.Code, amount)
	if _, err := ask(ctx, m, question{prompt: codePrompt, manner: asSecret}, func(text string) (kind txn.Kind, err error) {
		if order.Code, order.Kind, err = txn.ParseCode(text); err != nil {
			if errors.Is(err, txn.ErrNewCode) {
				return kind, complaint(newCode)
			}
			return kind, complaint(badCode)
		}
		return order.Kind, nil
	}); err != nil {
		m.goodbye()
		return err
	}
	m.sayf(codeRead, txn.Scheme(order.Code.Digits()).In(m.Lang), order.Code.Masked())
	return m.carryOut(ctx, order)
}

// cash is 现金收款: what is in the drawer is recorded here alone.
func (m *menu) cash(ctx context.Context) error {
	order := terminal.Order{Kind: txn.Cash}
	var err error
	if order.Amount, err = m.amount(ctx); err == nil {
		order.Goods, err = m.bought(ctx, order.Amount)
	}
	if err == nil {
		err = m.confirm(ctx, goOnPrompt(order.Kind))
	}
	if err != nil {
		return err
	}
	return m.carryOut(ctx, order)
}

// collect is 出码收款: any wallet's customer scans the code that is shown, until it is paid or closed.
func (m *menu) collect(ctx context.Context) error {
	order := terminal.Order{Kind: txn.WalletPay}
	var err error
	if order.Amount, err = m.amount(ctx); err == nil {
		order.Goods, err = m.bought(ctx, order.Amount)
	}
	if err != nil {
		return err
	}
	return m.carryOut(ctx, order)
}

// enquire is 查单: what the host holds of a transaction, which need not be in this journal.
func (m *menu) enquire(ctx context.Context) error {
	ref, err := ask(ctx, m, question{prompt: originalPrompt, plain: parses(txn.ParseRef)}, parseRef)
	if err != nil {
		return err
	}
	return m.carryOut(ctx, terminal.Order{Kind: txn.Query, Of: ref})
}

func parseRef(text string) (txn.Ref, error) {
	ref, err := txn.ParseRef(text)
	if err != nil {
		return ref, complaint(badTrace)
	}
	return ref, nil
}

// settle is 批结算, after a look at what the batch comes to.
func (m *menu) settle(ctx context.Context) error {
	if err := m.showSums(ctx); err != nil {
		return err
	}
	if err := m.confirm(ctx, settlePrompt); err != nil {
		return err
	}
	return m.carryOut(ctx, terminal.Order{Kind: txn.Settle})
}

// withCard asks for card and PIN, and carries the order out.
func (m *menu) withCard(ctx context.Context, order terminal.Order) error {
	m.customer(Customer.Card, order.Amount)
	shown, err := m.present(ctx)
	pin := func(ctx context.Context) (card.Pad, error) { return m.enterPIN(ctx, shown) }
	if err == nil {
		order.Card = shown.Card
		m.customer(Customer.PIN, order.Amount)
		order.Pad, err = pin(ctx)
	}
	if err != nil {
		m.goodbye()
		return err
	}
	if order.Kind.Tie() != txn.Alone {
		err = m.confirm(ctx, goOnPrompt(order.Kind))
	}
	if err == nil {
		return m.carryOutWith(ctx, order, pin)
	}
	forget(order)
	m.goodbye()
	return err
}

// customer shows a customer what is asked for.
func (m *menu) customer(asks func(Customer, txn.Fen), amount txn.Fen) {
	if m.Customer != nil {
		asks(m.Customer, amount)
	}
}

// goodbye takes back what a customer was asked for.
func (m *menu) goodbye() {
	if m.Customer != nil {
		m.Customer.Idle()
	}
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

// carryOut carries out an order without a PIN.
func (m *menu) carryOut(ctx context.Context, order terminal.Order) error {
	return m.carryOutWith(ctx, order, nil)
}

// carryOutWith gives the order to the terminal and tells how it ended. A possible duplicate is another sale only when a
// person says so, and the customer enters the PIN for it again: the pad forgot it with the refusal.
func (m *menu) carryOutWith(ctx context.Context, order terminal.Order, pin func(context.Context) (card.Pad, error)) error {
	reply, err := m.do(ctx, order)
	if err == nil && reply.Refusal == machine.RefusedDuplicate {
		m.say(reply.Refusal.Words())
		if err = m.confirm(ctx, againPrompt); err != nil {
			return err
		}
		order.Again = true
		if order.Pad != nil {
			order.Pad, err = pin(ctx)
		}
		if err != nil {
			return err
		}
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
	work, stop := context.WithCancel(ctx)
	defer stop()
	m.face.stoppable(stop)
	defer m.face.stoppable(nil)
	return await(ctx, m, func(context.Context) (terminal.Reply, error) {
		defer forget(order)
		return m.Terminal.Do(work, order)
	})
}
