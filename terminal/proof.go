package terminal

import (
	"slices"

	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

func (l *loop) paperOf(t roll.Txn, v *View) {
	owed := false
	for _, c := range t.Copies {
		state := c.Paper(l.st.Printing())
		owed = owed || state == txn.PaperDue
		switch {
		case c.Form != txn.FormSlip:
			v.Slips = append(v.Slips, SlipState{c.Form, state})
		case c.For == txn.Merchant:
			v.Paper.Merchant = state
		default:
			v.Paper.Cardholder, v.Paper.OnRequest = state, c.OnRequest && state == txn.PaperNotDue
		}
		proof(c, v)
	}
	v.Marked, v.Faint = newest(t.Copies)
	v.unslipped = t.Is == roll.Approved && t.Kind.Moves() && !slices.ContainsFunc(t.Copies, func(c roll.Copy) bool { return c.Form == txn.FormSlip })
	l.denialOf(t.Denial, v)
	switch {
	case !l.st.Policy.Paper:
		v.PaperFault = fault(txn.FaultDisabled)
	case owed && l.st.Tray != machine.Free && l.st.Fault != txn.FaultNone && l.st.Fault != txn.FaultUnknown:
		v.PaperFault = fault(l.st.Fault)
	case owed:
		v.PaperFault = lastFault(t)
	}
}

// lastFault is what kept the copies that are owed from paper, when the printer itself was not asked:
// how the newest attempt at one ended, else why there was none.
func lastFault(t roll.Txn) *txn.Fault {
	var last roll.Print
	for _, c := range t.OwedCopies() {
		if last.Job == 0 {
			last.Fault = c.Kept
		}
		for _, p := range c.Tries {
			if p.Job > last.Job {
				last = p
			}
		}
	}
	if last.Fault == txn.FaultUnknown || last.Fault == txn.FaultNone {
		return nil
	}
	return &last.Fault
}

func fault(f txn.Fault) *txn.Fault { return &f }

// proof keeps the weakest grade of the copies that came out, and the most pieces.
func proof(c roll.Copy, v *View) {
	best := c.Best()
	if best.Grade == txn.GradeNone {
		return
	}
	if v.Grade == nil || best.Grade < *v.Grade {
		v.Grade = &best.Grade
	}
	v.Pieces = max(v.Pieces, best.Pieces, 1)
}

// newest looks at the paper that people hold: whether the last that came out is marked, and whether one that says
// that it may be faint was not followed by a clear copy that somebody asked for, which serves instead of any other.
func newest(copies []roll.Copy) (marked, faint bool) {
	var last, clear uint64
	for _, c := range copies {
		for _, p := range c.Tries {
			if p.Out() && p.Job > last {
				last, marked = p.Job, p.Marked
			}
			if p.Out() && p.Marked && !p.Faint {
				clear = max(clear, p.Job)
			}
		}
	}
	for _, c := range copies {
		best := c.Best()
		faint = faint || best.Faint && best.Job > clear
	}
	return marked, faint
}

// denialOf tells of a slip that nobody owes once it is in the printer: it is a piece of paper, too.
func (l *loop) denialOf(d roll.Denial, v *View) {
	state := txn.PaperNotDue
	switch {
	case d.End == roll.Printed:
		state = txn.PaperPrinted
	case d.End == roll.Unconfirmed:
		state = txn.PaperUnconfirmed
	case d.Job != 0 && d.Job == l.st.Printing():
		state = txn.PaperPrinting
	default:
		return
	}
	v.Slips, v.Undecided = append(v.Slips, SlipState{txn.FormNotApproved, state}), d.Open
}
