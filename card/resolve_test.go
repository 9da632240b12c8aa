package card

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

const (
	testPAN   = "6222020000031234"
	testTrack = testPAN + "=30121200000000001"
)

func inLab(stdin string) Options {
	return Options{TestKeys: true, Stdin: strings.NewReader(stdin)}
}

func TestWhatACardCanBe(t *testing.T) {
	swiped := txn.Card{PAN: testPAN, Expiry: "3012", Track2: testTrack, Entry: txn.Swipe}
	for _, tt := range []struct {
		name, spec, stdin string
		want              txn.Card
	}{
		{"built in", "A", "", swiped},
		{"chip", "B", "", txn.Card{PAN: "6222020000072345", Expiry: "3012", Track2: "6222020000072345=30122200000000002", Sequence: "001", Entry: txn.Insert, Chip: chipOf(chips["B"]).data()}},
		{"contactless", "tap", "", txn.Card{PAN: "6222020000088903", Expiry: "3012", Track2: "6222020000088903=30122200000000007", Sequence: "001", Entry: txn.Tap, Chip: chipOf(chips["tap"]).data()}},
		{"keyed", "manual:" + testPAN + ":3012", "", txn.Card{PAN: testPAN, Expiry: "3012", Entry: txn.Manual}},
		{"track", "track2:" + testTrack, "", swiped},
		{"track with sentinels and D", "track2:;" + strings.Replace(testTrack, "=", "D", 1) + "?", "", swiped},
		{"wedge", "wedge", ";" + testTrack + "?\r\n", swiped},
		{"wedge without line end", "wedge", ";" + testTrack + "?", swiped},
		{"wedge with track 1", "wedge", "%B" + testPAN + "^TEST/CARD^30121200000?;" + testTrack + "?\n", swiped},
		{"wedge, track 1 unread", "wedge", "%E?;" + testTrack + "?\n", swiped},
		{"wedge with track 3", "wedge", ";" + testTrack + "?+0012345?\n", swiped},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Resolve(tt.spec, inLab(tt.stdin))
			require.NoError(t, err)
			require.Equal(t, tt.want, got.Card)
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	other := "6222020000072345"
	for _, tt := range []struct {
		name, spec, stdin string
		want              error
		says              string
	}{
		{"nothing", "", "", ErrNotFound, "want a card file or one of A, B, C, expired, lost, bad-track"},
		{"unknown name", "D", "", ErrNotFound, `"D" is neither a card file nor one of A`},
		{"bare number", testPAN, "", ErrNotFound, `"***"`},
		{"endless", strings.Repeat("A", 5000), "", ErrNotFound, "want a card file"},
		{"bad stripe card", "bad-track", "", ErrUnreadable, "card bad-track"},
		{"keyed without date", "manual:" + testPAN, "", txn.ErrCard, "want manual:NUMBER:YYMM"},
		{"keyed, month 13", "manual:" + testPAN + ":3013", "", txn.ErrCard, "expiry must be YYMM"},
		{"keyed, date swapped", "manual:" + testPAN + ":1230", "", txn.ErrCard, "expiry must be YYMM"},
		{"keyed, wrong check digit", "manual:6222020000031235:3012", "", txn.ErrCard, "check digit"},
		{"keyed, too short", "manual:622202000003:3012", "", txn.ErrCard, "13 to 19 digits"},
		{"keyed, too long", "manual:" + testPAN + "0000:3012", "", txn.ErrCard, "13 to 19 digits"},
		{"keyed, full-width", "manual:６２２２０２００００03１２３４:3012", "", txn.ErrCard, "13 to 19 digits"},
		{"keyed, spaces", "manual:6222 0200 0003 1234:3012", "", txn.ErrCard, "13 to 19 digits"},
		{"track without separator", "track2:" + testPAN, "", ErrUnreadable, "cannot be read"},
		{"track, wrong check digit", "track2:6222020000031235=30121200000000001", "", ErrUnreadable, "(check digit does not match)"},
		{"track, month 13", "track2:" + testPAN + "=30131200000000001", "", ErrUnreadable, "expiry"},
		{"track too long", "track2:" + testTrack + "00000", "", ErrUnreadable, "cannot be read"},
		{"wedge, no input", "wedge", "", ErrUnreadable, "input ended"},
		{"wedge, garbage", "wedge", "hello\n", ErrUnreadable, "cannot be read"},
		{"wedge, read error of the reader", "wedge", ";E?\n", ErrUnreadable, "cannot be read"},
		{"wedge, half a swipe", "wedge", ";" + testTrack + "\n", ErrUnreadable, "cannot be read"},
		{"wedge, track 1 only", "wedge", "%B" + testPAN + "^X^3012?\n", ErrUnreadable, "cannot be read"},
		{"wedge, two cards", "wedge", "%B" + other + "^X^3012120?;" + testTrack + "?\n", ErrMismatch, "different numbers"},
		{"wedge, two dates", "wedge", "%B" + testPAN + "^X^2911120?;" + testTrack + "?\n", ErrMismatch, "different expiry dates"},
		{"wedge, endless", "wedge", strings.Repeat("1", 1<<16), ErrUnreadable, "too long"},
		{"wedge, binary", "wedge", "\x00\xff\x02;\n", ErrUnreadable, "cannot be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Resolve(tt.spec, inLab(tt.stdin))
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, tt.says)
			require.NotRegexp(t, `[0-9０-９]{7}`, err.Error(), "the number leaked")
		})
	}
}

func TestRealKeysAllowFilesAndSwipesOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.toml")
	require.NoError(t, os.WriteFile(file, []byte(`track2 = "`+testTrack+`"`), 0o600))
	for _, spec := range []string{"A", "bad-track", "manual:" + testPAN + ":3012", "track2:" + testTrack} {
		_, err := Resolve(spec, Options{})
		require.ErrorIs(t, err, ErrTestKeysOnly, spec)
		require.NotContains(t, err.Error(), testPAN)
	}
	for _, spec := range []string{file, "wedge"} {
		_, err := Resolve(spec, Options{Stdin: strings.NewReader(";" + testTrack + "?\n")})
		require.NoError(t, err, spec)
	}
}

func TestASwipeLeavesTheNextLineAlone(t *testing.T) {
	in := strings.NewReader(";" + testTrack + "?\n123456\nrest")
	_, err := Resolve("wedge", Options{Stdin: in})
	require.NoError(t, err)
	pin, err := ReadPIN(in)
	require.NoError(t, err)
	require.Equal(t, "123456", pin.Digits())
	rest, _ := io.ReadAll(in)
	require.Equal(t, "rest", string(rest))
}

func TestBuiltinCardsKeepTheirPromises(t *testing.T) {
	require.Equal(t, []string{"A", "B", "C", "expired", "lost", "bad-track", "tap"}, Names())
	seen := map[txn.PAN]bool{}
	for _, def := range Builtin() {
		_, err := txn.ParseTrack2(def.Card.Track2.Digits())
		require.NoError(t, err, def.Name)
		require.True(t, strings.HasPrefix(def.Card.PAN.Digits(), "622202"), def.Name)
		require.False(t, seen[def.Card.PAN], def.Name)
		seen[def.Card.PAN] = true
		require.NoError(t, def.Chip.sized(), def.Name)
		require.Equal(t, def.Card.Entry == txn.Insert || def.Card.Entry == txn.Tap, !def.Chip.Empty(), def.Name)
	}
	a, _ := builtin("A")
	require.Equal(t, []any{txn.Fen(50_000), "123456", txn.Swipe}, []any{a.Balance, a.PIN.Digits(), a.Card.Entry})
	b, _ := builtin("B")
	require.Equal(t, []any{txn.Fen(50_000), txn.Insert}, []any{b.Balance, b.Card.Entry})
	c, _ := builtin("C")
	require.Equal(t, txn.Fen(100), c.Balance)
	lost, _ := builtin("lost")
	require.Equal(t, Lost, lost.State)
	old, _ := builtin("expired")
	require.Equal(t, Expired, old.State)
}

func TestNothingPrintsTheCard(t *testing.T) {
	a, _ := builtin("A")
	require.NoError(t, a.Chip.add("5A", testPAN))
	p, err := a.Present()
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, v := range []any{a, p, &p, []Definition{a}} {
			text := fmt.Sprintf(verb, v)
			require.NotContains(t, text, testPAN, verb)
			require.NotContains(t, text, "123456", verb)
			require.NotContains(t, text, "313233343536", verb)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, spec := range []string{"A", "wedge", "manual:" + testPAN + ":3012", "track2:;" + testTrack + "?", "../x", testPAN} {
		f.Add(spec, ";"+testTrack+"?\n")
	}
	f.Add("wedge", "%B"+testPAN+"^X^3012?;"+testTrack+"?+1?\n")
	f.Fuzz(func(t *testing.T, spec, stdin string) {
		if strings.ContainsAny(spec, "/.") {
			t.Skip("paths would wander over this machine's files")
		}
		got, err := Resolve(spec, inLab(stdin))
		if err != nil {
			require.NotRegexp(t, `[0-9]{13}`, err.Error())
			require.Equal(t, Presented{}, got)
			return
		}
		_, err = txn.ParsePAN(got.Card.PAN.Digits())
		require.NoError(t, err)
		_, err = txn.ParseExpiry(string(got.Card.Expiry))
		require.NoError(t, err)
	})
}
