package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// What the printer of the lab knows is explained, by the same examples: one piece each, in both languages.
func TestEveryCommandOfThePrinterIsExplained(t *testing.T) {
	raw, err := os.ReadFile("../../testdata/escpos/commands.txt")
	require.NoError(t, err)
	given := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(line, "|")
		if line[0] == '#' || len(cells) < 2 {
			continue
		}
		name := strings.TrimSpace(cells[0])
		given[name] = true
		in, err := hex.DecodeString(strings.Join(strings.Fields(cells[1]), ""))
		require.NoError(t, err, line)
		e, err := explainEscpos(append(in, "next"...))
		require.NoError(t, err, line)
		require.Equal(t, name, e.Commands[0].Name)
		last := e.Commands[len(e.Commands)-1]
		require.Equal(t, "next", last.Text, "%s: too much or too little was taken", line)
		for _, p := range e.Commands[:len(e.Commands)-1] {
			require.NotEqual(t, textName, p.Name, line)
			require.Regexp(t, `\p{Han}.*[a-z]`, p.Means)
		}
	}
	for intro := range escposTable {
		name, _, known := printer.Command(intro[0], intro[1], nil)
		require.True(t, known, "% X is explained and no command of the printer", intro)
		require.True(t, given[name], "%s has no line in commands.txt", name)
	}
}

// Card numbers are covered in whatever form they come; other numbers are told.
func TestCardNumbersAreCovered(t *testing.T) {
	const card, shown = "6222021234567890128", "622202*********0128"
	for name, tt := range map[string]struct{ in, want string }{
		"text":                  {"No " + card + "\n", shown},
		"after GB18030":         {"\xbf\xa8\xba\xc5" + card, "卡号" + shown},
		"groups":                {"6222 0212 3456 7890 128\n", "6222 02** **** ***0 128"},
		"dashes":                {"6222-0212-3456-7890-128\n", "6222-02**-****-***0-128"},
		"bold within":           {"62220212345\x1bE\x0167890128\n", "622202*****"},
		"size within, the rest": {"62220212345\x1d!\x1167890128\n", "****0128"},
		"QR":                    {"\x1d(k\x1a\x001P0card=" + card[:18] + "\x1d(k\x16\x001P0" + card, shown},
		"CODE39":                {"\x1dk\x04" + card + "\x00", shown},
		"CODE128 B":             {"\x1dkI\x15{B" + card, shown},
		"CODE128 C":             {"\x1dkI\x0e{C\x3e\x16\x02\x0c\x22\x38\x4e\x5a\x0c{B8", "622202**********128"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := explainEscpos([]byte(tt.in))
			require.NoError(t, err)
			require.Contains(t, e.String(), tt.want)
			for _, secret := range []string{card, card[4:17], "345 6789", "3456 7890", "3456-7890"} {
				require.NotContains(t, e.String(), secret)
				require.NotContains(t, e.String(), strings.ToUpper(hex.EncodeToString([]byte(secret))))
			}
		})
	}
	for _, number := range []string{"6222021234567890129", "104512541110001", "2026112120150300", card + "1", "123456", "45 6222 11 22 33 44 55 66 77"} {
		e, err := explainEscpos([]byte(number + "\n"))
		require.NoError(t, err)
		require.Contains(t, e.String(), number)
	}
}

// FuzzMaskCards: covering changes digits of codes and text only, and never the lengths.
func FuzzMaskCards(f *testing.F) {
	f.Add([]byte("\x1dkI\x0e{C\x3e\x16\x02\x0c\x22\x38\x4e\x5a\x0c{B8"))
	f.Add([]byte("6222 0212 3456 7890 128\n\x1bE\x01"))
	f.Fuzz(func(t *testing.T, in []byte) {
		e, _ := explainEscpos(in)
		var lengths []int
		for i, p := range e.Commands {
			if i > 0 {
				lengths = append(lengths, p.Offset-e.Commands[i-1].Offset)
			}
		}
		out := maskCards(in, lengths)
		require.Len(t, out, len(in))
		require.Equal(t, out, maskCards(out, lengths))
		for i := range in {
			require.True(t, in[i] == out[i] || out[i] == '*' && bytes.ContainsAny(in[i:i+1], "0123456789") || out[i] == covered && in[i] < 100)
		}
	})
}
