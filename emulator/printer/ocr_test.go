package printer

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// hanziOf is a text's hanzi in their order.
func hanziOf(text string) []rune {
	var out []rune
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			out = append(out, r)
		}
	}
	return out
}

// inCommon is the length of the longest sequence that both have in this order.
func inCommon(a, b []rune) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		last := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = last + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			last = above
		}
	}
	return row[len(b)]
}

// A program that has never seen our glyphs reads the picture of a slip at 25 degrees.
func TestHanziAreReadByOCR(t *testing.T) {
	tesseract, err := exec.LookPath("tesseract")
	if err != nil {
		t.Skip("tesseract is not installed (Debian: tesseract-ocr tesseract-ocr-chi-sim)")
	}
	if languages, err := exec.Command(tesseract, "--list-langs").CombinedOutput(); err != nil || !strings.Contains(string(languages), "chi_sim") {
		t.Skip("tesseract has no chi_sim (Debian: tesseract-ocr-chi-sim)")
	}
	warm, of, read := readByOCR(t, tesseract, Faults{}, Good)
	t.Logf("%d of %d hanzi, %.1f %%, and %d that are not there", warm, of, 100*float64(warm)/float64(of), read-warm)
	require.GreaterOrEqual(t, 100*warm, 95*of)
	require.LessOrEqual(t, read-warm, of/10, "the square of the QR code is read as a few hanzi; nothing else is made up")
	cold, of, _ := readByOCR(t, tesseract, Faults{AmbientC: ptr(-30.0), SupplyPercent: ptr(85.0)}, Illegible)
	t.Logf("illegible: %d of %d hanzi, %.1f %%", cold, of, 100*float64(cold)/float64(of))
	require.Less(t, 100*cold, 80*of, "what is called illegible is read clearly less")
}

// readByOCR prints the slip under faults and counts which of its hanzi the reader finds, of how many, and how
// many it says there are.
func readByOCR(t *testing.T, tesseract string, f Faults, legibility Legibility) (found, of, all int) {
	b := newBench(t, Options{TearBar: true}) // a cut's serrated edge below the code is read as hanzi
	b.fault(f)
	b.print(receipt(t))
	p := &Printer{m: b.machine}
	png, err := p.SlipPNG(b.slips()[0].ID)
	require.NoError(t, err)
	require.Equal(t, legibility, b.slips()[0].Legibility)
	run := exec.CommandContext(t.Context(), tesseract, "stdin", "stdout", "-l", "chi_sim", "--psm", "6")
	run.Stdin, run.Env = bytes.NewReader(png), append(run.Environ(), "OMP_THREAD_LIMIT=1")
	read, err := run.Output()
	require.NoError(t, err)
	want, got := hanziOf(b.slips()[0].Text), hanziOf(string(read))
	return inCommon(want, got), len(want), len(got)
}
