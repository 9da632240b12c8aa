package link

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
)

var (
	at    = time.Date(2026, 11, 21, 12, 15, 1, 999, time.UTC)
	maker = Maker{Key: Key("0123456789abcdef0123456789abcdef"), Base: "https://slips.example.com", For: 24 * time.Hour}
	sale  = roll.Txn{ID: 40, At: at}
)

// vector was worked out by other code: python3, hmac and base64.
const vector = "https://slips.example.com/s/AQAAAAAAKGsC3MWuXc2RjKIo7RexDsjVL2d8"

func TestLink(t *testing.T) {
	link := maker.Of(sale)
	require.Equal(t, vector, link)
	require.Equal(t, link, maker.Of(sale), "nothing else goes into it")
	token := strings.TrimPrefix(link, maker.Base+Path)
	require.Len(t, token, TokenLength)
	id, err := maker.Read(token, at)
	require.NoError(t, err)
	require.Equal(t, sale.ID, id)
	require.Empty(t, Maker{Key: maker.Key}.Of(sale), "no address, no links")
	require.Empty(t, Maker{Base: maker.Base}.Of(sale), "no key, no links")
}

func TestExpiry(t *testing.T) {
	token := maker.Token(sale.ID, maker.Until(sale))
	until := time.Date(2026, 11, 22, 12, 15, 1, 0, time.UTC)
	require.Equal(t, until, maker.Until(sale))
	for _, tt := range []struct {
		now  time.Time
		want error
	}{
		{at, nil}, {until.Add(-time.Second), nil}, {until, ErrExpired}, {until.Add(time.Hour * 1e6), ErrExpired},
		{time.Time{}, nil}, // a clock that lost its battery
	} {
		_, err := maker.Read(token, tt.now)
		require.ErrorIs(t, err, tt.want, "%s", tt.now)
	}
}

// TestForgeries: every bit of every byte, and every character, counts.
func TestForgeries(t *testing.T) {
	token := maker.Token(sale.ID, maker.Until(sale))
	raw, err := base64.RawURLEncoding.DecodeString(token)
	require.NoError(t, err)
	for i := range raw {
		for bit := range 8 {
			forged := []byte(string(raw))
			forged[i] ^= 1 << bit
			_, err := maker.Read(base64.RawURLEncoding.EncodeToString(forged), at)
			require.ErrorIs(t, err, ErrForged, "byte %d bit %d", i, bit)
		}
	}
	for i := range token {
		for c := range 256 {
			if forged := token[:i] + string([]byte{byte(c)}) + token[i+1:]; forged != token {
				_, err := maker.Read(forged, at)
				require.ErrorIs(t, err, ErrForged, "%q", forged)
			}
		}
	}
	for _, forged := range []string{
		"", "A", token[1:], token + "A", token + "=", token[:35] + "\n", " " + token[1:], strings.ToUpper(token), strings.Repeat("A", TokenLength),
		base64.RawStdEncoding.EncodeToString(append(raw[:26:26], 0xff)),
	} {
		_, err := maker.Read(forged, at)
		require.ErrorIs(t, err, ErrForged, "%q", forged)
	}
	other := maker
	other.Key = Key("0123456789abcdef0123456789abcdeg")
	_, err = other.Read(token, at)
	require.ErrorIs(t, err, ErrForged, "another terminal")
	other.Key = nil
	_, err = other.Read(other.Token(1, at), at)
	require.ErrorIs(t, err, ErrForged, "without a key nothing is believed")
}

func TestTheKeyIsNotPrinted(t *testing.T) {
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", maker, maker, maker, maker.Key), "0123456789abcdef")
}

// FuzzRead: one token was made, so one is believed.
func FuzzRead(f *testing.F) {
	good := maker.Token(sale.ID, maker.Until(sale))
	f.Add(good)
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := maker.Read(token, at); (err == nil) != (token == good) {
			t.Fatalf("%q: %v", token, err)
		}
	})
}
