package printer

import "math"

// Head is the thermal head and the paper it heats. It is pure: the density of a row follows from the
// fields alone.
//
// Model: the energy a dot gets grows with the square of the supply voltage, the energy the paper needs
// falls with temperature by E = E25 + Tc*(25 - T), and optical density is an S-shaped function of their
// ratio. A fixed heating time is assumed; history, heating up and firmware compensation are not modelled.
type Head struct {
	AmbientC      float64 // of printer and paper, degrees Celsius
	SupplyPercent float64 // of the nominal voltage
	Humidity      float64 // relative, percent
	WrongSide     bool    // paper fitted upside down: nothing turns dark
	Dead          []int   // columns whose heater is broken, 0 at the left
}

// NewHead is a healthy head at 25 degrees.
func NewHead() Head { return Head{AmbientC: 25, SupplyPercent: 100, Humidity: 50} }

// Constants of the model.
const (
	energy25   = 0.2853   // mJ per dot at 25 C. Source: Nippon TF50KS-E2D paper, printer mechanism data sheet
	energySlop = 0.002803 // mJ per dot and degree, same source
	densityMin = 0.07     // optical density of the paper itself; guess, papers promise under 0.10
	densityMax = 1.30     // fully developed; guess, papers promise over 1.20
	halfEnergy = 0.72     // share of the needed energy that gives half the density; guess
	steepness  = 7        // of the S; guess, gives 1.19 at exactly the needed energy
	humidSlop  = 0.001    // more energy per percent of humidity over 50; guess
)

// Density is the optical density of a burnt dot, 0.07 (bare paper) to 1.30.
func (h Head) Density() float64 {
	if h.WrongSide {
		return densityMin
	}
	t := min(max(h.AmbientC, -30), 80)
	need := (energy25 + energySlop*(25-t)) * (1 + humidSlop*(h.Humidity-50))
	volts := h.SupplyPercent / 100
	q := volts * volts * energy25 / need
	if q <= 0 {
		return densityMin
	}
	return densityMin + (densityMax-densityMin)/(1+math.Pow(halfEnergy/q, steepness))
}

// Legibility says what a person can do with print of some density.
type Legibility string

// The verdicts. Thresholds are contrasts between paper and dot; guess, near the ladder of ISO/IEC 15416.
const (
	Good      Legibility = "good"      // contrast 0.52 and up
	Pale      Legibility = "pale"      // 0.35: readable, worth a warning
	Marginal  Legibility = "marginal"  // 0.19: a reprint is advised
	Illegible Legibility = "illegible" // below
)

// Judge gives the verdict on an optical density.
func Judge(density float64) Legibility {
	contrast := reflectance(densityMin) - reflectance(density)
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
