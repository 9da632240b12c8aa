package terminal

import (
	"errors"

	"posterm/journal/roll"
	"posterm/printer"
	"posterm/receipt"
	"posterm/terminal/machine"
)

// expect announces the slip of a step, so that it is ready and the printer was
// looked at when the commit is through. No byte of it leaves before that: the
// driver prints what print hands over.
func (l *loop) expect(effects []machine.Effect) {
	l.expected = printer.Job{}
	for _, effect := range effects {
		e, ok := effect.(machine.Print)
		if !ok || l.paper == nil {
			continue
		}
		if slip, err := l.layout(e.Slip); err == nil {
			l.expected = printer.Job{Number: e.Job, Slip: slip}
			l.paper.Expect(l.expected)
		}
	}
}

// print hands a slip whose attempt is committed to the driver.
func (l *loop) print(e machine.Print) error {
	if l.paper == nil {
		return errors.New("a slip is to be printed, but printing is disabled")
	}
	if l.expected.Number == e.Job {
		return l.paper.Print(l.expected)
	}
	slip, err := l.layout(e.Slip)
	if err != nil {
		return err
	}
	return l.paper.Print(printer.Job{Number: e.Job, Slip: slip})
}

func (l *loop) layout(s machine.Slip) (receipt.Slip, error) {
	if s.Attempt.Form.Report() {
		txns, err := l.batch(batchLimit)
		return receipt.Details(txns, l.place(), l.cfg.Shop, l.cfg.Lang, l.cfg.Now()), err
	}
	t, err := l.txn(s.Of)
	return receipt.Layout(t, s.Attempt, l.cfg.Shop, l.cfg.Lang, l.cfg.Now()), err
}

// place is whose batch a report is about.
func (l *loop) place() receipt.Place {
	return receipt.Place{Batch: l.st.Book.Batch, Terminal: l.cfg.Policy.Terminal, Merchant: l.cfg.Policy.Merchant, Operator: l.cfg.Policy.Operator}
}

// paperEvent turns what the driver tells into an event of the machine.
func (l *loop) paperEvent(e printer.Event) machine.Event {
	at := l.at()
	switch e := e.(type) {
	case printer.Ready:
		l.grade = e.Grade
		return machine.Ready{At: at}
	case printer.Down:
		return machine.Unready{At: at, Fault: e.Fault}
	case printer.Printed:
		return machine.Printed{At: at, Job: e.Job, Grade: e.Grade, Pieces: e.Pieces}
	case printer.Unconfirmed:
		return machine.Unconfirmed{At: at, Job: e.Job}
	case printer.NotBegun:
		return machine.NotBegun{At: at, Job: e.Job, Fault: e.Fault}
	case printer.Stalled:
		return machine.Stalled{At: at, Job: e.Job, Fault: e.Fault}
	case printer.Lost:
		return machine.Lost{At: at, Job: e.Job, Fault: e.Fault}
	}
	return nil
}

// openPaper starts the driver with the attempts it may still confirm.
func (l *loop) openPaper(b roll.Book) error {
	if l.cfg.OpenPaper == nil {
		return nil
	}
	paper, err := l.cfg.OpenPaper(l.roll.Nonce(), b.OpenJobs())
	l.paper = paper
	return err
}
