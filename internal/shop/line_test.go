package shop

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryKindOfLineIsDrawn(t *testing.T) {
	dice, seen := rand.New(rand.NewPCG(1, 1)), map[string]int{}
	for range 1000 {
		seen[drawFault(dice).Kind()]++
	}
	require.Len(t, seen, 5)
	for kind, n := range seen {
		require.Greater(t, n, 50, kind)
	}
}
