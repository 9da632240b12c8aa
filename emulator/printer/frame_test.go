package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLevelsOfAByte(t *testing.T) {
	text := func(f frame, b byte) string {
		out := ""
		for _, one := range f.levels(b) {
			out += map[bool]string{false: "0", true: "1"}[one]
		}
		return out
	}
	require.Equal(t, "0100000101", text(plain(9600), 0x41))
	require.Equal(t, "01000001011", text(frame{9600, 2}, 0x41))
}

// What two ends make of each other, worked out by hand on paper where it is short.
func TestHeard(t *testing.T) {
	for name, tt := range map[string]struct {
		sent   string
		by, at frame
		want   string
	}{
		"alike":                       {"ABC\x00\xff", plain(9600), plain(9600), "ABC\x00\xff"},
		"no rate set":                 {"ABC", plain(115200), plain(0), "ABC"},
		"two in a hundred off":        {"ABC\x00\xff\x55", plain(9600), plain(9792), "ABC\x00\xff\x55"},
		"two stop bits":               {"AB", frame{9600, 2}, plain(9600), "AB"},
		"half as fast: like a break":  {"\x00", plain(4800), plain(9600), "?"},
		"twice as fast: no start bit": {"\xff", plain(19200), plain(9600), ""},
		"eight times as fast":         {"UUUUUUUU", plain(76800), plain(9600), "?"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tt.want, string(heard([]byte(tt.sent), tt.by, tt.at, []byte("?"))))
		})
	}
	require.Empty(t, heard([]byte{0}, plain(4800), plain(9600), nil), "IGNPAR drops it")
}

// Whatever is sent at whatever rates: it ends, and not much more is heard than was sent for as long.
func TestHeardIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SampledFrom([]int{1200, 2400, 9600, 19200, 38400, 57600, 115200, 921600})
		by, at := plain(rates.Draw(t, "by")), plain(rates.Draw(t, "at"))
		sent := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "sent")
		got := heard(sent, by, at, []byte("?"))
		require.LessOrEqual(t, len(got), 1+len(sent)*at.baud/by.baud*11/10+len(sent))
		if by == at {
			require.Equal(t, sent, got)
		}
	})
}
