package rig

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASaleFromKeyToPaper(t *testing.T) {
	r, err := Start(t.Context(), Options{Dir: filepath.Join(t.TempDir(), "journal")})
	require.NoError(t, err)
	view, err := Sale(t.Context(), r.Terminal, 1234)
	require.NoError(t, err)
	require.Equal(t, "12.34", view.Amount)
	require.Len(t, r.Lab.Printer.Slips(), 2)
	require.NoError(t, r.Close())
}
