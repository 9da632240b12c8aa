package printer

import (
	"bytes"
	"context"
	"math"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// solid is a raster of black rows over the whole width.
func solid(rows int) []byte {
	head := []byte{gs, 'v', '0', 0, 48, 0, byte(rows), byte(rows >> 8)}
	return append(head, bytes.Repeat([]byte{0xFF}, 48*rows)...)
}

func TestTheHeadCoolsByItsTimeConstant(t *testing.T) {
	w := roomWarm()
	w.block = 75 * degree
	w.rest(blockTau * time.Second)
	require.InDelta(t, 25+50/math.E, w.block.celsius(), 0.2)
	halves := roomWarm()
	halves.block = 75 * degree
	for range 2 * blockTau {
		halves.rest(500 * time.Millisecond)
	}
	require.Equal(t, w, halves, "many short rests are one long one")
	w.rest(1000 * time.Hour)
	require.Equal(t, 25.0, w.block.celsius())
}

// Black rows heat the head as the book-keeping of heat says: 384 dots of 0.2853 mJ, of which 0.6 stays,
// every 9 ms; in balance after several time constants: 25 + 7.3 W x 8 K/W.
func TestBlackRowsHeatTheHeadTowardsItsBalance(t *testing.T) {
	h := newHead(DefaultWidth)
	row := bytes.Repeat([]byte{0xFF}, 48)
	took := h.row(row, usualHeating(), 1).took
	require.InDelta(t, 25_003_650, float64(h.block)/1000, 100)
	balance := 25 + 384*0.2853e-3*0.6/(float64(took)/1e9)*8
	for range int64(8*blockTau*time.Second) / took {
		h.row(row, usualHeating(), 1)
	}
	require.InDelta(t, balance, h.block.celsius(), 1.5)
}

// Waiting costs a printer without a speed no time, but the host is told all the same.
func TestAHotHeadStopsAndGoesOn(t *testing.T) {
	b := newBench(t, Options{Buffer: 65536})
	b.fault(Faults{AmbientC: ptr(50.0)})
	b.print([]byte("\x1da\x04"))
	b.take()
	rows := 0
	for !bytes.Contains(b.answers, []byte{0x18, 0x40}) {
		require.Less(t, rows, 60_000, "the head never stopped")
		b.print(solid(1000))
		rows += 1000
	}
	require.Equal(t, []byte{0x18, 0x40, 0, 0, 0x10, 0, 0, 0}, b.take()[:8], "error that ends by itself, and its end")
	require.Less(t, b.status().HeadC, 80.0)
	require.EqualValues(t, rows, b.paper.used)
	require.Equal(t, StateReady, b.status().State)
	require.Equal(t, Faults{AmbientC: ptr(50.0)}, b.faults(), "its own heat is no fault of ours")
}

func TestInABoilingPlaceTheHeadWaitsForTheRoom(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{AmbientC: ptr(80.0)})
	b.print([]byte("x\n"))
	require.Equal(t, StateOverheat, b.status().State)
	require.Zero(t, b.paper.used)
	b.print([]byte("\x10\x05\x01\x10\x04\x03"))
	require.Equal(t, []byte{0x52}, b.take(), "DLE ENQ cools nothing")
	b.fault(Faults{AmbientC: ptr(30.0)})
	require.Equal(t, StateReady, b.status().State)
	require.NotZero(t, b.paper.used)
}

// At a real speed the stop lasts as long as cooling does: from 80 to 60 degrees in a room of 25.
func TestCoolingTakesItsTimeAtARealSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Speed: RealSpeed})
		p.do(func(m *machine) { m.change(func() { m.head.block = 80 * degree; m.head.watch() }) })
		near, far := net.Pipe()
		background(t, func(ctx context.Context) error { p.Serve(ctx, far); return nil })
		begin := time.Now()
		_, err := near.Write([]byte("x\n"))
		require.NoError(t, err)
		synctest.Wait()
		require.Equal(t, StateOverheat, p.Status().State)
		require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.RowsPrinted > 0 }))
		require.InDelta(t, blockTau*math.Log(55.0/35), time.Since(begin).Seconds(), 2)
		time.Sleep(time.Hour)
		require.Equal(t, 25.0, p.Status().HeadC)
	})
}

