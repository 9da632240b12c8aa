// Package escpos speaks the bytes of ESC/POS receipt printers: the few commands
// the driver sends, what its status bytes mean, and the parting of the stream a
// printer sends back into replies.
//
// It knows no port, no slip and no time. Sources of the bytes: the command
// lists that printer makers publish for application developers, and PRINTER.md
// 1.1 to 1.7; example bytes (hex) stand beside each command.
package escpos

import "fmt"

// Commands without arguments.
var (
	// Initialise is ESC @: modes to their power-on values, the unprinted line dropped. Bytes: 1B 40.
	Initialise = []byte{0x1B, '@'}
	// HanziOn is FS &: bytes from 81 up are GB18030 characters. Chinese printers
	// start so, others do not. Bytes: 1C 26.
	HanziOn = []byte{0x1C, '&'}
	// HanziOff is FS .: every byte is a character of the code page. Bytes: 1C 2E.
	HanziOff = []byte{0x1C, '.'}
	// LineFeed is LF: print the line, advance the paper. Bytes: 0A.
	LineFeed = []byte{'\n'}
	// Cut is GS V 66 0: feed until the last line is past the cutter, then cut,
	// leaving one point uncut. Only at the beginning of a line. Bytes: 1D 56 42 00.
	Cut = []byte{0x1D, 'V', 66, 0}
	// PaperStatus is GS r 1, executed in buffer order: its one-byte answer says
	// that everything sent before was processed. Bytes: 1D 72 01.
	PaperStatus = []byte{0x1D, 'r', 1}
	// PrintQR is GS ( k, function 181: print the stored QR code. Bytes: 1D 28 6B 03 00 31 51 30.
	PrintQR = []byte{0x1D, '(', 'k', 3, 0, 49, 81, 48}
)

// Bold is ESC E. Bytes, on: 1B 45 01; off: 1B 45 00.
func Bold(on bool) []byte { return []byte{0x1B, 'E', bit(on)} }

// Double is GS ! for characters of double width and height, hanzi included.
// Bytes, on: 1D 21 11; off: 1D 21 00.
func Double(on bool) []byte { return []byte{0x1D, '!', 0x11 * bit(on)} }

// Centre is ESC a, at the beginning of a line only. Bytes, on: 1B 61 01; off
// (left): 1B 61 00.
func Centre(on bool) []byte { return []byte{0x1B, 'a', bit(on)} }

// AskStatus is DLE EOT n, n from 1 to 4, answered with one byte on reception:
// 1 printer, 2 cause of being off-line, 3 cause of the error, 4 paper roll.
// Bytes, n = 1: 10 04 01.
func AskStatus(n byte) []byte { return []byte{0x10, 0x04, n} }

// What Recover tells a printer that a person has put right.
const (
	PaperLoaded byte = 0 // go on-line, on models that wait for it after new paper
	CauseGone   byte = 1 // recover from the error, go on in the line where it stopped
)

// Recover is DLE ENQ n, done on reception. 2, which throws the rest of a slip away, is never sent.
// Bytes, CauseGone: 10 05 01.
func Recover(n byte) []byte { return []byte{0x10, 0x05, n} }

// Bits of the argument of AutoStatus.
const (
	OnOnline byte = 0x02 // on-line and off-line
	OnError  byte = 0x04 // errors
	OnPaper  byte = 0x08 // paper roll
)

// AutoStatus is GS a n: from now on the printer sends four bytes by itself when
// something of n changes, and once at once. 0 switches it off.
// Bytes, everything but the drawer: 1D 61 0E.
func AutoStatus(n byte) []byte { return []byte{0x1D, 'a', n} }

// ID is a process id, four characters from 20 to 7E (hex).
type ID [4]byte

// String is the id as text.
func (id ID) String() string { return string(id[:]) }

// AskDone is GS ( H, function 48: the printer answers with this id when
// everything before it is on paper, cuts included.
// Bytes, id "0001": 1D 28 48 06 00 30 30 30 30 30 31; answer: 37 22 30 30 30 31 00.
func AskDone(id ID) []byte {
	return []byte{0x1D, '(', 'H', 6, 0, 48, 48, id[0], id[1], id[2], id[3]}
}

// QRLimit is the most bytes of one QR code. Chosen: with 3 dots a module and
// level M, 213 bytes (version 10, 57 modules) still fit narrow paper with ease.
const QRLimit = 213

// StoreQR is GS ( k, functions 165, 167, 169 and 180: model 2, module size in
// dots (1 to 16), error correction level M, data of 1 to QRLimit bytes.
// Bytes, "A" with 4 dots: 1D 28 6B 04 00 31 41 32 00 · 1D 28 6B 03 00 31 43 04 ·
// 1D 28 6B 03 00 31 45 31 · 1D 28 6B 04 00 31 50 30 41.
func StoreQR(data []byte, module byte) ([]byte, error) {
	if len(data) == 0 || len(data) > QRLimit {
		return nil, fmt.Errorf("escpos: a QR code holds 1 to %d bytes, not %d", QRLimit, len(data))
	}
	if module < 1 || module > 16 {
		return nil, fmt.Errorf("escpos: a QR module has 1 to 16 dots, not %d", module)
	}
	out := []byte{0x1D, '(', 'k', 4, 0, 49, 65, 50, 0}
	out = append(out, 0x1D, '(', 'k', 3, 0, 49, 67, module)
	out = append(out, 0x1D, '(', 'k', 3, 0, 49, 69, 49)
	out = append(out, 0x1D, '(', 'k', byte(len(data)+3), 0, 49, 80, 48)
	return append(out, data...), nil
}

// EndOfQuestion ends a DLE EOT of which the last byte never came; there is no status 0, and nothing is answered.
// A printer that waits for no byte ignores it. Bytes: 00.
var EndOfQuestion = []byte{0}

// padText is what ends the longest command of this package that is no raster.
const padText = QRLimit + 3

// Pad is enough NULs to end any command of this package that was cut short, with rasters of
// up to so many bytes of dots; a printer that is not in the middle of a command ignores them.
func Pad(raster int) []byte { return make([]byte, max(padText, raster+rasterHead)) }

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}
