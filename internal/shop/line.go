package shop

import (
	"math/rand/v2"
	"time"

	"posterm/emulator/link"
)

// Bounds of drawn faults: a frame of the host has some 150 bytes, a slip some 1000.
const (
	delayBound = 30 * time.Millisecond
	cutBound   = 1200
)

// drawFault takes three numbers whatever comes out. Half of all lines are good.
func drawFault(dice *rand.Rand) link.Fault {
	good, bad := dice.Float64() < 0.5, drawBad(dice)
	if good {
		return link.Fault{}
	}
	return bad
}

// drawBad takes two numbers.
func drawBad(dice *rand.Rand) link.Fault {
	kind, much := dice.Float64(), dice.Float64()
	after := int(much * much * cutBound) // more often early: there are more short frames than long ones
	switch {
	case kind < 0.3:
		return link.Fault{Delay: 1 + time.Duration(much*float64(delayBound))}
	case kind < 0.56:
		return link.Fault{Cut: link.CutOut, After: after}
	case kind < 0.82:
		return link.Fault{Cut: link.CutIn, After: after / 4} // answers are short
	}
	return link.Fault{Deaf: true}
}

// slower is about how much longer a command takes over this line: a dozen pieces
// pass at a sale, and a silent host is given up after two seconds.
func slower(f link.Fault) time.Duration {
	if f.Deaf {
		return 2 * time.Second
	}
	return 12 * f.Delay
}
