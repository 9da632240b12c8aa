package console

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		name, in, text string
		err            error
		rest           string
	}{
		{name: "a line", in: "12.34\nA\n", text: "12.34", rest: "A\n"},
		{name: "Windows", in: " 12.34\t\r\nA", text: "12.34", rest: "A"},
		{name: "no end", in: "A", text: "A"},
		{name: "empty", in: "\nA", rest: "A"},
		{name: "nothing", err: io.EOF},
		{name: "Chinese", in: "消费\n", text: "消费"},
		{name: "just fits", in: strings.Repeat("7", lineLimit) + "\r\n", text: strings.Repeat("7", lineLimit)},
		{name: "one too many", in: strings.Repeat("7", lineLimit+1) + "\nA", err: complaint(lineTooLong), rest: "A"},
		{name: "far too many", in: strings.Repeat("7", 100*lineLimit), err: complaint(lineTooLong)},
		{name: "control bytes", in: "1\x1b[2J\nA", err: complaint(lineNotText), rest: "A"},
		{name: "not UTF-8", in: "\xcf\xfb\xb7\xd1\n", err: complaint(lineNotText)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := strings.NewReader(tt.in)
			text, err := readLine(in)
			require.Equal(t, tt.err, err)
			require.Equal(t, tt.text, text)
			rest, _ := io.ReadAll(in)
			require.Equal(t, tt.rest, string(rest))
		})
	}
}

// A line without end must not fill the memory.
func TestALongLineCostsNoMoreThanAShortOne(t *testing.T) {
	cost := func(length int) float64 {
		line := bytes.Repeat([]byte("7"), length)
		return testing.AllocsPerRun(1, func() { _, _ = readLine(bytes.NewReader(line)) })
	}
	require.LessOrEqual(t, cost(1<<20), cost(lineLimit)+1)
}

func FuzzReadLine(f *testing.F) {
	f.Add([]byte("12.34\n"))
	f.Add([]byte("\xff\x00\r\n"))
	f.Fuzz(func(t *testing.T, typed []byte) {
		text, err := readLine(bytes.NewReader(typed))
		if err != nil {
			require.Empty(t, text)
			return
		}
		require.LessOrEqual(t, len(text), lineLimit)
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "\n")
	})
}

// cardNumber is what must never be written, whatever was typed.
var cardNumber = regexp.MustCompile(`[0-9]{13}`)

// Whatever is typed, the menu ends with its input or by 退出, and repeats nothing
// that could be a card number.
func FuzzMenu(f *testing.F) {
	for _, s := range stories {
		f.Add([]byte(strings.Join(s.answers, "\n")))
	}
	f.Add([]byte("1\n6222020000031234\n5\n" + swipeA + "\n"))
	f.Fuzz(func(t *testing.T, typed []byte) {
		d := newDevice(txn.Chinese)
		d.sold(1234)
		var out bytes.Buffer
		if err := Run(t.Context(), config(d, bytes.NewReader(typed), &out)); err != nil {
			require.ErrorIs(t, err, ErrExit)
		}
		require.NotRegexp(t, cardNumber, out.String())
		require.True(t, utf8.Valid(out.Bytes()))
		require.NotContains(t, out.String(), "\x1b")
	})
}

// What a tty's person sees of an answer: only what the question takes, and never
// what could be a card.
func TestSeen(t *testing.T) {
	all := func(string) bool { return true }
	for _, tt := range []struct {
		name, text, want string
		plain            func(string) bool
	}{
		{"understood", "12.34", "12.34", parses(parseAmount)},
		{"not understood", "12.345", "", parses(parseAmount)},
		{"a secret", "908172", "", nil},
		{"a card number", keyedPAN, "", all},
		{"the shortest card number, spaced", "6222 0200 0007 2", "", all},
		{"less than a card number", "622202000007", "622202000007", all},
		{"a piece of a swipe", ";62220200", "", all},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, question{plain: tt.plain}.seen(tt.text))
		})
	}
}
