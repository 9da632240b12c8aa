package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
)

// TestReconcileALesson: a journal of training says what it is, and no nonsense about a host that never heard of it.
func TestReconcileALesson(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	dir := filepath.Join(t.TempDir(), "training")
	require.NoError(t, journal.Create(dir, roll.Book{Batch: 1, Terminal: "00010001", Merchant: "104512541110001", Training: true}, []byte("0123456789abcdef"), time.Now()))
	said := lab(t, "", "reconcile", "--data", dir, "--admin", r.admin.URL)
	require.Equal(t, exitUse, said.code)
	require.Contains(t, said.errs, "训练流水")
	require.Contains(t, said.errs, "hint: reconcile the journal of trade")
	require.Empty(t, said.out)
}
