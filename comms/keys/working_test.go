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
	someTDK  = "F351D490994603795C6EBEE8FAEBB481"
)

// suite is a form with a MAC algorithm that goes with it, and what its key block looks like.
// The check values were computed with another tool (openssl: des-ede and sm4-ecb over zeros).
type suite struct {
	form     Form
	alg      Algorithm
	mak      string
	kcv      [3]string // of PIK, MAK, TDK
	size     int
	makBytes int
}

// suites are all of them.
var suites = []suite{
	{FormDouble, UnionPayECB, shortMAK, [3]string{"CF9C35EA", "B8F616DC"}, 40, 8},
	{FormDouble, X919, longMAK, [3]string{"CF9C35EA", "21DD874E"}, 40, 16},
	{FormTrack, UnionPayECB, shortMAK, [3]string{"CF9C35EA", "B8F616DC", "026C4DCB"}, 60, 8},
	{FormTrack, X919, longMAK, [3]string{"CF9C35EA", "21DD874E", "026C4DCB"}, 60, 16},
	{FormSM4, SM4MAC, longMAK, [3]string{"DFB2B443", "8BF1FF17", "861E83E3"}, 60, 16},
	{FormSM4Dialect, SM4MAC, longMAK, [3]string{"DFB2B443", "8BF1FF17", "861E83E3"}, 60, 16},
}

func (s suite) String() string { return string(s.form) + " " + string(s.alg) }

func (s suite) keys(t testing.TB) Working {
	w := Working{PIK: key(t, somePIK), MAK: key(t, s.mak)}
	if s.form != FormDouble {
		w.TDK = key(t, someTDK)
	}
	return w
}

func (s suite) sealed(t testing.TB) []byte {
	t.Helper()
	b, err := s.keys(t).Seal(s.form, s.alg, key(t, TestTMK))
	require.NoError(t, err)
	return b
}

// The layouts of PROTOCOL.md 5.2.
func TestKeyBlocks(t *testing.T) {
	for _, s := range suites {
		t.Run(s.String(), func(t *testing.T) {
			b := s.sealed(t)
			require.Len(t, b, s.size)
			for i, name := range []string{"PIK", "MAK", "TDK"}[:s.size/20] {
				require.Equal(t, unhex(t, s.kcv[i]), b[i*20+16:i*20+20], "check value of the %s", name)
			}
			filler := b[20+s.makBytes : 36]
			require.Equal(t, make([]byte, 16-s.makBytes), filler, "the rest of the MAK's slot is filler")

			w, err := Open(s.form, s.alg, key(t, TestTMK), b)
			require.NoError(t, err)
			require.Equal(t, s.keys(t), w)
		})
	}
}

// Every byte of the block is guarded: by a check value, or by the filler's zeros. Every
// length but the right one is refused.
func TestOpenRefusesEveryChangedByte(t *testing.T) {
	for _, s := range suites {
		good := s.sealed(t)
		for i := range good {
			bad := bytes.Clone(good)
			bad[i] ^= 0x10
			w, err := Open(s.form, s.alg, key(t, TestTMK), bad)
			require.Error(t, err, "%s byte %d", s, i)
			require.Equal(t, Working{}, w, "no key comes with an error")
		}
		for n := range 81 {
			if n == len(good) {
				continue
			}
			_, err := Open(s.form, s.alg, key(t, TestTMK), append(bytes.Clone(good), make([]byte, 81)...)[:n])
			require.ErrorIs(t, err, ErrKeyBlock, "%s with %d bytes", s, n)
		}
	}
}

func TestOpenTellsWhichKeyIsWrong(t *testing.T) {
	for _, s := range suites {
		good, tmk := s.sealed(t), key(t, TestTMK)
		for i, name := range []string{"PIK", "MAK", "TDK"}[:s.size/20] {
			for _, at := range []int{i * 20, i*20 + 16, i*20 + 19} { // a key byte, the check value's ends
				bad := bytes.Clone(good)
				bad[at] ^= 0x80
				_, err := Open(s.form, s.alg, tmk, bad)
				require.ErrorIs(t, err, ErrKCV, "%s byte %d", s, at)
				require.ErrorContains(t, err, name)
			}
		}
		if s.makBytes == 8 {
			bad := bytes.Clone(good)
			bad[20+15] = 1
			_, err := Open(s.form, s.alg, tmk, bad)
			require.ErrorIs(t, err, ErrKeyBlock)
			require.ErrorContains(t, err, "MAK has 8 key bytes but its filler is not zero")
		}
		_, err := Open(s.form, s.alg, key(t, somePIK), good)
		require.ErrorIs(t, err, ErrKCV, "another master key")
		_, err = Open(s.form, s.alg, nil, good)
		require.ErrorIs(t, err, ErrKeyLength)
	}
}

