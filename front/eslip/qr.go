package eslip

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quiet is the white around a code, in modules, that readers want. Given: ISO/IEC 18004.
const quiet = 4

// svg is a QR code as a picture within a page.
func svg(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("eslip: a QR code of %d bytes: %w", len(text), err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	side := code.Size + 2*quiet
	return fmt.Sprintf("<svg role=\"img\" aria-label=\"QR\" viewBox=\"0 0 %d %d\"><path d=\"%s\"/></svg>\n", side, side, path.String()), nil
}

// screenQuiet is the least white around a code on a screen, in modules. Chosen: phones want less than the standard's
// four on a lit screen.
const screenQuiet = 2

// Blocks is a QR code for a screen of light letters on dark ground: two rows of modules on one line of block
// characters, the safest that so many columns and rows hold whole; nil: none does. With a link of 70 characters it has
// from 45 columns and 23 lines, with the white and the correction of errors of the standard, down to 37 and 19,
// with less of both. Texts up to some 2,900 bytes have a code.
func Blocks(text string, columns, rows int) []string {
	for _, level := range []qr.Level{qr.M, qr.L} {
		code, err := qr.Encode(text, level)
		if err != nil {
			continue
		}
		for _, white := range []int{quiet, screenQuiet} {
			if side := code.Size + 2*white; side <= columns && (side+1)/2 <= rows {
				return blocks(code, white)
			}
		}
	}
	return nil
}

func blocks(code *qr.Code, white int) (lines []string) {
	halves := [4]rune{'█', '▀', '▄', ' '} // white is lit: both, the upper half, the lower half, none
	for y := -white; y < code.Size+white; y += 2 {
		var line strings.Builder
		for x := -white; x < code.Size+white; x++ {
			half := 0
			if code.Black(x, y+1) {
				half |= 1
			}
			if code.Black(x, y) {
				half |= 2
			}
			line.WriteRune(halves[half])
		}
		lines = append(lines, line.String())
	}
	return lines
}
