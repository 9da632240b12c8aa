package eslip

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"compress/zlib"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"posterm/printer"
	"posterm/receipt"
	"posterm/txn"
)

// same wants a picture to have exactly the dots of the slip as it is drawn for paper, and white beside them.
func same(t *testing.T, black func(x, y int) bool, width, height int, p Paper, s receipt.Slip) {
	t.Helper()
	drawn, err := printer.Draw(s, p.Dots, p.Columns)
	require.NoError(t, err)
	require.Equal(t, p.Width*8, width)
	require.Equal(t, drawn.Height+2*edge, height)
	burnt := 0
	for y := range height {
		for x := range width {
			want := drawn.Black(x-p.margin(), y-edge)
			if black(x, y) != want {
				require.FailNow(t, "a dot differs", "%d, %d", x, y)
			}
			if want {
				burnt++
			}
		}
	}
	require.Greater(t, burnt, 5000)
}

func TestThePNGIsTheSlip(t *testing.T) {
	for _, p := range []Paper{thin, wide} {
		s := slip(voided(), marked, txn.Chinese)
		data, err := Make(s, PNG, txn.Chinese, p)
		require.NoError(t, err)
		img, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		size := img.Bounds().Max
		same(t, func(x, y int) bool { r, _, _, _ := img.At(x, y).RGBA(); return r == 0 }, size.X, size.Y, p, s)
		require.Contains(t, string(data), "pHYs\x00\x00\x1f\x40\x00\x00\x1f\x40\x01", "8,000 dots a metre")
	}
}

// document takes a PDF apart as strictly as the standard allows: every entry of its table must lead to its object.
func objects(t *testing.T, data []byte) map[int]string {
	t.Helper()
	text := string(data)
	require.True(t, strings.HasPrefix(text, "%PDF-1.4\n"))
	end := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindStringSubmatch(text)
	require.NotNil(t, end)
	at, err := strconv.Atoi(end[1])
	require.NoError(t, err)
	table := regexp.MustCompile(`^xref\n0 (\d+)\n`).FindStringSubmatch(text[at:])
	require.NotNil(t, table)
	n, err := strconv.Atoi(table[1])
	require.NoError(t, err)
	entries := text[at+len(table[0]):]
	require.Equal(t, "0000000000 65535 f \n", entries[:20])
	all := map[int]string{}
	for i := 1; i < n; i++ {
		entry := entries[20*i : 20*i+20]
		require.Regexp(t, `^\d{10} 00000 n \n$`, entry)
		from, err := strconv.Atoi(entry[:10])
		require.NoError(t, err)
		body, found := strings.CutPrefix(text[from:], fmt.Sprintf("%d 0 obj\n", i))
		require.True(t, found, "object %d", i)
		body, _, found = strings.Cut(body, "\nendobj\n")
		require.True(t, found)
		all[i] = body
	}
	require.Contains(t, entries[20*n:], fmt.Sprintf("/Size %d /Root 1 0 R", n))
	return all
}

// content is the data of a stream, exactly as long as it says.
func content(t *testing.T, object string) string {
	t.Helper()
	length, err := strconv.Atoi(regexp.MustCompile(`/Length (\d+) >>`).FindStringSubmatch(object)[1])
	require.NoError(t, err)
	_, data, found := strings.Cut(object, ">>\nstream\n")
	require.True(t, found)
	data, found = strings.CutSuffix(data, "\nendstream")
	require.True(t, found)
	require.Len(t, data, length)
	return data
}

