package main

import (
	"context"
	"errors"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// The amounts of the three sales.
const (
	normalAmount txn.Fen = 1_234
	paperAmount  txn.Fen = 8_800
	lostAmount   txn.Fen = 6_600
)

// rowsLeft is how much paper is on the roll of the second story, in dot rows of
// 1/8 mm: enough for about half a slip.
const rowsLeft = 640

// normalSale: money moved, written down, on paper.
func (w *world) normalSale(ctx context.Context) error {
	w.tell.title(titleNormal)
	w.tell.step(cashier, keyedSale(normalAmount))
	view, err := w.deal(ctx, txn.Sale, normalAmount)
	if err != nil {
		return err
	}
	return w.whatHappened(view)
}

// paperRunsOut: the money is moved and stays so; the slip is owed, and is never
// printed twice as an original.
func (w *world) paperRunsOut(ctx context.Context) error {
	w.tell.title(titlePaper)
	left := rowsLeft
	if err := w.lab.Printer.SetFaults(printer.Faults{PaperOutAfterRows: &left}); err != nil {
		return err
	}
	w.tell.step(cashier, keyedSale(paperAmount))
	view, err := w.deal(ctx, txn.Sale, paperAmount)
	if err != nil {
		return err
	}
	if err := w.whatHappened(view); err != nil {
		return err
	}
	w.tell.step(cashier, pressReprint)
	reply, err := w.till.Reprint(ctx, view.Trace, txn.Merchant)
	if err != nil {
		return err
	}
	if reply.Refusal == machine.Possible {
		return errors.New("a slip that may still come out was printed again")
	}
	w.tell.step(nextStep, reply.Refusal.Hint())
	if err := w.loadPaper(ctx, view); err != nil {
		return err
	}
	return w.reprint(ctx, view)
}

// loadPaper: the rest comes out on the new roll by itself, then the second copy.
func (w *world) loadPaper(ctx context.Context, view terminal.View) error {
	w.tell.step(cashier, newRoll)
	w.lab.Printer.LoadPaper()
	err := w.rows.await(ctx, w.cfg.Terminal.Copies, func(r roll.Row) bool {
		return r.What == roll.Printed && r.Batch == view.Trace.Batch && r.Trace == view.Trace.Trace
	})
	if err != nil {
		return err
	}
	return w.nowIs(ctx, view.Trace)
}

func (w *world) reprint(ctx context.Context, view terminal.View) error {
	w.tell.step(cashier, pressReprint)
	reply, err := w.till.Reprint(ctx, view.Trace, txn.Merchant)
	if err != nil {
		return err
	}
	if reply.Refusal != machine.Possible {
		return errors.New(reply.Refusal.Words().In(w.tell.lang))
	}
	if _, err := w.till.Settled(ctx); err != nil {
		return err
	}
	return w.nowIs(ctx, view.Trace)
}

// answerLost: the host took the money and nobody heard. The next online transaction
// gives it back first.
func (w *world) answerLost(ctx context.Context) error {
	w.tell.title(titleLost)
	drop := host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200", F3: "000000"}}
	if err := w.lab.Host.AddFault(drop); err != nil {
		return err
	}
	w.tell.step(cashier, keyedSale(lostAmount))
	lost, err := w.deal(ctx, txn.Sale, lostAmount)
	if err != nil {
		return err
	}
	w.tell.line(realWait)
	if err := w.whatHappened(lost); err != nil {
		return err
	}
	w.tell.step(cashier, keyedBalance)
	balance, err := w.deal(ctx, txn.Balance, 0)
	if err != nil {
		return err
	}
	w.tell.step(display, txn.Words{ZH: balance.Said, EN: balance.Said})
	return w.nowIs(ctx, lost.Trace)
}

// nowIs tells how a transaction stands after something happened to it.
func (w *world) nowIs(ctx context.Context, of txn.Ref) error {
	reply, err := w.till.Status(ctx, of)
	if err != nil {
		return err
	}
	return w.whatHappened(reply.View)
}

// whatHappened tells screen, money and paper of a transaction, and shows the paper
// that came out since the last time.
func (w *world) whatHappened(view terminal.View) error {
	w.tell.step(display, txn.Words{ZH: view.Said, EN: view.Said})
	w.tell.step(nextStep, txn.Words{ZH: view.Next, EN: view.Next})
	balance, err := w.balance("A")
	if err != nil {
		return err
	}
	w.tell.step(money, moneyWords(view.Trace, w.lab.Host.Ledger(), balance))
	slips := w.lab.Printer.Slips()
	w.tell.step(paper, paperWords(view.Trace, slips))
	return w.showNew(slips)
}

// showNew shows the pieces that were not shown yet. The pictures are drawn again every
// time: a piece in the printer may have grown since.
func (w *world) showNew(slips []printer.Slip) error {
	var fresh []printer.Slip
	for _, s := range slips {
		png, err := w.lab.Printer.SlipPNG(s.ID)
		if err != nil {
			return err
		}
		if err := w.tell.keep(s.ID, png); err != nil {
			return err
		}
		if s.ID > w.told {
			w.told = s.ID
			fresh = append(fresh, s)
		}
	}
	w.tell.slips(fresh)
	return nil
}
