package keys

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// GB/T 32907, annex A: key and text are the same.
func TestSM4OfTheStandard(t *testing.T) {
	c, err := NewSM4(key(t, TestTMK))
	require.NoError(t, err)
	in := [SM4BlockSize]byte(unhex(t, TestTMK))
	out := c.Encrypt(in)
	require.Equal(t, unhex(t, "681EDF34D206965E86B3E94F536E4246"), out[:])
	require.Equal(t, in, c.Decrypt(out))
}

// A published sign-in under SM4: master key, wrapped PIN key, its plain value and its
// check value.
func TestSM4UnwrapOfAPublishedKey(t *testing.T) {
	master, err := NewSM4(key(t, "1234567890ABCDEFABCDEF0987654321"))
	require.NoError(t, err)
	wrapped := unhex(t, "3D66234C49E4296FF9C78D8BACBD6A76")
	pik, err := master.Unwrap(wrapped)
	require.NoError(t, err)
	require.Equal(t, unhex(t, "F351D490994603795C6EBEE8FAEBB481"), []byte(pik))
	kcv, err := master.check(pik)
	require.NoError(t, err)
	require.Equal(t, "861E83E3", kcv.String())
	back, err := master.Wrap(pik)
	require.NoError(t, err)
	require.Equal(t, wrapped, back)
}

// The computed value of PROTOCOL.md 5.3 over the body of the worked frame.
func TestSM4MACOfTheWorkedFrame(t *testing.T) {
	text, err := os.ReadFile("../../testdata/frames/qr_sale_ecb.hex")
	require.NoError(t, err)
	frame, err := hex.DecodeString(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	const before, mac = 2 + 5 + 6, 8 // length, TPDU, header; field 64
	body := frame[before : len(frame)-mac]
	sum, err := MAC(SM4MAC, key(t, TestTMK), body)
	require.NoError(t, err)
	require.Equal(t, "91E1994B", string(sum[:]))

	folded, err := MAC(SM4MAC, key(t, TestTMK), unhex(t, "3253052522C033D4B43A040200322412"))
	require.NoError(t, err)
	require.Equal(t, sum, folded, "the XOR block alone is a body with the same MAC")
}

func TestSM4NeedsSixteenBytes(t *testing.T) {
	for _, n := range []int{0, 8, 15, 17, 24, 32} {
		_, err := NewSM4(make(Key, n))
		require.ErrorIs(t, err, ErrKeyLength, n)
		_, err = NewSealer(SM4MAC, make(Key, n))
		require.ErrorIs(t, err, ErrKeyLength, n)
	}
	c, err := NewSM4(key(t, TestTMK))
	require.NoError(t, err)
	_, err = c.Wrap(key(t, shortMAK))
	require.ErrorIs(t, err, ErrKeyLength)
	_, err = c.Unwrap(nil)
	require.ErrorIs(t, err, ErrKeyLength)
}

func TestCheckValueOfAMasterKey(t *testing.T) {
	tmk := key(t, TestTMK)
	for form, want := range map[Form]string{
		FormDouble: "08D7B4FB", FormTrack: "08D7B4FB", FormSM4: "2677F46B", FormSM4Dialect: "2677F46B",
	} {
		kcv, err := form.CheckValue(tmk)
		require.NoError(t, err)
		require.Equal(t, want, kcv.String(), form)
	}
	_, err := FormSM4.CheckValue(tmk[:8])
	require.ErrorIs(t, err, ErrKeyLength)
}

func TestMasterKeysThatAreRefused(t *testing.T) {
	for name, bad := range map[string]string{
		"too short":                    "0123456789ABCDEF",
		"zeros":                        strings.Repeat("00", 16),
		"ones":                         strings.Repeat("FF", 16),
		"one byte again and again":     strings.Repeat("5A", 16),
		"one half twice":               "0123456789ABCDEF0123456789ABCDEF",
		"one half but for parity":      "0123456789ABCDEF0022446688AACCEE",
		"a weak left half":             "01010101010101010123456789ABCDEF",
		"a weak right half":            "0123456789ABCDEF1F1F1F1F0E0E0E0E",
		"a weak half, parity not set":  "0123456789ABCDEFE1E1E1E1F0F0F0F0",
		"a semi-weak half":             "01FE01FE01FE01FE0123456789ABCDEF",
		"another semi-weak right half": "0123456789ABCDEFE0FEE0FEF1FEF1FE",
	} {
		err := CheckMaster(key(t, bad))
		require.Error(t, err, name)
		require.NotContains(t, strings.ToUpper(err.Error()), bad[:8], name)
		if name != "too short" {
			require.ErrorIs(t, err, ErrWeakKey, name)
		}
	}
	for _, good := range []string{TestTMK, somePIK, longMAK, "1234567890ABCDEFABCDEF0987654321"} {
		require.NoError(t, CheckMaster(key(t, good)))
	}
}

// Every weak and semi-weak key of DES undoes itself, or its partner does: so the list
// is not a list of typing errors.
func TestTheWeakKeysAreWeak(t *testing.T) {
	require.Len(t, weakHalves, 16)
	plain := block(t, "0011223344556677")
	for one := range weakHalves {
		undone := false
		c, err := NewCipher(one[:])
		require.NoError(t, err)
		for other := range weakHalves {
			d, err := NewCipher(other[:])
			require.NoError(t, err)
			undone = undone || d.Encrypt(c.Encrypt(plain)) == plain
		}
		require.True(t, undone, "%x", one)
	}
}
