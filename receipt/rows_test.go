package receipt

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRows(t *testing.T) {
	for _, tt := range []struct {
		name string
		line Line
		want []string
	}{
		{"left", Line{Text: "金额"}, []string{"金额      "}},
		{"centre", Line{Text: "金额", Align: Center}, []string{"   金额   "}},
		{"right", Line{Text: "金额", Align: Right}, []string{"      金额"}},
		{"pair", Line{Text: "金额", Right: "1.00"}, []string{"金额  1.00"}},
		{"pair that just fits", Line{Text: "金额", Right: "12.00"}, []string{"金额 12.00"}},
		{"pair that does not", Line{Text: "金额", Right: "123.00"}, []string{"金额      ", "    123.00"}},
		{"value alone", Line{Right: "1.00"}, []string{"      1.00"}},
		{"empty", Line{}, []string{"          "}},
		{"rule", Line{Rule: true}, []string{"----------"}},
		{"big", Line{Text: "金额", Big: true}, []string{"金额 "}},
		{"words", Line{Text: "one two three"}, []string{"one two   ", "three     "}},
		{"a word too long", Line{Text: "abcdefghijklm"}, []string{"abcdefghij", "klm       "}},
		{"hanzi break anywhere", Line{Text: "本人确认以上"}, []string{"本人确认以", "上        "}},
		{"a hanzi is not halved", Line{Text: "a本人确认以上"}, []string{"a本人确认 ", "以上      "}},
		{"hanzi break after a comma", Line{Text: "以上交，同意记入"}, []string{"以上交，  ", "同意记入  "}},
		{"blank at the edge", Line{Text: "abcdefghij klm"}, []string{"abcdefghij", "klm       "}},
		{"control characters", Line{Text: "a\x1b@\tb\x00c\u202e\u200bd"}, []string{"a@ bcd    "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range Rows(Slip{Lines: []Line{tt.line}}, 10) {
				got = append(got, r.Text)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestTextShowsWhatPaperCannotSay(t *testing.T) {
	s := Slip{Lines: []Line{{Text: "金额", Big: true, Align: Center}, {QR: "A1"}, {Text: "end"}}}
	require.Equal(t, "   金额\n [QR] A1\nend\n", Text(s, 10))
}
