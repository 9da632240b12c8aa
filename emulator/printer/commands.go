package printer

// selectPeripheral is the one command a disabled printer still obeys.
const selectPeripheral = "ESC ="

// unsupportedNames bounds the counters of what was skipped; foreign bytes choose the names.
const unsupportedNames = 256

// commands is every two-byte introduction this printer knows, with the length of what follows, so
// that a command it does not execute is still skipped whole.
var commands = map[[2]byte]*command{
	// ESC
	{esc, '@'}:  {"ESC @", fixed(0), (*interpreter).initialise},
	{esc, 't'}:  {"ESC t", fixed(1), func(ip *interpreter, a []byte) { ip.page = a[0] }},
	{esc, 'R'}:  {"ESC R", fixed(1), func(ip *interpreter, a []byte) { ip.country = a[0] }},
	{esc, 'M'}:  {"ESC M", fixed(1), (*interpreter).selectFont},
	{esc, '!'}:  {"ESC !", fixed(1), (*interpreter).printMode},
	{esc, 'E'}:  {"ESC E", fixed(1), func(ip *interpreter, a []byte) { ip.bold = a[0]&1 != 0 }},
	{esc, 'G'}:  {"ESC G", fixed(1), func(ip *interpreter, a []byte) { ip.double = a[0]&1 != 0 }},
	{esc, '-'}:  {"ESC -", fixed(1), func(ip *interpreter, a []byte) { ip.underline = digit(a[0], 2, ip.underline) }},
	{esc, 'a'}:  {"ESC a", fixed(1), (*interpreter).alignment},
	{esc, '2'}:  {"ESC 2", fixed(0), func(ip *interpreter, _ []byte) { ip.spacing = defaultSpacing }},
	{esc, '3'}:  {"ESC 3", fixed(1), func(ip *interpreter, a []byte) { ip.spacing = ip.vertical(int(a[0])) }},
	{esc, ' '}:  {"ESC SP", fixed(1), func(ip *interpreter, a []byte) { ip.gap = ip.horizontal(int(a[0])) }},
	{esc, '$'}:  {"ESC $", fixed(2), (*interpreter).absolute},
	{esc, '\\'}: {"ESC \\", fixed(2), (*interpreter).relative},
	{esc, 'D'}:  {"ESC D", untilNUL(32), (*interpreter).setTabs},
	{esc, 'd'}:  {"ESC d", fixed(1), func(ip *interpreter, a []byte) { ip.flush(int(a[0]) * ip.spacing) }},
	{esc, 'J'}:  {"ESC J", fixed(1), func(ip *interpreter, a []byte) { ip.flush(ip.vertical(int(a[0]))) }},
	{esc, '{'}:  {"ESC {", fixed(1), func(ip *interpreter, a []byte) { ip.upside = a[0]&1 != 0 }},
	{esc, 'i'}:  {"ESC i", fixed(0), func(ip *interpreter, _ []byte) { ip.cut(0, false) }},
	{esc, 'm'}:  {"ESC m", fixed(0), func(ip *interpreter, _ []byte) { ip.cut(0, false) }},
	{esc, 'p'}:  {"ESC p", fixed(3), (*interpreter).drawer},
	{esc, '='}:  {selectPeripheral, fixed(1), func(ip *interpreter, a []byte) { ip.enabled = a[0]&1 != 0 }},
	{esc, 'c'}:  {"ESC c", fixed(2), (*interpreter).panel},
	{esc, '*'}:  {"ESC *", columnImageSize, (*interpreter).columnImage},
	{esc, 'v'}:  {"ESC v", fixed(0), func(ip *interpreter, _ []byte) { ip.dev.sensorReply(1) }},
	{esc, 'u'}:  {"ESC u", fixed(1), func(ip *interpreter, _ []byte) { ip.dev.sensorReply(2) }},
	{esc, '7'}:  {"ESC 7", fixed(3), (*interpreter).heatTimes},
	{esc, '('}:  {"ESC (", extended, nil},
	{esc, 'L'}:  {"ESC L", fixed(0), (*interpreter).enterPage},
	{esc, 'S'}:  {"ESC S", fixed(0), (*interpreter).leavePage},
	{esc, ff}:   {"ESC FF", fixed(0), (*interpreter).printPage},
	{esc, 'W'}:  {"ESC W", fixed(8), (*interpreter).pageArea},
	{esc, 'T'}:  {"ESC T", fixed(1), (*interpreter).pageDirection},
	{esc, 'K'}:  {"ESC K", fixed(1), (*interpreter).backFeed},
	{esc, 'e'}:  {"ESC e", fixed(1), (*interpreter).backFeed},
	{esc, 'V'}:  {"ESC V", fixed(1), nil}, // rotated characters
	{esc, '%'}:  {"ESC %", fixed(1), nil}, // user-defined characters
	{esc, '?'}:  {"ESC ?", fixed(1), nil},
	{esc, '&'}:  {"ESC &", userFontSize, nil},
	{esc, 'r'}:  {"ESC r", fixed(1), nil}, // second colour
	{esc, 'U'}:  {"ESC U", fixed(1), accepted},
	{esc, 'B'}:  {"ESC B", fixed(2), accepted}, // beep of Chinese models
	{esc, '9'}:  {"ESC 9", fixed(1), accepted}, // character set of Chinese models; GB18030 here

	{esc, '<'}: {"ESC <", fixed(0), accepted}, // head to its rest
	{esc, 'f'}: {"ESC f", fixed(2), nil},      // waiting for cut sheets
	{esc, '8'}: {"ESC 8", fixed(2), accepted}, // sleep of panel printers
	{esc, 'Z'}: {"ESC Z", panelCodeSize, (*interpreter).panelCode},

	// FS
	{fs, '&'}: {"FS &", fixed(0), func(ip *interpreter, _ []byte) { ip.hanzi = true }},
	{fs, '.'}: {"FS .", fixed(0), func(ip *interpreter, _ []byte) { ip.hanzi = false }},
	{fs, '!'}: {"FS !", fixed(1), (*interpreter).hanziMode},
	{fs, 'W'}: {"FS W", fixed(1), func(ip *interpreter, a []byte) { ip.hanziWide, ip.hanziTall = a[0]&1 != 0, a[0]&1 != 0 }},
	{fs, '-'}: {"FS -", fixed(1), func(ip *interpreter, a []byte) { ip.hanziUnder = digit(a[0], 2, ip.hanziUnder) }},
	{fs, 'S'}: {"FS S", fixed(2), func(ip *interpreter, a []byte) {
		ip.hanziLeft, ip.hanziRight = ip.horizontal(int(a[0])), ip.horizontal(int(a[1]))
	}},
	{fs, '('}: {"FS (", extended, func(ip *interpreter, a []byte) {
		if a[0] != 'A' { // A: hanzi font; there is one
			ip.unsupported("FS ( " + printable(a[0]))
		}
	}},
	{fs, 'C'}: {"FS C", fixed(1), accepted}, // code system of Shift JIS models
	{fs, 'p'}: {"FS p", fixed(2), nil},      // stored logo
	{fs, '2'}: {"FS 2", fixed(74), nil},     // user-defined hanzi
	{fs, '?'}: {"FS ?", fixed(2), nil},
	{fs, 'q'}: {"FS q", storedLogosSize, nil},
	{fs, 'g'}: {"FS g", userMemorySize, nil},

	// GS
	{gs, '!'}:  {"GS !", fixed(1), (*interpreter).characterSize},
	{gs, 'B'}:  {"GS B", fixed(1), func(ip *interpreter, a []byte) { ip.reverse = a[0]&1 != 0 }},
	{gs, 'P'}:  {"GS P", fixed(2), func(ip *interpreter, a []byte) { ip.unitX, ip.unitY = int(a[0]), int(a[1]) }},
	{gs, 'L'}:  {"GS L", fixed(2), (*interpreter).leftMargin},
	{gs, 'W'}:  {"GS W", fixed(2), (*interpreter).areaWidth},
	{gs, 'V'}:  {"GS V", cutSize, (*interpreter).paperCut},
	{gs, 'h'}:  {"GS h", fixed(1), func(ip *interpreter, a []byte) { ip.bars.height = max(1, int(a[0])) }},
	{gs, 'w'}:  {"GS w", fixed(1), func(ip *interpreter, a []byte) { ip.bars.setModule(int(a[0])) }},
	{gs, 'H'}:  {"GS H", fixed(1), func(ip *interpreter, a []byte) { ip.bars.hri = digit(a[0], 3, ip.bars.hri) }},
	{gs, 'f'}:  {"GS f", fixed(1), func(ip *interpreter, a []byte) { ip.bars.fontB = digit(a[0], 1, 0) == 1 }},
	{gs, 'k'}:  {"GS k", barcodeSize, (*interpreter).barcode},
	{gs, 'v'}:  {"GS v 0", rasterSize, (*interpreter).raster},
	{gs, '('}:  {"GS (", extended, (*interpreter).extendedGS},
	{gs, '8'}:  {"GS 8 L", longGraphicsSize, (*interpreter).longGraphics},
	{gs, 'a'}:  {"GS a", fixed(1), func(ip *interpreter, a []byte) { ip.dev.enableASB(a[0]) }},
	{gs, 'r'}:  {"GS r", fixed(1), func(ip *interpreter, a []byte) { ip.dev.sensorReply(byte(digit(a[0], 2, 0))) }},
	{gs, 'I'}:  {"GS I", fixed(1), func(ip *interpreter, a []byte) { ip.dev.identify(a[0]) }},
	{gs, '$'}:  {"GS $", fixed(2), func(ip *interpreter, a []byte) { ip.pageDown(ip.vertical(word(a)), false) }},
	{gs, '\\'}: {"GS \\", fixed(2), func(ip *interpreter, a []byte) { ip.pageDown(ip.vertical(int(int16(word(a)))), true) }},
	{gs, 'b'}:  {"GS b", fixed(1), accepted}, // smoothing
	{gs, '*'}: {"GS *", func(a []byte) int {
		if len(a) < 2 {
			return 2
		}
		return 2 + int(a[0])*int(a[1])*8
	}, nil}, // downloaded image
	{gs, '/'}: {"GS /", fixed(1), nil},
	{gs, ':'}: {"GS :", fixed(0), nil}, // macro
	{gs, '^'}: {"GS ^", fixed(3), nil},
	{gs, 'c'}: {"GS c", fixed(0), nil}, // counter
	{gs, 'T'}: {"GS T", fixed(1), accepted},
	{gs, 'Z'}: {"GS Z", fixed(1), func(ip *interpreter, a []byte) { ip.twoD = digit(a[0], 2, ip.twoD) }},
	{gs, 'C'}: {"GS C", counterSize, nil},
	{gs, 'E'}: {"GS E", fixed(1), accepted}, // heating of old models
	{gs, 'F'}: {"GS F", fixed(4), nil},      // places of black marks
	{gs, 'Q'}: {"GS Q", tallImageSize, nil},
	{gs, 'j'}: {"GS j", fixed(1), nil}, // automatic status of ink
	{gs, '<'}: {"GS <", fixed(0), nil}, // to the next mark
	{gs, 'g'}: {"GS g", fixed(4), nil},
	{gs, 'z'}: {"GS z", fixed(3), accepted},

	// DLE: executed on reception, see realtime.go; here they are passed over.
	{dle, eot}: {"DLE EOT", fixed(1), accepted},
	{dle, enq}: {"DLE ENQ", fixed(1), accepted},
	{dle, dc4}: {"DLE DC4", realTimeSize, accepted},

	// DC2, of small Chinese panel printers
	{dc2, '#'}: {"DC2 #", fixed(1), (*interpreter).panelDensity},
	{dc2, 'T'}: {"DC2 T", fixed(0), nil},
	{dc2, '*'}: {"DC2 *", panelImageSize, (*interpreter).panelImage},
	{dc2, 'V'}: {"DC2 V", panelRowsSize, (*interpreter).panelRows},
}

