package explain

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
)

func TestWhereTheBytesStopMakingSense(t *testing.T) {
	good := frameNamed(t, "qr_sale_ecb").raw
	for _, tt := range []struct {
		name   string
		in     []byte
		offset int
		reason string
		fields int
	}{
		{"nothing", nil, 0, "frame too short: 0 bytes, the length alone needs 2", 0},
		{"length does not match", good[:50], 0, "frame length does not match: it says 105, 48 bytes follow", 0},
		{"address alone", good[2:7], 0, "frame too short: 5 bytes, TPDU and header need 11", 0},
		{"cut inside the amount", good[2:30], 24, "field 4: needs 6 bytes, 4 are left", 1},
		{"bytes left over", append(bytes.Clone(good[2:]), 0), 105, "end of message: 1 bytes are left over", 11},
		{"a byte behind a frame", append(bytes.Clone(good), 0), 107, "frame too short: 1 bytes, the length alone needs 2", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := Frames(message.UnionPay(), tt.in)
			require.Equal(t, Flaw{tt.offset, tt.reason}, err)
			last := all[len(all)-1]
			require.Equal(t, []Flaw{{tt.offset, tt.reason}}, last.Errors)
			require.Len(t, last.Fields, tt.fields)
		})
	}
}

// A capture is frames one after another; offsets count from its start.
func TestCaptures(t *testing.T) {
	sale, answer := frameNamed(t, "sale_chip").raw, frameNamed(t, "sale_chip_answer").raw
	for _, tt := range []struct {
		name    string
		in      []byte
		offsets []int
	}{
		{"one after another", append(bytes.Clone(sale), answer...), []int{0, len(sale)}},
		{"each behind an STX", bytes.Join([][]byte{nil, sale, answer}, []byte{stx}), []int{0, len(sale) + 1}},
		{"an STX and no length", append([]byte{stx}, sale[2:]...), []int{0}},
		{"an STX before the second", bytes.Join([][]byte{sale, answer}, []byte{stx}), []int{0, len(sale)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := Frames(message.UnionPay(), tt.in)
			require.NoError(t, err)
			var offsets []int
			for i, e := range all {
				offsets = append(offsets, e.Offset)
				require.Equal(t, []string{"0200", "0210"}[i], e.MTI)
				require.Equal(t, e.MTI[2] == '1', tt.in[*e.Explained[2].Offset+1] == 0x10, "the offset of the message type")
			}
			require.Equal(t, tt.offsets, offsets)
		})
	}
}

// A frame of 512 to 767 bytes begins with the byte of an STX.
func TestALengthThatLooksLikeSTX(t *testing.T) {
	m := message.New("0820")
	m.Set(62, string(make([]byte, 500)))
	body, err := m.Pack()
	require.NoError(t, err)
	raw, err := frameOf(body)
	require.NoError(t, err)
	require.Equal(t, byte(stx), raw[0])
	all, err := Frames(message.UnionPay(), bytes.Repeat(raw, 3))
	require.NoError(t, err)
	require.Len(t, all, 3)
	all, err = Frames(message.UnionPay(), bytes.Join([][]byte{nil, raw, raw}, []byte{stx}))
	require.NoError(t, err)
	require.Len(t, all, 2)
}

func TestCapturesInASCII(t *testing.T) {
	a, b := frameNamed(t, "ascii87_sale"), frameNamed(t, "ascii87_reversal")
	in := append(bytes.Clone(a.raw), b.raw...)
	require.True(t, IsFrames(a.spec, in))
	require.False(t, IsFrames(a.spec, in[1:]))
	for _, in := range [][]byte{in, bytes.Join([][]byte{nil, a.raw, b.raw}, []byte{stx})} {
		all, err := Frames(a.spec, in)
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Empty(t, all[0].TPDU)
		require.Equal(t, "REVERSAL of SALE request", all[1].Message.EN)
	}
}

func TestACaptureHasALimit(t *testing.T) {
	echo := frameNamed(t, "echo").raw
	all, err := Frames(message.UnionPay(), bytes.Repeat(echo, FrameLimit))
	require.NoError(t, err)
	require.Len(t, all, FrameLimit)
	all, err = Frames(message.UnionPay(), bytes.Repeat(echo, FrameLimit+1))
	require.EqualError(t, err, Flaw{FrameLimit * len(echo), "more than 1000 frames: explain the rest by itself"}.Error())
	require.Len(t, all, FrameLimit)
}
