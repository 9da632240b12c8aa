package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// TestEveryKindHasADeal: a kind that is added later is part of every life, or this fails.
func TestEveryKindHasADeal(t *testing.T) {
	for _, kind := range txn.Kinds() {
		require.NotNil(t, deals[kind], "a merchant does not know how to ask for %s", kind)
	}
}

// TestLives runs lives from seeds.
func TestLives(t *testing.T) {
	var all Tally
	for seed := range uint64(200) {
		tally, _, err := Life(Seeded(seed), Options{Acts: 60})
		if err != nil {
			_, story, _ := Life(Seeded(seed), Options{Acts: 60, Keep: true})
			t.Fatalf("seed %d: %v\n%s", seed, err, story)
		}
		all.Add(tally)
	}
	t.Logf("%+v", all)
}
