package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A roll has a length: near its end one sensor tells, at its end the other, and what is printed goes on on the next.
func TestRollIsUsedUp(t *testing.T) {
	b := newBench(t, Options{RollMM: 100, NearEndMM: 30, SensorRows: 40})
	line := []byte("0123456789\n")
	for range 19 { // of 30 rows, 70 mm are 560
		require.False(t, b.state.nearEnd)
		b.print(line)
	}
	require.True(t, b.state.nearEnd)
	require.InDelta(t, 70*dotsPerMM, b.paper.used, defaultSpacing)
	require.Equal(t, "near_end", b.status().Paper)
	for range 8 {
		b.print(line)
	}
	require.True(t, b.state.paperOut)
	require.InDelta(t, 100*dotsPerMM, b.paper.used, defaultSpacing)
	require.Zero(t, *b.status().PaperLeftMM)
	b.print(line)
	require.LessOrEqual(t, b.paper.used, int64(100*dotsPerMM+40), "the sensor is 5 mm before the head")
	b.change(b.loadPaper)
	b.run()
	require.Equal(t, "ok", b.status().Paper)
	require.InDelta(t, 100, *b.status().PaperLeftMM, 4)
	require.Equal(t, "paper_out", b.slips()[0].Ended)
	require.Nil(t, newBench(t, Options{}).status().PaperLeftMM, "endless")
}

func TestPrinterWithoutNearEndSensor(t *testing.T) {
	b := newBench(t, Options{RollMM: 50, NearEndMM: -1})
	for range 14 {
		b.print([]byte("x\n"))
		require.False(t, b.state.nearEnd)
	}
	require.True(t, b.state.paperOut)
}

// Stuck paper stays on the roll.
func TestJamUsesNoPaper(t *testing.T) {
	b := newBench(t, Options{RollMM: 50})
	b.fault(Faults{Jam: ptr(true)})
	for range 100 {
		b.print([]byte("x\n"))
	}
	require.False(t, b.state.paperOut)
}

func TestTearBar(t *testing.T) {
	b := newBench(t, Options{TearBar: true})
	b.print([]byte("\x1dI\x02"))
	require.Equal(t, []byte{0x01}, b.take(), "it says that it has no cutter")
	b.print(receipt(t))
	require.Equal(t, "\x37\x220001\x00", string(b.take()))
	require.Equal(t, 1, b.ip.skipped["cut without a cutter"])
	require.Equal(t, "at_bar", b.slips()[0].Ended)
	require.True(t, b.slips()[0].Complete, "a hand can take all of it")
	b.change(b.tearOff)
	s := b.slips()[0]
	require.Equal(t, []any{"torn_off", true, false}, []any{s.Ended, s.Complete, s.Cut})
	b.print([]byte("half a line"))
	b.print([]byte("\n\n\n\n\n\nmore"))
	b.change(b.tearOff)
	require.False(t, b.slips()[1].Complete, "torn off while something was to come")
}
