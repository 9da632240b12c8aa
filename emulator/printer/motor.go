package printer

import "time"

// The cold makes grease stiff and the platen hard; all assumed, data sheets end at 0 or -10 degrees.
const (
	coldDrag     = 20  // per mille of time more for a step, for each degree below 0
	coldDragMost = 500 // and no more
	coldSlip     = 30  // per mille of the feed lost where slipMost is reached
	slipMost     = -20 * degree
)

// step is how long the motor needs for one row at a speed in millimetres a second, in nanoseconds.
func step(speed int, set heating, ambient nanoC) int64 {
	usual := int64(time.Second) / int64(speed*dotsPerMM) * usualSpeed / set.speed
	if ambient >= 0 {
		return usual
	}
	drag := min(int64(-ambient/degree)*coldDrag, coldDragMost)
	return usual * (1000 + drag) / 1000
}

// slip is how much of a row's feed is lost, per mille: nothing from 0 degrees up.
func slip(ambient nanoC) int64 {
	if ambient >= 0 {
		return 0
	}
	return coldSlip * int64(max(ambient, slipMost)) / int64(slipMost)
}
