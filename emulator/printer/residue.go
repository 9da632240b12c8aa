package printer

// A dot that was heated in the row before is still warm: history.
const (
	residueShare = 150            // per mille of what is left that counts for the next row; assumed
	residueTau   = 2_500_000      // nanoseconds in which all but 1/e is gone; assumed
	residueStep  = residueTau / 8 // the table's step; between two the decay is a straight line
	residueSteps = 64             // after 20 ms nothing is left
	residueOne   = 1 << 16
)

// residues is exp(-t/2.5 ms) in steps, in 1/65536: each is 0.882497 of the one before.
var residues = func() (r [residueSteps + 2]int64) {
	const stepDown = 57_835 // exp(-1/8) in 1/65536
	r[0] = residueOne
	for i := 1; i <= residueSteps; i++ {
		r[i] = r[i-1] * stepDown / residueOne
	}
	r[residueSteps], r[residueSteps+1] = 0, 0
	return r
}()

// residue is what counts of an energy, so many nanoseconds after it was given.
func residue(energy, after int64) int64 {
	i := after / residueStep
	if i >= residueSteps {
		return 0
	}
	left := residues[i] - (residues[i]-residues[i+1])*(after-i*residueStep)/residueStep
	return energy * left / residueOne * residueShare / 1000
}
