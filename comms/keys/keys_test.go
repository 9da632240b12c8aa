package keys

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func key(t testing.TB, s string) Key {
	t.Helper()
	k, err := ParseKey(s)
	require.NoError(t, err)
	return k
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

func block(t testing.TB, s string) [8]byte { return [8]byte(unhex(t, s)) }

// The check values of PROTOCOL.md 5 and RULES.md 4.4; published ones may be
// shorter than four bytes.
func TestKCV(t *testing.T) {
	for _, tt := range []struct{ name, key, kcv string }{
		{"test TMK", TestTMK, "08D7B4FB"},
		{"single-length MAK", "DAB36167E6DFB5EF", "B8F616DC"},
		{"ZMK part 1", "DA3DA723587662DF62DA4FD3858651C4", "A891"},
		{"ZMK part 2", "97E6ECEFD0B00D98B0C701DAEA94A764", "DF29"},
		{"x9.19 MAK", "73FE29329283FDF12540B6F80437C107", "21DD874E"},
		{"PIK", "6BABB0BFD9544AF7D50DEAEA7A23E38F", "CF9C35EA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kcv, err := key(t, tt.key).KCV()
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(kcv.String(), tt.kcv), "%s", kcv)
		})
	}
}

func TestUnwrapOfThePublishedX919Keys(t *testing.T) {
	one, two := key(t, "DA3DA723587662DF62DA4FD3858651C4"), key(t, "97E6ECEFD0B00D98B0C701DAEA94A764")
	zmk := make(Key, DoubleLength)
	for i := range zmk {
		zmk[i] = one[i] ^ two[i]
	}
	require.Equal(t, unhex(t, "4DDB4BCC88C66F47D21D4E096F12F6A0"), []byte(zmk))

	c, err := NewCipher(zmk)
	require.NoError(t, err)
	wrapped := unhex(t, "AC61F7F11833AEAD03503D29085C0470")
	mak, err := c.Unwrap(wrapped)
	require.NoError(t, err)
	require.Equal(t, unhex(t, "73FE29329283FDF12540B6F80437C107"), []byte(mak))
	back, err := c.Wrap(mak)
	require.NoError(t, err)
	require.Equal(t, wrapped, back)
}

// The intermediate values of the worked example of PROTOCOL.md 5.3. A body of
// eight bytes is its own XOR block.
func TestUnionPayECBOfTheWorkedBlock(t *testing.T) {
	folded := unhex(t, "8669012722F217C6")
	mac, err := MAC(UnionPayECB, key(t, "DAB36167E6DFB5EF"), folded)
	require.NoError(t, err)
	require.Equal(t, "E5805ECB", string(mac[:]))

	double, err := MAC(UnionPayECB, key(t, TestTMK), folded)
	require.NoError(t, err)
	require.Equal(t, "6A711F2F", string(double[:]))

	c, err := NewCipher(key(t, "DAB36167E6DFB5EF"))
	require.NoError(t, err)
	require.Equal(t, block(t, "55283614B7AE4B14"), c.Encrypt([8]byte([]byte("86690127"))))
	require.Equal(t, block(t, "E5805ECBE0AFADDD"), c.Encrypt(block(t, "671A702686990822")))
}

func TestUnionPayECBFillsTheLastBlockWithZeros(t *testing.T) {
	s, err := NewSealer(UnionPayECB, key(t, "DAB36167E6DFB5EF"))
	require.NoError(t, err)
	require.Equal(t, s.Sum([]byte{1, 2, 3, 0, 0, 0, 0, 0}), s.Sum([]byte{1, 2, 3}))
	s, err = NewSealer(SM4MAC, key(t, TestTMK))
	require.NoError(t, err)
	require.Equal(t, s.Sum(append([]byte{1, 2, 3}, make([]byte, 13)...)), s.Sum([]byte{1, 2, 3}))
	require.NotEqual(t, s.Sum([]byte{1, 2, 3}), s.Sum([]byte{1, 2, 3, 0, 0, 0, 0, 0, 1}), "its blocks have 16 bytes")
}

func TestVerify(t *testing.T) {
	for _, alg := range []Algorithm{UnionPayECB, X919, SM4MAC} {
		s, err := NewSealer(alg, key(t, TestTMK))
		require.NoError(t, err)
		body := []byte("0200 and so on, longer than a block")
		mac := s.Sum(body)
		require.True(t, s.Verify(body, mac))
		for i := range mac {
			wrong := mac
			wrong[i] ^= 1
			require.False(t, s.Verify(body, wrong), "%s byte %d", alg, i)
		}
		for i := range body {
			changed := append([]byte{}, body...)
			changed[i] ^= 1
			require.False(t, s.Verify(changed, mac), "%s body byte %d", alg, i)
		}
	}
}

func TestSealerRefuses(t *testing.T) {
	_, err := NewSealer("hmac", key(t, TestTMK))
	require.ErrorIs(t, err, ErrAlgorithm)
	require.ErrorContains(t, err, `"hmac"`)
	require.NoError(t, SM4MAC.Check())
	require.ErrorIs(t, Algorithm("").Check(), ErrAlgorithm)
	_, err = NewSealer(X919, key(t, "DAB36167E6DFB5EF"))
	require.ErrorIs(t, err, ErrKeyLength)
	_, err = NewSealer(UnionPayECB, nil)
	require.ErrorIs(t, err, ErrKeyLength)
}

func TestParseKeyNeverRepeatsTheKey(t *testing.T) {
	for _, s := range []string{"", "0123", "0123456789ABCDEX", TestTMK + "00"} {
		_, err := ParseKey(s)
		require.Error(t, err)
		if s != "" {
			require.NotContains(t, err.Error(), s)
		}
	}
}

// No way of printing shows a byte of a key: not as text, not as hex, not as
// numbers, not inside something else.
func TestKeysCannotBePrinted(t *testing.T) {
	k := key(t, TestTMK)
	c, err := NewCipher(k)
	require.NoError(t, err)
	sm4, err := NewSM4(k)
	require.NoError(t, err)
	pin, err := NewPINKey(FormDouble, k)
	require.NoError(t, err)
	pin4, err := NewPINKey(FormSM4, k)
	require.NoError(t, err)
	w := Working{PIK: k, MAK: k, TDK: k}
	for _, v := range []any{k, w, &w, []Key{k}, map[string]Key{"tmk": k}, c, struct{ C *Cipher }{c}, sm4, struct{ C *SM4 }{sm4}, pin, pin4, []*PINKey{pin, pin4}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%c", "%U"} {
			requireNoKey(t, fmt.Sprintf(verb, v))
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		requireNoKey(t, string(text))
	}
	require.Equal(t, "key kcv 08D7B4FB", k.String())
	require.Equal(t, "key invalid", Key("short").String())
}

func requireNoKey(t *testing.T, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, part := range []string{"01234567", "89abcdef", "fedcba98", "1 35 69", "0x1, 0x23", "asnf"} {
		require.NotContains(t, lower, part)
	}
}
