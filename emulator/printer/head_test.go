package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// lone burns a row of some dots by themselves and gives the density and the share of the needed energy, in
// 1/100 both, at a temperature of head and paper and a supply in per cent.
func lone(ambient nanoC, supply int64, dots int, set heating, change func(*head)) (density, share int) {
	h := newHead(DefaultWidth)
	h.soak(ambient * degree)
	h.supply = supply * 10
	if change != nil {
		change(&h)
	}
	need := energyNeeded(h.contact(), h.humidity)
	row := make([]byte, DefaultWidth/8)
	for x := range dots {
		row[x/8] |= 0x80 >> (x % 8)
	}
	out := h.row(row, set, 1)
	return int(out.mean), int((h.gave[0]*100 + need/2) / need)
}

// The table was worked out by hand from the model's formula for the pulse of 25 degrees: share and density
// in 1/100 at 100, 95 and 90 per cent of the nominal voltage.
func TestDensityFallsWithColdAndLowVoltage(t *testing.T) {
	for _, tt := range []struct {
		ambient nanoC
		want    [3][2]int
	}{
		{60, [3][2]int{{152, 129}}},
		{40, [3][2]int{{117, 126}}},
		{25, [3][2]int{{100, 119}, {90, 109}, {81, 93}}},
		{10, [3][2]int{{87, 104}, {79, 87}, {71, 64}}},
		{0, [3][2]int{{80, 91}, {73, 70}, {65, 47}}},
		{-5, [3][2]int{{77, 83}, {70, 62}, {63, 40}}},
		{-10, [3][2]int{{74, 76}, {67, 54}, {60, 35}}},
		{-20, [3][2]int{{69, 60}, {63, 41}, {56, 25}}},
		{-30, [3][2]int{{65, 47}, {59, 31}, {53, 19}}},
	} {
		for i, want := range tt.want {
			if want == [2]int{} {
				continue
			}
			density, share := lone(tt.ambient, 100-5*int64(i), 20, usualHeating(), nil)
			require.InDelta(t, want[0], share, 1, "share at %d, column %d", tt.ambient, i)
			require.InDelta(t, want[1], density, 1, "density at %d, column %d", tt.ambient, i)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for _, tt := range []struct {
		ambient nanoC
		supply  int64
		verdict Legibility
	}{
		{25, 100, Good}, {60, 100, Good}, {0, 100, Good}, {-10, 100, Good}, {-10, 95, Good},
		{-10, 90, Pale}, {-20, 90, Marginal}, {-30, 90, Marginal}, {-30, 85, Illegible},
	} {
		density, _ := lone(tt.ambient, tt.supply, 64, usualHeating(), nil)
		require.Equal(t, tt.verdict, Judge(float64(density)/100), "%+v", tt)
	}
}

// Source: worked out from Seiko's formulas for 64 dots on TF50KS-E2D paper: microseconds.
func TestPulsesAreThoseOfTheDesignGuide(t *testing.T) {
	require.InDelta(t, 268_050, resistances[64], 10)
	for _, tt := range []struct {
		ambient nanoC
		volts   int64
		want    int64
	}{{25, 7200, 1475}, {0, 7200, 1838}, {-10, 7200, 1982}, {25, 6500, 1810}} {
		pulse := pulseFor(energyNeeded(tt.ambient*degree, 500), 64, tt.volts)
		require.InDelta(t, tt.want, pulse/1000, 1, "%+v", tt)
		require.InDelta(t, energyNeeded(tt.ambient*degree, 500), energyOf(pulse, 64, tt.volts), 1)
	}
}

// A firmware that reads the thermistor holds the density until its longest pulse; a weak supply it does not see.
func TestCompensationHelpsUntilItsLongestPulse(t *testing.T) {
	on := func(h *head) { h.compensates = true }
	for _, tt := range []struct {
		ambient nanoC
		supply  int64
		want    int
	}{{60, 100, 119}, {25, 100, 119}, {5, 100, 119}, {-10, 100, 112}, {-20, 100, 104}, {-20, 90, 63}} {
		density, _ := lone(tt.ambient, tt.supply, 64, usualHeating(), on)
		require.InDelta(t, tt.want, density, 1, "%+v", tt)
	}
	warm, _ := lone(-20, 100, 64, usualHeating(), func(h *head) { on(h); h.block = 25 * degree })
	cold, _ := lone(-20, 100, 64, usualHeating(), on)
	require.Less(t, warm, cold, "a warm head does not know that the paper is cold")
}

// A heat time of the host's gives a row of many dots less energy than one of few.
func TestFixedHeatTimeFavoursFewDots(t *testing.T) {
	set := usualHeating()
	set.fixed = usualFixed
	few, _ := lone(-10, 90, 4, set, nil)
	many, _ := lone(-10, 90, 64, set, nil)
	require.Equal(t, 35, many)
	require.Greater(t, few, many+30)
	set.fixed /= 2
	half, _ := lone(25, 100, 64, set, nil)
	require.Less(t, half, 20)
}

func TestDampPaperNeedsMoreHeat(t *testing.T) {
	dry, _ := lone(0, 100, 64, usualHeating(), nil)
	damp, _ := lone(0, 100, 64, usualHeating(), func(h *head) { h.humidity = 1000 })
	require.Less(t, damp, dry)
}

func TestADotUnderADotIsDarker(t *testing.T) {
	h := newHead(DefaultWidth)
	h.soak(-10 * degree)
	row := make([]byte, 48)
	row[0] = 0xFF
	fresh := h.row(row, usualHeating(), 2_083_333)
	require.EqualValues(t, 0, fresh.tones[1], "no dot was warm")
	second := h.row(row, usualHeating(), 2_083_333)
	require.Greater(t, second.tones[1], second.tones[0])
	h.row(nil, usualHeating(), 2_083_333)
	third := h.row(row, usualHeating(), 2_083_333)
	require.Equal(t, third.tones[0], third.mean, "a blank row lets them cool")
	// The energy left after 2.083 ms is 0.4346 of what was given, and counts 0.15.
	require.InDelta(t, 285_300*0.4346*0.15, residue(285_300, 2_083_333), 40)
}

func TestRowsTakeTheTimeOfTheirFirings(t *testing.T) {
	black, text := make([]byte, 48), make([]byte, 48)
	for i := range black {
		black[i] = 0xFF
		text[i] = 0x80
	}
	h := newHead(DefaultWidth)
	const motor = 2_083_333
	require.EqualValues(t, motor, h.row(nil, usualHeating(), motor).took)
	require.EqualValues(t, motor, h.row(text, usualHeating(), motor).took, "48 dots are one firing")
	require.InDelta(t, 6*(1_475_000+usualPause), h.row(black, usualHeating(), motor).took, 6_000)
	set := usualHeating()
	set.most = 384
	require.EqualValues(t, 1, func() int { h.plan(black, set); return h.work.count }())
	set.most = 8
	h.plan(black, set)
	require.Equal(t, 48, h.work.count)
	require.Equal(t, 8, h.work.with[0])
	set.most = 40
	h.plan(text, set)
	require.Equal(t, 2, h.work.count, "five strobes of 8 together, one alone")
	require.Equal(t, []int{40, 40, 40, 40, 40, 8}, h.work.with[:6])
}

func TestDeadDotsLeaveWhiteColumns(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{HeadDeadDots: &[]int{0, 9}})
	b.print([]byte("\x1dv0\x00\x02\x00\x01\x00\xff\xff"))
	require.Equal(t, []byte{0x7F, 0xBF}, b.paper.cur.dots[b.opt.CutterRows*b.paper.stride:][:2])
}

func TestWrongSideOfThePaperStaysWhite(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{PaperSide: ptr("wrong")})
	b.print([]byte("x\n\x1dVA\x00"))
	require.Equal(t, Illegible, b.slips()[0].Legibility)
}
