package diskproof

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// clean says that a proof found nothing.
func clean(t *testing.T, f *Figures) {
	t.Helper()
	for _, list := range [][]string{f.Lost, f.Unreadable, f.Wrong} {
		for i, text := range list {
			if i < 5 {
				t.Error(text)
			}
		}
	}
}

// evening is a short flow with all that a journal does.
var evening = flow{"an evening", func(c *clerk) {
	c.ask(txn.Sale, 0)
	granted(c)
	c.does(reopen)
	c.ask(txn.Sale, 0)
	refused(c)
	c.does(checkpoint)
	c.does(forget)
}}

func written(t *testing.T, f flow) (*base, script) {
	b, err := newBase()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.close()) })
	s, err := b.write(f)
	require.NoError(t, err)
	return b, s
}

// TestStorage is the storage proof of one evening.
func TestStorage(t *testing.T) {
	b, s := written(t, evening)
	p := &prover{Storage{NestedEvery: 100, KillEvery: 30}, b, &Figures{}}
	require.NoError(t, p.prove(t.Context(), s))
	f := p.figures
	clean(t, f)
	require.Equal(t, f.Operations, f.Cut)
	require.Greater(t, f.Operations, 30)
	require.Greater(t, f.Images, 60)
	require.Greater(t, f.Nested, 100)
}

// TestCreation cuts init, kills init, and runs it again.
func TestCreation(t *testing.T) {
	b, _ := written(t, evening)
	p := &prover{Storage{KillEvery: 23}, b, &Figures{}}
	require.NoError(t, p.creation(t.Context()))
	clean(t, p.figures)
	require.Greater(t, p.figures.Images, 100)
}

// TestFaults lets every operation of one evening fail.
func TestFaults(t *testing.T) {
	b, s := written(t, evening)
	p := &faulty{Faults{NestedEvery: 10}, b, &Figures{}}
	require.NoError(t, p.prove(t.Context(), s))
	clean(t, p.figures)
	require.Greater(t, p.figures.Runs, 100)
}

// TestBits flips some bits, and shows that a flip which is not noticed is found.
func TestBits(t *testing.T) {
	f, err := Bits{Stride: 4001, Workers: 2}.Run(t.Context())
	require.NoError(t, err)
	clean(t, f)
	require.Greater(t, f.Flips, 200)
	require.Greater(t, f.Noticed, f.Flips/4)

	b, _ := written(t, evening)
	f = &Figures{}
	f.flip(flip{disk: b.disk, file: "journal.head", bit: 3, want: "something else"})
	require.Len(t, f.Wrong, 1)
}

// TestEveryKindIsPlayed: a kind that is added is proven without anybody's doing.
func TestEveryKindIsPlayed(t *testing.T) {
	b, _ := written(t, evening)
	kinds, whats := map[txn.Kind]bool{}, map[roll.What]bool{roll.Provisioned: true}
	for i, f := range append(flows(), drawn(1), drawn(2)) {
		s, err := b.write(f)
		require.NoError(t, err)
		require.NotEmpty(t, s.acts, f.name)
		require.Len(t, s.truths, len(s.acts)+1)
		if i >= len(flows()) {
			continue
		}
		for _, a := range s.acts {
			for _, r := range a.rows {
				kinds[r.Kind], whats[r.What] = true, true
			}
		}
	}
	for _, kind := range txn.Kinds() {
		require.True(t, kinds[kind], kind)
	}
	for what := roll.Provisioned; what <= roll.Closed; what++ {
		require.True(t, whats[what], what)
	}
}

// TestAnErrorEndsTheProof: a script that cannot be played is no proof.
func TestAnErrorEndsTheProof(t *testing.T) {
	b, _ := written(t, evening)
	stop := errors.New("stop")
	require.ErrorIs(t, b.each(t.Context(), 2, 3, 1, func(script) error { return stop }), stop)

	f := &Figures{}
	f.Add(&Figures{Images: 2, Lost: []string{"one"}})
	f.Add(&Figures{Images: 3})
	require.Equal(t, 5, f.Images)
	require.Len(t, f.Lost, 1)
}
