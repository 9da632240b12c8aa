package console

import (
	"context"
	"errors"
	"strings"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// tell shows a transaction: what it was, what happened to the money, what to do next and what not to do,
// where its paper is, and what the service desk will ask for while it is not decided.
func (m *menu) tell(label txn.Words, v terminal.View) {
	g := v.Guide()
	m.headline(label, v)
	m.face.shout(g.Large.In(m.Lang))
	m.face.tell(v.Said)
	if g.Not != (txn.Words{}) {
		m.sayf(notIs, g.Not.In(m.Lang))
	}
	m.sayf(nextIs, v.Next)
	if other := g.Else.In(m.Lang); other != "" && !strings.Contains(v.Next, other) {
		m.sayf(orIs, other)
	}
	if v.Warning != nil {
		m.sayf(warningIs, machine.RefusedDuplicate.Words().In(m.Lang))
	}
	for _, f := range v.Flags {
		m.sayf(unusualOne, f.Words().In(m.Lang), v.TraceText)
	}
	if v.Settlement != nil {
		m.sum(debitIs, v.Debit)
		m.sum(creditIs, v.Credit)
	}
	m.copies(v)
	if g.Desk {
		m.service(v)
	}
	if v.Eslip != "" && (v.Paper.OnRequest || due(v) > 0) { // paper is wanting: the customer need not go without
		if v.Paper.OnRequest && label == resultIs {
			m.code(v.Eslip)
		}
		m.sayf(eslipIs, v.Eslip)
	}
}

// headline names a transaction on one line, as far as it has names.
func (m *menu) headline(label txn.Words, v terminal.View) {
	parts := []string{label.In(m.Lang) + v.Kind.Words().In(m.Lang)}
	add := func(what txn.Words, value string) {
		if value != "" {
			parts = append(parts, what.In(m.Lang)+" "+value)
		}
	}
	if v.Kind.Moves() {
		add(amountIs, v.Amount)
	}
	add(traceIs, v.TraceText)
	add(cardIs, string(v.Card))
	add(timeIs, v.When())
	m.face.tell(strings.Join(parts, "  "))
}

// copies tells where the paper is, if any was ever due.
func (m *menu) copies(v terminal.View) {
	var parts []string
	add := func(what txn.Words, state txn.Paper) {
		if state != txn.PaperNotDue {
			parts = append(parts, what.In(m.Lang)+" "+state.Words().In(m.Lang))
		}
	}
	add(merchantCopy, v.Paper.Merchant)
	add(cardholderCopy, v.Paper.Cardholder)
	for _, s := range v.Slips {
		add(s.Form.Words(), s.State)
	}
	if len(parts) > 0 {
		m.sayf(paperIs, strings.Join(parts, "  "))
	}
}

// service is what the service desk asks for.
func (m *menu) service(v terminal.View) {
	desk := terminal.Service{Terminal: m.TerminalID, Phone: m.ServicePhone}
	m.say(desk.Asks(v))
	m.say(desk.Number())
}

// refuse tells why a command was not possible; nothing was sent. What was wrong with the line is told when
// it is known.
func (m *menu) refuse(reply terminal.Reply) {
	says, next := reply.Why().In(m.Lang), reply.Refusal.Hint().In(m.Lang)
	if what, mend, known := reply.Line.Words(); known {
		says, next = says+" ("+what.In(m.Lang)+")", mend.In(m.Lang)
	}
	m.face.tell(says)
	m.sayf(nextIs, next)
}

// trouble tells that the terminal itself failed. It returns errBack, or what
// ends the menu. Money says that the command could have moved some.
func (m *menu) trouble(err error, money bool) error {
	ends := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, terminal.ErrStopped)
	switch {
	case ends && money:
		m.say(stopping)
	case ends:
	case errors.Is(err, terminal.ErrNotRecorded):
		m.say(notRecorded)
	case errors.Is(err, terminal.ErrUnrecorded):
		m.say(unrecorded)
	case errors.Is(err, terminal.ErrSafe):
		m.say(m.because(safeMode, err))
	default:
		m.say(m.because(failed, err))
		if money {
			m.say(lookFirst)
		}
	}
	if ends {
		return err
	}
	return errBack
}
