package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheReportSaysWhatIsNotMet(t *testing.T) {
	var out bytes.Buffer
	r := &report{out: &out}
	r.least("kills", 300, 300)
	r.just("kills per second", "13")
	require.Zero(t, r.unmet)
	r.least("images", 19_999, 20_000)
	r.none("disagreements", []string{"000001-000012 charged twice"})
	require.Equal(t, 2, r.unmet)
	lines := strings.Split(out.String(), "\n")
	require.Contains(t, lines[0], "ok")
	require.NotContains(t, lines[1], "ok")
	require.Regexp(t, `images +19,999 +at least 20,000 +NO$`, lines[2])
	require.Regexp(t, `disagreements +1 +0 +NO$`, lines[3])
	require.Contains(t, lines[4], "charged twice")
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -999: "-999", 1234567: "1,234,567"} {
		require.Equal(t, want, grouped(n))
	}
}

func TestInstruments(t *testing.T) {
	for _, option := range []string{"--only", "--skip"} {
		require.ErrorContains(t, prove(t.Context(), []string{option, "luck"}, &bytes.Buffer{}), `no instrument is called "luck"`)
	}
	require.ErrorContains(t, prove(t.Context(), []string{"--only", "bits", "--skip", "bits"}, &bytes.Buffer{}), "leaves no instrument")
	for _, tt := range []struct {
		only, skip string
		want       []string
	}{
		{"", "", names()},
		{"", "soak,flows", names()[1 : len(names())-1]},
		{"kills,bits", "kills", []string{"bits"}},
	} {
		chosen, err := choose(tt.only, tt.skip)
		require.NoError(t, err)
		var got []string
		for _, i := range chosen {
			got = append(got, i.name)
		}
		require.Equal(t, tt.want, got)
	}
}
