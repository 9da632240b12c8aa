package keys

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	somePIK  = "6BABB0BFD9544AF7D50DEAEA7A23E38F"
	shortMAK = "DAB36167E6DFB5EF"
	longMAK  = "73FE29329283FDF12540B6F80437C107"
)

func sealed(t testing.TB, alg Algorithm, mak string) []byte {
	t.Helper()
	w := Working{PIK: key(t, somePIK), MAK: key(t, mak)}
	b, err := w.Seal(FormDouble, alg, key(t, TestTMK))
	require.NoError(t, err)
	return b
}

func TestKeyBlockOfTheUnionPayForm(t *testing.T) {
	b := sealed(t, UnionPayECB, shortMAK)
	require.Len(t, b, 40)
	require.Equal(t, unhex(t, "CF9C35EA"), b[16:20], "check value of the PIK")
	require.Equal(t, make([]byte, 8), b[28:36], "the right half of the MAK is filler")
	require.Equal(t, unhex(t, "B8F616DC"), b[36:40], "check value of the 8-byte MAK")

	w, err := Open(FormDouble, UnionPayECB, key(t, TestTMK), b)
	require.NoError(t, err)
	require.Equal(t, unhex(t, somePIK), []byte(w.PIK))
	require.Equal(t, unhex(t, shortMAK), []byte(w.MAK))
	require.Empty(t, w.TDK)
}

func TestKeyBlockOfX919HasSixteenKeyBytes(t *testing.T) {
	b := sealed(t, X919, longMAK)
	require.Equal(t, unhex(t, "21DD874E"), b[36:40], "check value over both halves")
	w, err := Open(FormDouble, X919, key(t, TestTMK), b)
	require.NoError(t, err)
	require.Equal(t, unhex(t, longMAK), []byte(w.MAK))
}

// Every byte of the block is guarded: by a check value, or by the filler's zeros.
func TestOpenRefusesEveryChangedByte(t *testing.T) {
	for _, tt := range []struct {
		alg Algorithm
		mak string
	}{{UnionPayECB, shortMAK}, {X919, longMAK}} {
		good := sealed(t, tt.alg, tt.mak)
		for i := range good {
			bad := bytes.Clone(good)
			bad[i] ^= 0x10
			w, err := Open(FormDouble, tt.alg, key(t, TestTMK), bad)
			require.Error(t, err, "%s byte %d", tt.alg, i)
			require.Empty(t, w.PIK, "no key comes with an error")
		}
	}
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	good, tmk := sealed(t, UnionPayECB, shortMAK), key(t, TestTMK)
	_, err := Open(FormDouble, UnionPayECB, key(t, somePIK), good)
	require.ErrorIs(t, err, ErrKCV, "another master key")
	_, err = Open(FormDouble, UnionPayECB, tmk, good[:39])
	require.ErrorIs(t, err, ErrKeyBlock)
	_, err = Open(FormDouble, UnionPayECB, tmk, sealed(t, X919, longMAK))
	require.ErrorIs(t, err, ErrKeyBlock, "a long MAK where a short one is agreed")
	_, err = Open(FormDouble, X919, tmk, good)
	require.ErrorIs(t, err, ErrKCV, "a short MAK where a long one is agreed")
	for _, form := range []Form{"001", "004", "006", ""} {
		_, err = Open(form, UnionPayECB, tmk, good)
		require.ErrorIs(t, err, ErrForm, form)
	}
	_, err = Open(FormDouble, "sm4", tmk, good)
	require.ErrorIs(t, err, ErrAlgorithm)
	_, err = Open(FormDouble, UnionPayECB, nil, good)
	require.ErrorIs(t, err, ErrKeyLength)
}

func TestSealRefusesWrongLengths(t *testing.T) {
	w := Working{PIK: key(t, somePIK), MAK: key(t, longMAK)}
	_, err := w.Seal(FormDouble, UnionPayECB, key(t, TestTMK))
	require.ErrorIs(t, err, ErrKeyLength)
	_, err = w.Seal("004", X919, key(t, TestTMK))
	require.ErrorIs(t, err, ErrForm)
}

// FuzzOpen: no key block panics, and one that opens is the seal of what it holds.
func FuzzOpen(f *testing.F) {
	f.Add(sealed(f, UnionPayECB, shortMAK), true)
	f.Add(sealed(f, X919, longMAK), false)
	f.Add([]byte{}, true)
	tmk := key(f, TestTMK)
	f.Fuzz(func(t *testing.T, b []byte, ecb bool) {
		alg := X919
		if ecb {
			alg = UnionPayECB
		}
		w, err := Open(FormDouble, alg, tmk, b)
		if err != nil {
			return
		}
		again, err := w.Seal(FormDouble, alg, tmk)
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}
