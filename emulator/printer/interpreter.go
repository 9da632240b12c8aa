package printer

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/internal/glyph"
)

// defaultSpacing is the line spacing after ESC 2, in dots: 1/6 inch is 34, most 58 mm printers do 30.
const defaultSpacing = 30

// device is what the interpreter can ask of the printer around it.
type device interface {
	// queue hands over what is to be printed, fed or cut next. The strip and its dots may be kept until the next byte
	// is fed, so all that was queued must be done by then.
	queue(*strip)
	// sensorReply answers GS r n, ESC v (n 1) and ESC u (n 2).
	sensorReply(n byte)
	// identify answers GS I n.
	identify(n byte)
	// transmission executes GS ( H with its data.
	transmission(data []byte)
	// enableASB executes GS a n.
	enableASB(mask byte)
	// nearEndStops is ESC c 4: the near-end sensor stops printing.
	nearEndStops(on bool)
	// buttonsOff is ESC c 5: the panel's buttons do nothing.
	buttonsOff(off bool)
	// kick opens the drawer at pin 2 or 5 (m 0 or 1) for on milliseconds.
	kick(m byte, on int)
	// answer sends what a command asked for.
	answer(b []byte)
	// initialised tells that ESC @ began a job.
	initialised()
}

// interpreter understands ESC/POS in buffer order. It draws lines and images and hands them to the device.
type interpreter struct {
	parser
	modes
	dev     device
	char    []byte // begun multi-byte character
	width   int    // printable dots
	line    line
	paged   *page          // page mode; nil is standard mode
	skipped map[string]int // unsupported and unknown commands, by name
	enabled bool           // ESC =
	decoder *encoding.Decoder
	cells   cells
	lent    lent
}

// modes are what ESC @ puts back.
type modes struct {
	font                  glyph.Font
	bold, double          bool
	reverse, upside       bool
	underline, hanziUnder int
	wide, tall            int // character scale, 1 to 8
	hanziWide, hanziTall  bool
	align                 int // 0 left, 1 centre, 2 right
	spacing               int // line spacing in dots
	gap                   int // dots right of each character
	hanziLeft, hanziRight int
	page, country         byte
	hanzi                 bool // two-byte characters; Chinese models start with them on
	left, area            int  // left margin and print area in dots
	tabs                  []byte
	unitX, unitY          int // motion units per inch, 0 = one dot
	narrow, full          style
	styled                bool // the styles are those of the modes; never while ESC = has it disabled
	heat                  heating
	bars                  barStyle
	qr                    qrStyle
	twoD                  int     // kind of code of ESC Z: 0 PDF417, 1 DataMatrix, 2 QR
	stored                *bitmap // image of GS ( L function 112
	storedX, storedY      int     // its scale
}

func newInterpreter(dev device, width int) *interpreter {
	ip := &interpreter{dev: dev, width: width, skipped: map[string]int{}, enabled: true,
		decoder: simplifiedchinese.GB18030.NewDecoder(), cells: newCells()}
	ip.reset()
	return ip
}

// reset is the state after power-on.
func (ip *interpreter) reset() {
	ip.drop()
	ip.enabled = true
	ip.modes = modes{wide: 1, tall: 1, spacing: defaultSpacing, hanzi: true, area: ip.width,
		heat: usualHeating(), bars: defaultBars(), qr: defaultQR()}
	for column := byte(8); column < 248; column += 8 {
		ip.tabs = append(ip.tabs, column)
	}
}

// drop clears the print buffer and any half-read command, but keeps the modes.
func (ip *interpreter) drop() {
	ip.parser = parser{}
	ip.char = nil
	ip.line.clear()
	ip.leavePage(nil)
}

// pending is true while something read is not yet handed to the device.
func (ip *interpreter) pending() bool {
	return !ip.idle() || len(ip.char) > 0 || !ip.line.empty() || ip.paged != nil
}

// initialise is ESC @: the print buffer is cleared and the modes are as after power-on.
// Bytes: 1B 40.
func (ip *interpreter) initialise([]byte) {
	ip.reset()
	ip.dev.initialised()
}

// horizontal turns motion units into dots.
func (ip *interpreter) horizontal(n int) int { return toDots(n, ip.unitX) }

// vertical turns motion units into dot rows.
func (ip *interpreter) vertical(n int) int { return toDots(n, ip.unitY) }

func toDots(n, perInch int) int {
	const dpi = 203
	if perInch == 0 || perInch == dpi {
		return n
	}
	return n * dpi / perInch
}

