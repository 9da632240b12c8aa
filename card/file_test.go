package card

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

func TestCardFiles(t *testing.T) {
	for _, tt := range []struct {
		name, doc string
		want      txn.Card
	}{
		{"everything", `
			name = "regular"
			pan = "6222020000031234"
			expiry = "3012"
			track2 = ";6222020000031234=30121200000000001?"
			sequence = "1"
			pin = "1234"
			entry = "swipe"
			balance = 50000`,
			txn.Card{PAN: testPAN, Expiry: "3012", Track2: testTrack, Sequence: "1", Entry: txn.Swipe}},
		{"track alone", `track2 = "6222020000031234D30121200000000001"`,
			txn.Card{PAN: testPAN, Expiry: "3012", Track2: testTrack, Entry: txn.Swipe}},
		{"number and date of a stripe", `pan = "6222020000031234"` + "\n" + `expiry = "3012"`,
			txn.Card{PAN: testPAN, Expiry: "3012", Track2: testPAN + "=301212000000000", Entry: txn.Swipe}},
		{"keyed", "pan = '6222020000031234'\nexpiry = '3012'\nentry = 'manual'",
			txn.Card{PAN: testPAN, Expiry: "3012", Entry: txn.Manual}},
		{"keyed card with a stripe", "track2 = '" + testTrack + "'\nentry = 'manual'",
			txn.Card{PAN: testPAN, Expiry: "3012", Entry: txn.Manual}},
		{"chip alone", "entry = 'tap'\n[chip]\n57 = '6222020000031234D30122200000000001'\n5A = '6222020000031234'\n5F24 = '301231'\n9f26 = '0102030405060708'",
			txn.Card{PAN: testPAN, Expiry: "3012", Track2: testPAN + "=30122200000000001", Entry: txn.Tap}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			def, err := ParseFile("a.toml", []byte(tt.doc))
			require.NoError(t, err)
			require.Equal(t, tt.want, def.Card)
		})
	}
}

func TestCardFilesThatAreRefused(t *testing.T) {
	good := "track2 = '" + testTrack + "'\n"
	for _, tt := range []struct{ name, doc, says string }{
		{"empty", "", "a.toml: bad card: pan or track2 is missing"},
		{"unknown key", good + "balanse = 1", `a.toml:2: unknown key "balanse": did you mean "balance"?`},
		{"unknown table", good + "[chips]", `a.toml:2: unknown key "chips"`},
		{"chip is no table", good + "chip = '5A'", `a.toml:2: unknown key "chip"`},
		{"number as key", good + testPAN + " = 1", `a.toml:2: unknown key "***"`},
		{"number without quotes", "pan = 6222020000031234", "a.toml:1: pan: want text in quotes"},
		{"pin without quotes", good + "pin = 123456", "a.toml:2: pin: want text in quotes"},
		{"pin with leading zero, no quotes", good + "pin = 0123", "a.toml:2: not valid TOML"},
		{"pin too short", good + "pin = '123'", "a.toml:2: pin: bad PIN: want 4 to 12 digits"},
		{"pin full-width", good + "pin = '１２３４'", "want 4 to 12 digits"},
		{"balance in quotes", good + "balance = '1'", "a.toml:2: balance: want a whole number"},
		{"balance negative", good + "balance = -1", "want fen from 0"},
		{"balance too large", good + "balance = 9999999999999", "want fen from 0"},
		{"balance beyond 64 bits", good + "balance = 99999999999999999999", "a.toml:2: "},
		{"wrong check digit", "pan = '6222020000031235'\nexpiry = '3012'", "a.toml:1: pan: bad card: check digit"},
		{"no expiry", "pan = '6222020000031234'", "expiry or track2 is missing"},
		{"bad stripe", "track2 = ';E?'", "a.toml:1: track2: bad card: the stripe cannot be read"},
		{"two numbers", good + "pan = '6222020000072345'", "pan and track2 show different numbers"},
		{"two dates", good + "expiry = '2911'", "expiry and track2 show different dates"},
		{"entry", good + "entry = 'nfc'", `entry: "nfc": want swipe, insert, tap or manual`},
		{"entry empty", good + "entry = ''", "want swipe, insert, tap or manual"},
		{"sequence", good + "sequence = '1234'", "want one to three digits"},
		{"name", good + "name = \"a\\nb\"", "printable"},
		{"name like a number", good + "name = '6222 0200 0003 1234'", "no long number"},
		{"chip tag", good + "[chip]\nXY = '00'", "is not an EMV tag"},
		{"chip tag cut", good + "[chip]\n9F = '00'", "is not an EMV tag"},
		{"chip tag too long", good + "[chip]\n9F8182838405 = '00'", "is not an EMV tag"},
		{"chip value", good + "[chip]\n9F26 = '0'", "tag 9F26: the value is not pairs of hex digits"},
		{"chip value too long", good + "[chip]\n9F26 = '" + strings.Repeat("00", 253) + "'", "253 bytes, at most 252"},
		{"chip value a number", good + "[chip]\n9F26 = 1", "want text in quotes"},
		{"chip tag twice", good + "[chip]\n9F26 = '00'\n9f26 = '00'", "given twice"},
		{"chip of another card", good + "[chip]\n5A = '6222020000072345'", "the chip (tag 5A) has another number"},
		{"chip of another date", good + "[chip]\n5F24 = '2911'", "the chip (tag 5F24) has another expiry"},
		{"chip sequence", good + "sequence = '2'\n[chip]\n5F34 = '01'", "has another sequence number"},
		{"cryptogram cut", good + "[chip]\n9F26 = '01020304'", "a.toml: chip tag 9F26: 4 bytes, want 8"},
		{"application too long", good + "[chip]\n84 = '" + strings.Repeat("A0", 17) + "'", "chip tag 84: 17 bytes, want 5 to 16"},
		{"not toml", "%B" + testTrack, "not valid TOML"},
		{"binary", "\x7fELF\x00\xff", "not valid TOML"},
		{"too long", good + strings.Repeat("#", 20_000), "at most 16384 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseFile("a.toml", []byte(tt.doc))
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), testPAN)
			require.NotContains(t, err.Error(), "6222020000072345")
		})
	}
}

func TestLoadingFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(name, doc string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(doc), 0o600))
	}
	put("b.toml", "pan = '4111111111111111'\nexpiry = '3012'\nname = 'visa'\nbalance = 7")
	put("a.toml", "pan = '6217000000000000001'\nexpiry = '2901'")
	put("notes.txt", "no card")
	cards, err := LoadDir(dir)
	require.ErrorContains(t, err, "check digit", "a.toml has a wrong number")
	require.Nil(t, cards)

	put("a.toml", "pan = '5555555555554444'\nexpiry = '2901'")
	cards, err = LoadDir(dir)
	require.NoError(t, err)
	require.Len(t, cards, 2)
	require.Equal(t, []string{"a", "visa"}, []string{cards[0].Name, cards[1].Name})
	require.Equal(t, txn.Fen(7), cards[1].Balance)

	put("c.toml", "pan = '5555555555554444'\nexpiry = '2901'")
	_, err = LoadDir(dir)
	require.EqualError(t, err, "c.toml: the same card number as a.toml")
	put("c.toml", "track2 = '"+testTrack+"'")
	_, err = LoadDir(dir)
	require.EqualError(t, err, "c.toml: the same card number as the built-in card A")

	put("c.toml", "pan = '6011000990139424'\nexpiry = '2901'\nname = 'visa'")
	_, err = LoadDir(dir)
	require.EqualError(t, err, `c.toml: the same name "visa" as b.toml`)

	_, err = LoadFile(dir)
	require.ErrorContains(t, err, "not a regular file")
	_, err = LoadFile(filepath.Join(dir, "none.toml"))
	require.ErrorIs(t, err, ErrNotFound)
	_, err = LoadDir(filepath.Join(dir, "none"))
	require.ErrorContains(t, err, "card folder")
}

// The cards of testdata are examples for people; they must work.
func TestTheExampleCards(t *testing.T) {
	cards, err := LoadDir("../testdata/cards")
	require.NoError(t, err)
	require.Len(t, cards, 3)
	for _, def := range cards {
		_, err := def.Present()
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(def.Card.PAN.Digits(), "622202"), "only invented numbers of the test prefix")
	}
	require.Equal(t, []txn.Entry{txn.Insert, txn.Manual, txn.Swipe}, []txn.Entry{cards[0].Card.Entry, cards[1].Card.Entry, cards[2].Card.Entry})
}

func FuzzCardFile(f *testing.F) {
	f.Add([]byte("name = 'x'\ntrack2 = '" + testTrack + "'\npin = '1234'\nbalance = 1\n[chip]\n9F26 = '01'\n57 = '6222020000031234D3012'\n"))
	f.Add([]byte("pan = '6222020000031234'\nexpiry = '3012'\nentry = 'manual'\n"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		def, err := ParseFile("a.toml", doc)
		if err != nil {
			require.NotContains(t, err.Error(), testPAN)
			return
		}
		_, err = txn.ParsePAN(def.Card.PAN.Digits())
		require.NoError(t, err)
		require.Equal(t, def.Card.Entry == txn.Manual, def.Card.Track2 == "")
		if def.Card.Track2 != "" {
			require.Equal(t, def.Card.PAN, def.Card.Track2.PAN())
			require.LessOrEqual(t, len(def.Card.Track2), 37)
		}
	})
}

func FuzzWedge(f *testing.F) {
	f.Add(";" + testTrack + "?")
	f.Add("%B" + testPAN + "^TEST/CARD^30121200000?;" + testTrack + "?+123?")
	f.Fuzz(func(t *testing.T, line string) {
		c, err := ParseWedge(line)
		if err != nil {
			require.ErrorIs(t, err, txn.ErrCard)
			require.NotContains(t, err.Error(), testPAN)
			return
		}
		require.Equal(t, c.PAN, c.Track2.PAN())
		require.Equal(t, txn.Swipe, c.Entry)
	})
}
