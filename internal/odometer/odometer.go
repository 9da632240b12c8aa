// Package odometer walks through all sequences of choices, one run after the other.
//
// A run makes its choices with Pick, as many as it comes to need; how many there are,
// and from how many each is, may depend on what was chosen before. Next moves on to the
// next run. Runs that begin with the same choices must go on to ask the same question.
package odometer

// Odometer is a row of wheels that appear as they are needed. The zero Odometer stands
// at the first run, in which every choice is 0.
type Odometer struct {
	wheels []wheel
	at     int // the wheel that is read next
}

type wheel struct{ digit, size int }

// Pick chooses 0 … n-1. Zero comes first.
func (o *Odometer) Pick(n int) int {
	if o.at == len(o.wheels) {
		o.wheels = append(o.wheels, wheel{size: n})
	}
	o.at++
	return o.wheels[o.at-1].digit
}

// Rewind stands at the beginning of the same run again.
func (o *Odometer) Rewind() { o.at = 0 }

// Next moves on to the beginning of the next run, and says whether there is one.
func (o *Odometer) Next() bool {
	read := o.wheels[:o.at]
	o.at = 0
	for i := len(read) - 1; i >= 0; i-- {
		if read[i].digit++; read[i].digit < read[i].size {
			o.wheels = read[:i+1]
			return true
		}
	}
	return false
}
