package console

import (
	"context"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// What the device does beside transactions.

func (d *device) ReprintHost(_ context.Context, of txn.Ref) (terminal.Reply, error) {
	d.hostSlips = append(d.hostSlips, of)
	return terminal.Reply{}, nil
}

func (d *device) ReprintSettlement(context.Context) (terminal.Reply, error) {
	return terminal.Reply{Refusal: machine.RefusedNothing}, nil
}

func (d *device) Details(context.Context) (terminal.Reply, error) { return d.report() }

func (d *device) Totals(context.Context) (terminal.Reply, error) { return d.report() }

func (d *device) Trial(context.Context) (terminal.Reply, error) { return d.report() }

func (d *device) StaticCode(context.Context) (terminal.Reply, error) { return d.report() }

func (d *device) report() (terminal.Reply, error) {
	if d.paperless {
		return terminal.Reply{Refusal: machine.RefusedDisabled}, nil
	}
	return terminal.Reply{}, nil
}

func (d *device) Batch(context.Context) (views []terminal.View, err error) {
	for _, x := range d.done {
		if x.view.Kind.Moves() {
			views = append(views, x.view)
		}
	}
	return views, nil
}

func (d *device) Sums(context.Context) (terminal.Sums, error) {
	s := terminal.Sums{Batch: "000001", Debit: terminal.SumView{Amount: "0.00"}, Credit: terminal.SumView{Amount: "0.00"}}
	for _, x := range d.done {
		if x.view.Kind == txn.Sale && x.view.Verdict == txn.Paid {
			s.Debit.Count++
			s.Debit.Amount = x.view.Amount
		}
	}
	return s, nil
}

func (d *device) Operate(_ context.Context, operator string) error {
	d.operators = append(d.operators, operator)
	return nil
}
