package printer

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrDataLimit is the most a version 40 code holds, in digits.
const qrDataLimit = 7089

// qrStyle is what GS ( k set up for QR codes.
type qrStyle struct {
	module int // dots per module, 1 to 16
	level  qr.Level
	data   []byte
}

func defaultQR() qrStyle { return qrStyle{module: 3, level: qr.L} }

// symbol is the data of GS ( k: cn fn parameters. cn 31 is QR; other two-dimensional codes are skipped.
func (ip *interpreter) symbol(a []byte) {
	if len(a) < 2 {
		return
	}
	if a[0] != '1' {
		ip.unsupported("GS ( k " + printable(a[0]))
		return
	}
	switch fn, data := a[1], a[2:]; {
	case fn == 'A': // 165: model; 1 and 2 are drawn alike
	case fn == 'C' && len(data) == 1: // 167: module size
		if data[0] >= 1 && data[0] <= 16 {
			ip.qr.module = int(data[0])
		}
	case fn == 'E' && len(data) == 1: // 169: error correction 30 L, 31 M, 32 Q, 33 H
		ip.qr.level = qr.Level(digit(data[0], 3, int(ip.qr.level)))
	case fn == 'P' && len(data) >= 1: // 180: store, after m = 30
		ip.qr.data = append([]byte(nil), data[1:min(len(data), qrDataLimit+1)]...)
	case fn == 'Q': // 181: print
		ip.printQR()
	case fn == 'R': // 182: how large it would be
		ip.tellSize()
	default:
		ip.unsupported("GS ( k 1 " + printable(fn))
	}
}

// panelCode is ESC Z of Chinese models: a code in one command, of the kind that GS Z chose: 2 is QR.
// Bytes: 1B 5A version level module dL dH data; the level is a letter, or 0 to 3. The version is left to the data.
func (ip *interpreter) panelCode(a []byte) {
	data, module := a[5:min(len(a), 5+qrDataLimit)], int(a[2])
	if ip.twoD != 2 {
		ip.unsupported("ESC Z of another kind")
		return
	}
	if len(data) == 0 || module < 1 || module > 16 || !ip.clear() {
		return
	}
	level := strings.IndexByte("LMQH", a[1])
	if level < 0 {
		level = digit(a[1], 3, 0)
	}
	ip.drawQR(data, qr.Level(level), module)
}

// tellSize is function 182: width and height in dots, and 30 when it can be printed. Assumed, as the makers'
// lists show it: 37 36 width 1F height 1F 31 1F 30 00.
func (ip *interpreter) tellSize() {
	code, err := qr.Encode(string(ip.qr.data), ip.qr.level)
	if len(ip.qr.data) == 0 || err != nil {
		return
	}
	side := code.Size * ip.qr.module
	verdict := '0'
	if side > ip.room() {
		verdict = '1'
	}
	ip.dev.answer(fmt.Appendf(nil, "\x37\x36%d\x1f%d\x1f1\x1f%c\x00", side, side, verdict))
}

// printQR prints the stored data.
func (ip *interpreter) printQR() {
	if len(ip.qr.data) == 0 || !ip.clear() {
		return
	}
	ip.drawQR(ip.qr.data, ip.qr.level, ip.qr.module)
}

// drawQR prints a code. One that does not fit is not printed.
func (ip *interpreter) drawQR(data []byte, level qr.Level, module int) {
	code, err := qr.Encode(string(data), level)
	if err != nil || code.Size*module > ip.room() {
		ip.unsupported("QR too large")
		return
	}
	side := code.Size * module
	img := newBitmap(side, side)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				img.fill(x*module, y*module, module, module)
			}
		}
	}
	what := &block{code: &Code{Type: "qr", Data: readable(data)}}
	ip.printBlock(img, ip.indent(side), what)
}
