package keys

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// PROTOCOL.md 5.4.
func TestPINBlock(t *testing.T) {
	for _, tt := range []struct{ name, pin, pan, block string }{
		{"16-digit card", "123456", "1234567890123456", "0612713176FEDCBA"},
		{"18-digit card", "123456", "123456789012345678", "061253DFFEDCBA98"},
		{"without card number", "123456", "", "06123456FFFFFFFF"},
		{"shortest", "1234", "", "041234FFFFFFFFFF"},
		{"longest", "123456789012", "", "0C123456789012FF"},
		{"odd", "12345", "", "0512345FFFFFFFFF"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := PINBlock(tt.pin, tt.pan)
			require.NoError(t, err)
			require.Equal(t, block(t, tt.block), b)
			pin, err := OpenPINBlock(b, tt.pan)
			require.NoError(t, err)
			require.Equal(t, tt.pin, pin)
		})
	}
}

func TestPINBlockUnderThePIK(t *testing.T) {
	c, err := NewCipher(key(t, "6BABB0BFD9544AF7D50DEAEA7A23E38F"))
	require.NoError(t, err)
	clearBlock := block(t, "0612713176FEDCBA")
	require.Equal(t, block(t, "0A766E5460EED5FA"), c.Encrypt(clearBlock))
	require.Equal(t, clearBlock, c.Decrypt(block(t, "0A766E5460EED5FA")))
}

// The clear block is a published one; its encryption was computed here.
func TestPINBlockUnderSM4(t *testing.T) {
	pik, err := NewPINKey(FormSM4, key(t, "F351D490994603795C6EBEE8FAEBB481"))
	require.NoError(t, err)
	require.Equal(t, 16, pik.Size())
	for _, tt := range []struct{ pin, pan, clear string }{
		{"123654", "6230606601007726888", "06123654FFFFFFFFFFFF99FEFF88D977"},
		{"123654", "", "06123654FFFFFFFFFFFFFFFFFFFFFFFF"},
		{"123456789012", "1234567890123456", "0C123456789012FFFFFFBA9876FEDCBA"},
	} {
		clear := make([]byte, 16)
		require.NoError(t, fillPINBlock(clear, tt.pin, tt.pan))
		require.Equal(t, unhex(t, tt.clear), clear)
		sealed, err := pik.Seal(tt.pin, tt.pan)
		require.NoError(t, err)
		require.Equal(t, [16]byte(clear), pik.sm4.Decrypt([16]byte(sealed)))
		pin, err := pik.Open(sealed, tt.pan)
		require.NoError(t, err)
		require.Equal(t, tt.pin, pin)
	}
}

func TestPINKey(t *testing.T) {
	raw := key(t, "6BABB0BFD9544AF7D50DEAEA7A23E38F")
	for _, form := range Forms {
		pik, err := NewPINKey(form, raw)
		require.NoError(t, err)
		sealed, err := pik.Seal("123456", "1234567890123456")
		require.NoError(t, err)
		require.Len(t, sealed, pik.Size())
		pin, err := pik.Open(sealed, "1234567890123456")
		require.NoError(t, err)
		require.Equal(t, "123456", pin)
		if !form.SM4() {
			require.Equal(t, unhex(t, "0A766E5460EED5FA"), sealed, "the example of PROTOCOL.md 5.4")
		}
		_, err = pik.Open(sealed, "6543210987654321")
		require.ErrorIs(t, err, ErrPIN, "another card number")
		_, err = pik.Open(sealed[1:], "1234567890123456")
		require.ErrorIs(t, err, ErrPIN)
		_, err = pik.Seal("123", "1234567890123456")
		require.ErrorIs(t, err, ErrPIN)
		_, err = pik.Seal("1234", "123456789012")
		require.ErrorIs(t, err, ErrPIN)
		_, err = NewPINKey(form, raw[:8])
		require.ErrorIs(t, err, ErrKeyLength)
	}
}

func TestPINBlockRefuses(t *testing.T) {
	for _, tt := range []struct{ name, pin, pan string }{
		{"too short", "123", ""},
		{"too long", "1234567890123", ""},
		{"letters", "12a4", ""},
		{"full-width digits", "１２３４", ""},
		{"card number too short", "1234", "123456789012"},
		{"masked card number", "1234", "622202******1234"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := PINBlock(tt.pin, tt.pan)
			require.ErrorIs(t, err, ErrPIN)
			require.NotContains(t, err.Error(), tt.pin)
		})
	}
}

func TestOpenPINBlockRefuses(t *testing.T) {
	for _, b := range []string{
		"0312345FFFFFFFFF", // length below the least
		"0D12345678901234", // length above the most
		"16123456FFFFFFFF", // another format
		"0612345AFFFFFFFF", // a digit that is none
		"06123456FFFFFFF0", // filler that is none
	} {
		_, err := OpenPINBlock(block(t, b), "")
		require.ErrorIs(t, err, ErrPIN, b)
	}
}

func FuzzOpenPINBlock(f *testing.F) {
	f.Add([]byte{0x06, 0x12, 0x34, 0x56, 0xFF, 0xFF, 0xFF, 0xFF}, "")
	f.Add([]byte{0x06, 0x12, 0x71, 0x31, 0x76, 0xFE, 0xDC, 0xBA}, "1234567890123456")
	f.Fuzz(func(t *testing.T, raw []byte, pan string) {
		if len(raw) != BlockSize {
			return
		}
		pin, err := OpenPINBlock([BlockSize]byte(raw), pan)
		if err != nil {
			return
		}
		again, err := PINBlock(pin, pan)
		require.NoError(t, err)
		require.Equal(t, [BlockSize]byte(raw), again)
	})
}

// FuzzOpenSM4PINBlock: no clear block of 16 bytes panics, and one that has a PIN is the
// block of that PIN.
func FuzzOpenSM4PINBlock(f *testing.F) {
	f.Add(unhex(f, "06123654FFFFFFFFFFFF99FEFF88D977"), "6230606601007726888")
	f.Add(unhex(f, "06123654FFFFFFFFFFFFFFFFFFFFFFFF"), "")
	f.Fuzz(func(t *testing.T, raw []byte, pan string) {
		if len(raw) != SM4BlockSize {
			return
		}
		pin, err := readPINBlock(append([]byte(nil), raw...), pan)
		if err != nil {
			return
		}
		again := make([]byte, SM4BlockSize)
		require.NoError(t, fillPINBlock(again, pin, pan))
		require.Equal(t, raw, again)
	})
}

// BenchmarkPINBlock: a cached key schedule against one computed per block.
func BenchmarkPINBlock(b *testing.B) {
	k := key(b, TestTMK)
	b.Run("cached", func(b *testing.B) {
		c, err := NewCipher(k)
		require.NoError(b, err)
		for b.Loop() {
			plain, _ := PINBlock("123456", "6222021234567890123")
			c.Encrypt(plain)
		}
	})
	b.Run("fresh", func(b *testing.B) {
		for b.Loop() {
			plain, _ := PINBlock("123456", "6222021234567890123")
			c, _ := NewCipher(k)
			c.Encrypt(plain)
		}
	})
}
