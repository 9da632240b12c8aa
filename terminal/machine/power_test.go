package machine

// cut cuts the power, if fate and budget want it.
func (w *world) cut() bool {
	if !w.strikes(&w.cuts) {
		return false
	}
	w.log("POWER CUT")
	w.powerOn()
	return true
}

func (w *world) powerOn() {
	w.busy = 0 // the restarted terminal waits for the printer's barrier
	w.link, w.printer, w.wake = nil, nil, 0
	w.s = PowerOn(w.policy, w.book)
	switch {
	case w.policy.Reversal.AtOnce:
		w.give(Keyed{At: w.at()})
	case w.policy.Timers:
		w.give(Woken{w.at()})
	}
}

// meddle is what people and clocks do at any event.
func (w *world) meddle() {
	if w.strikes(&w.stops) {
		w.give(Stop{w.at()})
	}
	if w.strikes(&w.cancels) {
		w.give(Cancel{w.at()})
	}
	if w.strikes(&w.wakes) {
		w.give(Woken{w.at()})
	}
	if w.strikes(&w.calls) {
		callAcquirer(w)
	}
}

// stopped starts a terminal again whose devices have nothing more to say.
func (w *world) stopped() {
	for w.s.Closing {
		if w.s.Desk != Idle || w.s.Tray == Busy {
			w.fail("a stopped terminal has desk %d and tray %d", w.s.Desk, w.s.Tray)
		}
		w.powerOn()
		w.pump()
		loadPaper(w)
		w.pump()
	}
}
