package printer

// condition is what can be wrong with the printer, and how far.
type condition struct {
	off, silent, unplugged bool

	coverOpen    bool
	coverError   bool // it was opened while printing: an error until it is closed
	paperOut     bool // the sensor sees no paper
	rowsLeft     int  // rows of paper still between sensor and head
	nearEnd      bool
	jam          bool // paper does not move; no sensor tells
	cutterJammed bool // the cutter's next move will fail
	cutterError  bool // it failed
	overheat     bool // by order, whatever the head's temperature
	fatal        bool // an error nobody but the power switch ends
	waiting      bool // paper was loaded, but nobody told the printer to go on
	feeding      bool // somebody holds the feed button
	drawerOpen   bool
	nearStops    bool // ESC c 4
	buttonsOff   bool // ESC c 5

	repliesLost, repliesWrong bool
	mute                      bool // nothing is reported that was not asked for
	confirm                   confirmation
	baud                      int
}

// confirmation is what kind of proof of printing this model gives.
type confirmation string

const (
	confirmProcess confirmation = "process_id" // GS ( H and GS r
	confirmSensor  confirmation = "gs_r"       // GS r and ESC v only
	confirmNone    confirmation = "none"
)

func healthy() condition { return condition{confirm: confirmProcess} }

// paperStop is true when printing stopped for lack of paper: the line in work is finished first, as
// far as there is paper beyond the sensor.
func (m *machine) paperStop() bool {
	if m.state.nearStops && m.state.nearEnd && !m.lineBegun() {
		return true
	}
	return m.state.paperOut && (m.state.rowsLeft <= 0 || !m.lineBegun())
}

func (m *machine) lineBegun() bool { return len(m.work) > 0 && m.work[0].begun() }

// failed is an error of any kind.
func (m *machine) failed() bool {
	return m.state.cutterError || m.state.fatal || m.cools()
}

// cools is true while an error lasts that ends by itself, or with the cover's closing.
func (m *machine) cools() bool { return m.overheated() || m.state.coverError }

// offline is true when the printer executes nothing from its buffer.
func (m *machine) offline() bool {
	return m.state.coverOpen || m.state.waiting || m.state.feeding || m.failed() || m.paperStop()
}

// change does something to the printer's condition and tells everybody who asked to be told.
func (m *machine) change(do func()) {
	do()
	m.tell()
}

// tell sends ASB, the off-line response and events for what differs from the last time.
func (m *machine) tell() {
	if m.state.off || m.state.silent {
		return
	}
	m.sendASB()
	now := m.offline()
	if now == m.told {
		return
	}
	m.told = now
	if now {
		m.event(EventOffline, map[string]string{"state": m.status().State})
		m.sendOffline()
	} else {
		m.event(EventOnline, nil)
	}
}

// endPaper is the moment the sensor sees the end of the roll.
func (m *machine) endPaper() {
	if m.state.paperOut {
		return
	}
	m.state.paperOut, m.state.rowsLeft, m.onRoll = true, m.opt.SensorRows, 0
	m.event(EventPaperOut, nil)
}

// loadPaper puts a new roll in and closes the cover. What was interrupted goes on at its next row, with
// some models only when they are told to.
func (m *machine) loadPaper() {
	m.state.waiting = m.state.waiting || m.opt.RecoveryWait && m.paperStop()
	m.paper.newRoll()
	m.freshRoll()
	m.head.roll = m.head.ambient
	m.state.paperOut, m.state.rowsLeft, m.state.nearEnd = false, 0, false
	m.state.coverOpen, m.state.coverError = false, false
	m.state.jam = false
	m.disarm(paperEnds)
	m.event(EventPaperLoaded, nil)
}

// openCover stops the mechanism at once. While it is printing that is an error as well, and
// spoils the line in work; paper that stands still is only looked at.
func (m *machine) openCover() {
	if m.state.coverOpen {
		return
	}
	moving := len(m.work) > 0 && !m.offline()
	m.state.coverOpen = true
	if moving {
		m.state.coverError = true
		m.paper.spoil()
	}
}

// closeCover is how a person ends most errors.
func (m *machine) closeCover() {
	m.state.coverOpen, m.state.coverError = false, false
	m.state.cutterError = m.state.cutterError && m.state.cutterJammed
}

// powerOff loses the buffers and the modes; the paper stays as it is.
func (m *machine) powerOff() {
	m.interrupt()
	m.clear()
	m.state.off, m.told = true, false
	m.ip.reset()
	m.asb, m.notify = asb{}, 0
	m.outbox = nil
	m.state.nearStops, m.state.cutterError, m.state.coverError = false, false, false
	m.state.fatal, m.state.waiting, m.state.buttonsOff = false, false, false
	m.event(EventPower, map[string]bool{"on": false})
}

func (m *machine) powerOn() {
	m.state.off = false
	m.event(EventPower, map[string]bool{"on": true})
}

// pressFeed is somebody at the feed button: an idle printer feeds a line, and is off-line while the button is
// held; one that waits after new paper goes on.
func (m *machine) pressFeed() {
	if m.state.buttonsOff || m.state.feeding {
		return
	}
	switch {
	case m.state.waiting:
		m.state.waiting = false
	case !m.busy() && !m.offline():
		for s := (&strip{rows: defaultSpacing}); s.done < s.rows && !m.state.paperOut; {
			m.row(s)
		}
	}
	m.state.feeding = true
}