// selectFont is ESC M. Bytes: 1B 4D n; 0 or 30 is font A, 1 or 31 font B.
func (ip *interpreter) selectFont(a []byte) {
	ip.font = glyph.Font(digit(a[0], 1, int(ip.font)))
}

// printMode is ESC !. Bytes: 1B 21 n; bit 0 font B, 3 bold, 4 double height, 5 double width, 7 underline.
func (ip *interpreter) printMode(a []byte) {
	n := int(a[0])
	ip.font = glyph.Font(n & 1)
	ip.bold = n&0x08 != 0
	ip.tall = 1 + n>>4&1
	ip.wide = 1 + n>>5&1
	ip.underline = n >> 7
}

// characterSize is GS !. Bytes: 1D 21 n; high nibble width, low nibble height, each less one.
func (ip *interpreter) characterSize(a []byte) {
	if a[0]&0x88 == 0 {
		ip.wide, ip.tall = 1+int(a[0]>>4), 1+int(a[0]&7)
	}
}

// hanziMode is FS !. Bytes: 1C 21 n; bit 2 double width, 3 double height, 7 underline.
func (ip *interpreter) hanziMode(a []byte) {
	ip.hanziWide, ip.hanziTall = a[0]&4 != 0, a[0]&8 != 0
	ip.hanziUnder = int(a[0] >> 7)
}

// alignment is ESC a. Bytes: 1B 61 n. It only works at the beginning of a line.
func (ip *interpreter) alignment(a []byte) {
	if ip.line.empty() && ip.paged == nil {
		ip.align = digit(a[0], 2, ip.align)
	}
}

// leftMargin is GS L. Bytes: 1D 4C nL nH; at the beginning of a line only.
func (ip *interpreter) leftMargin(a []byte) {
	if ip.line.empty() && ip.paged == nil {
		ip.left = min(ip.horizontal(word(a)), ip.width-1)
	}
}

// areaWidth is GS W. Bytes: 1D 57 nL nH; at the beginning of a line only.
func (ip *interpreter) areaWidth(a []byte) {
	if w := ip.horizontal(word(a)); ip.line.empty() && ip.paged == nil && w > 0 {
		ip.area = min(w, ip.width)
	}
}

// room is the width lines may use.
func (ip *interpreter) room() int { return min(ip.area, ip.span()-ip.left) }

// panel is ESC c. Bytes: 1B 63 33 n (outputs of a parallel port), 34 n (sensors that stop printing:
// bits 0 and 1 near end), 35 n (feed button).
func (ip *interpreter) panel(a []byte) {
	switch a[0] {
	case '4':
		ip.dev.nearEndStops(a[1]&3 != 0)
	case '5':
		ip.dev.buttonsOff(a[1]&1 != 0)
	case '3':
	default:
		ip.unsupported("ESC c " + printable(a[0]))
	}
}

// drawer is ESC p. Bytes: 1B 70 m t1 t2; the pulse is t1 x 2 ms.
func (ip *interpreter) drawer(a []byte) { ip.dev.kick(a[0]&1, int(a[1])*2) }

// cutSize: GS V m, with a distance after the letters.
func cutSize(a []byte) int {
	if len(a) == 0 {
		return 1
	}
	switch a[0] {
	case 'A', 'B', 'a', 'b', 'g', 'h':
		return 2
	}
	return 1
}

// paperCut is GS V. Bytes: 1D 56 m (0/30 full, 1/31 partial: here and now) or 1D 56 41/42 n (feed to the
// cutter and n units more, then cut).
func (ip *interpreter) paperCut(a []byte) {
	switch a[0] {
	case 0, 1, '0', '1':
		ip.cut(0, false)
	case 'A', 'B', 'a', 'b', 'g', 'h':
		ip.cut(ip.vertical(int(a[1])), true)
	default:
		ip.unsupported("GS V mode")
	}
}

// cut is obeyed only at the beginning of a line, as on real printers.
func (ip *interpreter) cut(feed int, toCutter bool) {
	switch {
	case ip.paged != nil:
		ip.unsupported("cut in page mode")
		return
	case !ip.line.empty():
		ip.unsupported("cut within a line")
		return
	}
	if feed > 0 || toCutter {
		ip.queue(&strip{rows: feed, toCutter: toCutter})
	}
	ip.queue(&strip{cut: true})
}

// word is a 16-bit argument, low byte first.
func word(a []byte) int { return int(a[0]) | int(a[1])<<8 }
