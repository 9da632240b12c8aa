package message

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTags(t *testing.T) {
	var tags Tags
	require.Empty(t, tags.String())
	require.False(t, tags.Has(TagCode))
	tags.Set(TagCode, "6211111111111111111")
	require.Equal(t, "A30196211111111111111111", tags.String(), "the field of the worked frame")
	tags.Set(TagPINBlock, strings.Repeat("\x00", 16))
	tags.Set(TagDevice, "")
	tags.Set(TagCode, "62")
	require.Equal(t, "A300262A1016"+strings.Repeat("\x00", 16)+"A2000", tags.String(), "the order stays")
	require.Equal(t, []Tag{TagCode, TagPINBlock, TagDevice}, tags.Names())

	back, err := ParseTags(tags.String())
	require.NoError(t, err)
	require.Equal(t, tags, back)
	require.Equal(t, "62", back.Get(TagCode))
	require.True(t, back.Has(TagDevice))
	require.Empty(t, back.Get(TagDevice))
	require.False(t, back.Has(TagOrder))
}

// Tag A2 holds tagged data itself.
func TestTagsInsideATag(t *testing.T) {
	var device, tags Tags
	device.Set("01", "04")
	device.Set("05", "1.0     ")
	tags.Set(TagDevice, device.String())
	require.Equal(t, "A2020"+"0100204"+"050081.0     ", tags.String())
	inner, err := ParseTags(tags.Get(TagDevice))
	require.NoError(t, err)
	require.Equal(t, "04", inner.Get("01"))
}

func TestACopyOfTagsIsIndependent(t *testing.T) {
	var tags Tags
	tags.Set(TagCode, "62")
	other := tags
	other.Set(TagCode, "63")
	other.Set(TagVoucher, "1")
	tags.Set(TagOrder, "7")
	require.Equal(t, "A300262A50017", tags.String())
	require.Equal(t, "A300263A40011", other.String())
}

func TestParseTagsRefuses(t *testing.T) {
	for _, tt := range []struct{ name, in, why string }{
		{"no length", "A1", "byte 0: 2 bytes are left, a tag and its length need 5"},
		{"cut after a whole element", "A3001xA1", "byte 6: 2 bytes are left"},
		{"small letters", "a3000", "byte 0: the tag is not two of 0-9 and A-Z"},
		{"a tag of other bytes", "\x00\xFF000", "byte 0: the tag is not two"},
		{"a length of letters", "A30x9", "byte 0: the length of tag A3 is not three digits"},
		{"a signed length", "A3+01x", "byte 0: the length of tag A3 is not three digits"},
		{"a value cut short", "A3019123", "byte 0: tag A3 needs 19 bytes, 3 are left"},
		{"two-digit lengths, a dialect", "A319" + strings.Repeat("6", 19), "byte 0: tag A3 needs 196 bytes"},
		{"a tag twice", "A3000A3000", "byte 5: tag A3 comes twice"},
		{"more than a field holds", "A3996" + strings.Repeat("6", 596), "601 bytes, at most 600"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tags, err := ParseTags(tt.in)
			require.ErrorIs(t, err, ErrTags)
			require.ErrorContains(t, err, tt.why)
			require.Empty(t, tags.Names())
		})
	}
}

func TestSetOfTags(t *testing.T) {
	var tags Tags
	for _, name := range []Tag{"", "A", "A11", "a1", "A\xFF"} {
		require.Panics(t, func() { tags.Set(name, "") })
	}
	tags.Set(TagCode, strings.Repeat("6", TagsLimit-tagHead))
	m := New("0200")
	m.Set(59, tags.String())
	_, err := m.Pack()
	require.NoError(t, err, "as much as fits")
	for _, n := range []int{TagsLimit - tagHead + 1, 1000} {
		tags.Set(TagCode, strings.Repeat("6", n))
		m.Set(59, tags.String())
		_, err = m.Pack()
		require.ErrorIs(t, err, ErrField)
	}
}

// A PIN block is never shown: not by the tags, not by a message, not by decode.
func TestTagsHideAPINBlock(t *testing.T) {
	const block = "\x9A\xC3PINBLOCK\x00\x01\x02\x03\x04\x05"
	hidden := func(text string) {
		t.Helper()
		for _, secret := range []string{"PINBLOCK", "50494E424C4F434B", "9AC3", "80 73 78"} {
			require.NotContains(t, strings.ToUpper(text), secret)
		}
	}
	var tags Tags
	tags.Set(TagCode, "6211111111111111111")
	tags.Set(TagPINBlock, block)
	for _, v := range []any{tags, &tags, []Tags{tags}, struct{ T Tags }{tags}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			hidden(fmt.Sprintf(verb, v))
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		hidden(string(text))
	}
	require.Equal(t, "A3(19) A1(16)", fmt.Sprint(tags))

	for _, field := range map[string]string{
		"tagged":             tags.String(),
		"cut short":          tags.String()[:35],
		"two-digit dialect":  "A116" + block,
		"text after the tag": tags.String() + "!",
	} {
		m := New("0200")
		m.Set(59, field)
		hidden(m.String())
		hidden(UnionPay().Show(59, field))
	}
	m := New("0200")
	m.Set(59, tags.String())
	require.Equal(t, "0200 59=A3019621111*********1111A1016(*** 16 bytes)", m.String(), "a payment code shows what a card number does")
}

// A payment code is hidden, also where nothing else is.
func TestTagsHideAPaymentCode(t *testing.T) {
	for field, shown := range map[string]string{
		"A3019" + "6211111111111111111":       "A3019621111*********1111",
		"A3019" + "6211111111111111111A5001x": "A3019621111*********1111A5001x",
		"A3020" + "6211111111111111111":       "*** 24 bytes",
	} {
		require.Equal(t, shown, UnionPay().Show(59, field))
		m := New("0200")
		m.Set(59, field)
		require.Equal(t, "0200 59="+shown, m.String())
	}
}

// FuzzTags: what is accepted comes back byte for byte; nothing panics.
func FuzzTags(f *testing.F) {
	f.Add("")
	f.Add("A30196211111111111111111")
	f.Add("A1016" + strings.Repeat("\x00", 16) + "A2000")
	f.Add("A3999")
	f.Fuzz(func(t *testing.T, in string) {
		tags, err := ParseTags(in)
		if err != nil {
			require.ErrorIs(t, err, ErrTags)
			return
		}
		require.Equal(t, in, tags.String())
		var again Tags
		for _, name := range tags.Names() {
			again.Set(name, tags.Get(name))
		}
		require.Equal(t, in, again.String())
		_ = maskTags(in)
	})
}
