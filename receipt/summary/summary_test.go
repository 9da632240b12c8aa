package summary

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/journal/roll"
	"posterm/txn"
)

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func public() ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

func sale() roll.Txn {
	return roll.Txn{
		ID: 3, Batch: 1, Trace: 12, Kind: txn.Sale, Is: roll.Approved, At: time.Date(2026, 11, 21, 20, 15, 3, 0, txn.Beijing),
		Intent:  roll.Intent{Amount: 1234, Terminal: "00010001", Merchant: "104512541110001"},
		Outcome: roll.Outcome{RRN: "000000000017"},
	}
}

// TestExample is the one of the package's comment.
func TestExample(t *testing.T) {
	s, known := Of(sale(), txn.FormSlip, true)
	require.True(t, known)
	text := s.Sign(key)
	require.True(t, strings.HasPrefix(text, "POSTERM1:TEST:00010001:104512541110001:000001:000012:SALE:1234:APPROVED:000000000017:20261121201503:"), text)
	require.Len(t, text[strings.LastIndex(text, ":")+1:], 103)
	require.Empty(t, strings.Trim(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), "a QR code's densest letters")
	got, err := Read(text, public())
	require.NoError(t, err)
	require.True(t, s.At.Equal(got.At))
	got.At = s.At
	require.Equal(t, s, got)
	require.Equal(t, text, s.Sign(key), "the same slip has the same code")
}

// TestEveryChangeIsFound: whatever character is another one, the slip is not this terminal's any more.
func TestEveryChangeIsFound(t *testing.T) {
	s, _ := Of(sale(), txn.FormReversal, false)
	text := s.Sign(key)
	for i := range text {
		for _, c := range []byte("0A:") {
			if text[i] == c {
				continue
			}
			changed := text[:i] + string(c) + text[i+1:]
			_, err := Read(changed, public())
			require.Error(t, err, changed)
		}
	}
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	_, err := Read(text, other.Public().(ed25519.PublicKey))
	require.ErrorIs(t, err, ErrForged)
	_, err = Read(text, nil)
	require.ErrorIs(t, err, ErrForged)
	for _, no := range []string{"", "POSTERM1", strings.Repeat(":", 11), strings.Repeat("x", 1000), "POSTERM2" + text[8:]} {
		_, err := Read(no, public())
		require.ErrorIs(t, err, ErrMalformed)
	}
}

// TestFormsWithoutASummary prove nothing about money.
func TestFormsWithoutASummary(t *testing.T) {
	for _, form := range []txn.Form{txn.FormNotApproved, txn.FormDetails, txn.FormTotals, txn.FormSettlement} {
		_, known := Of(sale(), form, false)
		require.False(t, known, form)
	}
	balance := sale()
	balance.Kind = txn.Balance
	_, known := Of(balance, txn.FormSlip, false)
	require.False(t, known)
}

// TestWhateverTheNumbersAre it is read back.
func TestWhateverTheNumbersAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := sale()
		bytes := func(n int, label string) string { return string(rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, label)) }
		x.Intent.Terminal, x.Intent.Merchant = bytes(8, "terminal"), bytes(15, "merchant")
		x.Intent.Amount = txn.Fen(rapid.Int64Range(0, int64(txn.AmountLimit)).Draw(t, "amount"))
		x.Kind = rapid.SampledFrom([]txn.Kind{txn.Sale, txn.QRRefund, txn.CompleteVoid, txn.WalletPay}).Draw(t, "kind")
		s, _ := Of(x, txn.FormFault, false)
		got, err := Read(s.Sign(key), public())
		require.NoError(t, err)
		require.Equal(t, s.Terminal, got.Terminal)
		require.Equal(t, s.Merchant, got.Merchant)
		require.Equal(t, s.Amount, got.Amount)
		require.Equal(t, s.Kind, got.Kind)
	})
}

func FuzzRead(f *testing.F) {
	s, _ := Of(sale(), txn.FormSlip, true)
	f.Add(s.Sign(key))
	f.Add("POSTERM1:TEST::::::::::")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := Read(text, public()); err == nil && got.Sign(key) != strings.TrimSpace(text) {
			t.Fatalf("%q is read as %+v, which is written otherwise", text, got)
		}
	})
}

// BenchmarkSign is what the code costs a slip.
func BenchmarkSign(b *testing.B) {
	s, _ := Of(sale(), txn.FormSlip, true)
	for b.Loop() {
		_ = s.Sign(key)
	}
}
