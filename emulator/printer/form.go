package printer

import order "math/bits"

// formHeight is the height of the tallest character.
const formHeight = 24

// form is a character at its place among others, 64 dots wide: a word for each row, in the order of a bitmap's
// bytes. It stands on the last row.
type form struct {
	right    uint // dots from the left edge
	top, end int  // the rows with dots
	rows     [formHeight]uint64
}

// together is how many forms are burnt at once: as many characters of 12 dots as stand side by side in 64.
const together = 5

// noForm has no dots.
var noForm = &form{top: formHeight}

var noForms = [together]*form{noForm, noForm, noForm, noForm, noForm}

// form gives the character some dots from the left, such that all of it is within the 64. One place of every four
// is remembered: characters of 12 and 24 dots stand at multiples of 4.
func (s *shape) form(right uint) *form {
	if f := s.forms[right/4]; f != nil && f.right == right {
		return f
	}
	f := &form{right: right, top: formHeight}
	for y, dots := range s.rows[:s.height] {
		if dots != 0 {
			at := formHeight - s.height + y
			f.rows[at] = order.ReverseBytes64(uint64(dots) << 32 >> right)
			f.top, f.end = min(f.top, at), at+1
		}
	}
	s.forms[right/4] = f
	return f
}
