package line

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPinsAreReadAsTheyAreWritten: every first character of base64, a slash among them.
func TestPinsAreReadAsTheyAreWritten(t *testing.T) {
	for first := range 256 {
		pin := Pin{byte(first), 7}
		for _, written := range []string{pin.String(), "sha256/" + pin.String(), "sha256//" + pin.String(), hex.EncodeToString(pin[:])} {
			got, err := ParsePin(written)
			require.NoError(t, err, written)
			require.Equal(t, pin, got, written)
		}
	}
	for _, bad := range []string{"", "abc", "sha256/", "sha256///" + Pin{}.String()} {
		_, err := ParsePin(bad)
		require.Error(t, err, bad)
	}
}
