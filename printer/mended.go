package printer

import (
	"posterm/printer/escpos"
	"posterm/txn"
)

// Mended says that a person has put right what was wrong, as far as they know. A printer that waits
// for such a word gets it when it is looked at next; any other gets nothing. With no job in the
// printer, Ready or Down follows, also when the same was told before.
func (p *Printer) Mended() {
	select {
	case p.mended <- struct{}{}:
	default: // one is enough
	}
}

// assure takes the word of a person.
func (d *driver) assure() {
	d.assured = true
	if d.told != txn.FaultNone {
		d.told = txn.FaultUnknown
	}
}

// goOn tells a printer that waits for it to go on, once for each word of a person, and says whether it did.
// A printer whose trouble lasts does not obey.
func (s *session) goOn(f txn.Fault) bool {
	if !s.assured || f == txn.FaultSilent {
		return false
	}
	s.assured = false
	switch {
	case f == txn.FaultCutter:
		s.line.send(chunk{data: escpos.Recover(escpos.CauseGone)})
	case f == txn.FaultPaperOut && s.look.got.Waiting:
		s.line.send(chunk{data: escpos.Recover(escpos.PaperLoaded)})
	default:
		return false
	}
	return true
}