// accepted is a command that is understood and changes nothing one could see.
func accepted(*interpreter, []byte) {}

// extended is the size of the families ESC (, FS ( and GS (: letter, length (two bytes, low first), data.
func extended(a []byte) int {
	if len(a) < 3 {
		return 3
	}
	return 3 + int(a[1]) + int(a[2])<<8
}

// untilNUL is the size of data that ends with a NUL, or after limit bytes.
func untilNUL(limit int) func([]byte) int {
	return func(a []byte) int {
		if n := len(a); n > 0 && (a[n-1] == 0 || n > limit) {
			return n
		}
		return len(a) + 1
	}
}

// userFontSize: y c1 c2, then for each character its width x and x*y bytes.
func userFontSize(a []byte) int {
	if len(a) < 3 {
		return 3
	}
	at := 3
	for range int(a[2]) - int(a[1]) + 1 {
		if len(a) <= at {
			return at + 1
		}
		at += 1 + int(a[at])*int(a[0])
	}
	return at
}

// extendedGS executes GS ( by its letter.
func (ip *interpreter) extendedGS(a []byte) {
	letter, data := a[0], a[3:]
	switch letter {
	case 'k':
		ip.symbol(data)
	case 'L':
		ip.graphics(data)
	case 'H':
		ip.dev.transmission(data)
	case 'K':
		ip.densityAndSpeed(data)
	default:
		ip.unsupported("GS ( " + printable(letter))
	}
}

// unsupported counts what was skipped.
func (ip *interpreter) unsupported(name string) {
	if _, known := ip.skipped[name]; known || len(ip.skipped) < unsupportedNames {
		ip.skipped[name]++
	}
}

func printable(b byte) string {
	if b < 0x20 || b > 0x7E {
		return "?"
	}
	return string(rune(b))
}

// digit reads a number that may be given as a value or as its ASCII digit; out of range keeps old.
func digit(b byte, most, old int) int {
	if b >= '0' {
		b -= '0'
	}
	if int(b) > most {
		return old
	}
	return int(b)
}
