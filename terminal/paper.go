package terminal

import (
	"errors"

	"posterm/journal/roll"
	"posterm/printer"
	"posterm/receipt"
	"posterm/terminal/machine"
	"posterm/txn"
)

// draft is the slip of a step, being laid out beside its commit.
type draft struct {
	job  uint64
	slip chan printer.Job // one, when it has been announced
}

// expect lays out and announces the slip of a step beside the commit that it waits
// for, so that it is ready when the commit is through. No byte of it leaves
// before that: the driver prints what print hands over.
func (l *loop) expect(effects []machine.Effect) {
	l.expected = draft{}
	for _, effect := range effects {
		e, ok := effect.(machine.Print)
		if !ok || l.paper == nil || e.Slip.Attempt.Form.Report() || e.Slip.Attempt.Form == txn.FormSettlement {
			continue // a whole batch is read by the loop itself
		}
		t, err := l.txn(e.Slip.Of)
		if err != nil {
			continue // print tells
		}
		t = l.renewed(t)
		l.expected = draft{job: e.Job, slip: make(chan printer.Job, 1)}
		go prepare(l.expected, l.paper, func() receipt.Slip { return l.slip(t, e.Slip.Attempt) })
	}
}

func prepare(d draft, paper Paper, layout func() receipt.Slip) {
	job := printer.Job{Number: d.job, Slip: layout()}
	paper.Expect(job)
	d.slip <- job
}

// print hands a slip whose attempt is committed to the driver.
func (l *loop) print(e machine.Print) error {
	if l.paper == nil {
		return errors.New("a slip is to be printed, but printing is disabled")
	}
	if l.expected.job == e.Job {
		return l.paper.Print(<-l.expected.slip)
	}
	slip, err := l.layout(e.Slip)
	if err != nil {
		return err
	}
	return l.paper.Print(printer.Job{Number: e.Job, Slip: slip})
}

func (l *loop) layout(s machine.Slip) (receipt.Slip, error) {
	if s.Attempt.Form == txn.FormTrial {
		return receipt.Trial(l.cfg.Shop, l.cfg.Make, l.cfg.Columns, l.cfg.Lang, l.cfg.Now()), nil
	}
	if s.Attempt.Form == txn.FormStaticCode {
		return receipt.StaticCode(l.cfg.Shop, l.cfg.Lang, l.cfg.Now()), nil
	}
	if s.Attempt.Form.Report() {
		lay := receipt.Details
		if s.Attempt.Form == txn.FormTotals {
			lay = receipt.Totals
		}
		txns, err := l.batch()
		return lay(txns, l.place(), l.cfg.Shop, l.cfg.Lang, l.cfg.Now()), err
	}
	t, err := l.txn(s.Of)
	if err != nil || s.Attempt.Form != txn.FormSettlement {
		return l.slip(l.renewed(t), s.Attempt), err
	}
	txns, err := l.batchBefore(t.ID, t.Batch)
	return receipt.Settlement(t, s.Attempt, receipt.Sums(txns), l.cfg.Shop, l.cfg.Lang, l.cfg.Now()), err
}

// slip reads nothing of the loop that changes.
func (l *loop) slip(t roll.Txn, a roll.Attempt) receipt.Slip {
	return receipt.Layout(t, a, l.cfg.Shop, l.cfg.Lang, l.cfg.Now())
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
	case printer.Faint:
		l.faint = e.Job
	case printer.NearEnd:
		l.nearEnd = e.Low
	case printer.Printed:
		return machine.Printed{At: at, Job: e.Job, Grade: e.Grade, Pieces: e.Pieces, Faint: e.Job == l.faint}
	case printer.Unconfirmed:
		return machine.Unconfirmed{At: at, Job: e.Job, Faint: e.Job == l.faint}
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