func TestThePDFIsTheSlip(t *testing.T) {
	for _, p := range []Paper{thin, wide} {
		s := slip(reversed(), undone, txn.English)
		data, err := Make(s, PDF, txn.English, p)
		require.NoError(t, err)
		all := objects(t, data)
		require.Len(t, all, 6)
		box := regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`).FindStringSubmatch(all[3])
		require.NotNil(t, box)
		wide, err := strconv.ParseFloat(box[1], 64)
		require.NoError(t, err)
		require.InDelta(t, float64(p.Width)*72/25.4, wide, 0.001, "the page is as wide as the paper")
		require.Equal(t, "q "+box[1]+" 0 0 "+box[2]+" 0 0 cm /Slip Do Q", content(t, all[4]))
		size := regexp.MustCompile(`/Width (\d+) /Height (\d+) /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode`).FindStringSubmatch(all[5])
		require.NotNil(t, size)
		width, _ := strconv.Atoi(size[1])
		height, _ := strconv.Atoi(size[2])
		high, err := strconv.ParseFloat(box[2], 64)
		require.NoError(t, err)
		require.InDelta(t, float64(height)/8*72/25.4, high, 0.001)
		unpacked, err := zlib.NewReader(strings.NewReader(content(t, all[5])))
		require.NoError(t, err)
		dots, err := io.ReadAll(unpacked)
		require.NoError(t, err)
		stride := (width + 7) / 8
		require.Len(t, dots, stride*height)
		same(t, func(x, y int) bool { return dots[y*stride+x/8]&(0x80>>(x%8)) == 0 }, width, height, p, s)
		require.Contains(t, all[6], "/Title <FEFF0045002D0073006C00690070>")
	}
}

// TestAnotherReaderSeesTheSame: Ghostscript, where there is one, draws the page at 203.2 dots an inch as it was drawn.
func TestAnotherReaderSeesTheSame(t *testing.T) {
	gs, err := exec.LookPath("gs")
	if err != nil {
		t.Skip("no other reader of documents on this machine")
	}
	s := slip(sale(), customer, txn.Chinese)
	data, err := Make(s, PDF, txn.Chinese, thin)
	require.NoError(t, err)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "slip.pdf"), filepath.Join(dir, "slip.png")
	require.NoError(t, os.WriteFile(from, data, 0o600))
	said, err := exec.Command(gs, "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pngmono", "-r203.2", "-sOutputFile="+to, from).CombinedOutput()
	require.NoError(t, err, string(said))
	require.NotContains(t, string(said), "rror")
	f, err := os.Open(to)
	require.NoError(t, err)
	defer f.Close()
	img, err := png.Decode(f)
	require.NoError(t, err)
	size := img.Bounds().Max
	same(t, func(x, y int) bool { r, _, _, _ := img.At(x, y).RGBA(); return r == 0 }, size.X, size.Y, thin, s)
}

// TestBlocksCanBeRead: a camera that sees the block characters reads the link, from the smallest window that holds it.
func TestBlocksCanBeRead(t *testing.T) {
	text := "http://192.168.100.50:8584/s/" + strings.Repeat("Az09", 9)
	sizes := map[int]bool{}
	for _, window := range [][2]int{{40, 19}, {41, 40}, {80, 22}, {80, 23}, {200, 60}} {
		lines := Blocks(text, window[0], window[1])
		require.NotEmpty(t, lines, window)
		require.LessOrEqual(t, len(lines), window[1])
		require.LessOrEqual(t, len([]rune(lines[0])), window[0])
		require.Equal(t, text, photographed(t, lines))
		sizes[len(lines)] = true
	}
	require.Len(t, sizes, 3, "the more room, the safer the code")
	for _, window := range [][2]int{{36, 40}, {80, 18}, {0, 0}, {80, -1}} {
		require.Nil(t, Blocks(text, window[0], window[1]), window)
	}
	require.Nil(t, Blocks(strings.Repeat("x", 4000), 1000, 1000))
}

// photographed is what a camera reads on a screen of light letters.
func photographed(t *testing.T, lines []string) string {
	t.Helper()
	const scale = 4
	columns := len([]rune(lines[0]))
	img := image.NewGray(image.Rect(0, 0, columns*scale, len(lines)*2*scale))
	for y, line := range lines {
		require.Len(t, []rune(line), columns)
		for x, char := range []rune(line) {
			for dy := range 2 * scale {
				lit := char == '█' || char == '▀' && dy < scale || char == '▄' && dy >= scale
				for dx := range scale {
					if lit {
						img.Pix[(y*2*scale+dy)*img.Stride+x*scale+dx] = 255
					}
				}
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	require.NoError(t, err)
	return result.GetText()
}
