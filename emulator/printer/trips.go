package printer

// trigger is a fault that waits for rows to pass the head.
type trigger int

const (
	paperEnds trigger = iota // the sensor sees the end of the roll
	paperJams
	coverOpens
	powerFails
	cableParts
	triggerCount
)

// triggers count down the rows until each strikes. Negative: not armed.
type triggers [triggerCount]int

func unarmed() (t triggers) {
	for i := range t {
		t[i] = -1
	}
	return t
}

// arm lets a fault strike when so many more rows have passed; 0 is now.
func (m *machine) arm(t trigger, rows *int) {
	if rows == nil {
		return
	}
	if m.trips[t] = *rows; *rows == 0 {
		m.strike(t)
	}
}

func (m *machine) disarm(t trigger) { m.trips[t] = -1 }

// trip counts one row. Paper that is stuck brings its end no nearer.
func (m *machine) trip() {
	for t := range triggerCount {
		if m.trips[t] < 0 || t == paperEnds && m.state.jam {
			continue
		}
		if m.trips[t]--; m.trips[t] <= 0 {
			m.change(func() { m.strike(t) })
		}
	}
}

func (m *machine) strike(t trigger) {
	m.disarm(t)
	switch t {
	case paperEnds:
		m.endPaper()
	case paperJams:
		m.state.jam = true
	case coverOpens:
		m.openCover()
	case powerFails:
		m.switchOff()
	case cableParts:
		m.unplug()
	}
}

// armed tells how many rows are left until a fault strikes; nil: it is not waiting.
func (m *machine) armed(t trigger) *int { return when(m.trips[t] >= 0, m.trips[t]) }
