package command

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/canary"
)

// write puts a file beside the data directory. Card files end in .card: the
// search for secrets leaves those out.
func (r *rig) write(name, text string) string {
	r.Helper()
	path := filepath.Join(filepath.Dir(r.config), name)
	require.NoError(r, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	for _, bad := range []string{
		"", "0", "0.00", "0.001", "1.234", "1,50", "1e3", "+1", "1.", ".5", "１２", "12.３", " 1", "1 ", "0x10", "NaN", "Inf", "99999999999999999999", "10000000.00",
		"١٢", "1\x00", "1\n", "一元", strings.Repeat("9", 1<<20),
	} {
		name := bad[:min(len(bad), 30)]
		e := r.refused(2, "bad_amount", "sale", "--card", "A", "--", bad)
		require.Less(t, len(e["message"].(string)), 200, name)
		require.NotContains(t, e["message"], "\x00", name)
	}
	for _, negative := range [][]string{{"-1"}, {"--", "-1"}, {"-0.01"}, {"-.5"}} {
		r.refused(2, "bad_amount", append([]string{"sale", "--card", "A"}, negative...)...)
	}
	text, err := os.ReadFile(r.config)
	require.NoError(t, err)
	english := filepath.Join(t.TempDir(), "english.toml")
	require.NoError(t, os.WriteFile(english, append([]byte("lang = \"en\"\n"), regexp.MustCompile(`(?m)^lang = .*$`).ReplaceAll(text, nil)...), 0o600))
	said := r.bare("--config", english, "--data", r.dir, "cash", "-5").err
	require.Contains(t, said, "bad amount")
	require.Contains(t, said, "0.01 to 9999999.99", "the language is the configuration's, also of what cannot be parsed")
	require.Empty(t, r.lab.Host.Ledger())
	require.Equal(t, "0.01", r.ask(0, "sale", "0.01", "--card", "A")["amount"])
	require.Equal(t, "51", r.ask(3, "sale", "9999999.99", "--card", "A")["response"])
	require.Equal(t, "1.50", r.ask(0, "sale", "1.5", "--card", "A")["amount"])
	require.Equal(t, "7.00", r.ask(0, "sale", "007", "--card", "A")["amount"])
	r.agrees()
}

const goodCard = "pan = \"6222020000031234\"\nexpiry = \"3012\"\ntrack2 = \"6222020000031234=30121200000000001\"\nentry = \"swipe\"\npin = \"123456\"\n"

// Covers: R20.
func TestCards(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	for name, text := range map[string]string{
		"empty": "", "not toml": "pan 6222020000031234", "binary": "\x00\xff\xfe\x80", "huge": strings.Repeat("#", 1<<20),
		"unknown key": goodCard + "color = \"red\"\n", "number as integer": "pan = 6222020000031234\nexpiry = \"3012\"\n",
		"check digit": "pan = \"6222020000031235\"\nexpiry = \"3012\"\n", "short number": "pan = \"62220200\"\nexpiry = \"3012\"\n",
		"expiry": "pan = \"6222020000031234\"\nexpiry = \"3013\"\n", "no expiry": "pan = \"6222020000031234\"\n",
		"track of another": strings.Replace(goodCard, "track2 = \"6222020000031234", "track2 = \"6222020000072345", 1),
		"pin":              strings.Replace(goodCard, "123456", "12", 1), "pin letters": strings.Replace(goodCard, "123456", "12345a", 1),
		"entry": strings.Replace(goodCard, "swipe", "throw", 1), "negative balance": goodCard + "balance = -1\n",
		"full-width": strings.Replace(goodCard, "3012", "３０１２", 1), "twice": goodCard + goodCard,
	} {
		t.Run(name, func(t *testing.T) {
			path := r.write(strings.ReplaceAll(name, " ", "-")+".card", text)
			res := r.run("--json", "sale", "1", "--card", path)
			require.Equal(t, 2, res.code, res.out)
			e := r.one(res).in("error")
			require.Contains(t, []any{"bad_card", "bad_config", "bad_pin"}, e["code"])
			require.Less(t, len(e["message"].(string)), 400)
			require.NotContains(t, e["hint"], "posterm config", "a card file is no configuration")
		})
	}
	for spec, code := range map[string]string{
		"nobody": "no_card", "/nonexistent.card": "no_card", filepath.Dir(r.config): "", "bad-track": "bad_card", "/dev/zero": "",
		"manual:": "bad_card", "manual:6222020000031234": "bad_card", "manual:6222020000031234:1": "bad_card", "manual:6222020000031235:3012": "bad_card",
		"track2:": "bad_card", "track2:hello": "bad_card", "track2:6222020000031234": "bad_card", "wedge": "bad_card", strings.Repeat("A", 1<<20): "",
	} {
		e := r.ask(2, "sale", "1", "--card", spec).in("error")
		if code != "" {
			require.Equal(t, code, e["code"], spec)
		}
		require.Less(t, len(e["message"].(string)), 400, e["message"].(string)[:min(400, len(e["message"].(string)))])
	}
	require.Empty(t, r.lab.Host.Ledger())
}

// TestReaders: the ways a card comes in, and what they are on the record.
//
// Covers: R15.
func TestReaders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	file := r.write("good.card", goodCard)
	for _, tt := range []struct{ card, stdin, entry string }{
		{"A", "", "swipe"}, {"B", "", "insert"}, {file, "", "swipe"},
		{"manual:6222020000072345:3012", "", "manual"},
		{"track2:;6222020000072345=30122200000000002?", "", "swipe"},
		{"wedge", ";6222020000072345=30122200000000002?\n", "swipe"},
		{"wedge", "%B6222020000072345^TEST/CARD^30122200000000?;6222020000072345=30122200000000002?\r\n", "swipe"},
	} {
		r.stdin = strings.NewReader(tt.stdin)
		o := r.ask(0, "sale", "1", "--card", tt.card)
		require.Equal(t, tt.entry, o["entry"], tt.card)
		require.Equal(t, "paid", o["verdict"])
	}
	r.stdin = strings.NewReader(";6222020000031234=30121200000000001?\n123456\n")
	require.Equal(t, "paid", r.ask(0, "sale", "2", "--card", "wedge", "--pin", "-")["verdict"], "a swipe and a PIN on one input")
	r.agrees()
}

