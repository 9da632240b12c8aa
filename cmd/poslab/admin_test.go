package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/internal/check"
)

// A balance may be below zero; the numbers of the API are read as they are written.
func TestHoldings(t *testing.T) {
	accounts, err := holdings([]host.Holding{{Card: "c", Opening: "0.00", Balance: "-1.20"}})
	require.NoError(t, err)
	require.Equal(t, []check.Account{{Card: "c", Now: -120}}, accounts)
	accounts, err = holdings([]host.Holding{{Card: "c", Opening: "5.00", Balance: "5.00", Held: "1.00"}})
	require.NoError(t, err)
	require.Equal(t, []check.Account{{Card: "c", Before: 500, Now: 500, Held: 100}}, accounts)
	_, err = holdings([]host.Holding{{Opening: "x", Balance: "1.00"}})
	require.Error(t, err)
}
