package printer

import "time"

// nanoC is a temperature in 1/1,000,000,000 of a degree Celsius: one dot of one row warms the head by
// some 10,000 of them.
type nanoC int64

const degree nanoC = 1_000_000_000

// How the head's block and the roll take and lose heat.
const (
	// warmShare: nanojoules per nanodegree. Of the heat of the dots 0.6 stays in the block, the rest leaves
	// with the paper, and the block has 18 J/K (20 g of aluminium); both assumed. 18 / 0.6 = 30.
	warmShare = 30
	// blockTau is in how many seconds the block loses all but 1/e of its heat: 18 J/K x 8 K/W; assumed.
	blockTau = 144
	// rollTau is the same of a roll of paper that was brought in; assumed.
	rollTau = 1200

	hotStop   = 80 * degree // the head's protection stops printing; assumed, typical of data sheets
	hotResume = 60 * degree // and lets it go on; assumed
	restLimit = 24 * 3600   // seconds after which everything is as warm as the room
)

// warmth is how warm the parts are. Time comes to it as an argument.
type warmth struct {
	ambient nanoC
	block   nanoC // the head's substrate, where its thermistor sits
	roll    nanoC // the paper that reaches the head
	hot     bool  // stopped at hotStop, waits for hotResume
	idle    time.Duration
}

func roomWarm() warmth {
	const room = 25 * degree
	return warmth{ambient: room, block: room, roll: room}
}

// soak moves printer and paper to a place of another temperature and waits there: what the head has
// above its surroundings stays.
func (w *warmth) soak(to nanoC) {
	w.block += to - w.ambient
	w.ambient, w.roll = to, to
	w.watch()
}

// heat gives the block what the dots of a row took, in nanojoules, and lets the row's time pass.
func (w *warmth) heat(energy, took int64) {
	w.block += nanoC(energy / warmShare)
	w.pass(took / 1000)
	w.watch()
}

// pass lets some microseconds go by, far fewer than a time constant.
func (w *warmth) pass(micros int64) {
	w.block -= (w.block - w.ambient) * nanoC(micros) / (blockTau * 1_000_000)
	w.roll -= (w.roll - w.ambient) * nanoC(micros) / (rollTau * 1_000_000)
}

// rest lets time pass in which nothing is heated, in whole seconds; what is left over is kept, so that
// two rests are as good as one.
func (w *warmth) rest(d time.Duration) {
	w.idle += d
	seconds := w.idle / time.Second
	w.idle -= seconds * time.Second
	if seconds > restLimit {
		w.block, w.roll, seconds = w.ambient, w.ambient, 0
	}
	for range seconds {
		w.pass(1_000_000)
	}
	w.watch()
}

// watch is the head's protection.
func (w *warmth) watch() {
	switch {
	case w.block >= hotStop:
		w.hot = true
	case w.block <= hotResume:
		w.hot = false
	}
}

// coolsIn is how long a hot head must rest until it may go on; false when it is too warm here for that.
func (w warmth) coolsIn() (time.Duration, bool) {
	if w.ambient >= hotResume {
		return 0, false
	}
	for n := range restLimit {
		if !w.hot {
			return time.Duration(n) * time.Second, true
		}
		w.rest(time.Second)
	}
	return 0, false
}
