package printer

import (
	"testing"

	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

func TestPageModePrintsAllOrNothing(t *testing.T) {
	b := newBench(t, Options{CutterRows: -1})
	b.print([]byte("\x1bL\x1bW\x00\x00\x00\x00\x80\x01\x90\x01"))
	b.print(gb(t, "第一行\nline two\n\x1dV\x00"))
	require.Zero(t, b.paper.used)
	require.Equal(t, StatePrinting, b.status().State)
	require.Equal(t, map[string]int{"cut in page mode": 1}, b.ip.skipped)
	b.print([]byte("\x0c"))
	require.EqualValues(t, 400, b.paper.used, "the area is as long as it was set")
	require.Equal(t, "第一行\nline two", b.slips()[0].Text)
	b.print([]byte("standard\n"))
	require.Equal(t, "第一行\nline two\nstandard", b.slips()[0].Text)
}

func TestPageModeCanBeLeftAndCancelled(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"ESC S":                  {"\x1bLgone\n\x1bSkept\n", "kept"},
		"ESC @":                  {"\x1bLgone\n\x1b@kept\n", "kept"},
		"CAN":                    {"\x1bLgone\n\x18kept\n\x0c", "kept"},
		"ESC FF prints again":    {"\x1bLtwice\n\x1b\x0c\x1b\x0c\x1bS", "twice\ntwice"},
		"CAN clears its area":    {"\x1bLkept\n\x1bW\x00\x00\xc8\x00\x80\x01\x64\x00gone\n\x18\x0c", "kept"},
		"outside of it":          {"\x1bT\x01\x1dW\x80\x01\x1d$\x00\x01\x18plain\n\x0c", "plain"},
		"begun line, no page":    {"begun\x1bL line\n", "begun line"},
		"alignment stays behind": {"\x1ba\x01\x1bL\x1ba\x02x\x0cmid\n", "x\n              mid"},
		"empty area":             {"\x1bL\x1bW\x00\x00\x00\x00\x00\x00\x00\x00x\n\x0c", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{})
			b.print([]byte(tt.in))
			require.Equal(t, tt.want, b.slips()[0].Text)
		})
	}
}

// Whatever the direction: the dots are those of the upright page, turned.
func TestPageDirections(t *testing.T) {
	dots := func(direction string) *bitmap {
		b := newBench(t, Options{CutterRows: -1})
		b.print([]byte("\x1bL\x1bW\x00\x00\x00\x00\x90\x01\x80\x01\x1bT" + direction + "F1\nb\n\x0c"))
		require.EqualValues(t, 384, b.paper.used)
		require.Equal(t, 1, b.slips()[0].ID)
		return &bitmap{384, 384, 48, b.paper.cur.dots}
	}
	upright := dots("\x00")
	for direction, turned := range map[string]func(x, y int) (int, int){
		"\x01": func(x, y int) (int, int) { return y, 383 - x },
		"\x02": func(x, y int) (int, int) { return 383 - x, 383 - y },
		"3":    func(x, y int) (int, int) { return 383 - y, x },
	} {
		got, n := dots(direction), 0
		for y := range 384 {
			for x := range 384 {
				tx, ty := turned(x, y)
				require.Equal(t, upright.at(x, y), got.at(tx, ty), "direction %q at %d %d", direction, x, y)
				if upright.at(x, y) {
					n++
				}
			}
		}
		require.Greater(t, n, 50)
	}
}

// A code beside text: positions count within the area, text and codes stand on their base line.
func TestPagePositions(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1bL\x1bW\x08\x00\x10\x00\x70\x01\xc8\x00" +
		"\x1d$\x96\x00\x1b$\xa0\x00\x1d(k\x03\x001C\x05\x1d(k\x07\x001P0PAGE\x1d(k\x03\x001Q0" +
		"\x1d$\x18\x00\x1b$\x00\x00left\x1d\\\x1e\x00\x1b$\x00\x00below\x0c"))
	s := b.slips()[0]
	require.Equal(t, []Code{{"qr", "PAGE"}}, s.Codes)
	require.Equal(t, "left\nbelow", s.Text)
	require.Equal(t, "PAGE", scan(t, qrcode.NewQRCodeReader(), b))
	dots := &bitmap{384, b.paper.cur.rows(), 48, b.paper.cur.dots}
	first := b.opt.CutterRows + 16 // of the area; the text's base line is 24 lower
	for y := first; y < first+54; y++ {
		for x := range 8 {
			require.False(t, dots.at(x, y), "nothing left of the area")
		}
	}
	require.Equal(t, 150+16, lastInk(dots)+1-b.opt.CutterRows, "the code stands on row 150 of the area")
}

func lastInk(b *bitmap) int {
	p := page{canvas: b}
	return p.inked() - 1
}

func TestPowerCutLosesThePage(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1bLlost\n"))
	b.switchOff()
	b.switchOn()
	b.print([]byte("next\n"))
	require.Equal(t, "next", b.slips()[0].Text)
}
