package comms

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/profile"
	"posterm/txn"
)

// TestNoProfileHasStrangeMessages lists what a file has and this release has no use for. A
// name stands here from the day it is in a file to the day there is a kind for it.
func TestNoProfileHasStrangeMessages(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := ProfileByName(name)
		require.NoError(t, err)
		require.Empty(t, p.Strange, name)
		for kind, l := range p.Requests {
			_, err := l.Fields.entries()
			require.NoError(t, err, "%s: %s", name, kind)
		}
		_, err = p.ReversalFields.entries()
		require.NoError(t, err, name)
	}
	var p Profile
	p.place("loyalty", profile.Message{MTI: "0200"})
	require.Equal(t, []string{"loyalty"}, p.Strange)
}

// TestEveryRequestInASCII holds the messages of the second profile against its golden list.
func TestEveryRequestInASCII(t *testing.T) {
	p, err := ProfileByName("ascii87")
	require.NoError(t, err)
	var b strings.Builder
	for _, s := range samples() {
		s.At = time.Date(2026, 11, 21, 20, 15, 3, 0, txn.Beijing)
		s.Sent, s.Original.Sent = s.At.Add(time.Minute), s.At.Add(-time.Hour)
		s.PIN, s.PINBlock = false, ""
		m, l, err := build(&p, &s.Request)
		if err != nil {
			require.ErrorContains(t, err, "profile ascii87 has no ", s.name)
			continue
		}
		require.False(t, l.MAC)
		_, err = m.Pack()
		require.NoError(t, err)
		fmt.Fprintf(&b, "%-14s %s\n", s.name, m)
	}
	file := filepath.Join("testdata", "requests_ascii87.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// What the roll does not know of an original is zeros in field 90.
func TestElementsOfAnOriginalWithoutItsTime(t *testing.T) {
	p, err := ProfileByName("ascii87")
	require.NoError(t, err)
	r := void()
	r.At = time.Date(2026, 11, 21, 20, 15, 3, 0, txn.Beijing)
	m, _, err := build(&p, &r)
	require.NoError(t, err)
	require.Equal(t, "0200"+"000012"+strings.Repeat("0", 32), m.Get(90))
	r.Original.Trace = 0
	_, _, err = build(&p, &r)
	require.EqualError(t, err, "void cannot be built: field 90 (original data elements) is not known")
}
