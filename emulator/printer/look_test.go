package printer

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// joined is the lines of a slip as its text has them.
func joined(s Slip) string {
	lines := make([]string, len(s.Lines))
	for i, runs := range s.Lines {
		for _, r := range runs {
			lines[i] += r.Text
		}
	}
	return strings.Join(lines, "\n")
}

// The text of a line is told in runs of one look, as the commands before it are understood.
func TestTextIsToldAsItLooks(t *testing.T) {
	hanzi := strings.NewReplacer("签", string(gb(t, "签")), "购", string(gb(t, "购")))
	for name, tt := range map[string]struct {
		sent string
		want string // the lines of the slip
	}{
		"ordinary":              {"a\nb\n", `[[{"text":"a"}],[{"text":"b"}]]`},
		"nothing to read":       {"\x1dv0\x00\x01\x00\x01\x00\xff", `[]`},
		"bold":                  {"a\x1bE\x01b\x1bE\x00c\n", `[[{"text":"a"},{"text":"b","bold":true},{"text":"c"}]]`},
		"double strike is bold": {"\x1bG\x01a\n", `[[{"text":"a","bold":true}]]`},
		"underline": {"\x1b-\x01a\x1b-\x02b\x1b-0c\n",
			`[[{"text":"a","underline":1},{"text":"b","underline":2},{"text":"c"}]]`},
		"reverse": {"\x1dB\x01a\x1dB\x00b\n", `[[{"text":"a","reverse":true},{"text":"b"}]]`},
		"sizes": {"\x1d!\x10a\x1d!\x01b\x1d!\x27c\n",
			`[[{"text":"a","width":2},{"text":"b","height":2},{"text":"c","width":3,"height":8}]]`},
		"underline of large characters": {"\x1d!\x11\x1b-\x02a\n", `[[{"text":"a","underline":2,"width":2,"height":2}]]`},
		"font b":                        {"\x1bM\x01a\x1bM0b\n", `[[{"text":"a","font":"b"},{"text":"b"}]]`},
		"print mode": {"\x1b!\xb9a\x1b!\x00b\n",
			`[[{"text":"a","bold":true,"underline":1,"width":2,"height":2,"font":"b"},{"text":"b"}]]`},
		"aligned": {"\x1ba\x01a\n\x1ba2b\n\x1ba\x00c\n",
			`[[{"text":"               a","align":"center"}],[{"text":"                               b","align":"right"}],[{"text":"c"}]]`},
		"an indent is ordinary": {"\x1ba\x01\x1bE\x01a\n",
			`[[{"text":"               ","align":"center"},{"text":"a","bold":true,"align":"center"}]]`},
		"so is what is skipped": {"\x1bE\x01\x1b-\x01a\tb\n",
			`[[{"text":"a","bold":true,"underline":1},{"text":"       "},{"text":"b","bold":true,"underline":1}]]`},
		"spaces are characters":            {"\x1b-\x01a b\n", `[[{"text":"a b","underline":1}]]`},
		"what ends a line is blank":        {"\x1bE\x01a\x1bE\x00  \n", `[[{"text":"a","bold":true}]]`},
		"a command that changes nothing":   {"a\x1bE\x00b\n", `[[{"text":"ab"}]]`},
		"changed and changed back":         {"a\x1bE\x01\x1bE\x00b\n", `[[{"text":"ab"}]]`},
		"a look lasts over lines":          {"\x1bE\x01a\nb\n", `[[{"text":"a","bold":true}],[{"text":"b","bold":true}]]`},
		"until the printer is initialised": {"\x1bE\x01\x1d!\x11\x1bM\x01\x1dB\x01\x1b-\x02\x1c!\x8c\x1ba\x01\x1b{\x01\x1b@a\n", `[[{"text":"a"}]]`},
		"hanzi take the sizes of all":      {"\x1d!\x11签a\n", `[[{"text":"签a","width":2,"height":2}]]`},
		"hanzi of their own mode": {"\x1c!\x8ca签\x1c!\x00购\n",
			`[[{"text":"a"},{"text":"签","underline":1,"width":2,"height":2},{"text":"购"}]]`},
		"hanzi twice as large":       {"\x1cW\x01a签\x1cW\x00购\n", `[[{"text":"a"},{"text":"签","width":2,"height":2},{"text":"购"}]]`},
		"hanzi underlined":           {"\x1c-\x02a签\n", `[[{"text":"a"},{"text":"签","underline":2}]]`},
		"hanzi have one font":        {"\x1bM\x01a签\n", `[[{"text":"a","font":"b"},{"text":"签"}]]`},
		"the larger of two ways":     {"\x1d!\x30\x1cW\x01签\n", `[[{"text":"签","width":4,"height":2}]]`},
		"upside down":                {"\x1b{\x01ab\x1bE\x01c\n", `[[{"text":"ab","upside_down":true},{"text":"c","bold":true,"upside_down":true}]]`},
		"in page mode":               {"\x1bL\x1bE\x01a\x1bE\x00b\n\x0c", `[[{"text":"a","bold":true},{"text":"b"}]]`},
		"aligned again after a page": {"\x1ba\x01\x1bLa\n\x0cb\n", `[[{"text":"a"}],[{"text":"               b","align":"center"}]]`},
		"under bars": {"\x1dH\x02\x1df\x01\x1bE\x01\x1dk\x04A1\x00",
			`[[{"text":"       "},{"text":"A1","font":"b"}]]`},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{})
			b.print([]byte(hanzi.Replace(tt.sent)))
			s := b.slips()[0]
			got, err := json.Marshal(s.Lines)
			require.NoError(t, err)
			require.JSONEq(t, tt.want, string(got))
			require.Equal(t, s.Text, joined(s))
		})
	}
}

// A whole slip, and what is left of one that is cut where it hangs.
func TestLooksOfAReceipt(t *testing.T) {
	b := newBench(t, Options{})
	b.print(receipt(t))
	s := b.slips()[0]
	require.Equal(t, s.Text, joined(s))
	require.Equal(t, []Run{{Text: "          ", Align: "center"}, {Text: "签购单", Bold: true, Width: 2, Height: 2, Align: "center"}}, s.Lines[0])
	require.Equal(t, []Run{{Text: "622202******1234 /S", Height: 2}}, s.Lines[10])
	b.print([]byte("\x1bE\x01one\n\x1bJ\x60two\n\x1dV\x00"))
	require.Equal(t, [][]Run{{{Text: "two", Bold: true}}}, b.slips()[2].Lines, "it lay before the cutter")
}

// A line holds so many looks and no more, however often they change: the rest is told in the last.
func TestLooksOfALineHaveALimit(t *testing.T) {
	b := newBench(t, Options{})
	for range 2 * onsetLimit {
		b.print([]byte("\x1bE\x01\x1b$\x00\x00a\x1bE\x00b"))
	}
	b.print([]byte("\n"))
	require.Len(t, b.ip.line.script.onsets, onsetLimit)
	s := b.slips()[0]
	require.Len(t, s.Lines[0], onsetLimit)
	require.Equal(t, s.Text, joined(s))
}
