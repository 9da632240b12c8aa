package printer

import (
	"fmt"

	"rsc.io/qr"

	"posterm/receipt"
)

// Picture is a slip as dots, 8 to the mm, as a printer that gets its slips as dots burns it, but
// for the dot that Raster adds where two bytes would be a command: rows of Width/8 bytes, leftmost dot in the
// high bit, a set bit is black.
type Picture struct {
	Width, Height int
	Dots          []byte
}

// Black says whether a dot is. Dots beyond the picture are white.
func (p Picture) Black(x, y int) bool {
	return x >= 0 && y >= 0 && x < p.Width && y < p.Height && p.Dots[y*p.Width/8+x/8]&(0x80>>(x%8)) != 0
}

// PictureLimit bounds a picture's height in dots, four metres of paper. Chosen: a settlement with
// every kind is a tenth of that; what is longer is refused.
const PictureLimit = 4000 * 8

// Draw makes the picture of a slip on paper of so many dots and columns, as a profile has them: 384 and
// 32, 576 and 48; more columns than the dots hold wrap as on printers that get dots. The error is that of a QR code too long, or of a slip beyond PictureLimit.
func Draw(s receipt.Slip, dots, columns int) (Picture, error) {
	p := Picture{Width: dots}
	for _, row := range receipt.Rows(s, min(columns, dots/cellWidth)) {
		block, height, err := block(row, dots)
		if err != nil {
			return Picture{}, err
		}
		p.Dots = append(append(p.Dots, block.dots...), make([]byte, max(0, height-block.rows())*block.stride)...)
		if p.Height = len(p.Dots) * 8 / dots; p.Height > PictureLimit {
			return Picture{}, fmt.Errorf("printer: a picture has at most %d rows of dots", PictureLimit)
		}
	}
	return p, nil
}

// block is a row as dots, and how far the paper goes with it.
func block(row receipt.Row, dots int) (c canvas, height int, err error) {
	if row.QR != "" {
		c, err = qrDots(row.QR, dots)
		return c, 0, err
	}
	return rowDots(row, dots), lineRows, nil
}

// qrDots is a code in the middle of the paper, as large as the printer would make it.
func qrDots(data string, width int) (canvas, error) {
	code, err := qr.Encode(receipt.Clean(data), qr.M)
	if err != nil || code.Size*qrModule > width {
		return canvas{}, fmt.Errorf("printer: a QR code of %d bytes does not fit on %d dots", len(data), width)
	}
	c := newCanvas(width, code.Size*qrModule)
	left := (width - code.Size*qrModule) / 2
	const module = uint64(1<<qrModule-1) << (64 - qrModule)
	for y := range c.rows() {
		for x := range code.Size {
			if code.Black(x, y/qrModule) {
				c.put(module, left+x*qrModule, y)
			}
		}
	}
	return c, nil
}
