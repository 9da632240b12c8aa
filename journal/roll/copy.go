package roll

import "posterm/txn"

// Copy is one copy of one slip that is, or was, owed.
type Copy struct {
	Form       txn.Form   `json:"form"`
	For        txn.Holder `json:"for"`
	Due        uint64     `json:"due"` // seq of the row that made it due
	Tries      []Print    `json:"tries,omitempty"`
	Superseded bool       `json:"superseded,omitempty"`
	OnRequest  bool       `json:"on_request,omitempty"` // never owed: its original is printed when a person asks for it
	// Kept is the printer's fault that kept this copy from being tried; FaultUnknown: none did.
	Kept txn.Fault `json:"kept,omitempty"`
}

// Print is one attempt at a copy.
type Print struct {
	Job    uint64    `json:"job"`
	Marked bool      `json:"marked,omitempty"`
	End    What      `json:"end,omitempty"` // Nothing while it is under way, and for ever after a power cut
	Grade  txn.Grade `json:"grade,omitempty"`
	Fault  txn.Fault `json:"fault,omitempty"`
	Pieces int       `json:"pieces,omitempty"`
	Faint  bool      `json:"faint,omitempty"`
}

// Begun counts the attempts of which a byte may have reached the printer.
// Only when it is zero may the next attempt go without the mark (RULES.md 6.3).
func (c Copy) Begun() int {
	n := 0
	for _, t := range c.Tries {
		if t.End != NotBegun {
			n++
		}
	}
	return n
}

// Next is the attempt that would be made now.
func (c Copy) Next() Attempt {
	return Attempt{Form: c.Form, For: c.For, N: len(c.Tries) + 1, Marked: c.Begun() > 0}
}

// Best is the attempt that says most about the paper: the best confirmed one, else the last.
func (c Copy) Best() (best Print) {
	for _, t := range c.Tries {
		if t.Grade >= best.Grade {
			best = t
		}
	}
	return best
}

// Paper is what is known of this copy. Job is the attempt that is in the printer now, or zero.
func (c Copy) Paper(job uint64) txn.Paper {
	confirmed, unconfirmed := false, false
	for _, t := range c.Tries {
		confirmed = confirmed || t.End == Printed
		unconfirmed = unconfirmed || t.End == Unconfirmed
	}
	switch {
	case confirmed:
		return txn.PaperPrinted
	case unconfirmed:
		return txn.PaperUnconfirmed
	case c.Superseded:
		return txn.PaperSuperseded
	case job != 0 && len(c.Tries) > 0 && c.Tries[len(c.Tries)-1].Job == job:
		return txn.PaperPrinting
	case c.OnRequest:
		return txn.PaperNotDue
	}
	return txn.PaperDue
}

// Owed says whether a complete paper is still owed.
func (c Copy) Owed() bool { return c.Paper(0) == txn.PaperDue }

// with gives the copy after an attempt or an end of one; the receiver stays as it was.
func (c Copy) with(r Row) Copy {
	tries := append([]Print(nil), c.Tries...)
	switch b := r.Body.(type) {
	case Attempt:
		tries = append(tries, Print{Job: r.Seq, Marked: b.Marked})
	case End:
		if b.Job == 0 {
			c.Kept = b.Fault
		}
		for i := range tries {
			if tries[i].Job == b.Job {
				tries[i] = tries[i].ended(r.What, b)
			}
		}
	}
	c.Tries = tries
	return c
}

// ended gives the attempt after its end.
func (p Print) ended(what What, e End) Print {
	p.End, p.Grade, p.Fault, p.Pieces, p.Faint = what, e.Grade, e.Fault, e.Pieces, e.Faint
	return p
}

// Out says whether paper came out of the attempt, as far as this printer can tell.
func (p Print) Out() bool { return p.End == Printed || p.End == Unconfirmed }
