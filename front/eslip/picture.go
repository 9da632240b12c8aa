package eslip

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"

	"posterm/printer"
	"posterm/receipt"
)

// edge is the blank paper above and below the slip, in dots. Chosen: 4 mm.
const edge = 4 * dotsPerMM

// sheet is a slip on its paper: rows of stride bytes, leftmost dot in the high bit, a set bit is black.
type sheet struct {
	width, height, stride int
	dots                  []byte
}

// draw puts the slip's own dots on paper with its margins.
func draw(s receipt.Slip, p Paper) (sheet, error) {
	picture, err := printer.Draw(s, p.Dots, p.Columns)
	if err != nil {
		return sheet{}, err
	}
	left := p.margin() &^ 7 // whole bytes
	out := sheet{width: picture.Width + 2*p.margin(), height: picture.Height + 2*edge}
	out.stride = (out.width + 7) / 8
	out.dots = make([]byte, out.stride*out.height)
	from := picture.Width / 8
	for y := range picture.Height {
		copy(out.dots[(y+edge)*out.stride+left/8:], picture.Dots[y*from:(y+1)*from])
	}
	return out, nil
}

// deflated is data as zlib packs it (RFC 1950), as both PNG and PDF want it.
func deflated(data []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(data) // memory does not fail
	_ = w.Close()
	return out.Bytes()
}

// white turns black dots into zeros: PNG and PDF both say 0 for black.
func (s sheet) white() []byte {
	out := make([]byte, len(s.dots))
	for i, b := range s.dots {
		out[i] = ^b
	}
	return out
}

// png is a picture of one bit a dot, with its size: 8,000 dots a metre (PNG 1.2; image/png writes no pHYs).
func (s sheet) png() []byte {
	white, rows := s.white(), make([]byte, 0, (s.stride+1)*s.height)
	for y := range s.height {
		rows = append(append(rows, 0), white[y*s.stride:(y+1)*s.stride]...) // filter 0: none
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(s.width)), uint32(s.height))
	head = append(head, 1, 0, 0, 0, 0) // one bit, grey, deflate, filters, not interlaced
	size := binary.BigEndian.AppendUint32(nil, dotsPerMM*1000)
	size = append(append(size, size...), 1) // both ways, in metres
	out := []byte("\x89PNG\r\n\x1a\n")
	for _, c := range []struct {
		name string
		data []byte
	}{{"IHDR", head}, {"pHYs", size}, {"IDAT", deflated(rows)}, {"IEND", nil}} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(c.data)))
		named := append([]byte(c.name), c.data...)
		out = binary.BigEndian.AppendUint32(append(out, named...), crc32.ChecksumIEEE(named))
	}
	return out
}
