package printer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

// plug gives a host's end of a line to the printer.
func plug(t *testing.T, p *Printer) net.Conn {
	near, far := net.Pipe()
	background(t, func(ctx context.Context) error { p.Serve(ctx, far); return nil })
	t.Cleanup(func() { near.Close() })
	return near
}

func TestFaultsAsJSON(t *testing.T) {
	p := start(t, Options{})
	given := `{"paper":"near_end","paper_out_after_rows":40,"jam":true,"jam_after_rows":7,"cover":"open","cutter":"jammed",` +
		`"head_dead_dots":[1,2],"overheat":true,"ambient_c":-15,"supply_percent":90,"humidity":80,"paper_side":"wrong",` +
		`"cable":"unplugged","power":"off","silent":true,"replies":"wrong_id","confirm":"gs_r","asb":"off","baud":9600,"error":"unrecoverable","feed_button":"pressed","drawer":"open"}`
	var f Faults
	decoder := json.NewDecoder(bytes.NewReader([]byte(given)))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&f))
	require.NoError(t, p.SetFaults(f))
	back, err := json.Marshal(p.Faults())
	require.NoError(t, err)
	require.JSONEq(t, given, string(back))
	p.ClearFaults()
	back, err = json.Marshal(p.Faults())
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(back))
}

func TestBadFaultsChangeNothing(t *testing.T) {
	p := start(t, Options{})
	for name, f := range map[string]Faults{
		"paper":                {Paper: ptr("empty")},
		"cover":                {Cover: ptr("")},
		"asb":                  {ASB: ptr("Off")},
		"paper_out_after_rows": {PaperOutAfterRows: ptr(-1)},
		"ambient_c":            {AmbientC: ptr(-273.0)},
		"supply_percent":       {SupplyPercent: ptr(0.0)},
		"head_dead_dots":       {HeadDeadDots: &[]int{-1}},
		"baud":                 {Baud: ptr(1)},
	} {
		f.Jam = ptr(true)
		require.ErrorContains(t, p.SetFaults(f), name)
	}
	require.Equal(t, Faults{}, p.Faults())
}

// A head has as many columns as it is wide: one beyond them would be told to be dead and whiten nothing.
func TestDeadDotsAreColumnsOfTheHead(t *testing.T) {
	for _, width := range []int{384, 576} {
		p := start(t, Options{Width: width})
		require.NoError(t, p.SetFaults(Faults{HeadDeadDots: &[]int{0, width - 1}}))
		require.ErrorContains(t, p.SetFaults(Faults{HeadDeadDots: &[]int{1, width}}), fmt.Sprintf("%d is not between 0 and %d", width, width-1))
		require.Equal(t, []int{0, width - 1}, *p.Faults().HeadDeadDots)
	}
}

func TestStatusTellsWhatStandsInTheWay(t *testing.T) {
	for want, f := range map[string]Faults{
		StateReady: {}, StateOff: {Power: ptr("off")}, StateUnplugged: {Cable: ptr("unplugged")},
		StateSilent: {Silent: ptr(true)}, StateCoverOpen: {Cover: ptr("open")}, StatePaperOut: {Paper: ptr("out")},
		StateOverheat: {Overheat: ptr(true)}, StateError: {Error: ptr("unrecoverable")}, StateFeeding: {FeedButton: ptr("pressed")},
	} {
		p := start(t, Options{})
		require.NoError(t, p.SetFaults(f))
		require.Equal(t, want, p.Status().State)
	}
	p := start(t, Options{})
	back, err := json.Marshal(p.Status())
	require.NoError(t, err)
	require.JSONEq(t, `{"state":"ready","paper":"ok","cover":"closed","cutter":"ok","head_c":25,"paper_c":25,"ambient_c":25,`+
		`"supply_percent":100,"buffered_bytes":0,"rows_printed":0,"paper_left_mm":null,"lost_bytes":0,"faults":{}}`, string(back))
}

func TestSlipAsJSON(t *testing.T) {
	p := start(t, Options{})
	host := plug(t, p)
	ask(t, host, "hello\n\x1dV\x41\x00\x1dr\x01", "\x00")
	back, err := json.Marshal(p.Slips())
	require.NoError(t, err)
	require.JSONEq(t, `[{"id":1,"text":"hello","lines":[[{"text":"hello"}]],"duplicate":false,"complete":true,"continues":null,"rows":126,"cut":true,`+
		`"ended":"cut","legibility":"good","density_min":1.19,"density_mean":1.22,"codes":[]}]`, string(back))
	p.DeletePaper()
	require.Empty(t, p.Slips())
}

