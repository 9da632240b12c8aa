package keys

import (
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"github.com/stretchr/testify/require"
)

// TestSM4BlockOfTheStandard is example 1 and, a million times over, example 2 of GB/T 32907.
func TestSM4BlockOfTheStandard(t *testing.T) {
	raw, err := hex.DecodeString("0123456789abcdeffedcba9876543210")
	require.NoError(t, err)
	key := [SM4BlockSize]byte(raw)
	b := newSM4Block(key)
	text := b.crypt(key, false)
	require.Equal(t, "681edf34d206965e86b3e94f536e4246", hex.EncodeToString(text[:]))
	require.Equal(t, key, b.crypt(text, true))
	text = key
	for range 1_000_000 {
		text = b.crypt(text, false)
	}
	require.Equal(t, "595298c7c6fd271f0402f804c33d3f66", hex.EncodeToString(text[:]))
}

// TestSM4AgreesWithTheLibrary on keys and blocks that are drawn.
func TestSM4AgreesWithTheLibrary(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 2_000 {
		var key, in, want [SM4BlockSize]byte
		for i := range key {
			key[i], in[i] = byte(dice.Uint32()), byte(dice.Uint32())
		}
		library, err := sm4.NewCipher(key[:])
		require.NoError(t, err)
		library.Encrypt(want[:], in[:])
		b := newSM4Block(key)
		require.Equal(t, want, b.crypt(in, false))
		require.Equal(t, in, b.crypt(want, true))
	}
}
