package printer

import (
	"posterm/printer/escpos"
	"posterm/printer/profile"
)

// dotsPerMM is that of a 203 dpi head.
const dotsPerMM = 8

// heat sets the head for this slip. Where a profile has commands they are sent every time: the
// setting of a cold morning would else stay until the printer is switched off. In the cold a
// black bar warms the head before the first line.
func (w *writer) heat() {
	p := w.style.Profile
	level := p.Heat.Level
	if w.style.Cold {
		level = p.Cold.Level
	}
	switch p.Heat.Command {
	case profile.Esc7:
		w.add(escpos.Heat(level.Dots, level.Time, level.Interval))
	case profile.GSK:
		w.add(escpos.Density(level.Density), escpos.Speed(level.Speed))
	}
	if w.style.Cold && p.Cold.WarmMM > 0 {
		bar := newCanvas(p.Paper.Dots, p.Cold.WarmMM*dotsPerMM)
		for i := range bar.dots {
			bar.dots[i] = 0xFF
		}
		w.raster(bar)
		w.add(escpos.FeedDots(lineRows - cellHeight))
	}
}

// rampRows is the height of a grey ramp in dots.
const rampRows = 4 * dotsPerMM

// shades are eight greys, from one dot in eight to all: which of 8 rows of 8 dots are how black.
var shades = [8][4]byte{
	{0x80, 0x00, 0x08, 0x00}, {0x88, 0x00, 0x22, 0x00}, {0x88, 0x22, 0x88, 0x22}, {0xAA, 0x11, 0xAA, 0x44},
	{0xAA, 0x55, 0xAA, 0x55}, {0xEE, 0x55, 0xBB, 0x55}, {0xFF, 0xAA, 0xFF, 0x55}, {0xFF, 0xFF, 0xFF, 0xFF},
}

// ramp prints the shades side by side, the faintest at the left: where they run together the
// head is too hot or too cold, where a column is white a dot of the head is dead.
func (w *writer) ramp() {
	c := newCanvas(w.style.Profile.Paper.Dots, rampRows)
	for i := range c.dots {
		x, y := i%c.stride, i/c.stride
		c.dots[i] = shades[x*len(shades)/c.stride][y%4]
	}
	w.raster(c)
	w.add(escpos.FeedDots(lineRows - cellHeight))
}
