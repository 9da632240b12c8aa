package explain

import (
	"bytes"
	"encoding/hex"
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
		title  string
		lacks  int
	}{
		{"nothing", nil, 0, "frame too short: 0 bytes, the length alone needs 2", 0, "MESSAGE (cut short)", 0},
		{"cut inside the terminal", good[:42], 38, "field 41: needs 8 bytes, 4 are left; the frame is cut short: 42 bytes of 107, 65 are missing", 5, "MESSAGE request (cut short)", 65},
		{"cut between two fields", good[:46], 46, "field 42: needs 15 bytes, 0 are left; the frame is cut short: 46 bytes of 107, 61 are missing", 6, "MESSAGE request (cut short)", 61},
		{"the last byte is missing", good[:106], 99, "field 64: needs 8 bytes, 7 are left; the frame is cut short: 106 bytes of 107, 1 is missing", 10, "QR SALE request (cut short)", 1},
		{"cut before the message", good[:13], 13, "message type: needs 10 bytes, 0 are left; the frame is cut short: 13 bytes of 107, 94 are missing", 0, "MESSAGE (cut short)", 94},
		{"cut inside the address", good[:9], 9, "the frame is cut short: 9 bytes of 107, 98 are missing", 0, "MESSAGE (cut short)", 98},
		{"the length alone", good[:2], 2, "the frame is cut short: 2 bytes of 107, 105 are missing", 0, "MESSAGE (cut short)", 105},
		{"an STX, and cut", append([]byte{stx}, good[:42]...), 39, "field 41: needs 8 bytes, 4 are left; the frame is cut short: 42 bytes of 107, 65 are missing", 5, "MESSAGE request (cut short)", 65},
		{"a length that is too long", append([]byte{0, 120}, good[2:]...), 107, "the frame is cut short: 107 bytes of 122, 15 are missing", 11, "QR SALE request (cut short)", 15},
		{"text", []byte("hello"), 0, "frame too large: 26725 bytes, at most 4096", 0, "NOT A MESSAGE", 0},
		{"address alone", good[2:7], 0, "frame too short: 5 bytes, TPDU and header need 11", 0, "MESSAGE (cut short)", 0},
		{"cut inside the amount", good[2:30], 24, "field 4: needs 6 bytes, 4 are left", 1, "MESSAGE request (read in part)", 0},
		{"bytes left over", append(bytes.Clone(good[2:]), 0), 105, "end of message: 1 bytes are left over", 11, "QR SALE request (read in part)", 0},
		{"a byte behind a frame", append(bytes.Clone(good), 0), 107, "frame too short: 1 bytes, the length alone needs 2", 0, "MESSAGE (cut short)", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := Frames(message.UnionPay(), tt.in)
			want := Flaw{tt.offset, tt.reason, tt.lacks}
			require.Equal(t, want, err)
			last := all[len(all)-1]
			require.Equal(t, []Flaw{want}, last.Errors)
			require.Len(t, last.Fields, tt.fields)
			require.Equal(t, tt.title, last.Message.EN)
			require.Regexp(t, "^(.+（.+）|不是报文) · ", last.String(), "a headline says something")
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
	require.True(t, IsFrames(a.spec, in[:len(in)-1]), "the last may be cut short")
	require.False(t, IsFrames(a.spec, in[:4]))
	require.False(t, IsFrames(a.spec, []byte(hex.EncodeToString(in))))
	require.False(t, IsFrames(message.UnionPay(), frameNamed(t, "echo").raw[:40]))
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
	require.EqualError(t, err, Flaw{Offset: FrameLimit * len(echo), Reason: "more than 1000 frames: explain the rest by itself"}.Error())
	require.Len(t, all, FrameLimit)
}
