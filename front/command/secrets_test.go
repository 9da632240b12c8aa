package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/emulator"
	"posterm/internal/canary"
)

// cards are the numbers and tracks of all built-in cards.
func cards() (all []canary.Secret) {
	for _, d := range card.Builtin() {
		all = append(all, canary.Digits("card "+d.Name, d.Card.PAN.Digits()))
	}
	return all
}

// noSecrets looks through everything a test produced: all output, every file
// beside and in the data directory, and the paper.
func (r *rig) noSecrets() {
	r.Helper()
	scanner, err := canary.New(append(cards(), r.canaries...)...)
	require.NoError(r, err)
	for where, data := range r.traces() {
		require.Empty(r, scanner.Bytes(where, data))
	}
}

func (r *rig) traces() map[string][]byte {
	all := map[string][]byte{"output": r.said.Bytes()}
	for _, s := range r.lab.Printer.Slips() {
		all["paper"] = append(all["paper"], s.Text...)
	}
	for name, text := range r.files() {
		all[name] = text
	}
	return all
}

// files are those beside and in the data directory; cards and the master key as it was
// given stand in files of their own on purpose.
func (r *rig) files() map[string][]byte {
	all := map[string][]byte{}
	require.NoError(r, filepath.WalkDir(filepath.Dir(r.dir), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, ".card") {
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	}))
	return all
}

// secretCard is a card with a PIN too long to appear by chance.
const secretCard = "name = \"secret\"\npan = \"6222020000098761\"\nexpiry = \"3012\"\ntrack2 = \"6222020000098761=30121209271828182\"\nentry = \"swipe\"\npin = \"314159265358\"\nbalance = 50000\n"

// TestNoSecretLeaves: whatever happens, number, track, PIN, PIN block and keys
// stand in no output, log or file, also while the terminal works.
func TestNoSecretLeaves(t *testing.T) {
	t.Parallel()
	def, err := card.ParseFile("secret", []byte(secretCard))
	require.NoError(t, err)
	r := rigWith(t, emulator.Options{Cards: []card.Definition{def}})
	tap := r.tapped()
	file := r.write("secret.card", secretCard)
	logs := []string{"--log-level", "debug", "--log-file", filepath.Join(filepath.Dir(r.config), "posterm.log")}
	do := func(exit int, args ...string) {
		t.Helper()
		for _, format := range [][]string{nil, {"--json"}} {
			res := r.run(slices.Concat(logs, format, args)...)
			require.Equal(t, exit, res.code, res.out+res.err)
		}
	}
	do(0, "sale", "1", "--card", file)
	do(0, "balance", "--card", file, "--pin", "314159265358")
	do(3, "sale", "2", "--card", file, "--pin", "271828182845")
	for _, fault := range []string{"drop_response", "wrong_trace", "bad_mac", "garbage", "half_frame"} {
		r.fault(fault, "0200")
		r.fault(fault, "0200")
		do(4, "sale", "3", "--card", file)
	}
	do(0, "reprint")
	do(2, "sale", "1", "--card", "manual:6222020000098760:3012")
	do(2, "sale", "1", "--card", "track2:;6222020000098761=3012?x")
	do(2, "sale", "1", "--card", file, "--pin", "314159265358979")
	do(2, "sale", "6222020000098761", "--card", file)
	do(2, "sale", "1", "--card", "6222020000098761")
	do(2, "sale", "1", "--card", "6222020000098761=30121209271828182")
	do(2, "status", "6222020000098761")
	do(2, "6222020000098761")
	for _, command := range []string{"status", "details --screen", "journal list", "journal show 2", "journal export", "journal check", "doctor", "config", "reversal list"} {
		do(0, strings.Fields(command)...)
	}
	r.canaries = secretsOf(t, r, tap, def)
	r.noSecrets()

	r.fault("delay_response", "0200", "10s") // and in the middle of it, with a log that is not yet moved
	events := r.lab.Subscribe(t.Context())
	k := r.start(append(logs, "--lang", "en")...)
	k.shows(t, "SALE")
	k.key(t, "1", "4.00", file, "314159265358")
	waitFor(t, events, "host.decided")
	r.noSecrets()
	k.end(t)
}

// secretsOf are the secrets of everything that passed on the line.
func secretsOf(t *testing.T, r *rig, tap *tap, def card.Definition) []canary.Secret {
	t.Helper()
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	all := append(canary.PIN("PIN", "314159265358", def.Card.PAN.Digits()), canary.Digits("number", def.Card.PAN.Digits()), canary.Digits("track", def.Card.Track2.Digits()),
		canary.Digits("discretionary data", "30121209271828182"), canary.Digits("PIN", "314159265358"), canary.Digits("wrong PIN", "271828182845"), canary.Octets("master key", tmk))
	for _, block := range tap.fields("0810", 62) {
		w, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(block))
		require.NoError(t, err)
		all = append(all, canary.Octets("PIN key", w.PIK), canary.Octets("MAC key", w.MAK))
	}
	blocks := tap.fields("0200", 52)
	require.Len(t, blocks, 16)
	for _, block := range blocks {
		all = append(all, canary.Octets("PIN block", []byte(block)))
	}
	text, err := os.ReadFile(filepath.Join(r.dir, "secrets.key"))
	require.NoError(t, err)
	own, err := canary.JournalKeys(text, canary.MachineSecret())
	require.NoError(t, err)
	return append(all, own...)
}