func TestColdPaperUnderAWarmHead(t *testing.T) {
	b := newBench(t, Options{CutterRows: -1})
	b.fault(Faults{Compensation: ptr("on"), PaperC: ptr(-30.0)})
	require.Equal(t, -30.0, b.status().PaperC)
	b.print([]byte("x\n\x1dV\x00"))
	b.fault(Faults{Paper: ptr("out")})
	b.change(b.loadPaper)
	b.print([]byte("x\n\x1dV\x00"))
	slips := b.slips()
	require.Less(t, slips[0].DensityMin, 1.0, "the thermistor says 25 degrees")
	require.Equal(t, 1.19, slips[1].DensityMin, "a roll from the shelf")
	require.Equal(t, Faults{Compensation: ptr("on")}, b.faults())
}

func TestColdMakesTheMotorSlowAndTheFeedShort(t *testing.T) {
	require.EqualValues(t, 2_083_333, step(RealSpeed, usualHeating(), 25*degree))
	require.InDelta(t, 2_083_333*1.2, step(RealSpeed, usualHeating(), -10*degree), 1)
	require.InDelta(t, 2_083_333*1.5, step(RealSpeed, usualHeating(), -40*degree), 1)
	b := newBench(t, Options{})
	b.fault(Faults{AmbientC: ptr(-20.0)})
	b.print(solid(1000))
	require.EqualValues(t, 970, b.paper.used)
	require.Equal(t, 970+DefaultCutterRows, b.paper.cur.rows())
	require.False(t, b.paper.cur.jobs[0].gap)
	warm := newBench(t, Options{})
	warm.print(receipt(t))
	b = newBench(t, Options{})
	b.fault(Faults{AmbientC: ptr(-20.0)})
	b.print(receipt(t))
	require.Equal(t, warm.slips()[0].Text, b.slips()[0].Text, "it can still be read, and is whole")
	require.True(t, b.slips()[0].Complete)
}

// A page is shorter where the feed slips; what is on it is still found, row for row.
func TestAPageInTheColdKeepsItsText(t *testing.T) {
	page := []byte("\x1bL\x1bW\x00\x00\x00\x00\x80\x01\x00\x02first\n\x1bd\x0e\x1bJ\x20last\n\x0c\x1dVB\x00")
	for _, ambient := range []float64{25, -20} {
		b := newBench(t, Options{})
		b.fault(Faults{AmbientC: &ambient})
		b.print(page)
		require.Contains(t, b.slips()[0].Text, "first")
		require.Contains(t, b.slips()[0].Text, "last")
		require.Equal(t, ambient < 0, b.slips()[0].Rows < 512+DefaultCutterRows)
	}
}

func TestHostSetsHeatAndSpeed(t *testing.T) {
	for _, tt := range []struct {
		name, bytes string
		want        heating
	}{
		{"ESC 7", "\x1b7\x0b\x78\x28", heating{96, 120, 400_000, 100, 100, 9}},
		{"ESC 7 at its limits", "\x1b7\xff\x00\x00", heating{dotLimit, 3, 0, 100, 100, 9}},
		{"DC2 #", "\x12#\x4a", heating{64, 0, 500_000, 100, 100, 9}},
		{"darker", "\x1d(K\x02\x001\x04", heating{64, 0, 20_000, 120, 100, 9}},
		{"lighter", "\x1d(K\x02\x001\xfb", heating{64, 0, 20_000, 75, 100, 9}},
		{"no such density", "\x1d(K\x02\x001\x20", usualHeating()},
		{"slow", "\x1d(K\x02\x002\x31", heating{64, 0, 20_000, 100, 100, 1}},
		{"fast", "\x1d(K\x02\x002\x0d", heating{64, 0, 20_000, 100, 100, 13}},
		{"ordinary again", "\x1d(K\x02\x002\x01\x1d(K\x02\x002\x00", usualHeating()},
		{"ESC @", "\x1b7\x0b\x78\x28\x1b@", usualHeating()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, Options{})
			b.print([]byte(tt.bytes))
			require.Equal(t, tt.want, b.ip.heat)
		})
	}
}