func TestStdin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	for name, text := range map[string]string{
		"nothing": "", "binary": "\x00\xff\x1b[2J\x80\n", "endless": strings.Repeat("1", 1<<20), "letters": "secret\n", "full-width": "１２３４５６\n", "lines": "\n\n\n",
	} {
		r.stdin = strings.NewReader(text)
		r.refused(2, "bad_pin", "sale", "1", "--card", "A", "--pin", "-")
		r.stdin = strings.NewReader(text)
		r.refused(2, "bad_card", "sale", "1", "--card", "wedge")
		_ = name
	}
	for _, pin := range []string{"1", "123", "1234567890123", "12 34", "abcd", "１２３４", strings.Repeat("1", 1<<20)} {
		e := r.refused(2, "bad_pin", "sale", "1", "--card", "A", "--pin", pin)
		if len(pin) > 3 {
			require.NotContains(t, e["message"], pin)
		}
	}
	require.Empty(t, r.lab.Host.Ledger())
}

// TestConfiguration: every refusal says where, and what was meant.
//
// Covers: R87.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for text, want := range map[string]string{
		"[host]\nprimry = \"127.0.0.1:1\"\n": `:2: unknown key "host.primry": did you mean "host.primary"?`,
		"copies = 2\n":                       `:1: unknown key "copies"`, "[hots]\n": `:1: unknown key "hots": did you mean "host"?`,
		"[terminal]\n\n\ncopies = 9\n":        ":4: terminal.copies: want 0 to 2",
		"[terminal]\nid = \"1\"\n":            ":2: terminal.id",
		"[terminal]\nid = 00010001\n":         ":2:",
		"lang = \"fr\"\n":                     ":1: lang",
		"[host]\nresponse_timeout = \"1\"\n":  ":2: host.response_timeout",
		"[host]\nresponse_timeout = \"1h\"\n": ":2: host.response_timeout", "[host]\nprimary = \"bank.example:8583\"\n": "insecure = true",
		"[host]\nca = \"/ca.pem\"\n":                     "protects nothing without TLS",
		"[printer]\nport = \"lpt1\"\n":                   ":2: printer.port",
		"lang = \"zh\"\nlang = \"en\"\n":                 ":2:",
		"\xff\xfe":                                       ":1: not valid TOML",
		"x = \"" + strings.Repeat("y", 1<<20) + "\"\n":   "at most",
		"[reversal]\nwhen = \"never\"\n":                 ":2: reversal.when",
		"[terminal]\nmerchant_name = \"\\u001b[2J\"\n":   ":2: terminal.merchant_name",
		"[terminal]\nservice_phone = \"1\\n2\"\n":        ":2: terminal.service_phone",
		"[host]\nprimary = \"127.0.0.1\"\n":              ":2: host.primary",
		"[host]\nprimary = \"127.0.0.1:99999\"\n":        ":2: host.primary",
		"[reversal]\nattempts = 99999999999999999999999": ":2: ",
	} {
		path := r.write("bad.toml", text)
		e := r.one(r.bare("--json", "--config", path, "--data", r.dir, "sale", "1", "--card", "A")).in("error")
		require.Equal(t, "bad_config", e["code"])
		require.Contains(t, e["message"], path)
		require.Contains(t, e["message"], want, text[:min(40, len(text))])
	}
	require.NoDirExists(t, r.dir, "nothing is made before the configuration is right")
}

func TestMasterKeyFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	good := "FEDCBA98765432100123456789ABCDEF\n"
	for _, text := range []string{"", "hello", good[:30], good + good, "\x00\xff", strings.Repeat("A", 1<<20)} {
		path := r.write("tmk.card", text)
		e := r.refused(2, "bad_key_file", "init", "--tmk-file", path)
		if len(text) >= 30 {
			require.NotContains(t, e["message"], text[:16])
		}
	}
	path := r.write("tmk.card", good)
	require.NoError(t, os.Chmod(path, 0o644))
	require.Contains(t, r.refused(2, "bad_key_file", "init", "--tmk-file", path)["message"], "0644")
	require.NoError(t, os.Chmod(path, 0o600))
	r.canaries = append(r.canaries, canary.Octets("master key", []byte("\xFE\xDC\xBA\x98\x76\x54\x32\x10\x01\x23\x45\x67\x89\xAB\xCD\xEF")))
	require.Equal(t, false, r.ask(0, "init", "--tmk-file", path)["test_keys"])

	for _, spec := range []string{"A", "manual:6222020000072345:3012", "track2:6222020000072345=30122200000000002"} {
		r.refused(2, "test_keys_only", "sale", "1", "--card", spec)
	}
	file := r.write("real.card", strings.Replace(goodCard, "pin = \"123456\"\n", "", 1))
	r.refused(2, "test_keys_only", "sale", "1", "--card", file, "--pin", "1234")
	r.refused(6, "sign_in_failed", "sale", "1", "--card", file) // the lab's keys are others
	require.Empty(t, r.lab.Host.Ledger())
}
