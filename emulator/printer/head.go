package printer

import (
	"encoding/binary"
	population "math/bits"
)

// strobeDots is how many neighbouring dots share a driver: a head of 384 dots has six. Source: Seiko
// LTPD245D, 6 blocks of 64 dots.
const strobeDots = 64

const strobeLimit = dotLimit / strobeDots

// head is the thermal head over the paper. It is pure: what it burns follows from its state and the row.
//
// Each row is divided into firings of as many dots as the supply can heat together. A firing's pulse and
// the voltage give the energy of a dot, the share of what the paper asks for gives its density. Dots
// that were heated in the row before are still warm. All heat warms the block, which changes what
// the paper asks for next.
type head struct {
	warmth
	supply      int64 // per mille of the nominal voltage
	humidity    int64 // relative, per mille
	wrongSide   bool  // paper fitted upside down: nothing turns dark
	compensates bool  // the firmware reads the thermistor
	dead        []int // columns whose heater is broken, 0 at the left

	strobes int
	before  []uint64           // the dots of the row before, a word for each strobe
	gave    [strobeLimit]int64 // what each of them got
	since   int64              // how long ago, nanoseconds
	work    firing
	tones   []uint8
}

// firing is the plan of one row, by strobe.
type firing struct {
	lit   [strobeLimit]int   // dots to heat
	also  [strobeLimit]int   // of these, how many were heated in the row before
	with  [strobeLimit]int   // dots heated together with one of this strobe, itself included
	pulse [strobeLimit]int64 // nanoseconds
	count int                // pulses one after the other
	sum   int64              // all of them, pauses included
}

// newHead is a healthy head at 25 degrees.
func newHead(width int) head {
	n := (width + strobeDots - 1) / strobeDots
	return head{warmth: roomWarm(), supply: 1000, humidity: 500, strobes: n,
		before: make([]uint64, n), tones: make([]uint8, 2*n)}
}

// burnt is one row as it came out. Densities in 1/100.
type burnt struct {
	mean  uint8   // of the row's dots, 0 without any
	tones []uint8 // two for each strobe: of a dot by itself, of one under a dot; reused by the next row
	took  int64   // nanoseconds, at least those of the motor's step
}

// row heats the dots of a row while the motor does its step. Nil dots are a blank row.
func (h *head) row(dots []byte, set heating, step int64) burnt {
	h.plan(dots, set)
	if h.work.count == 0 {
		h.forget()
		h.heat(0, step)
		return burnt{took: step}
	}
	out := burnt{tones: h.tones, took: max(step, h.work.sum)}
	need := energyNeeded(h.contact(), h.humidity)
	volts := nominalV * h.supply / 1000
	var ink, count, with int
	var total, pulse, energy, gave int64
	var alone, warm uint8 // of strobes fired together, and with the same before: most rows have one pair
	for i := range h.strobes {
		n, also := h.work.lit[i], h.work.also[i]
		if n == 0 {
			h.tones[2*i], h.tones[2*i+1], h.gave[i] = 0, 0, 0
			continue
		}
		if h.work.with[i] != with || h.work.pulse[i] != pulse {
			with, pulse, gave = h.work.with[i], h.work.pulse[i], 0
			energy = energyOf(pulse, with, volts)
			alone = h.tone(energy, need)
		}
		under := uint8(0)
		if also > 0 {
			if h.gave[i] != gave {
				gave = h.gave[i]
				warm = h.tone(energy+residue(gave, h.since), need)
			}
			under = warm
		}
		h.tones[2*i], h.tones[2*i+1], h.gave[i] = alone, under, energy
		ink += (n-also)*int(alone) + also*int(under)
		count += n
		total += int64(n) * energy
	}
	out.mean = uint8((ink + count/2) / count)
	h.since = out.took
	h.heat(total, out.took)
	return out
}

// plan counts the dots, shares them out over firings and sets the pulses.
func (h *head) plan(dots []byte, set heating) {
	f := &h.work
	f.count, f.sum = 0, 0
	if dots == nil {
		return
	}
	h.count(dots)
	for i := 0; i < h.strobes; {
		n, next, parts := f.lit[i], i+1, 1
		if n > set.most { // one strobe alone is too many for the supply: it is heated in parts
			parts = (n + set.most - 1) / set.most
			n = (n + parts - 1) / parts
		} else {
			for next < h.strobes && n+f.lit[next] <= set.most {
				n, next = n+f.lit[next], next+1
			}
		}
		if n > 0 {
			pulse := set.pulse(n, h)
			for ; i < next; i++ {
				f.with[i], f.pulse[i] = n, pulse
			}
			f.count += parts
			f.sum += int64(parts) * (pulse + set.pause)
		}
		i = next
	}
}

// count notes how many dots each strobe has to heat and which of them are still warm, and remembers
// them for the next row.
func (h *head) count(dots []byte) {
	for i := range h.strobes {
		word := strobe(dots, i)
		h.work.lit[i] = population.OnesCount64(word)
		h.work.also[i] = population.OnesCount64(word & h.before[i])
		h.before[i] = word
	}
}

// strobe gives 64 dots of a row, the leftmost in the high bit; beyond its end there are none.
func strobe(dots []byte, i int) uint64 {
	if rest := dots[8*i:]; len(rest) >= 8 {
		return binary.BigEndian.Uint64(rest)
	}
	var last [8]byte
	copy(last[:], dots[8*i:])
	return binary.BigEndian.Uint64(last[:])
}

// forget lets the dots cool: nothing was heated in the row before.
func (h *head) forget() { clear(h.before) }

// contact is the temperature where paper and head meet: 0.6 of the head, 0.4 of the paper; assumed.
func (h *head) contact() nanoC { return (3*h.block + 2*h.roll) / 5 }

func (h *head) tone(energy, need int64) uint8 {
	if h.wrongSide {
		return densityMin
	}
	return toneOf(energy, need)
}

// withoutDead is a row with the broken heaters left cold.
func (h *head) withoutDead(dots []byte) []byte {
	if len(h.dead) == 0 || dots == nil {
		return dots
	}
	out := append([]byte(nil), dots...)
	for _, x := range h.dead {
		if x >= 0 && x/8 < len(out) {
			out[x/8] &^= 0x80 >> (x % 8)
		}
	}
	return out
}
