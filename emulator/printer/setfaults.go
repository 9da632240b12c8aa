package printer

// setFaults acts on checked faults. Power first: what else is asked for is then done to a printer in
// the state the caller asked for.
func (m *machine) setFaults(f Faults) {
	on(f.Power, "off", m.switchOff)
	on(f.Power, "on", m.switchOn)
	on(f.Cable, "unplugged", m.unplug)
	on(f.Cable, "ok", func() { m.state.unplugged = false })
	m.setPaper(f)
	m.setMechanics(f)
	m.setPhysics(f)
	set(&m.state.silent, f.Silent)
	set(&m.state.baud, f.Baud)
	on(f.ASB, "off", func() { m.state.mute = true })
	on(f.ASB, "on", func() { m.state.mute = false })
	if f.Replies != nil {
		m.state.repliesLost, m.state.repliesWrong = *f.Replies == "lost", *f.Replies == "wrong_id"
	}
	if f.Confirm != nil {
		m.state.confirm = confirmation(*f.Confirm)
	}
}

func (m *machine) setPaper(f Faults) {
	on(f.Paper, "out", m.endPaper)
	on(f.Paper, "near_end", func() { m.state.nearEnd = true })
	on(f.Paper, "ok", func() {
		if m.state.paperOut {
			m.loadPaper()
		}
		m.state.nearEnd = false
		m.disarm(paperEnds)
	})
	m.arm(paperEnds, f.PaperOutAfterRows)
}

func (m *machine) setMechanics(f Faults) {
	set(&m.state.jam, f.Jam)
	if f.Jam != nil {
		m.disarm(paperJams)
	}
	m.arm(paperJams, f.JamAfterRows)
	m.arm(coverOpens, f.CoverOpenAfterRows)
	m.arm(powerFails, f.PowerOffAfterRows)
	m.arm(cableParts, f.UnplugAfterRows)
	on(f.Cover, "open", m.openCover)
	on(f.Cover, "closed", m.closeCover)
	on(f.Cutter, "jammed", func() { m.state.cutterJammed = true })
	on(f.Cutter, "ok", func() { m.state.cutterJammed = false })
	set(&m.state.overheat, f.Overheat)
	on(f.Error, "unrecoverable", func() { m.state.fatal = true })
	on(f.Error, "ok", func() { m.state.fatal = false })
	on(f.FeedButton, "pressed", m.pressFeed)
	on(f.FeedButton, "released", func() { m.state.feeding = false })
	if f.Drawer != nil {
		m.state.drawerOpen = *f.Drawer == "open"
	}
}

func on(word *string, value string, do func()) {
	if word != nil && *word == value {
		do()
	}
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (m *machine) switchOff() {
	if !m.state.off {
		m.powerOff()
	}
}

func (m *machine) switchOn() {
	if m.state.off {
		m.powerOn()
	}
}

// heal ends every fault. Paper in the printer, its buffers and modes stay.
func (m *machine) heal() {
	m.switchOn()
	if m.state.paperOut {
		m.loadPaper()
	}
	m.head, m.slack = newHead(m.opt.Width), 0
	m.trips = unarmed()
	kept := m.state
	m.state = healthy()
	m.state.nearStops, m.state.buttonsOff = kept.nearStops, kept.buttonsOff
}

// faults lists what is in force, from the condition itself.
func (m *machine) faults() Faults {
	c, usual := m.state, newHead(m.opt.Width)
	f := Faults{
		Jam: when(c.jam, true), Overheat: when(c.overheat, true), Silent: when(c.silent, true),
		Cover: when(c.coverOpen, "open"), Cutter: when(c.cutterJammed, "jammed"),
		Cable: when(c.unplugged, "unplugged"), Power: when(c.off, "off"),
		Error: when(c.fatal, "unrecoverable"), FeedButton: when(c.feeding, "pressed"), Drawer: when(c.drawerOpen, "open"),
		PaperSide: when(m.head.wrongSide, "wrong"), Compensation: when(m.head.compensates, "on"),
		PaperOutAfterRows: m.armed(paperEnds),
		JamAfterRows:      m.armed(paperJams), CoverOpenAfterRows: m.armed(coverOpens),
		PowerOffAfterRows: m.armed(powerFails), UnplugAfterRows: m.armed(cableParts),
		AmbientC:      when(m.head.ambient != usual.ambient, m.head.ambient.celsius()),
		PaperC:        when(m.head.roll.celsius() != m.head.ambient.celsius(), m.head.roll.celsius()),
		SupplyPercent: when(m.head.supply != usual.supply, float64(m.head.supply)/10),
		Humidity:      when(m.head.humidity != usual.humidity, float64(m.head.humidity)/10),
		HeadDeadDots:  when(len(m.head.dead) > 0, m.head.dead),
		Confirm:       when(c.confirm != confirmProcess, string(c.confirm)),
		ASB:           when(c.mute, "off"),
		Baud:          when(c.baud != 0, c.baud),
	}
	switch {
	case c.paperOut:
		f.Paper = when(true, "out")
	case c.nearEnd:
		f.Paper = when(true, "near_end")
	}
	switch {
	case c.repliesLost:
		f.Replies = when(true, "lost")
	case c.repliesWrong:
		f.Replies = when(true, "wrong_id")
	}
	return f
}

func when[T any](in bool, value T) *T {
	if !in {
		return nil
	}
	return &value
}
