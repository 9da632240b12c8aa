package printer

import (
	"bytes"
	"fmt"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/glyph"
)

// catcher is a device that keeps the strips, and so their dots until the next byte.
type catcher struct {
	*machine
	strips []*strip
}

func (c *catcher) queue(s *strip) { c.strips = append(c.strips, s) }

func newCatcher(t testing.TB) (*catcher, *interpreter) {
	c := &catcher{machine: newBench(t, Options{}).machine}
	return c, newInterpreter(c, DefaultWidth)
}

// easel draws a line as slowly and plainly as one can: from the glyphs, dot by dot, in the order of the text.
type easel struct {
	x, width, height int
	strokes          []func(dots *bitmap, offset int)
}

// write paints a character in the modes that it is printed in.
func (e *easel) write(r rune, m modes) {
	mask, wide := glyph.Hanzi(r)
	if !wide {
		mask, _ = glyph.Latin(r, m.font)
	}
	at, width, height := e.x, mask.Width*m.wide, mask.Height*m.tall
	e.x += width
	e.width, e.height = max(e.width, e.x), max(e.height, height)
	e.strokes = append(e.strokes, func(dots *bitmap, offset int) {
		x, top, under := at+offset, dots.height-height, m.underline*m.tall
		for i := range mask.Width * mask.Height {
			gx, gy := i%mask.Width, i/mask.Width
			if mask.Row(gy)<<gx>>31 == 0 {
				continue
			}
			dots.fill(x+gx*m.wide, top+gy*m.tall, m.wide, m.tall)
			if m.bold && (m.wide > 1 || gx+1 < mask.Width) {
				dots.fill(x+(gx+1)*m.wide, top+gy*m.tall, 1, m.tall)
			}
		}
		dots.fill(x, dots.height-under, width, under)
		if m.reverse {
			dots.invert(x, top, width, height)
		}
	})
}

// Lines of random characters, styles, places, margins and alignments are those of the easel.
func TestLineIsItsGlyphs(t *testing.T) {
	styles := []string{"\x1bE\x00", "\x1bE\x01", "\x1bM\x00", "\x1bM\x01", "\x1b-\x00", "\x1b-\x02", "\x1dB\x00", "\x1dB\x01",
		"\x1d!\x00", "\x1d!\x11", "\x1d!\x01", "\x1b!\x00", "\x1b!\x00\x1dB\x00"}
	chars := []rune("Ag8#%@W国签购单")
	for seed := range int64(500) {
		r := rand.New(rand.NewSource(seed))
		c, ip := newCatcher(t)
		say(ip, append([]byte("\x1dB\x01"), "a black line before it           \n\x1dB\x00"...))
		c.strips = nil
		left, align := r.Intn(20), r.Intn(3)
		say(ip, []byte{gs, 'L', byte(left), 0, esc, 'a', byte(align)})
		var e easel
		for e.x < 280 {
			say(ip, []byte(styles[r.Intn(len(styles))]))
			if r.Intn(8) == 0 { // back over what is there, or on
				e.x = r.Intn(e.x + 20)
				say(ip, []byte{esc, '$', byte(e.x), byte(e.x >> 8)})
			}
			char := chars[r.Intn(len(chars))]
			e.write(char, ip.modes)
			say(ip, gb(t, string(char)))
		}
		say(ip, []byte{lf})
		want := newBitmap(DefaultWidth, e.height)
		for _, stroke := range e.strokes {
			stroke(want, left+(DefaultWidth-left-e.width)*align/2)
		}
		require.True(t, bytes.Equal(want.bits, c.strips[0].dots.bits), fmt.Sprint("seed ", seed))
	}
}

// Whoever writes over one place for ever gets lines of so many characters.
func TestLineIsBounded(t *testing.T) {
	c, ip := newCatcher(t)
	for range textLimit + 1 {
		say(ip, []byte("M\x1b$\x00\x00"))
	}
	require.Len(t, c.strips, 2, "the line and its feed")
	require.Equal(t, 1, ip.line.count)
	require.Len(t, ip.line.chars, 1)
}

// A character wider than its room has a line to itself; what is beyond the paper is lost.
func TestCharacterWithoutRoom(t *testing.T) {
	c, ip := newCatcher(t)
	say(ip, []byte("\x1dL\x78\x01MM\n")) // 8 dots from the right edge
	rows, edge := 0, DefaultWidth/8-1
	for _, s := range c.strips {
		rows += s.rows
		for y := 0; s.dots != nil && y < s.rows; y++ {
			require.Equal(t, make([]byte, edge), s.dots.row(y)[:edge])
		}
	}
	require.Equal(t, 2*defaultSpacing, rows)
	require.NotZero(t, c.strips[0].dots.row(12)[edge])
}

// One byte can end two lines: the second must not be drawn where the first still waits.
func TestByteThatEndsTwoLines(t *testing.T) {
	c, ip := newCatcher(t)
	say(ip, append(bytes.Repeat([]byte("M"), DefaultWidth/cellText), 0x81, lf))
	var text []string
	var dots [][]byte
	for _, s := range c.strips {
		if s.dots != nil {
			text, dots = append(text, s.block.text), append(dots, s.dots.row(12)[:2])
		}
	}
	require.Equal(t, []string{"MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM", "?"}, text)
	require.NotEqual(t, make([]byte, 2), dots[0])
	require.NotEqual(t, dots[0], dots[1])
}

// A long text costs no more memory than its words: lines are drawn where those before were.
func TestLinesAreLent(t *testing.T) {
	ip := newInterpreter(sink{newBench(t, Options{}).machine}, DefaultWidth)
	line := gb(t, "AMOUNT 金额 12.34\n")
	words := testing.AllocsPerRun(100, func() {
		say(ip, line)
	})
	require.EqualValues(t, 1, words)
}
