package printer

import (
	"time"

	"posterm/receipt"
)

// How tall things are in dot rows, at most. Source: PRINTER.md 1.1, a line of text takes 30 to 34; the
// others are chosen well above what is sent for them.
const (
	tallLine = 34
	tallBig  = 2 * tallLine
	tallQR   = 80 * qrModule // 57 modules at QRLimit, and the quiet zone
	tallRamp = 300
	tallFeed = 300 // to the cutter and past it, with a bar that warms the head
)

// lengthOf is how many dot rows of paper a slip takes, at most.
func lengthOf(s receipt.Slip, columns int) (rows int) {
	rows = tallFeed
	for _, r := range receipt.Rows(s, columns) {
		switch {
		case r.QR != "":
			rows += tallQR
		case r.Ramp:
			rows += tallRamp
		case r.Big:
			rows += tallBig
		default:
			rows += tallLine
		}
	}
	return rows
}

// Speeds at which a healthy printer may print, in dot rows a second (8 rows are a millimetre).
// It does so while somebody waits, so that each wait takes the one that fits it.
const (
	// paperSlowest is 3 mm/s. Chosen: below what a counter printer does at its slowest setting in the cold.
	// A printer that has confirmed before is waited for that long before its word is given up.
	paperSlowest = 24
	// paperSlow is 10 mm/s. Chosen: a compact printer with dense dots. A line that takes no more bytes, or an
	// answer behind a slip on the same line, is waited for that long.
	paperSlow = 80
	// paperUsual is 60 mm/s. Chosen: a printer that confirms nothing is watched so long beside settle, which
	// together is enough for a compact one at 25 mm/s; the next copy waits meanwhile.
	paperUsual = 480
)

// earlierRows is how long a slip of an earlier process is taken for. Chosen: twice a usual one.
const earlierRows = 1800

// takes is how long the paper of a job may move, at a speed.
func (c *claim) takes(speed int) time.Duration {
	if c == nil {
		return 0
	}
	rows := c.rows
	if c.stage == earlier {
		rows = earlierRows
	}
	return time.Duration(rows) * time.Second / time.Duration(speed)
}
