package panel

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheKeypad(t *testing.T) {
	for _, tt := range []struct {
		name  string
		keys  string // "@A" presents card A, "@!" one that cannot be read
		big   string
		step  step
		ready string // the command, when it is complete
	}{
		{"at rest", "", "", atHome, ""},
		{"digits shift in from the right", "sale 1 2 3", "1.23", atAmount, ""},
		{"double zero", "sale 5 00", "5.00", atAmount, ""},
		{"leading zeros are none", "sale 0 00 7", "0.07", atAmount, ""},
		{"no more than the limit", "sale 9 9 9 9 9 9 9 9 9 9 9", "9999999.99", atAmount, ""},
		{"a digit at rest begins a sale", "4", "0.04", atAmount, ""},
		{"clear takes one away", "sale 1 2 clear", "0.01", atAmount, ""},
		{"nothing is no amount", "sale enter", "0.00", atAmount, ""},
		{"cancel forgets", "sale 1 enter cancel", "", atHome, ""},
		{"a function key begins anew", "sale 1 query", "______", atTrace, ""},
		{"a card is wanted", "sale 1 2 3 4 enter", "12.34", atCard, ""},
		{"a card that cannot be read", "sale 1 enter @!", "0.01", atCard, ""},
		{"a PIN is dots", "sale 1 enter @A 1 2 3 4", "●●●●", atPIN, ""},
		{"a short PIN will not do", "sale 1 enter @A 1 2 enter", "●●", atPIN, ""},
		{"clear forgets the PIN", "sale 1 enter @A 1 2 3 4 clear", "", atPIN, ""},
		{"a whole sale", "sale 1 2 3 4 enter @A 1 2 3 4 5 6 enter", "", working, "sale 12.34"},
		{"a card first", "@A 5 00 enter enter", "", working, "sale 5.00"},
		{"nobody is heard while it works", "signin sale 1 cancel", "", working, "signin "},
		{"a void needs a trace", "void enter", "______", atTrace, ""},
		{"a query does not", "query enter", "", working, "query "},
		{"a trace has six digits", "query 1 2 3 4 5 6 7", "123456", atTrace, ""},
		{"settling is asked about", "settle", "", atSettle, ""},
		{"and done", "settle enter", "", working, "settle "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, ready := face{at: atHome}, ""
			for _, key := range strings.Fields(tt.keys) {
				done := false
				if name, card := strings.CutPrefix(key, "@"); card {
					done = f.present(name, name != "!")
				} else {
					done = f.press(key)
				}
				if done {
					ready = f.want.String()
				}
			}
			require.Equal(t, tt.big, f.show().Big)
			require.Equal(t, tt.step, f.show().Step)
			require.Equal(t, tt.ready, ready)
		})
	}
}

// The PIN is nowhere once it was handed on, and never on the screen.
func TestThePINIsForgotten(t *testing.T) {
	f := face{at: atHome}
	for _, key := range []string{"balance"} {
		f.press(key)
	}
	f.present("A", true)
	for _, key := range []string{"9", "8", "7", "6"} {
		f.press(key)
	}
	kept := f.pin[:4:4]
	require.True(t, f.press("enter"))
	require.Equal(t, []byte{0, 0, 0, 0}, kept)
	require.NotContains(t, f.want.String(), "9876")
	f.end(false)
	require.Empty(t, f.want.PIN)
}

func TestAPossibleDuplicateIsAskedAbout(t *testing.T) {
	f := face{at: atHome}
	for _, key := range []string{"sale", "5", "enter"} {
		f.press(key)
	}
	f.present("A", true)
	require.True(t, f.press("enter"))
	f.end(true)
	require.Equal(t, atAgain, f.show().Step)
	require.Equal(t, "0.05", f.show().Big)
	require.True(t, f.press("enter"))
	require.True(t, f.want.Again)
}

func TestEveryTextHasBothLanguages(t *testing.T) {
	for what, w := range rowWords {
		require.NotEmpty(t, w.ZH, what)
		require.NotEmpty(t, w.EN, what)
	}
	for at, q := range questions {
		require.NotEmpty(t, q.title.ZH, at)
		require.NotEmpty(t, q.title.EN, at)
	}
}

// What looks like a field within a text stays text: field numbers only rise.
func TestAMessageIsDecoded(t *testing.T) {
	m := decode("0210 3=000000 39=51 44=a 11=b 63=CUP", true)
	require.Equal(t, "0210", m.MTI)
	require.Len(t, m.Fields, 4)
	require.Equal(t, "a 11=b", m.Fields[2].Value)
	require.Contains(t, m.words().ZH, "51")
	require.Contains(t, m.words().EN, "← 0210 answer 51")
	require.Empty(t, decode("", false).MTI)
}

func FuzzDecode(f *testing.F) {
	f.Add("0200 2=622202******1234 3=000000 64=AA")
	f.Fuzz(func(t *testing.T, masked string) {
		m, last := decode(masked, false), 0
		for _, field := range m.Fields {
			require.Greater(t, field.N, last)
			last = field.N
			require.Contains(t, masked, field.Value)
		}
	})
}
