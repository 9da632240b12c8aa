package check

import (
	"time"

	"posterm/journal/roll"
)

// Unwitnessed counts the copies that were printed before the paper of the evidence begins:
// Of does not ask where they are.
func Unwitnessed(e Evidence) (copies int) {
	c := checker{Evidence: &e}
	c.txns, c.at = transactions(e.Rows)
	for i := range c.txns {
		for j := range c.txns[i].Copies {
			if c.before(&c.txns[i].Copies[j]) {
				copies++
			}
		}
	}
	return copies
}

// before says whether a copy was printed, and for the last time before the paper begins.
func (c *checker) before(copied *roll.Copy) bool {
	if c.Since.IsZero() {
		return false
	}
	var last time.Time
	for i := range copied.Tries {
		if try := &copied.Tries[i]; try.End == roll.Printed {
			if at := c.printedAt()[try.Job]; at.After(last) {
				last = at
			}
		}
	}
	return !last.IsZero() && last.Before(c.Since)
}

// printedAt is when attempts were confirmed, by their numbers.
func (c *checker) printedAt() map[uint64]time.Time {
	if c.printed == nil {
		c.printed = map[uint64]time.Time{}
		for i := range c.Rows {
			if end, is := c.Rows[i].Body.(roll.End); is && c.Rows[i].What == roll.Printed {
				c.printed[end.Job] = c.Rows[i].At
			}
		}
	}
	return c.printed
}
