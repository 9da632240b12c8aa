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

// screenQuiet is the white around a code on a screen, in modules. Chosen.
const screenQuiet = 2

// Blocks is a QR code for a screen of light letters on dark ground: two rows of modules on one line of block
// characters. Each line has as many columns as the code has modules and a little white around: 37 for a link of 70
// characters, in 19 lines, which fits a screen of 80 by 24; phones want less than the standard's four modules of white on a lit screen. Texts up to some 2,300 bytes have a code.
func Blocks(text string) (lines []string, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("eslip: a QR code of %d bytes: %w", len(text), err)
	}
	halves := [4]rune{'█', '▀', '▄', ' '} // white is lit: both, the upper half, the lower half, none
	for y := -screenQuiet; y < code.Size+screenQuiet; y += 2 {
		var line strings.Builder
		for x := -screenQuiet; x < code.Size+screenQuiet; x++ {
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
	return lines, nil
}
