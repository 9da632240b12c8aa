package printer

// heating is what the host has asked of head and motor. ESC @ and switching off put it back.
type heating struct {
	most    int   // dots heated together
	fixed   int64 // heat time in 10 microseconds whatever the number of dots; 0: the firmware counts them
	pause   int64 // nanoseconds between two firings
	level   int64 // per cent of the energy, GS ( K
	density int64 // per cent of the energy, DC2 #
	speed   int64 // 1 slowest to 13, GS ( K; 9 is the ordinary speed
}

// Defaults. Source: guide of the CSN-A2 panel printer: ESC 7 with 64 dots, 800 us, 20 us.
const (
	usualMost  = 64
	usualFixed = 80     // stands for the pulse that 64 dots need at 25 degrees, see pulse
	usualPause = 20_000 // nanoseconds
	usualSpeed = 9      // assumed: between GS ( K 1 and 13
)

func usualHeating() heating {
	return heating{most: usualMost, pause: usualPause, level: 100, density: 100, speed: usualSpeed}
}

// pulse is how long n dots are heated together, in nanoseconds.
//
// The firmware counts the dots and gives the energy that paper asks for at 25 degrees and the nominal
// voltage. A heat time of the host's is obeyed as it is: few dots then get more energy than many. It
// counts in shares of the usual one, because heads differ in resistance; assumed.
func (set heating) pulse(n int, h *head) int64 {
	if set.fixed > 0 {
		return pulseFor(energy25, usualMost, nominalV) * set.fixed / usualFixed * set.level * set.density / 10_000
	}
	energy := int64(energy25)
	if h.compensates {
		energy = compensated(h.block)
	}
	return pulseFor(energy*set.level*set.density/10_000, n, nominalV)
}

// heatTimes is ESC 7. Bytes: 1B 37 n1 n2 n3; 8(n1+1) dots together, n2 x 10 us of heat (3 to 255), n3 x 10 us
// of pause.
func (ip *interpreter) heatTimes(a []byte) {
	ip.heat.most = min(8*(int(a[0])+1), dotLimit)
	ip.heat.fixed = max(int64(a[1]), 3)
	ip.heat.pause = int64(a[2]) * 10_000
}

// panelDensity is DC2 #. Bytes: 12 23 n; bits 0-4: 50 % + 5 % each of the energy, 5-7: 250 us each of pause.
func (ip *interpreter) panelDensity(a []byte) {
	ip.heat.density = 50 + 5*int64(a[0]&31)
	ip.heat.pause = int64(a[0]>>5) * 250_000
}

// densityAndSpeed is GS ( K. Bytes: 1D 28 4B 02 00 31 m, density -8 to 8, 5 % of the energy each; assumed;
// 1D 28 4B 02 00 32 m, speed 1 to 13 or the ASCII digit, 0 the ordinary one.
func (ip *interpreter) densityAndSpeed(a []byte) {
	switch {
	case len(a) == 2 && a[0] == '1' && int8(a[1]) >= -8 && int8(a[1]) <= 8:
		ip.heat.level = 100 + 5*int64(int8(a[1]))
	case len(a) == 2 && a[0] == '2':
		ip.heat.speed = int64(digit(a[1], 13, int(ip.heat.speed)))
		if ip.heat.speed == 0 {
			ip.heat.speed = usualSpeed
		}
	default:
		ip.unsupported("GS ( K")
	}
}
