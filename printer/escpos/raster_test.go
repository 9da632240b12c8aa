package escpos

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRasterBytes(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  []byte
		want string
	}{
		{"raster", Raster(2, []byte{0x80, 0x01}), "\x1dv0\x00\x02\x00\x01\x00\x80\x01"},
		{"two rows", Raster(1, []byte{1, 2}), "\x1dv0\x00\x01\x00\x02\x00\x01\x02"},
		{"feed", FeedDots(96), "\x1bJ\x60"},
		{"code page", CodePage(0), "\x1bt\x00"},
		{"heat", Heat(7, 80, 2), "\x1b7\x07\x50\x02"},
		{"darker", Density(4), "\x1d(K\x02\x001\x04"},
		{"fainter", Density(-5), "\x1d(K\x02\x001\xfb"},
		{"slowest", Speed(1), "\x1d(K\x02\x002\x01"},
		{"hanzi off", HanziOff, "\x1c."},
	} {
		require.Equal(t, tt.want, string(tt.got), tt.name)
	}
}

// TestDotsAreNoRealTimeCommand: no DLE EOT, ENQ or DC4, also across rows, and at most one dot
// more for each that there was.
func TestDotsAreNoRealTimeCommand(t *testing.T) {
	nasty := rapid.SliceOf(rapid.SampledFrom([]byte{0x00, 0x04, 0x05, 0x10, 0x14, 0x18, 0xFF}))
	rapid.Check(t, func(t *rapid.T) {
		dots := nasty.Draw(t, "dots")
		before := bytes.Clone(dots)
		got := Quiet(dots)
		require.Equal(t, before, dots, "the argument stays")
		require.Len(t, got, len(dots))
		for _, second := range []byte{0x04, 0x05, 0x14} {
			require.False(t, bytes.Contains(got, []byte{0x10, second}), "% X", got)
		}
		for i := range got {
			if got[i] != dots[i] {
				require.Equal(t, []byte{0x10, 0x18}, []byte{dots[i], got[i]})
				require.Contains(t, []byte{0x04, 0x05, 0x14}, dots[i+1])
			}
		}
	})
}

// TestPadEndsARaster: a raster of the size that is announced, cut after any byte, is ended.
func TestPadEndsARaster(t *testing.T) {
	for _, size := range []int{8, RasterInPad, 1152} {
		require.GreaterOrEqual(t, len(Pad(size)), len(Raster(8, make([]byte, size/8*8)))-1)
	}
	require.Len(t, Pad(0), padText)
}
