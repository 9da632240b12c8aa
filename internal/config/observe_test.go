package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestObserve(t *testing.T) {
	for doc, want := range map[string]Observe{
		"":                                  {},
		`observe.listen = "127.0.0.1:9464"`: {Listen: "127.0.0.1:9464"},
		`observe.listen = "[::1]:0"`:        {Listen: "[::1]:0"},
		`observe.listen = "localhost:9464"`: {Listen: "localhost:9464"},
		"[observe]\nlisten = \":9464\"\ninsecure = true":                {Listen: ":9464", Insecure: true},
		"[observe]\nlisten = \"till7.shop.example:1\"\ninsecure = true": {Listen: "till7.shop.example:1", Insecure: true},
	} {
		c, err := Parse("a.toml", []byte(doc))
		require.NoError(t, err, doc)
		require.Equal(t, want, c.Observe)
	}
	for doc, want := range map[string]string{
		`observe.listen = "9464"`:            `a.toml:1: observe.listen: "9464" is no address: want "host:port", like "127.0.0.1:9464"`,
		`observe.listen = "127.0.0.1:70000"`: "the port must be 0 to 65535",
		`observe.listen = "a b:1"`:           "no host name",
		`observe.listen = ":9464"`:           "insecure = true under [observe]",
		"\nobserve.listen = \"10.0.0.7:1\"":  "a.toml:2: observe.listen: anybody beyond this machine",
	} {
		_, err := Parse("a.toml", []byte(doc))
		require.ErrorContains(t, err, want, doc)
	}
}
