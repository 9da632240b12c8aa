package printer

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files; read the diff before committing it")

// capture reads a file of testdata/escpos; its README tells the notation.
func capture(t testing.TB, name string) []byte {
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	var out []byte
	for _, line := range strings.Split(string(raw), "\n") {
		for line = strings.TrimSpace(line); line != "" && line[0] != '#'; line = strings.TrimSpace(line) {
			if line[0] == '"' {
				end := strings.IndexByte(line[1:], '"')
				require.GreaterOrEqual(t, end, 0, "%s: %s", name, line)
				out = append(out, gb(t, line[1:1+end])...)
				line = line[2+end:]
				continue
			}
			word, rest, _ := strings.Cut(line, " ")
			line = rest
			digits, times, repeated := strings.Cut(word, "*")
			n := 1
			if repeated {
				n, err = strconv.Atoi(times)
				require.NoError(t, err)
			}
			b, err := hex.DecodeString(digits)
			require.NoError(t, err, "%s: %s", name, word)
			out = append(out, bytes.Repeat(b, n)...)
		}
	}
	return out
}

// report is what came of a capture, for people to read.
func report(t *testing.T, b *bench) string {
	var out strings.Builder
	for _, p := range b.paper.pieces() {
		s := p.slip()
		fmt.Fprintf(&out, "slip %d, %d rows, %s, complete %v, dots %08x\n", s.ID, s.Rows, s.Ended, s.Complete, crc32.ChecksumIEEE(p.dots))
		for _, line := range strings.Split(s.Text, "\n") {
			fmt.Fprintf(&out, "  |%s\n", line)
		}
		for _, c := range s.Codes {
			fmt.Fprintf(&out, "  %s %q\n", c.Type, c.Data)
		}
	}
	skipped, err := json.Marshal(b.ip.skipped)
	require.NoError(t, err)
	fmt.Fprintf(&out, "answers % X\nskipped %s\n", b.take(), skipped)
	return out.String()
}

func TestCaptures(t *testing.T) {
	files, err := filepath.Glob("testdata/escpos/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b := newBench(t, Options{})
			b.print(capture(t, file))
			got := report(t, b)
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
			if out := os.Getenv("LOOK"); out != "" {
				p := &Printer{m: b.machine}
				png, err := p.RollPNG()
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(out, filepath.Base(file)+".png"), png, 0o644))
			}
		})
	}
}
