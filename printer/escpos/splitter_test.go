package escpos

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRepliesAreToldApart(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   []byte
		want []Reply
	}{
		{"healthy real time", []byte{0x12}, []Reply{{RealTime, []byte{0x12}}}},
		{"paper end, drawer high", []byte{0x72, 0x16}, []Reply{{RealTime, []byte{0x72}}, {RealTime, []byte{0x16}}}},
		{"automatic status", []byte{0x14, 0, 0, 0x0F}, []Reply{{Automatic, []byte{0x14, 0, 0, 0x0F}}}},
		{"GS r", []byte{0x00, 0x03}, []Reply{{Ordered, []byte{0}}, {Ordered, []byte{3}}}},
		{"process id", []byte("\x37\"0a9Z\x00"), []Reply{{Done, []byte("0a9Z")}}},
		{"maker's name", []byte("_ACME\x00"), []Reply{{Block, []byte("_ACME")}}},
		{"off-line cause", []byte("\x37#B\x00"), []Reply{{Block, []byte("\x37#B")}}},
		{"flow control inside automatic status", []byte{0x18, 0x13, 0, 0x11, 0x0C, 0},
			[]Reply{{TransmitOff, []byte{0x13}}, {TransmitOn, []byte{0x11}}, {Automatic, []byte{0x18, 0, 0x0C, 0}}}},
		{"flow control inside a process id", []byte("\x37\"00\x13\x1101\x00"),
			[]Reply{{TransmitOff, []byte{0x13}}, {TransmitOn, []byte{0x11}}, {Done, []byte("0001")}}},
		{"real time inside automatic status", []byte{0x18, 0, 0x12, 0x0C, 0},
			[]Reply{{RealTime, []byte{0x12}}, {Automatic, []byte{0x18, 0, 0x0C, 0}}}},
		{"real time inside a process id", []byte("\x37\"00\x1201\x00"),
			[]Reply{{RealTime, []byte{0x12}}, {Done, []byte("0001")}}},
		{"process id cut short by another", []byte("\x37\"0\x00\x37\"0002\x00"),
			[]Reply{{Unknown, []byte("\x37\"0")}, {Done, []byte("0002")}}},
		{"process id without its end", []byte("\x37\"0001\x37\"0002\x00"),
			[]Reply{{Unknown, []byte("\x37\"0001")}, {Done, []byte("0002")}}},
		{"automatic status cut short", []byte{0x18, 0, 0x18, 0, 0x0C, 0},
			[]Reply{{Unknown, []byte{0x18, 0}}, {Automatic, []byte{0x18, 0, 0x0C, 0}}}},
		{"noise", []byte{0xFF, 0x12}, []Reply{{Unknown, []byte{0xFF}}, {RealTime, []byte{0x12}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var whole, bytewise Splitter
			require.Equal(t, tt.want, whole.Feed(tt.in))
			var got []Reply
			for _, b := range tt.in {
				got = append(got, bytewise.Feed([]byte{b})...)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

// FuzzSplitter: no bytes are invented, the pieces do not matter, and whatever
// came before, a NUL later every process id is seen.
func FuzzSplitter(f *testing.F) {
	f.Add([]byte("\x37\"0001\x00\x14\x00\x00\x0F\x12\x00"), 3)
	f.Add([]byte{0x18, 0x13, 0x12, 0x37}, 1)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		var one, two Splitter
		cut = max(0, min(cut, len(in)))
		want := one.Feed(in)
		got := append(two.Feed(in[:cut]), two.Feed(in[cut:])...)
		require.Equal(t, want, got)
		held := len(one.tail)
		require.LessOrEqual(t, held, blockLimit)
		for _, r := range want {
			held += len(r.Data)
		}
		require.LessOrEqual(t, held, len(in))

		after := one.Feed([]byte("\x00\x00\x00\x37\"9zZ0\x00"))
		last := after[len(after)-1]
		require.Equal(t, Reply{Done, []byte("9zZ0")}, last)
	})
}

func TestALongBlockIsGivenUp(t *testing.T) {
	var s Splitter
	replies := s.Feed(append([]byte{0x5F}, bytes.Repeat([]byte{'a'}, blockLimit)...))
	require.NotEmpty(t, replies)
	require.Equal(t, Unknown, replies[0].Kind)
	require.Len(t, replies[0].Data, blockLimit)
}
