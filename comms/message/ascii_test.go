package message

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/comms/profile"
)

func ascii87(t testing.TB) *Spec {
	t.Helper()
	s, err := ByName("ascii87")
	require.NoError(t, err)
	return s
}

// The bytes are written by hand from ISO 8583:1987: what is ASCII can be read here.
func TestASCIIOnTheWire(t *testing.T) {
	s := ascii87(t)
	for _, tt := range []struct {
		name, mti, wire string
		fields          map[int]string
	}{
		{
			"echo", "0800",
			"0800" + "8238000000C00010" + "0400000000000000" + "1121121503" + "000001" + "201503" + "1121" + "00010001" + "104512541110001" + "006000001" + "301",
			map[int]string{7: "1121121503", 11: "000001", 12: "201503", 13: "1121", 41: "00010001", 42: "104512541110001", 60: "000001", 70: "301"},
		},
		{
			"reversal", "0400",
			"0400" + "F020000002000000" + "0000004000000000" + "166222020000001234" + "000000" + "000000001234" + "000012" + "98" +
				"020000001211211215030000000000000000000000",
			map[int]string{2: "6222020000001234", 3: "000000", 4: "000000001234", 11: "000012", 39: "98", 90: "020000001211211215030000000000000000000000"},
		},
		{
			"a track, an amount with a sign, bytes", "0200",
			"0200" + "0000001820001000" + "C00000500" + "D00000001" + "17" + "6222=301210112345" + "00FF00FFAB01CD02",
			map[int]string{28: "C00000500", 29: "D00000001", 35: "6222=301210112345", 52: "\x00\xFF\x00\xFF\xAB\x01\xCD\x02"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := s.New(tt.mti)
			for n, v := range tt.fields {
				m.Set(n, v)
			}
			body, err := m.Pack()
			require.NoError(t, err)
			require.Equal(t, tt.wire, string(body))
			back, err := s.Unpack(body)
			require.NoError(t, err)
			require.Equal(t, m, back)
			require.Len(t, back.Fields(), len(tt.fields))
		})
	}
}

func TestASCIIUnpackTellsWhereItStopped(t *testing.T) {
	s := ascii87(t)
	for _, tt := range []struct {
		name, body    string
		field, offset int
		reason        string
	}{
		{"nothing", "", 0, 0, "needs 20 bytes, 0 are left"},
		{"letters in the type", "0A000000000000000000", 0, 0, "holds something else than digits"},
		{"letters in the bitmap", "0200G000000000000000", 1, 4, "holds something else than hex digits"},
		{"half of a second bitmap", "0200800000000000000000000000", 1, 20, "needs 16 bytes, 8 are left"},
		{"bit 65", "0200" + "8000000000000000" + "8000000000000000", 65, 36, "the profile does not have this field"},
		{"letters in the amount", "0200" + "1000000000000000" + "00000000123A", 4, 20, "holds something else than digits"},
		{"half an amount", "0200" + "1000000000000000" + "0000", 4, 20, "needs 12 bytes, 4 are left"},
		{"a length of letters", "0200" + "4000000000000000" + "1A", 2, 20, "the length is not digits"},
		{"a length beyond the field", "0200" + "4000000000000000" + "20" + strings.Repeat("1", 20), 2, 20, "length is 20, the field has at most 19"},
		{"half a length", "0200" + "4000000000000000" + "1", 2, 20, "needs 2 bytes, 1 are left"},
		{"half a byte", "0200" + "0000000000001000" + "00112233445566X7", 52, 20, "holds something else than hex digits"},
		{"left over", "0200" + "0000000000000000" + "0", AfterLast, 20, "1 bytes are left over"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := s.Unpack([]byte(tt.body))
			var parseErr *ParseError
			require.ErrorAs(t, err, &parseErr)
			require.Equal(t, ParseError{tt.field, tt.offset, codecError(tt.reason)}, *parseErr)
		})
	}
}

func TestASCIIHasNoMAC(t *testing.T) {
	s := ascii87(t)
	m := s.New("0200")
	_, err := m.Seal(func([]byte) [MACSize]byte { return [MACSize]byte{} })
	require.ErrorIs(t, err, ErrField)
	m.Set(64, "12345678")
	body, err := m.Pack()
	require.NoError(t, err)
	_, _, ok := s.MACInput(body)
	require.False(t, ok)
}

