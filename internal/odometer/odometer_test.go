package odometer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEverySequenceOnce: a second choice only after some first ones, and of different sizes.
func TestEverySequenceOnce(t *testing.T) {
	var runs []string
	for o := (&Odometer{}); ; {
		first := o.Pick(3)
		run := fmt.Sprint(first)
		if first > 0 {
			run += fmt.Sprint(o.Pick(first + 1))
		}
		runs = append(runs, run)
		if !o.Next() {
			break
		}
	}
	require.Equal(t, []string{"0", "10", "11", "20", "21", "22"}, runs)
}

// TestRewindRepeatsTheRun, also one that asked less the second time.
func TestRewindRepeatsTheRun(t *testing.T) {
	o := &Odometer{}
	o.Pick(2)
	o.Pick(2)
	require.True(t, o.Next())
	require.Equal(t, []int{0, 1}, []int{o.Pick(2), o.Pick(2)})
	o.Rewind()
	require.Equal(t, []int{0, 1}, []int{o.Pick(2), o.Pick(2)})
	require.True(t, o.Next())
	require.Equal(t, 1, o.Pick(2))
	require.False(t, o.Next())
}
