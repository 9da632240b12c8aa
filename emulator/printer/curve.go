package printer

import "math"

// What becomes of paper that gets a share of the energy it asks for: an S. Densities in 1/100.
const (
	densityMin = 7    // the paper itself; assumed, papers promise under 0.10
	densityMax = 130  // fully developed; assumed, papers promise over 1.20
	halfShare  = 720  // the per mille that give half the density; assumed
	steepness  = 7    // assumed: 1.19 at exactly the needed energy
	shareLimit = 2500 // more makes it no darker
)

// densities is the S by the share in per mille: min + (max-min) / (1 + (half/q)^7).
var densities = func() (d [shareLimit + 1]uint8) {
	const one = 1 << 16
	for q := range d {
		x := int64(q) * one / halfShare
		power := int64(one)
		for range steepness {
			power = power * x / one
		}
		d[q] = uint8(densityMin + ((densityMax-densityMin)*power+(one+power)/2)/(one+power))
	}
	return d
}()

// toneOf is the density that an energy burns where so much is needed.
func toneOf(energy, needed int64) uint8 {
	return densities[min(max((energy*1000+needed/2)/needed, 0), shareLimit)]
}

// Legibility says what a person can do with print of some density.
type Legibility string

// The verdicts. Thresholds are contrasts between paper and dot; assumed, near the ladder of ISO/IEC 15416.
const (
	Good      Legibility = "good"      // contrast 0.52 and up
	Pale      Legibility = "pale"      // 0.35: readable, worth a warning
	Marginal  Legibility = "marginal"  // 0.19: a reprint is advised
	Illegible Legibility = "illegible" // below
)

// Judge gives the verdict on an optical density.
func Judge(density float64) Legibility {
	contrast := reflectance(densityMin/100.0) - reflectance(density)
	switch {
	case contrast >= 0.52:
		return Good
	case contrast >= 0.35:
		return Pale
	case contrast >= 0.19:
		return Marginal
	}
	return Illegible
}

// reflectance is the share of light that comes back from a surface of some optical density.
func reflectance(density float64) float64 { return math.Pow(10, -density) }