func TestASCIIText(t *testing.T) {
	m := ascii87(t).New("0210")
	m.Set(43, "CORNER SHOP")
	require.Equal(t, "CORNER SHOP", m.Text(43))
	m.Set(43, "\xB2\xE2")
	require.Empty(t, m.Text(43))
}

// asciiOracle packs in the simplest way that can be: text, one field after the other.
func asciiOracle(s *Spec, mti string, fields map[int]string) string {
	bitmap, text := new(big.Int), ""
	for n := 2; n <= lastNumber; n++ {
		v, present := fields[n]
		if !present {
			continue
		}
		bitmap.SetBit(bitmap, lastNumber-n, 1)
		f := s.Profile().Field(n)
		if f.Prefix > 0 {
			text += fmt.Sprintf("%0*d", f.Prefix, len(v))
		}
		if f.Kind == Binary {
			v = fmt.Sprintf("%X", v)
		}
		text += v
	}
	if bitmap.TrailingZeroBits() >= half || bitmap.Sign() == 0 {
		return mti + fmt.Sprintf("%032X", bitmap)[:16] + text
	}
	return mti + fmt.Sprintf("%032X", bitmap.SetBit(bitmap, lastNumber-1, 1)) + text
}

func TestASCIIAgreesWithItsOracle(t *testing.T) {
	s := ascii87(t)
	rapid.Check(t, func(t *rapid.T) {
		fields, m := map[int]string{}, s.New("0210")
		for n := range s.fields {
			f := s.Profile().Field(n)
			if f.Kind == Unknown || !rapid.Bool().Draw(t, "present") {
				continue
			}
			length := f.Length
			if f.Prefix > 0 {
				length = rapid.IntRange(0, min(length, 60)).Draw(t, "length")
			}
			alphabet := map[Kind]string{Numeric: "0123456789", Track: "0123456789=", Text: "0A =z", Binary: "0A \x00\xFF"}[f.Kind]
			v := make([]byte, length)
			for i := range v {
				v[i] = alphabet[rapid.IntRange(0, len(alphabet)-1).Draw(t, "char")]
			}
			fields[n] = string(v)
			m.Set(n, fields[n])
		}
		body, err := m.Pack()
		require.NoError(t, err)
		require.Equal(t, asciiOracle(s, "0210", fields), string(body))
		back, err := s.Unpack(body)
		require.NoError(t, err)
		require.Equal(t, m, back)
	})
}

// FuzzUnpackASCII: whatever arrives is a message or an error inside the body, and what
// is a message is packed into the same bytes again, but for the case of hex digits and
// the separator of a track.
func FuzzUnpackASCII(f *testing.F) {
	s := ascii87(f)
	f.Add([]byte("08008238000000C00010040000000000000011211215030000012015031121000100011045125411100010060000013011"))
	f.Add([]byte("02000000001820001000C00000500D00000001176222=30121011234500FF00FFAB01CD02"))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := s.Unpack(body)
		if err != nil {
			var parseErr *ParseError
			require.ErrorAs(t, err, &parseErr)
			require.LessOrEqual(t, parseErr.Offset, len(body))
			return
		}
		again, err := m.Pack()
		require.NoError(t, err)
		back, err := s.Unpack(again)
		require.NoError(t, err)
		require.Equal(t, m, back)
	})
}

// Every profile's secrets are hidden, whatever its numbers are.
func TestSecretsOfEveryProfileAreHidden(t *testing.T) {
	for _, name := range profile.Names() {
		s, err := ByName(name)
		require.NoError(t, err)
		m := s.New("0200")
		for n, v := range map[int]string{2: canaryPAN, 35: canaryPAN + "=30122011234567890", 45: "B" + canaryPAN + "^A B^3012", 52: "PINBLOCK", 62: "KEYKEYKEYKEYKEYK", 102: canaryPAN} {
			if s.KindOf(n) != Unknown {
				m.Set(n, v)
			}
		}
		requireMasked(t, m.String())
	}
}
