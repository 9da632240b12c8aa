package frame

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// sample is a sign-off sized frame: length 13, TPDU, header, two bytes of body.
var sample = []byte{
	0x00, 0x0D,
	0x60, 0x00, 0x01, 0x00, 0x00,
	0x60, 0x31, 0x00, 0x31, 0x00, 0x00,
	0x08, 0x20,
}

func TestReadAndAppendAreEachOthersInverse(t *testing.T) {
	f, err := Read(bytes.NewReader(sample))
	require.NoError(t, err)
	require.Equal(t, "6000010000", f.TPDU.String())
	require.Equal(t, "603100310000", f.Header.String())
	require.Equal(t, []byte{0x08, 0x20}, f.Body)

	raw, err := f.Append([]byte("before"))
	require.NoError(t, err)
	require.Equal(t, append([]byte("before"), sample...), raw)

	decoded, err := Decode(sample)
	require.NoError(t, err)
	require.Equal(t, f, decoded)
	decoded, err = DecodePayload(sample[2:])
	require.NoError(t, err)
	require.Equal(t, f, decoded)
}

func TestReadTakesOneFrameHoweverItIsSplit(t *testing.T) {
	r := iotest.OneByteReader(bytes.NewReader(append(append([]byte{}, sample...), sample...)))
	for range 2 {
		f, err := Read(r)
		require.NoError(t, err)
		require.Equal(t, []byte{0x08, 0x20}, f.Body)
	}
	_, err := Read(r)
	require.Equal(t, io.EOF, err, "a connection closed between frames is a plain end")
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   []byte
		want []error
	}{
		{"length zero", []byte{0, 0}, []error{ErrZeroLength}},
		{"length 65535", []byte{0xFF, 0xFF, 0x60}, []error{ErrTooLarge}},
		{"length one above the limit", []byte{0x10, 0x01}, []error{ErrTooLarge}},
		{"no room for TPDU and header", []byte{0, 10, 0x60}, []error{ErrShort}},
		{"half a length", sample[:1], []error{ErrShort, io.ErrUnexpectedEOF}},
		{"length alone", sample[:2], []error{ErrShort, io.ErrUnexpectedEOF}},
		{"half a frame", sample[:9], []error{ErrShort, io.ErrUnexpectedEOF}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(bytes.NewReader(tt.in))
			for _, want := range tt.want {
				require.ErrorIs(t, err, want)
			}
		})
	}
}

func TestReadKeepsTheReasonOfTheConnection(t *testing.T) {
	r := io.MultiReader(bytes.NewReader(sample[:5]), iotest.ErrReader(os.ErrDeadlineExceeded))
	_, err := Read(r)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.NotErrorIs(t, err, ErrShort, "a passed deadline is no cut frame")
}

func TestDecodeRefusesALengthThatDoesNotMatch(t *testing.T) {
	_, err := Decode(sample[:len(sample)-1])
	require.ErrorIs(t, err, ErrLengthMismatch)
	_, err = Decode(append(append([]byte{}, sample...), 0))
	require.ErrorIs(t, err, ErrLengthMismatch)
	_, err = Decode(sample[:1])
	require.ErrorIs(t, err, ErrShort)
	_, err = DecodePayload(nil)
	require.ErrorIs(t, err, ErrZeroLength)
}

// countingWriter counts calls and may refuse them.
type countingWriter struct {
	calls int
	err   error
}

func (w *countingWriter) Write(p []byte) (int, error) {
	w.calls++
	return len(p), w.err
}

func TestWriteIsOneCallOrNone(t *testing.T) {
	w := &countingWriter{}
	require.NoError(t, Write(w, Frame{Body: make([]byte, Limit-overheadSize)}))
	require.Equal(t, 1, w.calls)

	require.ErrorIs(t, Write(w, Frame{Body: make([]byte, Limit-overheadSize+1)}), ErrTooLarge)
	require.Equal(t, 1, w.calls, "nothing may leave of a frame that is too large")

	w.err = errors.New("line is gone")
	require.ErrorIs(t, Write(w, Frame{}), w.err)
}

func TestReplySwapsTheAddresses(t *testing.T) {
	request, err := ParseTPDU("6000030102")
	require.NoError(t, err)
	require.Equal(t, "6001020003", request.Reply().String())
	require.Equal(t, request, request.Reply().Reply())
}

func TestHeaderNibbleSixIsTheRequirement(t *testing.T) {
	h, err := ParseHeader("6131a03fab10")
	require.NoError(t, err)
	require.Equal(t, RequireNothing, h.Requirement())
	asked := h.WithRequirement(RequireSignIn)
	require.Equal(t, "6131A33FAB10", asked.String(), "only nibble 6 changes")
	require.Equal(t, RequireSignIn, asked.Requirement())
	plain, err := ParseHeader("603100310000")
	require.NoError(t, err)
	require.Equal(t, "613100310000", plain.ForChip().String())
}

func TestParseRefusesOtherThanItsDigits(t *testing.T) {
	for _, s := range []string{"", "60000100", "600001000000", "60000100zz"} {
		_, err := ParseTPDU(s)
		require.Error(t, err, s)
	}
	_, err := ParseHeader("6031003100")
	require.ErrorContains(t, err, "want 12 hex digits")
}

// FuzzRead: whatever arrives, Read ends, takes no more memory than the limit, and
// what it accepts is written back as the same bytes.
func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add([]byte{0xFF, 0xFF})
	f.Add([]byte{0, 0, 0})
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := Read(bytes.NewReader(in))
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(got.Body), Limit)
		out, err := got.Append(nil)
		require.NoError(t, err)
		require.Equal(t, in[:len(out)], out)
		again, err := Decode(out)
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
