package printer

import (
	"fmt"
	"slices"
)

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
	rollLimitMM   = 200_000 // longest roll, a little more than a large kitchen printer's
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
	DrawerHigh bool // level of drawer pin 3 as DLE EOT 1 and ASB tell it, while the drawer is closed

	RollMM       int  // length of a roll in mm; 0 never ends by itself
	NearEndMM    int  // paper left, in mm, when the near-end sensor sees it; 0 means 1500, -1 there is no such sensor
	TearBar      bool // no cutter: cuts are not executed, people tear
	RecoveryWait bool // after new paper it stays off-line until the feed button or DLE ENQ 0, as some models do

	Baud int  // what the DIP switches of a serial model say, 1200 to 921600; 0 takes any rate, at once
	Flow Flow // how a serial model holds a host; FlowAny when empty
}

// Defaults of Options.
const (
	DefaultWidth      = 384
	DefaultBuffer     = 4096
	DefaultCutterRows = 96   // guess: 10 to 15 mm are common
	DefaultSensorRows = 80   // guess: sensors sit 5 to 20 mm before the head
	RealSpeed         = 60   // mm/s of an ordinary 58 mm printer, for "real"
	DefaultNearEndMM  = 1500 // guess: the sensor looks at the roll's side, where one to three metres are left
)

// Check refuses what no printer has, without switching one on.
func (o Options) Check() error {
	_, err := o.withDefaults()
	return err
}

// Rows is a length of paper in dot rows.
func Rows(mm int) int { return mm * dotsPerMM }

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
	o.NearEndMM = rowsOr(o.NearEndMM, DefaultNearEndMM)
	if o.Flow == "" {
		o.Flow = FlowAny
	}
	switch {
	case o.Width < 64 || o.Width > 832 || o.Width%8 != 0:
		return o, fmt.Errorf("printer width %d dots: use 384 or 576", o.Width)
	case o.Buffer < 16 || o.Buffer > bufferLimit:
		return o, fmt.Errorf("receive buffer of %d bytes: use 16 to %d", o.Buffer, bufferLimit)
	case o.Speed < 0 || o.Speed > 1000:
		return o, fmt.Errorf("printer speed %d mm/s: use 0 (at once) to 1000", o.Speed)
	case max(o.SensorRows, o.CutterRows) > feedLimit:
		return o, fmt.Errorf("sensor or cutter %d dot rows from the head: use at most %d", max(o.SensorRows, o.CutterRows), feedLimit)
	case o.RollMM < 0 || o.RollMM > rollLimitMM:
		return o, fmt.Errorf("roll of %d mm: use 0 (endless) to %d", o.RollMM, rollLimitMM)
	case o.NearEndMM > rollLimitMM:
		return o, fmt.Errorf("near end at %d mm: use at most %d", o.NearEndMM, rollLimitMM)
	case o.Baud != 0 && (o.Baud < baudLeast || o.Baud > baudMost):
		return o, fmt.Errorf("printer baud rate %d: use 0 (any) or %d to %d", o.Baud, baudLeast, baudMost)
	case !slices.Contains(Flows, o.Flow):
		return o, fmt.Errorf("printer flow control %q: use one of %v", o.Flow, Flows)
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
