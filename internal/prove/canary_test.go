package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/canary"
)

// leftBehind is what a terminal that leaks nothing leaves: secrets where they belong.
func leftBehind(t *testing.T) (*house, []canary.Secret) {
	t.Helper()
	h := &house{dir: t.TempDir(), hostWire: &wire{passed: []*bytes.Buffer{bytes.NewBufferString(swipePAN)}}}
	key := bytes.Repeat([]byte{0xC5}, 32)
	for _, part := range []string{"cards", "data", "out", "log", "lab", "cwd"} {
		require.NoError(t, os.Mkdir(h.path(part), 0o700))
	}
	for name, text := range cardFiles {
		h.leaves(t, filepath.Join("cards", name+".toml"), text)
	}
	h.leaves(t, "data/secrets.key", "sealed 1\n")
	for i := range 60 {
		h.leaves(t, fmt.Sprintf("out/%03d", i), "card 622202******4595 64=4539001234567890")
	}
	return h, append(cardSecrets(), canary.Octets("root", key))
}

func (h *house) leaves(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(h.path(path), []byte(text), 0o600))
}

// Each row leaves one thing that must not be there, or takes away what must; the report says NO.
func TestTheCanaryInstrumentBites(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		plant      func(*testing.T, *house)
	}{
		{"nothing", "", func(*testing.T, *house) {}},
		{"a number in a log", "posterm.log at 3: card swipe as ASCII", func(t *testing.T, h *house) { h.leaves(t, "log/posterm.log", "xx "+swipePAN) }},
		{"a track in the journal", "track poor as BCD", func(t *testing.T, h *house) {
			h.leaves(t, "data/journal.db-wal", "\x62\x22\x02\x57\x72\x15\x66\x48\xD3\x01\x21\x20\x57\x72\x15\x66\x49")
		}},
		{"a PIN in JSON", "PIN as text", func(t *testing.T, h *house) { h.leaves(t, "out/x", `{"pin":"`+swipePIN+`"}`) }},
		{"keys that are not sealed", "secrets.key", func(t *testing.T, h *house) {
			h.leaves(t, "data/secrets.key", fmt.Sprintf("root %x\n", bytes.Repeat([]byte{0xC5}, 32)))
		}},
		{"a key among the lab's files", "root", func(t *testing.T, h *house) { h.leaves(t, "lab/events", string(bytes.Repeat([]byte{0xC5}, 32))) }},
		{"anybody's card number on paper", "paper.json: 411111...", func(t *testing.T, h *house) { h.leaves(t, "lab/paper.json", "4111111111111111") }},
		{"a core file", "cwd/core.17", func(t *testing.T, h *house) { h.leaves(t, "cwd/core.17", "") }},
		{"a scan that is blind", "found where they belong: cards, wire                        3", func(_ *testing.T, h *house) { h.hostWire.passed = nil }},
		{"a secret that lost its place", "found where they belong: cards, wire                        3", func(t *testing.T, h *house) { h.leaves(t, "cards/poor.toml", "") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, secrets := leftBehind(t)
			tt.plant(t, h)
			var out bytes.Buffer
			r := &report{out: &out}
			require.NoError(t, h.look(r, secrets))
			if tt.want == "" {
				require.Zero(t, r.unmet, out.String())
				return
			}
			require.NotZero(t, r.unmet, out.String())
			require.Contains(t, out.String(), tt.want)
		})
	}
}
