package printer

import "fmt"

// Limits, all chosen.
const (
	argumentLimit = 1 << 20 // bytes of one command's arguments kept; a longer command is skipped whole
	textLimit     = 4096    // cells in one print line, more than any width can hold at 9 dots each
	outboxLimit   = 256     // answers waiting for a host that does not read; more are lost
	eventLimit    = 1024    // events waiting for a subscriber; at the limit it is cut off
	slipLimit     = 1000    // finished slips kept; the oldest goes first
	rowLimit      = 400_000 // dot rows kept in finished slips, 50 m of paper; the oldest slip goes first
	pieceLimit    = 100_000 // dot rows of one piece, 12 m; then somebody tears it off
	feedLimit     = 8128    // dot rows one command can feed, 40 inches as on real printers
	pictureLimit  = 30_000  // dot rows in one picture; the newest are shown
	bufferLimit   = 1 << 20 // largest receive buffer that can be asked for
)

// Dots per millimetre of a 203 dpi head. Source: data sheets of 58 mm mechanisms (8 dots/mm).
const dotsPerMM = 8

// Options describe the printer's make. The zero value is a 58 mm printer with a cutter, at once.
type Options struct {
	Width      int  // printable dots: 384 (58 mm paper, default) or 576 (80 mm)
	Buffer     int  // receive buffer in bytes: 45, 4096 (default) or 65536 are usual
	Speed      int  // mm of paper per second; 0 prints at once, real printers do 25 to 250
	CutterRows int  // dot rows between head and cutter; 0 means 96 (12 mm), -1 means none
	SensorRows int  // dot rows still printable after the sensor saw the paper's end; 0 means 80 (10 mm), -1 none
	DrawerHigh bool // level of drawer pin 3 as DLE EOT 1 and ASB tell it
}

// Defaults of Options.
const (
	DefaultWidth      = 384
	DefaultBuffer     = 4096
	DefaultCutterRows = 96 // guess: 10 to 15 mm are common
	DefaultSensorRows = 80 // guess: sensors sit 5 to 20 mm before the head
	RealSpeed         = 60 // mm/s of an ordinary 58 mm printer, for "real"
)

// withDefaults fills in what was left out and refuses what no printer has.
func (o Options) withDefaults() (Options, error) {
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	if o.Buffer == 0 {
		o.Buffer = DefaultBuffer
	}
	o.CutterRows = rowsOr(o.CutterRows, DefaultCutterRows)
	o.SensorRows = rowsOr(o.SensorRows, DefaultSensorRows)
	switch {
	case o.Width < 64 || o.Width > 832 || o.Width%8 != 0:
		return o, fmt.Errorf("printer width %d dots: use 384 or 576", o.Width)
	case o.Buffer < 16 || o.Buffer > bufferLimit:
		return o, fmt.Errorf("receive buffer of %d bytes: use 16 to %d", o.Buffer, bufferLimit)
	case o.Speed < 0 || o.Speed > 1000:
		return o, fmt.Errorf("printer speed %d mm/s: use 0 (at once) to 1000", o.Speed)
	}
	return o, nil
}

func rowsOr(rows, usual int) int {
	switch {
	case rows < 0:
		return 0
	case rows == 0:
		return usual
	}
	return rows
}