func TestEventsComeInOrder(t *testing.T) {
	p := start(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := p.Subscribe(ctx)
	host := plug(t, p)
	require.NoError(t, p.SetFaults(Faults{PaperOutAfterRows: ptr(300)}))
	_, err := host.Write(receipt(t))
	require.NoError(t, err)
	require.NoError(t, p.WaitFor(t.Context(), func(s Status) bool { return s.State == StatePaperOut }))
	p.LoadPaper()
	ask(t, host, "", "\x37\x220001\x00")
	var kinds []string
	for e := range events {
		kinds = append(kinds, e.Type)
		if e.Type == EventConfirmed {
			cancel()
		}
	}
	require.Equal(t, []string{EventFaults, EventPaperOut, EventOffline, EventPaperLoaded, EventOnline, EventSlip, EventConfirmed}, kinds)
}

func TestSlowSubscriberIsCutOff(t *testing.T) {
	p := start(t, Options{})
	events := p.Subscribe(t.Context())
	for range eventLimit + 1 {
		require.NoError(t, p.SetFaults(Faults{}))
	}
	n := 0
	for range events {
		n++
	}
	require.Equal(t, eventLimit, n)
}

func TestWaitForGivesUpWithTheContext(t *testing.T) {
	p := start(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.WaitFor(ctx, func(Status) bool { return false }), context.Canceled)
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []Options{{Width: 100}, {Width: 8}, {Buffer: 1}, {Buffer: 1 << 30}, {Speed: -1}, {Speed: 5000},
		{RollMM: -1}, {RollMM: 1 << 30}, {NearEndMM: 1 << 30}, {Baud: 300}, {Baud: 1 << 30}, {Flow: "dtr"}, {SensorRows: 1 << 20}, {CutterRows: 1 << 20}} {
		_, err := New(o)
		require.Error(t, err, "%+v", o)
	}
	wide := newBench(t, Options{Width: 576})
	wide.print([]byte("012345678901234567890123456789012345678901234567\n"))
	require.Len(t, wide.slips()[0].Text, 48)
}

func TestUnsupportedCommandsAreCounted(t *testing.T) {
	p := start(t, Options{})
	ask(t, plug(t, p), "\x1c?\xfe\xa1\x1c?\xfe\xa2\x1dr\x01", "\x00")
	require.Equal(t, map[string]int{"FS ?": 2}, p.Unsupported())
}

// decode reads a picture back as the dots a person sees: ink or not.
func decode(t *testing.T, data []byte) *image.Paletted {
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	require.IsType(t, &image.Paletted{}, img)
	return img.(*image.Paletted)
}

func TestPictureShowsEveryDot(t *testing.T) {
	b := newBench(t, Options{})
	b.print(receipt(t))
	p := &Printer{m: b.machine}
	data, err := p.SlipPNG(1)
	require.NoError(t, err)
	img := decode(t, data)
	piece := b.paper.finished[0]
	require.Equal(t, image.Rect(0, 0, 2*border+464, 2*border+2*edge+piece.rows()), img.Bounds())
	wrong := 0
	for y := range piece.rows() {
		for x := range b.opt.Width {
			dark := piece.dots[y*48+x/8]&(0x80>>(x%8)) != 0
			if dark != (img.ColorIndexAt(border+margin+x, border+edge+y) >= firstInk) {
				wrong++
			}
		}
	}
	require.Zero(t, wrong, "dots that differ from the paper")
	_, err = p.SlipPNG(99)
	require.ErrorIs(t, err, ErrNoSlip)
}

func TestPictureShowsWhereTheRollEndedAndPaleInk(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("dark\n"))
	b.fault(Faults{Paper: ptr("out")})
	b.change(b.loadPaper)
	b.fault(Faults{AmbientC: ptr(-10.0), SupplyPercent: ptr(90.0)})
	b.print([]byte("pale\n\x1dV\x41\x00"))
	p := &Printer{m: b.machine}
	count := func(id int) (stripes int, darkest uint8) {
		data, err := p.SlipPNG(id)
		require.NoError(t, err)
		for _, c := range decode(t, data).Pix {
			if c == stripe {
				stripes++
			}
			darkest = max(darkest, c)
		}
		return stripes, darkest
	}
	stripes, dark := count(1)
	require.NotZero(t, stripes)
	require.EqualValues(t, firstInk+inks-1, dark)
	stripes, pale := count(2)
	require.Zero(t, stripes)
	require.Less(t, pale, dark)
	require.Greater(t, pale, uint8(firstInk))
}

func TestRollOfNothingIsAPicture(t *testing.T) {
	p := start(t, Options{})
	data, err := p.RollPNG()
	require.NoError(t, err)
	decode(t, data)
}
