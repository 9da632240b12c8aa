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
