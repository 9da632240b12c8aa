package explain

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// lines are what is told about chip data.
func lines(t *testing.T, hexed string) string {
	t.Helper()
	items, err := tlvItems(unhex(t, hexed))
	require.NoError(t, err)
	var b strings.Builder
	for _, it := range items {
		it.write(&b, 0)
	}
	return b.String()
}

func TestChipValues(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"every verdict of the terminal", "9505FEF8FCF8F0", "issuer authentication failed: B5b7"},
		{"reserved bits say nothing", "95050107030708", "TVR: 0107030708\n"},
		{"status", "9B02E800", "cardholder verification was performed: B1b7"},
		{"AAC", "9F270100", "AAC, declined"},
		{"TC", "9F270140", "TC, approved offline"},
		{"no verification", "9F34031F0302", "no CVM required, terminal supports the CVM, successful"},
		{"an unknown method", "9F34032A0302", "= 终端支持该 CVM，成功 · terminal supports the CVM, successful"},
		{"a host's code", "8A023035", "authorisation response code: 05\n"},
		{"the terminal's own code", "8A025A33", "could not go online, declined offline"},
		{"results of two scripts", "DF310A20000000011000000002", "script: 00000001 = 处理成功 · successful"},
		{"a script that failed", "DF310A20000000011000000002", "script: 00000002 = 处理失败 · failed"},
		{"other people's issuer data", "9F100706010A03A0A000", "issuer application data: 06010A03A0A000\n"},
		{"SM4", "9F1008" + "0701010" + "3A0A00004", "国密 SM4"},
		{"unattended", "9F350125", "merchant, unattended, offline with online"},
		{"other currencies", "5F2A020840", "USD"},
		{"a label", "500A50424F43204445424954", "application label: PBOC DEBIT"},
		{"a label that is none", "5002001B", "application label: 001B"},
		{"a card number", "5A086222020000001234", "card number: 622202******1234"},
		{"an unknown tag with a card number", "DF4E0A6222020000000000018F", "unknown tag: 622202*********0018F"},
		{"a long value", "9F46" + "40" + strings.Repeat("AB", 64), "… 64 bytes"},
		{"filler", "00009A0326112100", "2026-11-21"},
		{"templates", "770D" + "9F2701809F360200018202" + "7C00", "ARQC, online requested"},
		{"a zero length", "9F1E00", "interface device serial number\n"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Contains(t, lines(t, tt.in), tt.want) })
	}
	require.Equal(t, 27, strings.Count(lines(t, "9505FFFFFFFFFF"), "\n")-1, "all bits that have a meaning")
}

// What cannot be chip data is refused at a byte, and what was before it is told.
func TestChipDataThatStops(t *testing.T) {
	nested := func(depth int) string {
		inner := "9A03261121"
		for range depth {
			inner = "70" + byteOf(len(inner)/2) + inner
		}
		return inner
	}
	for _, tt := range []struct {
		name, in, why string
		told          int
	}{
		{"a tag alone", "9A032611219F", "byte 5: it ends within a tag or its length", 1},
		{"no length", "9A032611219F26", "byte 5: it ends within a tag or its length", 1},
		{"cut short", "9A032611219F26081122", "byte 5: tag 9F26 announces 8 bytes, 2 are left", 1},
		{"a length of eight bytes", "9A032611215A88FFFFFFFFFFFFFFFF", "byte 5: tag 5A has no length", 1},
		{"an endless length", "5A80", "byte 0: tag 5A has no length", 0},
		{"half a length", "5A8201", "byte 0: tag 5A has no length", 0},
		{"a long tag", "9F8182838401FF", "byte 0: a tag of more than 4 bytes", 0},
		{"within a template", "9A03261121" + "7006" + "9F2604112233", "byte 7: tag 9F26 announces 4 bytes, 3 are left", 1},
		{"too many templates", nested(depthLimit), "byte 12: more than 6 templates within each other", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items, err := tlvItems(unhex(t, tt.in))
			require.ErrorContains(t, err, tt.why)
			require.Len(t, items, tt.told)
		})
	}
	_, err := tlvItems(unhex(t, nested(depthLimit-1)))
	require.NoError(t, err)
}

func byteOf(n int) string { return upperHex([]byte{byte(n)}) }
