package printer

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPaperIsTakenWhole: whoever takes the paper away while the printer prints has every slip, once.
func TestPaperIsTakenWhole(t *testing.T) {
	const slips = 300
	p := start(t, Options{})
	host := plug(t, p)
	printed := make(chan error, 1)
	go func() {
		for range slips {
			if _, err := host.Write([]byte("one\n\x1dV\x41\x00")); err != nil {
				printed <- err
				return
			}
		}
		printed <- nil
	}()
	var ids []int
	take := func() {
		for _, s := range p.DeletePaper() {
			ids = append(ids, s.ID)
		}
	}
	for writing := true; writing; {
		take()
		select {
		case err := <-printed:
			require.NoError(t, err)
			writing = false
		default:
		}
	}
	require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.BufferedBytes == 0 && s.RowsPrinted >= slips }))
	ask(t, host, "\x1dr\x01", "\x00") // the last cut is over
	take()
	require.Len(t, slices.Compact(slices.Clone(ids)), slips)
	require.Equal(t, []int{1, slips}, []int{ids[0], ids[slips-1]})
}
