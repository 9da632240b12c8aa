package message

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
)

// worked reads one of the worked frames of PROTOCOL.md 11.
func worked(t testing.TB, name string) frame.Frame {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "frames", name+".hex"))
	require.NoError(t, err)
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	f, err := frame.Decode(raw)
	require.NoError(t, err)
	return f
}

// vectors are the worked frames with their fields and keys.
var vectors = []struct {
	name, mti string
	alg       keys.Algorithm
	mak       string
	fields    map[int]string
}{
	{
		name: "qr_sale_ecb", mti: "0200", alg: keys.UnionPayECB, mak: "DAB36167E6DFB5EF",
		fields: map[int]string{
			3: "000000", 4: "000000000001", 11: "000001", 22: "032", 25: "00",
			41: "22003600", 42: "104512541110001", 49: "156",
			59: "A30196213111111111111111", 60: "2200660300060", 64: "E5805ECB",
		},
	},
	{
		name: "old_reversal_x919", mti: "0400", alg: keys.X919, mak: "73FE29329283FDF12540B6F80437C107",
		fields: map[int]string{},
	},
}

func TestWorkedFrames(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			f := worked(t, v.name)
			m, err := Unpack(f.Body)
			require.NoError(t, err)
			fmt.Println(m)
			_ = json.Marshal
		})
	}
}
