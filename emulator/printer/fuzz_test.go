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
		if whole.paper.used > 2000 {
			return
		}
		p := &Printer{m: whole.machine}
		_, err := p.RollPNG()
		require.NoError(t, err)
	})
}
