package frame

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// bare is the format of the profile "ascii87".
var bare = Format{Digits: true, Bare: true}

func TestFormatsOnTheWire(t *testing.T) {
	f := Frame{TPDU: TPDU{0x60, 0, 1, 0, 0}, Header: Header{0x60, 0x31, 0, 0x31, 0, 0}, Body: []byte("0800")}
	for _, tt := range []struct {
		name   string
		format Format
		wire   string
		back   Frame
	}{
		{"the default", Format{}, "\x00\x0F\x60\x00\x01\x00\x00\x60\x31\x00\x31\x00\x000800", f},
		{"digits", Format{Digits: true}, "0015\x60\x00\x01\x00\x00\x60\x31\x00\x31\x00\x000800", f},
		{"bare", Format{Bare: true}, "\x00\x040800", Frame{Body: f.Body}},
		{"digits, bare", bare, "00040800", Frame{Body: f.Body}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, tt.format.Write(&b, f))
			require.Equal(t, tt.wire, b.String())
			back, err := tt.format.Read(iotest.OneByteReader(&b))
			require.NoError(t, err)
			require.Equal(t, tt.back, back)
			back, err = tt.format.Decode([]byte(tt.wire))
			require.NoError(t, err)
			require.Equal(t, tt.back, back)
			first, rest, err := tt.format.DecodeFirst([]byte(tt.wire + "more"))
			require.NoError(t, err)
			require.Equal(t, tt.back, first)
			require.Equal(t, "more", string(rest))
		})
	}
}

func TestFormatsRefuse(t *testing.T) {
	for _, tt := range []struct {
		name   string
		format Format
		wire   string
		want   error
	}{
		{"letters for a length", bare, "00A40800", ErrNoLength},
		{"a sign for a length", bare, "+0040800", ErrNoLength},
		{"zero", bare, "0000", ErrZeroLength},
		{"above the limit", bare, "4097", ErrTooLarge},
		{"half a length", bare, "000", ErrShort},
		{"no room for an address", Format{Digits: true}, "00040800", ErrShort},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.format.Read(strings.NewReader(tt.wire))
			require.ErrorIs(t, err, tt.want)
			_, err = tt.format.Decode([]byte(tt.wire))
			require.ErrorIs(t, err, tt.want)
			_, _, err = tt.format.DecodeFirst([]byte(tt.wire))
			require.ErrorIs(t, err, tt.want)
		})
	}
	_, err := bare.Decode([]byte("00050800"))
	require.ErrorIs(t, err, ErrLengthMismatch)
	_, err = bare.Read(strings.NewReader(""))
	require.Equal(t, io.EOF, err)
	require.ErrorIs(t, bare.Write(io.Discard, Frame{Body: make([]byte, Limit+1)}), ErrTooLarge)
}

// What there is of a frame can be had, and how much is not there.
func TestDecodeCut(t *testing.T) {
	whole, err := Frame{TPDU: TPDU{0x60}, Header: Header{0x61}, Body: []byte("body")}.Append(nil)
	require.NoError(t, err)
	for n := range len(whole) {
		part, missing, err := Format{}.DecodeCut(whole[:n])
		switch {
		case n < lengthSize:
			require.ErrorIs(t, err, ErrShort)
			require.Zero(t, missing)
		case n < lengthSize+overheadSize:
			require.ErrorIs(t, err, ErrShort)
			require.Equal(t, len(whole)-n, missing)
		default:
			require.NoError(t, err)
			require.Equal(t, len(whole)-n, missing)
			require.Equal(t, TPDU{0x60}, part.TPDU)
			require.Equal(t, string(whole[lengthSize+overheadSize:n]), string(part.Body))
		}
	}
	_, _, err = Format{}.DecodeCut(whole)
	require.ErrorIs(t, err, ErrLengthMismatch, "nothing is missing")
	_, _, err = Format{}.DecodeCut([]byte{0, 0, 1})
	require.ErrorIs(t, err, ErrZeroLength)
	part, missing, err := Format{Digits: true, Bare: true}.DecodeCut([]byte("00100200"))
	require.NoError(t, err)
	require.Equal(t, 6, missing)
	require.Equal(t, "0200", string(part.Body))
}
