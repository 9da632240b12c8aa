package printer

// unroll counts a row off a roll that has a length: first the near-end sensor sees it, then the end sensor.
// Paper that is stuck stays on the roll.
func (m *machine) unroll() {
	if m.opt.RollMM == 0 || m.state.jam || m.state.paperOut {
		return
	}
	m.onRoll--
	if m.onRoll <= 0 {
		m.change(m.endPaper)
	} else if near := m.opt.NearEndMM * dotsPerMM; m.onRoll <= near && near > 0 && !m.state.nearEnd {
		m.change(func() { m.state.nearEnd = true })
	}
}

// freshRoll is a roll of full length.
func (m *machine) freshRoll() { m.onRoll = m.opt.RollMM * dotsPerMM }

// paperLeft is how much is left of a roll that has a length, in mm, as far as the sensor; nil for an endless one.
func (m *machine) paperLeft() *int {
	return when(m.opt.RollMM > 0, (m.onRoll+dotsPerMM-1)/dotsPerMM)
}

// sever ends the piece at the cutter, or at the tear bar that is in its place.
func (m *machine) sever(how ending) {
	if m.paper.sever(how) {
		m.cameOff()
	}
	if m.opt.Speed == 0 {
		m.rest(cutRest)
	}
}

// tear ends a piece where the head is.
func (m *machine) tear() {
	m.paper.tear()
	m.cameOff()
}

// cameOff tells of the newest piece that is no longer in the printer.
func (m *machine) cameOff() { m.event(EventSlip, m.paper.finished[len(m.paper.finished)-1].slip()) }

// tearOff is a hand at the tear bar, or at the cutter's blade. When some of a slip is not beyond
// that, or is still to come, neither piece has all of it.
func (m *machine) tearOff() {
	torn := m.paper.tornThrough(!m.atRest())
	if torn != nil {
		torn.gap = true
	}
	m.sever(endHand)
	if torn != nil {
		m.paper.cur.clean = false
	}
}

// TearOff is a person who tears the paper off at the tear bar, as one does without a cutter.
func (p *Printer) TearOff() { p.do(func(m *machine) { m.change(m.tearOff) }) }
