package console

import (
	"context"

	"posterm/terminal"
	"posterm/txn"
)

// void is 消费撤销, also of a sale paid by a code.
func (m *menu) void(ctx context.Context) error { return m.undo(ctx, txn.Void) }

// completeVoid is 预授权完成撤销.
func (m *menu) completeVoid(ctx context.Context) error { return m.undo(ctx, txn.CompleteVoid) }

// undo undoes a transaction of this terminal's open batch. The original is shown before
// anything is asked about it.
func (m *menu) undo(ctx context.Context, kind txn.Kind) error {
	if err := m.supervise(ctx); err != nil {
		return err
	}
	original, err := m.original(ctx)
	if err != nil {
		return err
	}
	return m.finish(ctx, terminal.Order{Kind: kind, Of: original.Trace}, original.Kind)
}

// preauthVoid is 预授权撤销.
func (m *menu) preauthVoid(ctx context.Context) error {
	if err := m.supervise(ctx); err != nil {
		return err
	}
	order, held, err := m.held(ctx, txn.PreauthVoid)
	if err == nil && order.Of.Trace == 0 { // of a hold that was made here, the amount is known
		order.Amount, err = m.amount(ctx)
	}
	if err != nil {
		return err
	}
	return m.finish(ctx, order, held)
}

// complete is 预授权完成: a hold, or a part of it, becomes money.
func (m *menu) complete(ctx context.Context) error {
	order, held, err := m.held(ctx, txn.Complete)
	if err == nil {
		order.Amount, err = m.amount(ctx)
	}
	if err != nil {
		return err
	}
	return m.finish(ctx, order, held)
}

// refund is 退货: of a transaction of this terminal, or by what its slip says.
func (m *menu) refund(ctx context.Context) error {
	if err := m.supervise(ctx); err != nil {
		return err
	}
	order, original, err := m.named(ctx, txn.Refund, refundPrompt, func() (n terminal.Named, err error) {
		n.RRN, err = ask(ctx, m, question{prompt: rrnPrompt, plain: parses(parseRRN)}, parseRRN)
		return n, err
	})
	if err != nil {
		return err
	}
	if original == txn.KindNone {
		byCard, err := m.either(ctx, byCardPrompt)
		if err != nil {
			return err
		}
		if !byCard {
			original = txn.QRSale
		}
	}
	if order.Amount, err = m.amount(ctx); err != nil {
		return err
	}
	return m.finish(ctx, order, original)
}

// held names a hold: by its trace number here, or by what its slip says.
func (m *menu) held(ctx context.Context, kind txn.Kind) (terminal.Order, txn.Kind, error) {
	return m.named(ctx, kind, holdPrompt, func() (n terminal.Named, err error) {
		n.Auth, err = ask(ctx, m, question{prompt: authPrompt, plain: parses(parseAuth)}, parseAuth)
		return n, err
	})
}

// named asks for an original by its trace number, or with 0 by a number of its slip and its day. Its kind
// is KindNone when this terminal has not seen it.
func (m *menu) named(ctx context.Context, kind txn.Kind, prompt txn.Words, number func() (terminal.Named, error)) (o terminal.Order, original txn.Kind, err error) {
	o.Kind = kind
	plain := func(text string) bool { return text == "0" || parses(txn.ParseRef)(text) }
	found, err := ask(ctx, m, question{prompt: prompt, plain: plain}, func(text string) (terminal.View, error) {
		if text == "0" {
			return terminal.View{}, nil
		}
		return m.find(ctx, text)
	})
	switch {
	case err != nil:
		return o, original, err
	case found.Trace.Trace != 0:
		m.showOriginal(found)
		o.Of = found.Trace
		return o, found.Kind, nil
	}
	if o.Named, err = number(); err == nil {
		o.Named.Date, err = ask(ctx, m, question{prompt: dayPrompt, plain: parses(parseDay)}, parseDay)
	}
	return o, original, err
}

// original asks for one of this terminal's transactions and shows it.
func (m *menu) original(ctx context.Context) (terminal.View, error) {
	find := func(text string) (terminal.View, error) { return m.find(ctx, text) }
	found, err := ask(ctx, m, question{prompt: originalPrompt, plain: parses(txn.ParseRef)}, find)
	if err == nil {
		m.showOriginal(found)
	}
	return found, err
}

func (m *menu) showOriginal(v terminal.View) {
	m.headline(originalIs, v)
	m.face.tell(v.Said)
}

// finish asks for the card when there is one to ask for, and carries the order out.
func (m *menu) finish(ctx context.Context, order terminal.Order, original txn.Kind) error {
	order.Stored = m.StoredVoid && order.Kind.Tie() == txn.Undoes && order.Of.Trace != 0
	if !order.Stored && original.Means() != txn.ByCode && !original.Local() {
		return m.withCard(ctx, order)
	}
	if err := m.confirm(ctx, goOnPrompt(order.Kind)); err != nil {
		return err
	}
	return m.carryOut(ctx, order)
}

func parseRRN(text string) (string, error) {
	if len(text) != 12 || !alphanumeric(text) {
		return "", complaint(badRRN)
	}
	return text, nil
}

func parseAuth(text string) (string, error) {
	if len(text) != 6 || !alphanumeric(text) {
		return "", complaint(badAuth)
	}
	return text, nil
}

func parseDay(text string) (string, error) {
	day, err := txn.ParseDay(text)
	if err != nil {
		return "", complaint(badDay)
	}
	return day, nil
}

func alphanumeric(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}
