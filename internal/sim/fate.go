package sim

import "math/rand/v2"

// Place is where a fault can strike.
type Place uint8

// The places.
const (
	Line      Place = iota // between the terminal and the host
	Printer                // the printer and its driver
	Disk                   // the journal's disk
	Clock                  // the terminal's clock
	Meanwhile              // something happens while an exchange is under way
	Customer               // something happens while a customer is waited for
	Acquirer               // the acquirer becomes strange
	placeCount
)

// Fate decides what is left open. Its answers are the only thing in which two worlds differ.
type Fate interface {
	// Fault says which of n faults strikes at a place, from 1; 0 is none.
	Fault(at Place, n int) int
	// Choose gives 0 … n-1: a choice that is no fault.
	Choose(n int) int
	// Try gives 0 … n-1 like Choose; a fate that walks through all possibilities walks
	// through these too.
	Try(n int) int
	// Cut says whether the power goes now.
	Cut() bool
	// Heal ends all faults: from now on Fault gives 0 and Cut gives false.
	Heal()
}

// seeded is a fate drawn from a seed. Each life has its own mixture: some places and
// faults are switched off altogether, so that the others meet in ways that they would
// not if everything always happened (swarm testing).
type seeded struct {
	dice  *rand.Rand
	rate  [placeCount]uint32 // of 1,000 occasions, how many a fault strikes
	mask  [placeCount]uint32 // which faults exist in this life
	cut   uint32             // of 10,000 steps, at how many the power goes
	quiet bool
}

// rates are what a place's rate is drawn from, per 1,000.
var rates = [...]uint32{0, 20, 100, 300, 700}

// cuts are what the rate of power cuts is drawn from, per 10,000 steps.
var cuts = [...]uint32{0, 2, 10, 50, 200}

// Seeded gives the fate of a seed.
func Seeded(seed uint64) Fate {
	f := &seeded{dice: rand.New(rand.NewPCG(seed, 0x706f737465726d))}
	for p := range f.rate {
		f.rate[p] = rates[f.dice.IntN(len(rates))]
		f.mask[p] = f.dice.Uint32() | f.dice.Uint32() // each fault with three chances of four
	}
	f.cut = cuts[f.dice.IntN(len(cuts))]
	return f
}

func (f *seeded) Fault(at Place, n int) int {
	if f.quiet || f.dice.Uint32N(1000) >= f.rate[at] {
		return 0
	}
	k := f.dice.IntN(n)
	if f.mask[at]>>k&1 == 0 {
		return 0
	}
	return k + 1
}

func (f *seeded) Choose(n int) int { return f.dice.IntN(n) }

func (f *seeded) Try(n int) int { return f.dice.IntN(n) }

func (f *seeded) Cut() bool { return !f.quiet && f.dice.Uint32N(10_000) < f.cut }

func (f *seeded) Heal() { f.quiet = true }
