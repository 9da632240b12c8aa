package message

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
)

// rawFrame reads one of the frames in testdata/frames; its README says where they are from.
func rawFrame(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "frames", name+".hex"))
	require.NoError(t, err)
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	return b
}

func worked(t testing.TB, name string) frame.Frame {
	t.Helper()
	f, err := frame.Decode(rawFrame(t, name))
	require.NoError(t, err)
	return f
}

// vectors are the worked frames of PROTOCOL.md 11 with their keys and fields.
var vectors = []struct {
	name, mti, tpdu, header string
	alg                     keys.Algorithm
	mak                     string
	fields                  map[int]string
}{
	{
		name: "qr_sale_ecb", mti: "0200", tpdu: "6006010000", header: "613100311108",
		alg: keys.UnionPayECB, mak: "DAB36167E6DFB5EF",
		fields: map[int]string{
			3: "000000", 4: "000000000001", 11: "000001", 22: "032", 25: "00",
			41: "22003600", 42: "104512541110001", 49: "156",
			59: "A3019" + "6211111111111111111", 60: "2200660300060", 64: "E5805ECB",
		},
	},
	{
		name: "old_reversal_x919", mti: "0400", tpdu: "6010120000", header: "602200000000",
		alg: keys.X919, mak: "73FE29329283FDF12540B6F80437C107",
		fields: map[int]string{
			2: "1234567890123456", 3: "000000", 4: "000000000500", 11: "681186", 12: "233521", 13: "0529",
			22: "021", 25: "65", 39: "98", 41: "axtest3-", 42: "306581054990003", 49: "156",
			60: "22160529", 61: "2334156811860529", 64: "\x28\x4C\x79\xDC\x9A\x2E\x50\xFC",
		},
	},
}

func TestWorkedFrames(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			f := worked(t, v.name)
			require.Equal(t, v.tpdu, f.TPDU.String())
			require.Equal(t, v.header, f.Header.String())
			m, err := Unpack(f.Body)
			require.NoError(t, err)
			require.Equal(t, v.mti, m.MTI)
			require.Len(t, m.Fields(), len(v.fields))
			for n, want := range v.fields {
				require.Equal(t, want, m.Get(n), n)
			}

			mak, err := keys.ParseKey(v.mak)
			require.NoError(t, err)
			sealer, err := keys.NewSealer(v.alg, mak)
			require.NoError(t, err)
			input, mac, ok := MACInput(f.Body)
			require.True(t, ok)
			require.True(t, sealer.Verify(input, mac))

			fresh := New(v.mti)
			for n, value := range v.fields {
				if n != 64 {
					fresh.Set(n, value)
				}
			}
			f.Body, err = fresh.Seal(sealer.Sum)
			require.NoError(t, err)
			require.Equal(t, v.fields[64], fresh.Get(64))
			bytes, err := f.Append(nil)
			require.NoError(t, err)
			require.Equal(t, rawFrame(t, v.name), bytes)
		})
	}
}

// Values against bytes written by hand from PROTOCOL.md 2.1: a codec that mixes
// up left and right agrees with itself, so only foreign bytes can tell.
func TestFieldsOnTheWire(t *testing.T) {
	for _, tt := range []struct {
		name  string
		field int
		value string
		wire  string
	}{
		{"card number, odd", 2, "6222021234567890123", "19 62220212345678901230"},
		{"amount", 4, "000000001234", "000000001234"},
		{"trace keeps its zeros", 11, "000001", "000001"},
		{"entry mode is left-justified", 22, "051", "0510"},
		{"sequence is right-justified", 23, "001", "0001"},
		{"acquirer, odd", 32, "123", "03 1230"},
		{"track 2, odd", 35, "62220212345=30121", "17 62220212345D301210"},
		{"track 3", 36, "99=1", "0004 99D1"},
		{"totals", 48, strings.Repeat("0", 62), "0062" + strings.Repeat("00", 31)},
		{"fixed text is filled", 38, "12", "313220202020"},
		{"variable text", 44, "0103 ", "05 3031303320"},
		{"type, batch, code: 13 digits", 60, "2200660300060", "0013 22006603000600"},
		{"empty variable field", 63, "", "0000"},
		{"keys", 62, "\x00\xFF", "0002 00FF"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := New("0800")
			m.Set(tt.field, tt.value)
			body, err := m.Pack()
			require.NoError(t, err)
			want := strings.ReplaceAll(tt.wire, " ", "")
			require.Equal(t, strings.ToLower(want), hex.EncodeToString(body[2+8:]))
			back, err := Unpack(body)
			require.NoError(t, err)
			require.Equal(t, m, back)
		})
	}
}

func TestTrackTakesBothSeparators(t *testing.T) {
	a, b := New("0200"), New("0200")
	a.Set(35, "62220212345D3012")
	b.Set(35, "62220212345=3012")
	one, err := a.Pack()
	require.NoError(t, err)
	two, err := b.Pack()
	require.NoError(t, err)
	require.Equal(t, two, one)
}

func TestSpareNibbleIsIgnored(t *testing.T) {
	body := append([]byte{0x02, 0x00, 0x40, 0, 0, 0, 0, 0, 0, 0}, 0x03, 0x12, 0x3F)
	m, err := Unpack(body)
	require.NoError(t, err)
	require.Equal(t, "123", m.Get(2), "one library fills card numbers with F")
}

func TestPackRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		mti   string
		field int
		value string
	}{
		{"unknown field", "0200", 5, "1"},
		{"second bitmap", "0200", 1, "1"},
		{"field 65", "0200", 65, "1"},
		{"field -1", "0200", -1, "1"},
		{"number too short", "0200", 4, "1234"},
		{"number too long", "0200", 11, "0000001"},
		{"no digits", "0200", 3, "00000A"},
		{"separator in a number", "0200", 2, "6222=30"},
		{"text too long", "0200", 38, "1234567"},
		{"card number too long", "0200", 2, "12345678901234567890"},
		{"message type", "020", 3, "000000"},
		{"message type of letters", "02a0", 3, "000000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := New(tt.mti)
			m.Set(tt.field, tt.value)
			_, err := m.Pack()
			require.ErrorIs(t, err, ErrField)
			require.NotContains(t, err.Error(), "6222")
			_, err = m.Seal(func([]byte) [8]byte { return [8]byte{} })
			require.ErrorIs(t, err, ErrField)
		})
	}
}

func TestAbsentFields(t *testing.T) {
	m := New("0200")
	m.Set(3, "000000")
	require.True(t, m.Has(3))
	require.Equal(t, []int{3}, m.Fields())
	for _, n := range []int{-1, 0, 1, 2, 64, 65, 1000} {
		require.False(t, m.Has(n), n)
		require.Empty(t, m.Get(n), n)
	}
}

func TestTextIsDecodedAndTrimmed(t *testing.T) {
	m := New("0210")
	m.Set(43, "\xB2\xE2\xCA\xD4\xC9\xCC\xBB\xA7")
	require.Equal(t, "测试商户", m.Text(43))
	require.Len(t, m.Get(43), 40)
	require.Empty(t, m.Text(44))
}
