package receipt

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFaint(t *testing.T) {
	mark, other := Line{Text: duplicateMark, Right: "第2次", Bold: true}, Line{Text: "金额"}
	faint := Line{Text: faintMark, Align: Center, Bold: true}
	for _, tt := range []struct {
		name     string
		in, want []Line
	}{
		{"a first slip", []Line{other, other}, []Line{faint, other, other}},
		{"a duplicate keeps its mark on top", []Line{mark, other, mark}, []Line{mark, faint, other, mark}},
		{"nothing", nil, []Line{faint}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := append([]Line(nil), tt.in...)
			require.Equal(t, tt.want, Faint(Slip{Lines: tt.in}).Lines)
			require.Equal(t, before, append([]Line(nil), tt.in...), "the slip given stays")
		})
	}
	require.LessOrEqual(t, Width(faintMark), 32)
}
