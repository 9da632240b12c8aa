package printer

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// example is a line of testdata/escpos/commands.txt.
type example struct {
	name          string
	bytes, answer []byte
	skipped       bool
}

func examples(t testing.TB) (all []example) {
	raw, err := os.ReadFile("../../testdata/escpos/commands.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := append(strings.Split(line, "|"), "", "")
		e := example{name: strings.TrimSpace(cells[0]), skipped: strings.TrimSpace(cells[3]) != ""}
		for i, into := range []*[]byte{&e.bytes, &e.answer} {
			if digits := strings.Join(strings.Fields(cells[1+i]), ""); digits != "" {
				*into, err = hex.DecodeString(digits)
				require.NoError(t, err, line)
			}
		}
		all = append(all, e)
	}
	return all
}

// Every command is read to its last byte and no further, answers what it should, and is executed or counted.
func TestEveryCommandByItsExample(t *testing.T) {
	for _, e := range examples(t) {
		t.Run(e.name+" "+hex.EncodeToString(e.bytes[:min(8, len(e.bytes))]), func(t *testing.T) {
			b := newBench(t, Options{})
			b.print([]byte("\n" + string(e.bytes)))
			require.Equal(t, e.answer, b.take())
			require.Equal(t, e.skipped, len(b.ip.skipped) > 0, b.ip.skipped)
			require.True(t, b.ip.idle())
			b.print([]byte("\x1b=\x01\x1b@<next>\n"))
			slips := b.slips()
			require.NotEmpty(t, slips)
			require.True(t, strings.HasSuffix(slips[len(slips)-1].Text, "<next>"), slips)
		})
	}
}

// The examples leave out no command of the table.
func TestEveryCommandHasAnExample(t *testing.T) {
	given := map[string]bool{}
	for _, e := range examples(t) {
		given[e.name] = true
	}
	for intro, c := range commands {
		require.True(t, given[c.name], "%s % X has no line in commands.txt", c.name, intro)
	}
}
