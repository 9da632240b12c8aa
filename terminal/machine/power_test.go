package machine

// cut cuts the power, if fate and budget want it.
func (w *world) cut() bool {
	if w.cuts == 0 || w.fate.Pick(2) == 0 {
		return false
	}
	w.cuts--
	w.log("POWER CUT")
	w.powerOn()
	return true
}

func (w *world) powerOn() {
	w.busy = 0 // the restarted terminal waits for the printer's barrier
	w.link, w.printer = nil, nil
	w.s = PowerOn(w.policy(), w.book)
	if w.atOnce {
		w.give(Keyed{At: At{w.now}})
	}
}

// stop stops the terminal, once, at any event.
func (w *world) stop() {
	if w.stops == 0 || w.fate.Pick(2) == 0 {
		return
	}
	w.stops--
	w.give(Stop{At{w.now}})
}

// stopped starts a terminal again whose devices have nothing more to say.
func (w *world) stopped() {
	if !w.s.Closing {
		return
	}
	if w.s.Desk != Idle || w.s.Tray == Busy {
		w.fail("a stopped terminal has desk %d and tray %d", w.s.Desk, w.s.Tray)
	}
	w.powerOn()
	w.pump()
	loadPaper(w)
	w.pump()
}
