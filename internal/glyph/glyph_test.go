package glyph

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var update = flag.Bool("update", false, "rewrite the golden shapes; look at the diff before committing it")

// art draws a cell as text, one character per dot.
func art(m Mask) string {
	var b strings.Builder
	for y := range m.Height {
		row := m.Row(y)
		for x := range m.Width {
			b.WriteByte(".#"[row>>(31-x)&1])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestKnownShapes(t *testing.T) {
	find := func(m Mask, ok bool) Mask { require.True(t, ok); return m }
	for name, m := range map[string]Mask{
		"hanzi_zhong":   find(Hanzi('中')),
		"hanzi_zhang":   find(Hanzi('账')),
		"hanzi_yen":     find(Hanzi('￥')),
		"latin_a_M":     find(Latin('M', FontA)),
		"latin_a_g":     find(Latin('g', FontA)),
		"latin_b_4":     find(Latin('4', FontB)),
		"latin_a_e_acc": find(Latin('é', FontA)),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".txt")
			got := art(m)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// TestEveryGB2312HanziHasStrokes walks level 1 and level 2: rows B0 to F7, 6763 characters.
func TestEveryGB2312HanziHasStrokes(t *testing.T) {
	dec := simplifiedchinese.GBK.NewDecoder()
	seen := 0
	for lead := 0xB0; lead <= 0xF7; lead++ {
		for trail := 0xA1; trail <= 0xFE; trail++ {
			s, err := dec.Bytes([]byte{byte(lead), byte(trail)})
			require.NoError(t, err)
			r := []rune(string(s))[0]
			if r < 0x4E00 || r > 0x9FFF { // D7FA to D7FE are empty places in GB2312
				continue
			}
			seen++
			m, ok := Hanzi(r)
			require.True(t, ok, "%c (%X%X) is missing", r, lead, trail)
			require.GreaterOrEqual(t, dots(m), 8, "%c has hardly a stroke", r)
		}
	}
	require.GreaterOrEqual(t, seen, 6763)
}

func TestDotsStayInsideTheCell(t *testing.T) {
	for _, s := range table() {
		padding := ^uint32(0) >> s.width
		for _, r := range s.runes {
			m, ok := s.find(r)
			if !ok {
				t.Fatalf("%c is listed and not found", r)
			}
			var outside uint32
			for y := range m.Height {
				outside |= m.Row(y) & padding
			}
			if outside != 0 {
				t.Errorf("%c has dots right of its cell: %032b", r, outside)
			}
		}
	}
}

func TestLatinSizesAndCoverage(t *testing.T) {
	for c := rune(' '); c <= '~'; c++ {
		for f, want := range map[Font][2]int{FontA: {12, 24}, FontB: {9, 17}} {
			m, ok := Latin(c, f)
			require.True(t, ok, "%c", c)
			require.Equal(t, want, [2]int{m.Width, m.Height})
			require.Equal(t, c == ' ', dots(m) == 0, "%q", c)
		}
	}
	for _, r := range "¥£€éñÄ─│┌░█Жω" {
		_, ok := Latin(r, FontA)
		require.True(t, ok, "%c", r)
	}
}

func TestUnknownCharacterIsTold(t *testing.T) {
	_, ok := Hanzi('😀')
	require.False(t, ok)
	_, ok = Latin('中', FontA)
	require.False(t, ok)
}

func dots(m Mask) int { return strings.Count(art(m), "#") }

func BenchmarkHanzi(b *testing.B) {
	Hanzi('中')
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Hanzi('账'); !ok {
			b.Fatal("missing")
		}
	}
}

// TestTheCommonTableIsPartOfTheLargeOne: the same shapes, all of GB2312's hanzi, all of ASCII.
func TestTheCommonTableIsPartOfTheLargeOne(t *testing.T) {
	hanzi := 0
	for _, r := range table()[0].runes {
		small, ok := CommonHanzi(r)
		code, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
		require.NoError(t, err)
		if code[0] >= 0xB0 && code[0] <= 0xF7 && code[1] >= 0xA1 {
			require.True(t, ok, "%c", r)
			hanzi++
		}
		if ok {
			large, _ := Hanzi(r)
			require.Equal(t, large, small, "%c", r)
		}
	}
	require.Equal(t, 6763, hanzi)
	for r := ' '; r <= '~'; r++ {
		large, _ := Latin(r, FontA)
		small, ok := CommonLatin(r)
		require.True(t, ok)
		require.Equal(t, large, small)
	}
	_, ok := CommonHanzi('喆')
	require.True(t, ok, "a name beyond GB2312")
	_, ok = CommonHanzi('龘')
	require.False(t, ok, "nobody's name")
	require.Less(t, len(packedCommon), len(packed)*2/5)
}
