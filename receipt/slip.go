// Package receipt turns a transaction into a slip: lines with styles, in
// Chinese and English. It knows what belongs on paper and nothing about
// printers, clocks or disks.
package receipt

// Slip is one piece of paper as it should look. The driver appends feed and cut.
type Slip struct {
	Lines []Line
}

// Line is one line of a slip. A line with QR draws that text as a QR code
// instead; a line with Rule draws a full-width rule, one with Ramp shades of grey.
type Line struct {
	Text  string // printable characters only; wider than the paper wraps
	Right string // set flush right on the same line when both fit, else on the next line
	Align Align
	Big   bool // double width and height
	Bold  bool
	Rule  bool
	QR    string
	Ramp  bool // draws a ramp of greys instead: what the head can do
}

// Align is where a line stands.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Center
	Right
)
