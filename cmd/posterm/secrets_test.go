package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/emulator"
)

// canary is a secret that must stand nowhere, in any form. It has at least twelve
// digits or eight bytes: nothing that stands there by chance.
type canary struct {
	name  string
	forms map[string][]byte
}

// digits is a secret made of digits, such as a card number or a track.
func digits(name, s string) canary {
	forms := texts([]byte(s))
	packed := strings.NewReplacer("=", "d").Replace(s)
	bcd, err := hex.DecodeString(packed + strings.Repeat("0", len(packed)%2))
	if err == nil {
		forms["bcd"] = bcd[:len(packed)/2]
		late, _ := hex.DecodeString("0" + packed + strings.Repeat("0", 1-len(packed)%2))
		forms["bcd after a half byte"] = late[1 : (len(packed)+1)/2]
		for how, form := range texts(forms["bcd"]) {
			forms["bcd as "+how] = form
		}
	}
	forms["spaced"] = []byte(spaced(s))
	return canary{name, forms}
}

func spaced(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// octets is a secret made of bytes, such as a key or a PIN block.
func octets(name string, b []byte) canary { return canary{name, texts(b)} }

// texts are the ways in which bytes are written down. Base64 is looked for by
// what stays the same wherever the bytes begin.
func texts(b []byte) map[string][]byte {
	forms := map[string][]byte{
		"plain": b, "hex": []byte(hex.EncodeToString(b)), "HEX": []byte(strings.ToUpper(hex.EncodeToString(b))),
	}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var wide []byte
		for _, u := range utf16.Encode([]rune(string(b))) {
			wide = order.AppendUint16(wide, u)
		}
		forms["utf-16 "+order.String()] = wide
	}
	for shift := range 3 {
		whole := base64.StdEncoding.EncodeToString(append(make([]byte, shift), b...))
		forms["base64 +"+string(rune('0'+shift))] = []byte(whole[(shift*8+5)/6 : (shift+len(b))*8/6])
	}
	return forms
}

// in says in which form a secret stands in data; empty: in none.
func (c canary) in(data []byte) string {
	for how, form := range c.forms {
		if len(form) > 0 && bytes.Contains(data, form) {
			return how
		}
	}
	return ""
}

// cards are the numbers and tracks of all built-in cards.
func cards() (all []canary) {
	for _, d := range card.Builtin() {
		all = append(all, digits("card "+d.Name, d.Card.PAN.Digits()))
	}
	return all
}

// noSecrets looks through everything a test produced: all output, every file
// beside and in the data directory, and the paper.
func (r *rig) noSecrets() {
	r.Helper()
	all := append(cards(), r.canaries...)
	for where, data := range r.traces() {
		for _, c := range all {
			require.Empty(r, c.in(data), "%s in %s", c.name, where)
		}
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

// files are those beside and in the data directory; cards and the master key
// stand in files of their own on purpose.
func (r *rig) files() map[string][]byte {
	all := map[string][]byte{}
	require.NoError(r, filepath.WalkDir(filepath.Dir(r.dir), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Base(path) == "secrets.key" || strings.HasSuffix(path, ".card") {
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	}))
	return all
}

// TestTheScannerSees plants a number in every form.
func TestTheScannerSees(t *testing.T) {
	c := digits("card", "6222020000031234")
	for how, form := range c.forms {
		require.NotEmpty(t, c.in(append([]byte("before "), append(form, " after"...)...)), how)
	}
	for shift := range 3 {
		require.NotEmpty(t, c.in([]byte(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift)+"6222020000031234=3012")))), shift)
		require.NotEmpty(t, c.in([]byte("0123456"[:shift]+"b6222020000031234d3012")))
	}
	track := digits("track", "6222020000031234=30121200000000001")
	raw, err := hex.DecodeString("356222020000031234d301212000000000010f")
	require.NoError(t, err)
	require.NotEmpty(t, track.in(raw))
	odd, err := hex.DecodeString("26222020000031234d30121200000000001f")
	require.NoError(t, err)
	require.NotEmpty(t, track.in(odd))
	require.Empty(t, c.in([]byte("622202******1234 622202000003123")))
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
func secretsOf(t *testing.T, r *rig, tap *tap, def card.Definition) []canary {
	t.Helper()
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	all := []canary{digits("number", def.Card.PAN.Digits()), digits("track", string(def.Card.Track2)), digits("discretionary data", "9271828182"),
		digits("PIN", "314159265358"), digits("wrong PIN", "271828182845"), octets("master key", tmk)}
	for _, block := range tap.fields("0810", 62) {
		w, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(block))
		require.NoError(t, err)
		all = append(all, octets("PIN key", w.PIK), octets("MAC key", w.MAK))
	}
	blocks := tap.fields("0200", 52)
	require.Len(t, blocks, 16)
	for _, block := range blocks {
		all = append(all, octets("PIN block", []byte(block)))
	}
	text, err := os.ReadFile(filepath.Join(r.dir, "secrets.key"))
	require.NoError(t, err)
	root, err := hex.DecodeString(strings.Fields(string(text))[1])
	require.NoError(t, err)
	return append(all, octets("root key", root))
}
