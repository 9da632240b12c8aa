package sim

import (
	"errors"
	"runtime"
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

// tell fails with the story of a violation.
func tell(t *testing.T, what string, err error) {
	t.Helper()
	if v := (*Violation)(nil); errors.As(err, &v) {
		t.Fatalf("%s: %v\n%s", what, v, v.Story)
	}
	require.NoError(t, err, what)
}

// TestLives runs lives from seeds, and reaches nearly every situation. The rarest come once
// in a thousand lives: the command that proves has them.
func TestLives(t *testing.T) {
	var all Tally
	lives := uint64(300)
	if testing.Short() {
		lives = 40
	}
	for seed := range lives {
		tally, _, err := Life(seed, Options{})
		tell(t, "a life", err)
		all.Add(tally)
	}
	require.Greater(t, all.Transactions, int(15*lives))
	require.Greater(t, all.Faults, int(5*lives))
	require.Greater(t, all.Cuts, int(lives/2))
	if testing.Short() {
		return
	}
	require.LessOrEqual(t, len(all.Missing()), 6, "%v", all.Missing())
}

// TestLivesOnADisk runs lives on the real journal.
func TestLivesOnADisk(t *testing.T) {
	var all Tally
	for seed := range uint64(40) {
		tally, _, err := Life(seed, Options{Sales: 15, Disk: true})
		tell(t, "a life", err)
		all.Add(tally)
	}
	require.Greater(t, all.Cuts, 20)
	t.Logf("%+v", all)
}

// TestASeedTellsTheSameStory: whatever the number of processors.
func TestASeedTellsTheSameStory(t *testing.T) {
	for seed := range uint64(20) {
		o := Options{Keep: true, Disk: seed%4 == 0}
		_, first, err := Life(seed, o)
		require.NoError(t, err)
		was := runtime.GOMAXPROCS(1)
		_, second, err := Life(seed, o)
		runtime.GOMAXPROCS(was)
		require.NoError(t, err)
		require.NotEmpty(t, first)
		require.Equal(t, first, second, "seed %d", seed)
	}
}

// TestFlows walks through what one fault and one cut can do; the whole is the work of
// the command that proves.
func TestFlows(t *testing.T) {
	runs := 0
	for _, kind := range txn.Kinds() {
		var tally Tally
		n, err := Flow{Kind: kind, First: answerLost}.Walk(Script{Exchanges: 1, Jobs: 1, Cuts: 1}, &tally, func() bool { return true })
		tell(t, kind.String(), err)
		require.Greater(t, n, 5, kind)
		runs += n
	}
	t.Logf("%d runs", runs)
}

// TestAViolationThatDoesNotComeBack is one all the same.
func TestAViolationThatDoesNotComeBack(t *testing.T) {
	first := &Violation{What: "charged twice"}
	for _, again := range []error{nil, errors.New("no disk"), &Violation{What: "something else"}} {
		require.ErrorContains(t, first.with(again), "charged twice (and the same world did not do it again)")
	}
	same := &Violation{What: "charged twice", Story: "how it came"}
	require.Equal(t, same, first.with(same))
}
