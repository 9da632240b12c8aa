package printer

// The physics is reckoned in integers, so that the same bytes give the same grey on every machine.
// Units: nanojoule, nanosecond, millivolt, milliohm; shares are per mille.

// The head's circuit.
const (
	heaterR  = 180_000 // one heater. Source: Seiko LTP01-245, 58 mm, 384 dots of 8 per millimetre
	wiringR  = 9_000   // its leads. Source: the same
	commonR  = 279     // shared by all dots heated together. Source: the same
	supplyR  = 200     // cable and supply, shared too; assumed
	nominalV = 7_200   // assumed, within the 5.5 to 8.0 V of Seiko LTP02-245
)

// What the paper asks for: E = E25 + Tc*(25 - T) per dot. Source: Seiko's design guide, for Nippon
// TF50KS-E2D paper: 0.2853 mJ and 0.002803 mJ per degree.
const (
	energy25    = 285_300
	energySlope = 2_803
	humidSlope  = 100 // more energy, in millionths per per mille of humidity over 500: 5 % per 50 %RH; assumed
	coldestSeen = -30 * degree
	hottestSeen = 80 * degree // beyond these the law is not trusted: it stays as it is there; assumed
)

// dotLimit is the widest head, in dots: 104 mm.
const dotLimit = 832

// resistances is what one dot sees when n are heated together: R = (R_H + R_i + (R_C + r_c) n)^2 / R_H,
// so that energy = V^2 t / R. The more dots, the less each gets. Source: Seiko's design guide.
var resistances = func() (r [dotLimit + 1]int64) {
	for n := range r {
		sum := int64(heaterR + wiringR + (commonR+supplyR)*n)
		r[n] = (sum*sum + heaterR/2) / heaterR
	}
	return r
}()

// pulseFor is how long n dots together must be heated at a voltage to get an energy each: t = E R / V^2.
func pulseFor(energy int64, n int, volts int64) int64 {
	return (energy*resistances[n]*1000 + volts*volts/2) / (volts * volts)
}

// energyOf is what each of n dots gets from a pulse.
func energyOf(pulse int64, n int, volts int64) int64 {
	r := resistances[n] * 1000
	return (volts*volts*pulse + r/2) / r
}

// energyNeeded is what the paper asks for at a temperature and a relative humidity in per mille.
func energyNeeded(t nanoC, humidity int64) int64 {
	t = min(max(t, coldestSeen), hottestSeen)
	e := energy25 + energySlope*int64(25*degree-t)/int64(degree)
	return e * (1_000_000 + (humidity-500)*humidSlope) / 1_000_000
}

// Firmware that reads the thermistor makes the pulse longer in the cold and shorter in the heat, within
// limits: 0.5 and 1.25 of the energy at 25 degrees. Assumed: a driver stage is laid out for some range, and
// data sheets end at 0 and 50 degrees.
const (
	leastEnergy = energy25 / 2
	mostEnergy  = energy25 * 5 / 4
)

// compensated is the energy that such firmware wants to give at a temperature of the head. It knows
// nothing of the paper's temperature and humidity, and not the supply's true voltage.
func compensated(thermistor nanoC) int64 {
	return min(max(energyNeeded(thermistor, 500), leastEnergy), mostEnergy)
}
