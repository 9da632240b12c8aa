package explain

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
)

func frameOf(body []byte) ([]byte, error) {
	tpdu, err := frame.ParseTPDU("6000010000")
	if err != nil {
		return nil, err
	}
	return frame.Frame{TPDU: tpdu, Header: frame.Header{0x60, 0x31, 0, 0x31, 0, 0}, Body: body}.Append(nil)
}

// told is everything that is said about a message.
func told(t testing.TB, m *message.Message) string {
	t.Helper()
	body, err := m.Pack()
	require.NoError(t, err)
	raw, err := m.Spec().Profile().Frame.Append(nil, frame.Frame{TPDU: frame.TPDU{0x60}, Header: frame.Header{0x60}, Body: body})
	require.NoError(t, err)
	all, err := Frames(m.Spec(), raw)
	require.NoError(t, err)
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return all[0].String() + string(text)
}

// The canary: a card number, tracks, PIN block and keys that must show nowhere.
const canaryPAN = "6222021234567890123"

var canarySecrets = []string{canaryPAN, canaryPAN[6:15], canaryPAN[:16], "301220112", "PINBLOCK", "50494E424C4F434B", "KEYKEY", "4B4559", "LI/LEI"}

func unhex(t testing.TB, s string) string {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return string(b)
}

func TestNothingSecretIsTold(t *testing.T) {
	chip := unhex(t, "5A0A"+canaryPAN+"F"+"5713"+canaryPAN+"D301220112345678900"+"5F2006"+"4C492F4C4549"+"9F200430122011"+
		"9908"+"50494E424C4F434B"+"DF4E0A"+canaryPAN+"0"+"700C5A0A"+canaryPAN+"F")
	for name, set := range map[string]func(*message.Message){
		"a sale": func(m *message.Message) {
			m.Set(2, canaryPAN)
			m.Set(35, canaryPAN+"=30122011234567890")
			m.Set(36, "99"+canaryPAN+"=156156000000")
			m.Set(52, "PINBLOCK")
			m.Set(55, chip)
			m.Set(62, "KEYKEYKEYKEYKEYK")
			m.Set(63, "CUP"+canaryPAN)
			m.Set(44, canaryPAN)
			m.Set(57, "card "+canaryPAN[:4]+" "+canaryPAN[4:8]+" "+canaryPAN[8:12]+" "+canaryPAN[12:])
			m.Set(59, "A1008PINBLOCKA2024"+"03019"+canaryPAN)
		},
		"tagged data of another dialect": func(m *message.Message) { m.Set(59, "A108PINBLOCK") },
		"chip data alone":                func(m *message.Message) { m.Set(55, chip) },
		"a list": func(m *message.Message) {
			m.MTI = "0320"
			m.Set(48, "01"+"00001234"+"0"+canaryPAN+"000000001234")
			m.Set(60, "00000001201")
		},
		"a wallet payment": func(m *message.Message) {
			m.Set(3, "450000")
			m.Set(25, "01")
			m.Set(60, "7000000100060")
			m.Set(62, canaryPAN)
		},
		"a payment code": func(m *message.Message) {
			m.Set(59, "A3019"+canaryPAN)
			m.Set(44, canaryPAN)
			m.Set(60, "2200000100060")
			m.Set(63, "CUP"+canaryPAN)
		},
		"a payment code that was cut off": func(m *message.Message) { m.Set(59, "A3020"+canaryPAN) },
		"keys": func(m *message.Message) {
			m.MTI = "0810"
			m.Set(60, "00000001003")
			m.Set(62, strings.Repeat("KEYKEYKEYKEYKEYK1234", 2))
		},
		"keys of a wrong length": func(m *message.Message) {
			m.MTI = "0810"
			m.Set(60, "00000001004")
			m.Set(62, strings.Repeat("KEYKEYKEYKEYKEYK1234", 2))
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := message.New("0200")
			set(m)
			text := told(t, m)
			for _, secret := range canarySecrets {
				require.NotContains(t, strings.ToUpper(text), secret)
			}
		})
	}
}

// What stands in the frames of the folder: PIN block, wrapped keys, card numbers.
func TestNothingSecretOfTheFramesIsTold(t *testing.T) {
	for _, g := range goldens(t) {
		f, err := g.spec.Profile().Frame.Decode(g.raw)
		require.NoError(t, err)
		m, err := g.spec.Unpack(f.Body)
		require.NoError(t, err)
		text := told(t, m)
		require.NotContains(t, text, "6222020000000000018", g.name)
		require.NotContains(t, text, "4000000000000002", g.name)
		require.NotContains(t, text, "30122201", g.name)
		if m.Has(52) {
			require.NotContains(t, text, upperHex(m.Get(52)), g.name)
		}
		if strings.HasPrefix(g.name, "signin_answer") {
			for at := 0; at+8 <= 16; at++ {
				require.NotContains(t, text, upperHex(m.Get(62)[at:at+8]), g.name)
			}
		}
	}
}

// FuzzFrames: whatever is decoded, every explanation is one JSON object with all its
// members, errors lie inside the input, and fields 2 and 35 never show in full.
func FuzzFrames(f *testing.F) {
	for _, g := range goldens(f) {
		f.Add(g.raw, g.spec != message.UnionPay())
	}
	f.Add([]byte{}, false)
	f.Fuzz(func(t *testing.T, in []byte, ascii bool) {
		spec := message.UnionPay()
		if ascii {
			spec = specOf(t, "ascii87")
		}
		all, err := Frames(spec, in)
		require.NotEmpty(t, all)
		for i, e := range all {
			require.Equal(t, i == len(all)-1 && err != nil, len(e.Errors) > 0)
			text, jsonErr := json.Marshal(e)
			require.NoError(t, jsonErr)
			var members map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(text, &members))
			require.Len(t, members, 8)
			for _, flaw := range e.Errors {
				require.LessOrEqual(t, flaw.Offset, len(in))
			}
			for _, row := range e.Fields {
				if row.Field == 2 && len(row.Value) > 10 {
					require.Contains(t, row.Value, "*")
				}
				if row.Field == 35 {
					require.Contains(t, row.Value, "***")
				}
			}
			_ = e.String()
		}
	})
}

// FuzzTLV: chip data of any bytes is told or refused at a byte inside of it; the library
// below never sees what would bring it down.
func FuzzTLV(f *testing.F) {
	f.Add([]byte("\x9F\x26\x08\x01\x02\x03\x04\x05\x06\x07\x08"))
	f.Add([]byte("\x72\x05\x9F\x18\x02\x00\x01"))
	f.Add([]byte("\x5A\x88\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"))
	f.Fuzz(func(t *testing.T, in []byte) {
		items, err := tlvItems(string(in))
		if err == nil {
			require.Equal(t, len(strings.Trim(string(in), "\x00")) > 0, len(items) > 0)
		}
	})
}
