package printer

// hole is a place in what was received where bytes are missing. The paper lacks them when the bytes before the hole
// are executed.
type hole struct {
	at   int64 // how many bytes are executed before it
	lost bool  // bytes were lost here; else the cable was pulled, and nobody knows whether more was to come
}

// holed notes that bytes are missing behind the newest one.
func (m *machine) holed(lost bool) {
	h := hole{m.executed + int64(len(m.rx)), lost}
	if n := len(m.holes); n == 0 || m.holes[n-1] != h {
		m.holes = append(m.holes, h)
	}
}

// missing is true when the next thing to execute is missing. A slip that has begun lacks something then. Lost bytes
// belong to the next one if none has; a cable that was pulled between two slips did no harm.
func (m *machine) missing() bool {
	if len(m.holes) == 0 || m.holes[0].at > m.executed {
		return false
	}
	lost, begun := m.holes[0].lost, m.ip.pending() || m.paper.begun()
	if lost && !begun {
		m.paper.nextJob()
	}
	if lost || begun {
		m.paper.spoil()
	}
	if m.holes = m.holes[1:]; len(m.holes) == 0 {
		m.holes = nil
	}
	return true
}

// unplug pulls the cable: what the host had not handed over yet does not come.
func (m *machine) unplug() {
	if !m.state.unplugged {
		m.state.unplugged = true
		m.holed(false)
	}
}
