//go:build linux && (amd64 || arm64)

package shop

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// caught skips where the kernel does not let us look.
func caught(t *testing.T, one trap) (sprung, error) {
	t.Helper()
	r, err := one.spring()
	if errors.Is(err, ErrNoTracing) {
		t.Skip(err)
	}
	return r, err
}

func TestTrap(t *testing.T) {
	says := point{"before", "write", atScreen}
	shell := func(script string, nth int) trap {
		return trap{program: "/bin/sh", args: []string{"-c", script}, data: t.TempDir(), at: says, nth: nth, limit: commandTime}
	}
	r, err := caught(t, shell("echo one; echo two; exit 7", 3))
	require.NoError(t, err)
	require.Equal(t, sprung{code: 7, seen: map[point]int{says: 2}}, r)
	r, err = caught(t, shell("echo one; echo two", 2))
	require.NoError(t, err)
	require.True(t, r.killed)
	require.Equal(t, 2, r.seen[says])

	late := shell("sleep 60", 1)
	late.limit = 10 * time.Millisecond
	_, err = caught(t, late)
	require.ErrorContains(t, err, "did not end")
	_, err = caught(t, shell("kill -9 $$", 1))
	require.ErrorContains(t, err, "died of killed", "not our kill")
}

// A kill before a call means that the call does not happen: a request that was about to
// be written is not at the host, and one that was answered is.
func TestWhatAKillMeans(t *testing.T) {
	t.Parallel()
	s := opened(t)
	for at, entries := range map[point]int{
		{"before", "connect", atHost}: 0, {"before", "write", atHost}: 0, {"after", "read", atHost}: 1,
		{"before", "write", atPrinter}: 1, {"after", "read", atPrinter}: 0, {"before", "write", atScreen}: 1,
		{"before", "pwrite64", "journal.db-wal"}: 0, {"before", "fdatasync", "journal.db-wal"}: 0,
	} {
		before, err := s.lab.ledger(t.Context(), s.terminal)
		require.NoError(t, err)
		r, err := caught(t, s.trap(scenes[0], at, 1))
		require.NoError(t, err)
		require.True(t, r.killed, "%s is no point of a sale: %v", at, r.seen)
		ledger, err := s.lab.ledger(t.Context(), s.terminal)
		require.NoError(t, err)
		if at.place != atPrinter { // the work with the printer does not wait for the host
			require.Len(t, ledger, len(before)+entries, at)
		}
		require.NoError(t, s.truth(t.Context()))
		require.NoError(t, s.settle(t.Context()))
	}
}
