package printer

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"sync"
)

// Layout of a picture, in dots.
const (
	border   = 16 // backdrop around the paper
	margin   = 40 // paper beside the print area: 58 mm paper has 464 dots
	edge     = 8  // height of a serrated edge
	tailRows = 64 // bare paper shown after the last row when the roll ended
)

// Places in the palette: the first four, then inks from pale to black. More than sixteen
// colours make it a byte per dot, which is encoded faster than four bits.
const (
	backdrop = iota
	bare
	shade
	stripe
	firstInk
	inks = 28
)

// palette looks like thermal paper under office light: warm white, bluish black.
var palette = func() color.Palette {
	p := color.Palette{
		color.RGBA{0x8E, 0x93, 0x9A, 0xFF}, color.RGBA{0xFB, 0xF9, 0xF2, 0xFF},
		color.RGBA{0xDD, 0xD9, 0xCE, 0xFF}, color.RGBA{0xE4, 0x8A, 0x92, 0xFF},
	}
	for i := range inks {
		mix := func(paper, ink int) uint8 { return uint8(paper + (ink-paper)*(i+1)/inks) }
		p = append(p, color.RGBA{mix(0xFB, 0x1E), mix(0xF9, 0x1E), mix(0xF2, 0x26), 0xFF})
	}
	return p
}()

// colours are the places in the palette by density in 1/100: the reflected light falls by 10^-density.
var colours = func() (c [256]uint8) {
	for density := range c {
		light := 1 - reflectance(float64(density)/100)/reflectance(densityMin/100.0)
		n := min(int(light*inks*1.09+0.5), inks)
		c[density] = uint8(firstInk + n - 1)
		if n <= 0 {
			c[density] = bare
		}
	}
	return c
}()

// ink gives the colour of a dot of some density in 1/100.
func ink(density uint8) uint8 { return colours[density] }

// ErrNoSlip is the answer to an id that no kept slip has.
var ErrNoSlip = errors.New("no such slip")

// sheet is a piece of paper to be drawn.
type sheet struct {
	piece
	width int // printable dots
}

// height in a picture, edges included.
func (s *sheet) height() int {
	h := s.rows() + 2*edge
	if s.end == endPaper {
		h += tailRows
	}
	return h
}

// SlipPNG draws one piece of paper, also the one still in the printer. Unknown ids give ErrNoSlip.
func (p *Printer) SlipPNG(id int) ([]byte, error) {
	for _, s := range p.sheets() {
		if s.id == id {
			return picture([]sheet{s})
		}
	}
	return nil, fmt.Errorf("slip %d: %w", id, ErrNoSlip)
}

// RollPNG draws all the paper there is, oldest on top; beyond 30,000 rows the oldest are left out.
func (p *Printer) RollPNG() ([]byte, error) {
	all, rows := p.sheets(), 0
	for i := len(all) - 1; i >= 0; i-- {
		if rows += all[i].height(); rows > pictureLimit && i < len(all)-1 {
			all = all[i+1:]
			break
		}
	}
	return picture(all)
}

// sheets takes the pieces out from under the lock; only the one in the printer can still change.
func (p *Printer) sheets() []sheet {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []sheet
	for _, piece := range p.m.paper.pieces() {
		if piece.end == endOpen {
			piece.dots, piece.density = bytes.Clone(piece.dots), bytes.Clone(piece.density)
			piece.tones = bytes.Clone(piece.tones)
		}
		all = append(all, sheet{piece, p.m.opt.Width})
	}
	return all
}

// picture draws sheets one under the other and encodes them.
func picture(sheets []sheet) ([]byte, error) {
	width, height := 2*border+DefaultWidth+2*margin, border
	for i := range sheets {
		width = max(width, 2*border+sheets[i].width+2*margin)
		height += sheets[i].height() + border
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), palette)
	y := border
	for i := range sheets {
		sheets[i].draw(img, y)
		y += sheets[i].height() + border
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers}
	if err := encoder.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("draw the paper: %w", err)
	}
	return out.Bytes(), nil
}

// draw puts the paper, its edges and its dots into the picture, from row y.
func (s *sheet) draw(img *image.Paletted, y int) {
	right := border + s.width + 2*margin
	plain := make([]uint8, right-border) // most rows look like this before they are burnt
	for x := range plain {
		plain[x] = s.ground(edge, x)
	}
	ends := s.height() - edge
	if s.end == endPaper {
		ends -= tailRows
	}
	for row := range s.height() {
		line := img.Pix[(y+row)*img.Stride:][:img.Stride]
		if row < edge || row >= ends {
			for x := range plain {
				line[border+x] = s.ground(row, x)
			}
		} else {
			copy(line[border:], plain)
		}
		if i := row - edge; i >= 0 && i < s.rows() && s.density[i] != 0 {
			s.burn(line[border+margin:][:s.width], i)
		}
		if line[right-1] != backdrop { // a thin shadow lifts the paper off the ground
			line[right], line[right+1] = shade, shade
		}
	}
}

// ground is the paper's own colour at a place: serrated ends, darker rims, red stripes where a roll ends.
func (s *sheet) ground(row, x int) uint8 {
	fromEnd := s.height() - 1 - row
	tooth := x % (2 * edge)
	if tooth >= edge {
		tooth = 2*edge - 1 - tooth
	}
	switch {
	case row < tooth, (s.end == endCut || s.end == endTorn || s.end == endHand) && fromEnd < tooth:
		return backdrop
	case s.end == endPaper && fromEnd < tailRows && (x+row)%32 < 10:
		return stripe
	case x == 0 || x == s.width+2*margin-1 || row == tooth:
		return shade
	}
	return bare
}

// burn colours the dark dots of row i. A dot under a dot of the row before was still warm.
func (s *sheet) burn(line []uint8, i int) {
	stride := s.width / 8
	row := s.dots[i*stride : (i+1)*stride]
	above := row
	if i > 0 {
		above = s.dots[(i-1)*stride : i*stride]
	}
	tones := s.tones[i*len(s.tones)/s.rows():]
	for at, b := range row {
		if b == 0 {
			continue
		}
		pair := tones[2*(at*8/strobeDots):]
		alone, under := ink(pair[0]), ink(pair[1])
		warm := above[at]
		for x := at * 8; b != 0; x, b, warm = x+1, b<<1, warm<<1 {
			switch {
			case b&warm&0x80 != 0 && pair[1] != 0:
				line[x] = under
			case b&0x80 != 0:
				line[x] = alone
			}
		}
	}
}

// pool keeps the encoder's buffers between pictures.
type pool struct{ sync.Pool }

var buffers pool

// Get is part of png.EncoderBufferPool.
func (p *pool) Get() *png.EncoderBuffer {
	b, _ := p.Pool.Get().(*png.EncoderBuffer)
	return b
}

// Put is part of png.EncoderBufferPool.
func (p *pool) Put(b *png.EncoderBuffer) { p.Pool.Put(b) }
