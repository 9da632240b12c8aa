package printer

import (
	"math/rand/v2"

	"posterm/printer/escpos"
)

// digits are the characters of process ids: printable, and readable in a log.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// idSpace is how many jobs pass before an id comes again: 62⁴ = 14,776,336.
const idSpace = 62 * 62 * 62 * 62

// barrierMark begins the ids of barriers, and of nothing else.
const barrierMark = '~'

// jobID is the process id of a job: (nonce + job) modulo 62⁴, as four digits.
// Another journal has another nonce, so its jobs are hardly ever taken for ours.
func jobID(nonce, job uint64) (id escpos.ID) {
	n := (nonce%idSpace + job%idSpace) % idSpace
	for i := len(id) - 1; i >= 0; i-- {
		id[i] = digits[n%62]
		n /= 62
	}
	return id
}

// freshID is a process id that answers no job: '~' and three random digits.
func freshID() escpos.ID {
	id := escpos.ID{barrierMark}
	for i := 1; i < len(id); i++ {
		id[i] = digits[rand.IntN(len(digits))]
	}
	return id
}
