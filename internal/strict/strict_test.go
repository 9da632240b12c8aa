package strict

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValuesComeWithTheirLines(t *testing.T) {
	doc := "lang = \"zh\"\n\n[host] # the acquirer\nmac = 'x9.19'\nkeep_open = true\n\n[a]\nb.c = 3\nb.d = 1_000\nb.e = 0xff\nd = {e = [1], f = \"g\"}\ng = [\"x\", 'y', # two\n]\nh = []\ni = ['x', 1]\n"
	got, err := Parse("f", []byte("\xef\xbb\xbf"+doc))
	require.NoError(t, err)
	require.Equal(t, []Value{
		{"lang", 1, Text, "zh"},
		{"host", 3, Table, ""},
		{"host.mac", 4, Text, "x9.19"},
		{"host.keep_open", 5, Bool, "true"},
		{"a", 7, Table, ""},
		{"a.b.c", 8, Integer, "3"},
		{"a.b.d", 9, Integer, "1000"},
		{"a.b.e", 10, Integer, "255"},
		{"a.d", 11, Table, ""},
		{"a.d.e", 11, Other, ""},
		{"a.d.f", 11, Text, "g"},
		{"a.g", 12, List, "x\ny"},
		{"a.h", 14, List, ""},
		{"a.i", 15, Other, ""},
	}, got)
}

func TestRefusalsNameFileAndLine(t *testing.T) {
	for _, tt := range []struct{ name, doc, want string }{
		{"no quotes", "a = 1\nid = 00010001\n", "f:2: not valid TOML"},
		{"open string", "a = \"x\n", "f:1: not valid TOML"},
		{"key twice", "a = 1\na = 2\n", "f:2: this key or table was set before in the file"},
		{"table twice", "[t]\na = 1\n[t]\nb = 2\n", "f:3: this key or table was set before in the file"},
		{"binary", "\x00\x01\xff\xfe", "f:1: not valid TOML"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("f", []byte(tt.doc))
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestWrongKindsAreToldInPlainWords(t *testing.T) {
	v := Value{Kind: Integer}
	require.NoError(t, v.Want(Integer))
	require.EqualError(t, v.Want(Text), "want text in quotes")
	require.EqualError(t, v.Want(Bool), "want true or false without quotes")
}

func TestNearest(t *testing.T) {
	known := []string{"lang", "terminal.id", "host.mac", "host.primary"}
	for word, want := range map[string]string{
		"termnal.id": "terminal.id",
		"host.macs":  "host.mac",
		"lnag":       "lang", // mixed up side by side: one slip
		"host.mca":   "host.mac",
		"mac":        "host.mac", // right key, wrong table
		"printer.id": "terminal.id",
		"zzzzzz":     "",
		"nlga":       "",
	} {
		require.Equal(t, want, Nearest(word, known), word)
	}
	require.EqualError(t, UnknownKey("host.mak", known), `unknown key "host.mak": did you mean "host.mac"?`)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("a = 1\n[b]\nc = \"d\"\n[[e]]\nf = {g = 1.5, h = 2020-01-01}\n"))
	f.Add([]byte("\xef\xbb\xbfa.b.'c d' = \"\"\"x\n\"\"\"\n"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		values, err := Parse("f", doc)
		if err != nil {
			require.Nil(t, values)
			return
		}
		for _, v := range values {
			require.Positive(t, v.Line)
		}
	})
}
