package printer

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// fuzzInput keeps one run short: every byte of input can be a feed of a metre.
const fuzzInput = 256

// FuzzInterpreter feeds foreign bytes: nothing may panic or hang, the paper stays in bounds, and how the
// bytes are split makes no difference.
func FuzzInterpreter(f *testing.F) {
	files, err := filepath.Glob("testdata/escpos/*.txt")
	require.NoError(f, err)
	for _, file := range files {
		f.Add(capture(f, file))
	}
	f.Add(receipt(f))
	f.Add([]byte("\x1d8L\xff\xff\xff\xff0p0\x01\x011"))
	f.Add([]byte("\x1b&\x03\xff\x00\x1b*\x21\xff\xff"))
	for _, e := range examples(f) {
		f.Add(append(e.bytes, "x\n"...))
	}
	f.Add([]byte("\x1bL\x1bW\x00\x00\x00\x00\xff\xff\xff\xff\x1bT\x01x\n\x1b\x0c\x18\x1d\\\xff\xff\x0c"))
	f.Add([]byte("\x1dP\x01\x01\x1b3\xff\n\x1bd\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > fuzzInput {
			return
		}
		whole := newBench(t, Options{Buffer: 65536})
		for _, c := range data {
			whole.receive(c)
		}
		whole.run()
		require.LessOrEqual(t, whole.paper.used, int64(len(data)+1)*2*feedLimit)
		require.Len(t, whole.paper.cur.dots, whole.paper.cur.rows()*whole.paper.stride)
		require.LessOrEqual(t, len(whole.ip.skipped), unsupportedNames)
		split := newBench(t, Options{Buffer: 45})
		split.print(data)
		require.Equal(t, whole.paper.used, split.paper.used)
		require.Equal(t, whole.slips(), split.slips())
		for _, s := range whole.slips() {
			require.Equal(t, s.Text, joined(s), "lines are the text")
		}
		if whole.paper.used > 2000 {
			return
		}
		p := &Printer{m: whole.machine}
		_, err := p.RollPNG()
		require.NoError(t, err)
	})
}

// Whatever is sent again and again without an end: what is kept of it has a limit.
func TestEndlessStreamsKeepLittle(t *testing.T) {
	for name, again := range map[string]string{
		"looks on one line":         "\x1b$\x00\x00\x1bE\x01a\x1bE\x00b",
		"column images on one line": "\x1b*\x01\x01\x00\xff",
		"lines of one page":         "x\n\x1d$\x20\x00",
		"pages without an end":      "\x1bLx\n\x1b\x0c",
		"a raster of 16 MB":         "\x1dv0\x00\xff\xff\xff\xff",
		"unknown commands":          "\x1d\x80\x1d\x81\x1c\x90",
		"questions":                 "\x1dr\x01\x10\x04\x01\x1dIE",
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{})
			if name == "lines of one page" {
				b.print([]byte("\x1bL"))
			}
			times := 20_000
			if name == "pages without an end" {
				times = 500 // each is 300 mm of paper
			}
			for range times {
				b.print([]byte(again))
				b.take()
				b.seen = nil
			}
			require.LessOrEqual(t, len(b.ip.line.runs), textLimit)
			require.LessOrEqual(t, len(b.ip.line.script.onsets), onsetLimit)
			require.LessOrEqual(t, len(b.paper.cur.marks), pieceLimit+pageMarks)
			require.LessOrEqual(t, len(b.paper.finished), slipLimit)
			require.LessOrEqual(t, cap(b.ip.args), 2*argumentLimit)
			require.LessOrEqual(t, len(b.rx), b.opt.Buffer+1)
			if b.ip.paged != nil {
				require.LessOrEqual(t, len(b.ip.paged.marks), pageMarks)
			}
		})
	}
}
