package printer

import (
	"math"
	"time"
)

// cutRest is how long a printer without a real speed rests after each cut: its time passes only with
// rows, and somebody takes the slip. Chosen: a busy till.
const cutRest = 20 * time.Second

// setPhysics acts on what the surroundings and the head's health are asked to be.
func (m *machine) setPhysics(f Faults) {
	if f.AmbientC != nil {
		m.head.soak(celsius(*f.AmbientC))
	}
	if f.PaperC != nil {
		m.head.roll = celsius(*f.PaperC)
	}
	if f.SupplyPercent != nil {
		m.head.supply = int64(math.Round(*f.SupplyPercent * 10))
	}
	if f.Humidity != nil {
		m.head.humidity = int64(math.Round(*f.Humidity * 10))
	}
	set(&m.head.dead, f.HeadDeadDots)
	if f.PaperSide != nil {
		m.head.wrongSide = *f.PaperSide == "wrong"
	}
	if f.Compensation != nil {
		m.head.compensates = *f.Compensation == "on"
	}
}

// celsius takes a temperature as people write it.
func celsius(degrees float64) nanoC { return nanoC(math.Round(degrees * float64(degree))) }

// celsius gives a temperature as people read it, to a tenth of a degree.
func (t nanoC) celsius() float64 { return math.Round(float64(t)/float64(degree/10)) / 10 }

// speed is the ordinary speed of the paper in millimetres a second. A printer that prints at once is
// an ordinary one, only its time costs nobody anything.
func (m *machine) speed() int {
	if m.opt.Speed == 0 {
		return RealSpeed
	}
	return m.opt.Speed
}

// overheated is true while the head is too hot, or is said to be.
func (m *machine) overheated() bool { return m.state.overheat || m.head.hot }

// slipped is true when this row did not move the paper, because the feed has lost a whole row by now.
func (m *machine) slipped() bool {
	m.slack += slip(m.head.ambient)
	if m.slack < 1000 {
		return false
	}
	m.slack -= 1000
	return true
}

// rest lets time pass in which the mechanism stands still.
func (m *machine) rest(d time.Duration) {
	was := m.head.hot
	m.head.rest(d)
	m.head.since += int64(d)
	if m.head.hot != was {
		m.tell()
	}
}

// cooled lets a head that stopped for its heat cool, where waiting takes no time. It returns
// true when that has ended the stop.
func (m *machine) cooled() bool {
	if m.opt.Speed != 0 || !m.head.hot || m.state.off {
		return false
	}
	wait, ok := m.head.coolsIn()
	if ok {
		m.rest(wait)
	}
	return ok
}
