package roll

// Denial is a slip that proves no payment: a reprint of what brought no money, or of what nobody knows yet. It is
// never owed and never counted, but it is paper that somebody holds.
type Denial struct {
	Print
	Open bool `json:"open,omitempty"` // the outcome was not known when it was begun
}

// with gives the denial after an attempt or an end of one. A new one takes the place of the one before.
func (d Denial) with(r Row, open bool) Denial {
	switch b := r.Body.(type) {
	case Attempt:
		return Denial{Print: Print{Job: r.Seq, Marked: b.Marked}, Open: open}
	case End:
		if b.Job == d.Job {
			d.Print = d.ended(r.What, b)
		}
	}
	return d
}
