package escpos

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCommandsAreTheDocumentedBytes(t *testing.T) {
	qr, err := StoreQR([]byte("A"), 4)
	require.NoError(t, err)
	for want, got := range map[string][]byte{
		"1B 40":                            Initialise,
		"1C 26":                            HanziOn,
		"0A":                               LineFeed,
		"1D 56 42 00":                      Cut,
		"1D 72 01":                         PaperStatus,
		"1D 28 6B 03 00 31 51 30":          PrintQR,
		"1B 45 01":                         Bold(true),
		"1B 45 00":                         Bold(false),
		"1D 21 11":                         Double(true),
		"1D 21 00":                         Double(false),
		"1B 61 01":                         Centre(true),
		"10 04 03":                         AskStatus(3),
		"1D 61 0E":                         AutoStatus(OnOnline | OnError | OnPaper),
		"1D 28 48 06 00 30 30 30 30 30 31": AskDone(ID{'0', '0', '0', '1'}),
		"1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 04 1D 28 6B 03 00 31 45 31 1D 28 6B 04 00 31 50 30 41": qr,
	} {
		require.Equal(t, strings.ReplaceAll(want, " ", ""), strings.ToUpper(hex.EncodeToString(got)))
	}
}

func TestStoreQRHasLimits(t *testing.T) {
	for _, tt := range []struct {
		data   int
		module byte
	}{{0, 4}, {QRLimit + 1, 4}, {1, 0}, {1, 17}} {
		_, err := StoreQR(make([]byte, tt.data), tt.module)
		require.Error(t, err, "%d bytes, %d dots", tt.data, tt.module)
	}
	longest, err := StoreQR(make([]byte, QRLimit), 16)
	require.NoError(t, err)
	require.Equal(t, byte(QRLimit+3), longest[28], "pL of function 180")
	require.GreaterOrEqual(t, len(Pad(0)), QRLimit+3)
}

func TestStatusBytes(t *testing.T) {
	for _, tt := range []struct {
		name string
		n, b byte
		want Status
	}{
		{"healthy", 1, 0x12, Status{}},
		{"drawer pin high is no fault", 1, 0x16, Status{}},
		{"off-line", 1, 0x1A, Status{Offline: true}},
		{"press FEED", 1, 0x3A, Status{Offline: true, Waiting: true}},
		{"cover", 2, 0x16, Status{Cover: true}},
		{"stopped by paper end", 2, 0x32, Status{PaperEnd: true}},
		{"error", 2, 0x52, Status{Error: true}},
		{"cutter", 3, 0x1A, Status{Cutter: true}},
		{"unrecoverable", 3, 0x32, Status{Unrecoverable: true}},
		{"hot", 3, 0x52, Status{Recoverable: true}},
		{"near end", 4, 0x1E, Status{PaperLow: true}},
		{"end", 4, 0x72, Status{PaperEnd: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s Status
			s.Take(tt.n, tt.b)
			require.Equal(t, tt.want, s)
		})
	}
}

func TestAutomaticStatus(t *testing.T) {
	for _, tt := range []struct {
		in   [4]byte
		want Status
	}{
		{[4]byte{0x14, 0, 0, 0x0F}, Status{}},
		{[4]byte{0x38, 0, 0, 0}, Status{Offline: true, Cover: true}},
		{[4]byte{0x18, 0, 0x0F, 0}, Status{Offline: true, PaperLow: true, PaperEnd: true}},
		{[4]byte{0x18, 0x08, 0, 0}, Status{Offline: true, Error: true, Cutter: true}},
		{[4]byte{0x18, 0x20, 0, 0}, Status{Offline: true, Error: true, Unrecoverable: true}},
		{[4]byte{0x18, 0x40, 0, 0}, Status{Offline: true, Error: true, Recoverable: true}},
	} {
		require.Equal(t, tt.want, Auto(tt.in))
	}
}
