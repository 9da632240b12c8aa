package message

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnpackTellsWhereItStopped(t *testing.T) {
	good := worked(t, "qr_sale_ecb").Body
	change := func(at int, b byte) []byte {
		bad := append([]byte{}, good...)
		bad[at] = b
		return bad
	}
	for _, tt := range []struct {
		name   string
		body   []byte
		field  int
		offset int
		reason string
	}{
		{"nothing", nil, 0, 0, "needs 10 bytes, 0 are left"},
		{"half a bitmap", good[:9], 0, 0, "needs 10 bytes, 9 are left"},
		{"letters in the type", change(0, 0xF2), 0, 0, "nibble F is no digit"},
		{"second bitmap", change(2, 0xB0), 1, 2, "a second bitmap is announced, the profile has none"},
		{"a field the profile lacks", change(2, 0x38), 5, 19, "the profile does not have this field"},
		{"letter in the amount", change(13, 0x0A), 4, 13, "nibble A is no digit"},
		{"cut inside a field", good[:40], 42, 33, "needs 15 bytes, 7 are left"},
		{"cut inside a length", good[:52], 59, 51, "needs 2 bytes, 1 are left"},
		{"length is no number", change(51, 0x0A), 59, 51, "length byte 0A is not BCD"},
		{"length above the field's", change(51, 0x09), 59, 51, "length is 924, the field has at most 600"},
		{"left over", append(append([]byte{}, good...), 0, 0, 0), AfterLast, len(good), "3 bytes are left over"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Unpack(tt.body)
			require.Nil(t, m)
			var parseErr *ParseError
			require.ErrorAs(t, err, &parseErr)
			require.Equal(t, ParseError{tt.field, tt.offset, codecError(tt.reason)}, *parseErr)
		})
	}
}

func TestParseErrorReadsWell(t *testing.T) {
	reason := codecError("nibble F is no digit")
	require.EqualError(t, &ParseError{35, 31, reason}, "field 35 at byte 31: nibble F is no digit")
	require.EqualError(t, &ParseError{0, 0, reason}, "message type at byte 0: nibble F is no digit")
	require.EqualError(t, &ParseError{AfterLast, 9, reason}, "end of message at byte 9: nibble F is no digit")
	require.EqualError(t, &ParseError{1, 2, reason}, "bitmap at byte 2: nibble F is no digit")
}

func TestMACInput(t *testing.T) {
	body := worked(t, "qr_sale_ecb").Body
	input, mac, ok := MACInput(body)
	require.True(t, ok)
	require.Equal(t, "E5805ECB", string(mac[:]))
	require.Equal(t, body[:len(body)-8], input)

	m := New("0810")
	m.Set(39, "00")
	plain, err := m.Pack()
	require.NoError(t, err)
	_, _, ok = MACInput(plain)
	require.False(t, ok, "no field 64")
	_, _, ok = MACInput(body[:17])
	require.False(t, ok, "too short to hold one")
	_, _, ok = MACInput(nil)
	require.False(t, ok)
}

func TestSubFields(t *testing.T) {
	f60, err := ParseField60("2200660300060")
	require.NoError(t, err)
	require.Equal(t, Field60{Type: "22", Batch: "006603", Network: "000", Capability: "6", Chip: "0"}, f60)
	require.Equal(t, "2200660300060", f60.String())
	require.Equal(t, "00000001003", Field60{Type: "00", Batch: "000001", Network: "003"}.String())

	f61, err := ParseField61("2334156811860529")
	require.NoError(t, err)
	require.Equal(t, Field61{Batch: "233415", Trace: "681186", Date: "0529"}, f61)
	require.Equal(t, "2334156811860529", f61.String())

	for _, bad := range []string{"", "22", "2200000", "2200000100", "220000010006000001"} {
		_, err := ParseField60(bad)
		require.Error(t, err, bad)
	}
	for _, bad := range []string{"", "000001", "00000100001", "0000010000120", "000001000012052900123456789012"} {
		_, err := ParseField61(bad)
		require.Error(t, err, bad)
	}
}
