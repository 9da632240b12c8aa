package card

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/txn"
)

func TestPINs(t *testing.T) {
	for _, good := range []string{"1234", "123456", "123456789012"} {
		pin, err := ParsePIN(good)
		require.NoError(t, err)
		require.Equal(t, good, pin.Digits())
	}
	for _, bad := range []string{"", "123", "1234567890123", "12 34", "12a4", "１２３４", "-1234", "1234\x00", strings.Repeat("1", 1<<20)} {
		_, err := ParsePIN(bad)
		require.ErrorIs(t, err, ErrPIN)
		require.EqualError(t, err, "bad PIN: want 4 to 12 digits")
	}
}

func TestPINFromALine(t *testing.T) {
	for in, want := range map[string]string{"123456\n": "123456", "1234\r\n": "1234", "123456789012\r\nx": "123456789012", "1234": "1234"} {
		pin, err := ReadPIN(strings.NewReader(in))
		require.NoError(t, err)
		require.Equal(t, want, pin.Digits())
	}
	for _, in := range []string{"", "\n", "123\n", "1234567890123\n", "12345678901234567890\n", "abcd\n", strings.Repeat("9", 1<<20)} {
		_, err := ReadPIN(strings.NewReader(in))
		require.ErrorIs(t, err, ErrPIN)
	}
}

func pinKey(t *testing.T, form keys.Form, text string) *keys.PINKey {
	t.Helper()
	raw, err := keys.ParseKey(text)
	require.NoError(t, err)
	pik, err := keys.NewPINKey(form, raw)
	require.NoError(t, err)
	return pik
}

// The 3DES block is the example of PROTOCOL.md 5.4, the SM4 block was made with openssl
// (sm4-ecb) out of the published clear one: 06123654FFFFFFFFFFFF99FEFF88D977.
func TestThePadGivesAPINBlock(t *testing.T) {
	for _, tt := range []struct {
		form           keys.Form
		key            string
		pin, pan, want string
	}{
		{keys.FormDouble, "6BABB0BFD9544AF7D50DEAEA7A23E38F", "123456", "1234567890123456", "0a766e5460eed5fa"},
		{keys.FormTrack, "6BABB0BFD9544AF7D50DEAEA7A23E38F", "123456", "1234567890123456", "0a766e5460eed5fa"},
		{keys.FormSM4, "F351D490994603795C6EBEE8FAEBB481", "123654", "6230606601007726888", "cd01d6ad8f0a484c52a9364a0595ad60"},
	} {
		pik := pinKey(t, tt.form, tt.key)
		pin, err := ParsePIN(tt.pin)
		require.NoError(t, err)
		pad, err := NewSoftPad(pin, true)
		require.NoError(t, err)
		require.True(t, pad.Entered())
		block, err := pad.Block(txn.PAN(tt.pan), pik)
		require.NoError(t, err)
		require.Equal(t, tt.want, hex.EncodeToString([]byte(block)))
		_, err = pad.Block("123", pik)
		require.ErrorIs(t, err, keys.ErrPIN)
		_, err = pad.Block("", pik)
		require.ErrorIs(t, err, keys.ErrPIN, "never a block without the card number")
	}
}

func TestAClearedPadHoldsNothing(t *testing.T) {
	pin, _ := ParsePIN("123456")
	pad, err := NewSoftPad(pin, true)
	require.NoError(t, err)
	pad.Clear()
	pad.Clear()
	require.False(t, pad.Entered())
	require.Equal(t, make([]byte, 6), pin.digits, "the digits themselves are wiped")
	_, err = pad.Block(testPAN, pinKey(t, keys.FormDouble, keys.TestTMK))
	require.ErrorIs(t, err, ErrNoPIN)
}

func TestTheSoftPadNeedsTestKeys(t *testing.T) {
	_, err := NewSoftPad(PIN{}, false)
	require.ErrorIs(t, err, ErrTestKeysOnly)
}

func TestNothingPrintsAPIN(t *testing.T) {
	pin, _ := ParsePIN("987654")
	pad, _ := NewSoftPad(pin, true)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%c"} {
		for _, v := range []any{pin, &pin, pad, *pad, struct{ P PIN }{pin}, []PIN{pin}} {
			text := fmt.Sprintf(verb, v)
			for _, leak := range []string{"987654", "57 56", "393837", "9 8 7"} {
				require.NotContains(t, text, leak, "%s of %T", verb, v)
			}
		}
	}
	doc, err := json.Marshal(map[string]any{"pin": pin, "pad": pad})
	require.NoError(t, err)
	require.NotContains(t, string(doc), "987654")
	_, isStringer := any(pin).(fmt.Stringer)
	require.False(t, isStringer, "a PIN has no String")
}
