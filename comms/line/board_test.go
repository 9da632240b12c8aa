package line

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	noon      = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	errBroken = errors.New("no answer in time")
)

const rest = time.Minute

// four are two hosts by two interfaces; their numbers are 0 to 3.
func four() *Board {
	var paths []Path
	for _, host := range []string{Primary, Backup} {
		for _, through := range []string{"eth0", "wwan0"} {
			paths = append(paths, Path{Host: host, Interface: through})
		}
	}
	return NewBoard(rest, paths)
}

func TestOrderOfPaths(t *testing.T) {
	const p0, p1, b0, b1 = 0, 1, 2, 3
	type happened func(*Board, time.Time)
	unreached := func(i int) happened { return func(b *Board, at time.Time) { b.Unreached(i, at, errBroken) } }
	silent := func(i int) happened { return func(b *Board, at time.Time) { b.Broken(i, at, errBroken) } }
	connected := func(i int) happened { return func(b *Board, at time.Time) { b.Connected(i, 0, "", "") } }
	answered := func(i int) happened { return func(b *Board, at time.Time) { b.Answered(i, at, 0) } }
	type at map[time.Duration]happened
	for _, tt := range []struct {
		name string
		when at
		ask  time.Duration
		want []int
	}{
		{"at first, as configured", at{}, 0, []int{p0, p1, b0, b1}},
		{"a path that cannot be connected is the last resort", at{0: unreached(p0)}, time.Second, []int{p1, b0, b1, p0}},
		{"it still is a moment before its rest is over", at{0: unreached(p0)}, rest - 1, []int{p1, b0, b1, p0}},
		{"then the configured order holds again", at{0: unreached(p0)}, rest, []int{p0, p1, b0, b1}},
		{"a silent host comes after the other one by any interface", at{0: silent(p0)}, time.Second, []int{b0, b1, p1, p0}},
		{"and is back in time", at{0: silent(p0)}, rest, []int{p0, p1, b0, b1}},
		{"both silent: who fell silent first is tried first, by the other interface", at{0: silent(p0), 1: silent(b0)}, 2, []int{p1, b1, p0, b0}},
		{"nothing works: the oldest failure first", at{0: unreached(p1), 1: unreached(p0), 2: unreached(b0), 3: unreached(b1)}, 4, []int{p1, p0, b0, b1}},
		{"connecting ends a path's rest", at{0: unreached(p0), 1: connected(p0)}, 2, []int{p0, p1, b0, b1}},
		{"connecting alone does not make a silent host trusted", at{0: silent(p0), 1: connected(p0)}, 2, []int{b0, b1, p0, p1}},
		{"an answer does", at{0: silent(p0), 1: answered(p1)}, 2, []int{p1, b0, b1, p0}},
		{"an answer of one host says nothing about the other", at{0: silent(p0), 1: answered(b0)}, 2, []int{b0, b1, p1, p0}},
		{"a second failure begins the rest anew", at{0: unreached(p0), rest: unreached(p0)}, rest + 1, []int{p1, b0, b1, p0}},
		{"a clock that was set back does not matter to the order", at{rest: unreached(p0)}, 0, []int{p1, b0, b1, p0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := four()
			for _, moment := range []time.Duration{0, 1, 2, 3, rest} {
				if what := tt.when[moment]; what != nil {
					what(b, noon.Add(moment))
				}
			}
			require.Equal(t, tt.want, b.Order(noon.Add(tt.ask)))
		})
	}
}

func TestOnePathIsAlwaysTried(t *testing.T) {
	b := NewBoard(rest, []Path{{}})
	require.Equal(t, []int{0}, b.Order(noon))
	b.Broken(0, noon, errBroken)
	require.Equal(t, []int{0}, b.Order(noon))
}

func TestStates(t *testing.T) {
	b := four()
	for i, s := range b.States(noon) {
		require.Equal(t, Untried, s.Phase, i)
	}
	s := b.Connected(0, 5*time.Millisecond, "TLS 1.3", "CN=pos")
	require.Equal(t, State{Path: "primary/eth0", Phase: Up, Connected: 5 * time.Millisecond, TLS: "TLS 1.3", Peer: "CN=pos"}, s)
	s = b.Answered(0, noon, 7*time.Millisecond)
	require.Equal(t, 7*time.Millisecond, s.Answered)
	require.Equal(t, noon, s.AnswerAt)

	s = b.Broken(0, noon, errBroken)
	require.Equal(t, Cooling, s.Phase)
	require.Equal(t, noon.Add(rest), s.Until)
	require.Equal(t, errBroken, s.Err)
	require.Equal(t, "TLS 1.3", s.TLS, "the last connection is still told")
	states := b.States(noon.Add(rest))
	require.Equal(t, Due, states[0].Phase)
	require.True(t, states[0].Until.IsZero())
	require.Equal(t, errBroken, states[0].Err)
	require.Equal(t, Untried, states[1].Phase, "nobody tried the other interface")
	require.Equal(t, "backup/wwan0", states[3].Path)
}

func TestWordsOfPhasesAndFaults(t *testing.T) {
	names := map[string]bool{}
	for f := range faultCount {
		require.NotEmpty(t, f.String(), int(f))
		require.False(t, names[f.String()], f)
		names[f.String()] = true
		for _, w := range []string{f.Words().ZH, f.Words().EN, f.Mend().ZH, f.Mend().EN} {
			require.NotEmpty(t, w, f)
			require.False(t, strings.HasSuffix(w, "."), w)
		}
	}
	for p := Untried; p <= Due; p++ {
		require.NotEmpty(t, p.String())
	}
	require.EqualError(t, &Error{FaultPin, nil}, "the host's key is none of those in host.pin: ask the acquirer; change host.pin only when they confirm a new key")
	require.EqualError(t, &Error{FaultNotYet, errors.New("from 2030-01-01")}, "the host's certificate is not valid yet (from 2030-01-01): set the clock")
}