// DES looks at seven bits of each byte: parity is nobody's business.
func TestParityOfWorkingKeysIsNotNeeded(t *testing.T) {
	w := Working{PIK: bytes.Repeat([]byte{0x22, 0x30}, 8), MAK: bytes.Repeat([]byte{0x44, 0x50}, 4)}
	b, err := w.Seal(FormDouble, UnionPayECB, key(t, TestTMK))
	require.NoError(t, err)
	back, err := Open(FormDouble, UnionPayECB, key(t, TestTMK), b)
	require.NoError(t, err)
	require.Equal(t, w, back)
}

// A block of one form or algorithm is none of another, except that 005 and 006 are one.
func TestBlocksOfOtherSuites(t *testing.T) {
	tmk := key(t, TestTMK)
	for _, made := range suites {
		for _, asked := range suites {
			if made.form.SM4() == asked.form.SM4() && made.alg == asked.alg && made.size == asked.size {
				continue
			}
			_, err := Open(asked.form, asked.alg, tmk, made.sealed(t))
			require.Error(t, err, "%s opened as %s", made, asked)
		}
	}
}

func TestFormsAndAlgorithms(t *testing.T) {
	good := suites[0].sealed(t)
	for _, form := range []Form{"001", "002", "007", "", "3"} {
		_, err := Open(form, UnionPayECB, key(t, TestTMK), good)
		require.ErrorIs(t, err, ErrForm, form)
		require.ErrorIs(t, form.Check(), ErrForm)
		_, err = NewPINKey(form, key(t, somePIK))
		require.ErrorIs(t, err, ErrForm)
	}
	_, err := Open(FormDouble, "hmac", key(t, TestTMK), good)
	require.ErrorIs(t, err, ErrAlgorithm)
	require.NoError(t, FormSM4.Fits(SM4MAC))
	require.EqualError(t, FormDouble.Fits(SM4MAC), `key form not supported: sign-in 003 gives 3DES keys, mac "sm4" needs SM4 keys`)
	require.EqualError(t, FormSM4Dialect.Fits(X919), `key form not supported: sign-in 005 gives SM4 keys, mac "x9.19" needs 3DES keys`)
	for alg, form := range map[Algorithm]Form{UnionPayECB: FormDouble, X919: FormDouble, SM4MAC: FormSM4} {
		require.Equal(t, form, FormFor(alg))
		require.NoError(t, form.Fits(alg))
	}
}

func TestSealRefuses(t *testing.T) {
	tmk := key(t, TestTMK)
	long := Working{PIK: key(t, somePIK), MAK: key(t, longMAK)}
	_, err := long.Seal(FormDouble, UnionPayECB, tmk)
	require.ErrorIs(t, err, ErrKeyLength)
	_, err = long.Seal(FormTrack, X919, tmk)
	require.ErrorIs(t, err, ErrKeyLength, "a form with a track key needs one")
	long.TDK = key(t, someTDK)
	_, err = long.Seal(FormDouble, X919, tmk)
	require.ErrorIs(t, err, ErrKeyBlock, "a form without a track key has no place for one")
	_, err = long.Seal(FormSM4, X919, tmk)
	require.ErrorIs(t, err, ErrForm)
	_, err = long.Seal(FormSM4, SM4MAC, tmk[:8])
	require.ErrorIs(t, err, ErrKeyLength)
}

// FuzzOpen: no key block panics, and one that opens is the seal of what it holds.
func FuzzOpen(f *testing.F) {
	for i, s := range suites {
		f.Add(s.sealed(f), uint8(i))
	}
	f.Add([]byte{}, uint8(0))
	tmk := key(f, TestTMK)
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		s := suites[int(which)%len(suites)]
		w, err := Open(s.form, s.alg, tmk, b)
		if err != nil {
			require.Equal(t, Working{}, w)
			return
		}
		again, err := w.Seal(s.form, s.alg, tmk)
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}
