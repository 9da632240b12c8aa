package message

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The canary: a card number, tracks, PIN block and keys that must show nowhere.
const canaryPAN = "6222021234567890123"

func canary() *Message {
	m := New("0200")
	m.Set(2, canaryPAN)
	m.Set(35, canaryPAN+"=30122011234567890")
	m.Set(36, "99"+canaryPAN+"=156156000000")
	m.Set(39, "\n\x1b")
	m.Set(48, "02"+"00001234"+"0"+canaryPAN+"000000001234"+"00001235"+"0000"+canaryPAN[:16]+"000000000001")
	m.Set(52, "PINBLOCK")
	m.Set(55, "\x57\x13\x62\x22\x02\x12\x34\x56\x78\x90\x12\x3D\x30\x12\x20\x11\x23\x45\x67\x89\x0F")
	m.Set(62, "KEYKEYKEYKEYKEYK")
	return m
}

func requireMasked(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{
		canaryPAN, canaryPAN[6:15], canaryPAN[:16], canaryPAN[6:12], "301220112", "PINBLOCK", "50494E424C4F434B",
		"KEYKEY", "4B4559", "6222021234", "\n\x1b",
	} {
		require.NotContains(t, strings.ToUpper(text), secret)
	}
}

func TestMessagePrintsMaskedEverywhere(t *testing.T) {
	m := canary()
	for _, v := range []any{m, []*Message{m}, map[string]*Message{"m": m}, struct{ M *Message }{m}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			requireMasked(t, fmt.Sprintf(verb, v))
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		requireMasked(t, string(text))
	}
	require.Contains(t, m.String(), "2=622202*********0123")
	require.Contains(t, m.String(), "35=*** 37 digits")
	require.Contains(t, m.String(), "39=0A1B")
	require.Contains(t, m.String(), "02000012340622202*********0123000000001234000012350000622202******7890000000000001")
}

func TestExplainOfTheWorkedFrame(t *testing.T) {
	const want = `{"tpdu":"6006010000","header":"613100311108","mti":"0200","fields":{"3":"000000","4":"000000000001",` +
		`"11":"000001","22":"032","25":"00","41":"22003600","42":"104512541110001","49":"156",` +
		`"59":"A30196211111111111111111","60":"2200660300060","64":"4535383035454342"},"errors":[]}`
	input := rawFrame(t, "qr_sale_ecb")
	for name, in := range map[string][]byte{"with its length": input, "without": input[2:]} {
		e, err := Explain(in)
		require.NoError(t, err, name)
		text, err := json.Marshal(e)
		require.NoError(t, err)
		require.Equal(t, want, string(text), name)
	}
	e, err := Explain(input)
	require.NoError(t, err)
	require.Equal(t, Row{3, 23, "交易处理码", "processing code", "000000"}, e.Fields[0])
	require.Contains(t, e.String(), "受卡方系统跟踪号 trace: 000001")
}

func TestExplainIsMasked(t *testing.T) {
	body, err := canary().Pack()
	require.NoError(t, err)
	e, err := Explain(append(make([]byte, 0, 200), append([]byte("\x60\x00\x01\x00\x00\x60\x31\x00\x31\x00\x00"), body...)...))
	require.NoError(t, err)
	requireMasked(t, e.String())
	text, err := json.Marshal(e)
	require.NoError(t, err)
	requireMasked(t, string(text))
}

func TestExplainTellsWhereTheBytesStopMakingSense(t *testing.T) {
	good := rawFrame(t, "qr_sale_ecb")
	cutAmount := append([]byte{}, good[2:30]...)
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
		{"cut inside the amount", cutAmount, 24, "field 4: needs 6 bytes, 4 are left", 1},
		{"bytes left over", append(append([]byte{}, good[2:]...), 0), 105, "end of message: 1 bytes are left over", 11},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := Explain(tt.in)
			require.Equal(t, Flaw{tt.offset, tt.reason}, err)
			require.Equal(t, []Flaw{{tt.offset, tt.reason}}, e.Errors)
			require.Len(t, e.Fields, tt.fields)
			require.Contains(t, e.String(), tt.reason)
		})
	}
}

// FuzzExplain: whatever is decoded, the answer is one JSON object with all its
// members, and it never shows field 2 or a track in full.
func FuzzExplain(f *testing.F) {
	f.Add(rawFrame(f, "qr_sale_ecb"))
	f.Add(rawFrame(f, "old_reversal_x919")[2:])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, in []byte) {
		e, err := Explain(in)
		require.Equal(t, err != nil, len(e.Errors) > 0)
		text, jsonErr := json.Marshal(e)
		require.NoError(t, jsonErr)
		var members map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(text, &members))
		require.Len(t, members, 5)
		for _, row := range e.Fields {
			if row.Field == 2 && len(row.Value) > 10 {
				require.Contains(t, row.Value, "*")
			}
			if row.Field == 35 {
				require.Contains(t, row.Value, "***")
			}
		}
		_ = e.String()
	})
}
