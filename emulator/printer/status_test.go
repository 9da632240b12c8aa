package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The expected bytes are written out from the published tables of DLE EOT and ASB, bit by bit.
func TestRealTimeStatus(t *testing.T) {
	for _, tt := range []struct {
		name string
		opt  Options
		f    Faults
		want []byte // of 10 04 01 to 10 04 04
	}{
		{"healthy", Options{}, Faults{}, []byte{0x12, 0x12, 0x12, 0x12}},
		{"drawer pin high", Options{DrawerHigh: true}, Faults{}, []byte{0x16, 0x12, 0x12, 0x12}},
		{"near end", Options{}, Faults{Paper: ptr("near_end")}, []byte{0x12, 0x12, 0x12, 0x1E}},
		{"paper end", Options{}, Faults{Paper: ptr("out")}, []byte{0x1A, 0x32, 0x12, 0x72}},
		{"cover open", Options{}, Faults{Cover: ptr("open")}, []byte{0x1A, 0x16, 0x12, 0x12}},
		{"overheat", Options{}, Faults{Overheat: ptr(true)}, []byte{0x1A, 0x52, 0x52, 0x12}},
		{"cutter only jammed", Options{}, Faults{Cutter: ptr("jammed")}, []byte{0x12, 0x12, 0x12, 0x12}},
		{"feed jam is not sensed", Options{}, Faults{Jam: ptr(true)}, []byte{0x12, 0x12, 0x12, 0x12}},
		{"drawer open", Options{}, Faults{Drawer: ptr("open")}, []byte{0x16, 0x12, 0x12, 0x12}},
		{"drawer open, pin high at rest", Options{DrawerHigh: true}, Faults{Drawer: ptr("open")}, []byte{0x12, 0x12, 0x12, 0x12}},
		{"unrecoverable error", Options{}, Faults{Error: ptr("unrecoverable")}, []byte{0x1A, 0x52, 0x32, 0x12}},
		{"feed button held", Options{}, Faults{FeedButton: ptr("pressed")}, []byte{0x5A, 0x1A, 0x12, 0x12}},
		{"everything", Options{}, Faults{Cover: ptr("open"), Overheat: ptr(true), Paper: ptr("out")}, []byte{0x1A, 0x76, 0x52, 0x72}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, tt.opt)
			b.fault(tt.f)
			b.print([]byte("\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04\x10\x04\x09"))
			require.Equal(t, tt.want, b.take())
		})
	}
}

func TestNearEndAndEndTogether(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Paper: ptr("near_end")})
	b.fault(Faults{Paper: ptr("out")})
	b.print([]byte("\x10\x04\x04"))
	require.Equal(t, []byte{0x7E}, b.take())
}

func TestCutterErrorBits(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Cutter: ptr("jammed")})
	b.print([]byte("x\n\x1dVA\x00"))
	b.print([]byte("\x10\x04\x01\x10\x04\x02\x10\x04\x03"))
	require.Equal(t, []byte{0x1A, 0x52, 0x1A}, b.take())
}

func TestASB(t *testing.T) {
	b := newBench(t, Options{DrawerHigh: true})
	b.print([]byte("\x1da\xff"))
	require.Equal(t, []byte{0x14, 0, 0, 0}, b.take(), "enabling sends a block at once")
	b.fault(Faults{Paper: ptr("near_end")})
	require.Equal(t, []byte{0x14, 0, 0x03, 0}, b.take())
	b.fault(Faults{Paper: ptr("out")})
	require.Equal(t, []byte{0x1C, 0, 0x0F, 0}, b.take())
	b.fault(Faults{Cover: ptr("open")})
	require.Equal(t, []byte{0x3C, 0, 0x0F, 0}, b.take())
	b.change(b.loadPaper)
	require.Equal(t, []byte{0x14, 0, 0, 0}, b.take())
	b.fault(Faults{Overheat: ptr(true)})
	require.Equal(t, []byte{0x1C, 0x40, 0, 0}, b.take())
	b.fault(Faults{Overheat: ptr(false)})
	b.take()
	b.print([]byte("\x1da\x00"))
	b.fault(Faults{Paper: ptr("out")})
	require.Empty(t, b.take(), "switched off")
}

// A clone that takes GS a and GS ( H function 49, and never reports by itself: it answers what it is asked.
func TestAPrinterThatNeverReportsByItself(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{ASB: ptr("off")})
	b.print([]byte("\x1da\xff\x1d(H\x03\x00102"))
	require.Empty(t, b.take(), "taken, and nothing comes at once")
	b.fault(Faults{Paper: ptr("out")})
	require.Empty(t, b.take(), "nor when something changes")
	b.print([]byte("\x10\x04\x01\x10\x04\x04\x10\x14\x07\x01"))
	require.Equal(t, []byte{0x1A, 0x72, 0x18, 0, 0x0C, 0}, b.take(), "to a question it does")
	b.change(b.powerOff)
	b.change(b.powerOn)
	require.Equal(t, "off", *b.faults().ASB, "it is its make")
	b.change(b.loadPaper)
	b.print([]byte("\x1da\xff"))
	b.fault(Faults{Cover: ptr("open")})
	require.Empty(t, b.take())
	b.fault(Faults{ASB: ptr("on")})
	require.Equal(t, []byte{0x38, 0, 0, 0}, b.take(), "what it has kept to itself")
	b.fault(Faults{Cover: ptr("closed")})
	require.Equal(t, []byte{0x10, 0, 0, 0}, b.take())
}

func TestASBTellsOnlyWhatWasAskedFor(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1da\x08")) // paper only
	b.take()
	b.fault(Faults{Cover: ptr("open")})
	require.Empty(t, b.take())
	b.fault(Faults{Paper: ptr("near_end")})
	require.Equal(t, []byte{0x38, 0, 0x03, 0}, b.take())
}

// While ESC = has it disabled the printer prints nothing, but answers in real time.
func TestDisabledPrinter(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("something of this\n"))
	used := b.paper.used
	b.print([]byte("\x1b=\x00nothing of this\n\x1bE\x01nothing\n\x1dr\x01\x10\x04\x01"))
	require.Equal(t, []byte{0x12}, b.take())
	require.Equal(t, used, b.paper.used)
	b.print([]byte("\x1b=\x01yes\n"))
	require.Equal(t, "something of this\nyes", b.slips()[0].Text)
}

func TestOfflineResponse(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1d(H\x03\x00102"))
	b.fault(Faults{Paper: ptr("out")})
	require.Equal(t, []byte{0x37, 0x23, 0x42, 0x00}, b.take())
	b.change(b.loadPaper)
	b.print([]byte("\x1d(H\x03\x00101"))
	b.fault(Faults{Cover: ptr("open")})
	require.Equal(t, []byte{0x37, 0x23, 0x00}, b.take())
}

func TestIdentity(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1dI\x01\x1dI\x02\x1dI\x03\x1dIB\x1dI\x7f"))
	require.Equal(t, "\x20\x03\x01_posterm\x00", string(b.take()))
}

// A status request inside image data is answered and the image stays whole.
func TestRealTimePatternInsideAnImage(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01A\n"))
	require.Equal(t, []byte{0x12}, b.take())
	p := b.paper.cur
	row := p.dots[b.opt.CutterRows*b.paper.stride:]
	require.Equal(t, []byte{0x10, 0x04, 0x01}, row[:3])
	require.Equal(t, "A", b.slips()[0].Text)
}

// A byte that may begin a real-time command waits for the next one, unless it ends an image.
func TestHalfARealTimeCommand(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1dv0\x00\x01\x00\x01\x00\x10"))
	require.EqualValues(t, 1, b.paper.used)
	b.print([]byte("\x10"))
	b.print([]byte("\x04"))
	b.print([]byte("\x01"))
	require.Equal(t, []byte{0x12}, b.take())
	require.Equal(t, "ready", b.status().State)
	b.print([]byte("\x10\x01after\n"))
	require.Equal(t, "after", b.slips()[0].Text)
}

func TestNearEndStopsWhenAskedTo(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1bc4\x03"))
	b.fault(Faults{Paper: ptr("near_end")})
	b.print([]byte("x\n"))
	require.Zero(t, b.paper.used)
	b.fault(Faults{Paper: ptr("ok")})
	require.NotZero(t, b.paper.used)
}

func TestDrawerIsKicked(t *testing.T) {
	b := newBench(t, Options{})
	for _, c := range []byte("\x1bp\x00\x19\xfa\x10\x14\x01\x01\x02") {
		b.receive(c)
	}
	b.run()
	require.Equal(t, []Event{
		{EventDrawer, map[string]int{"pin": 5, "ms": 200}}, // real time comes first
		{EventDrawer, map[string]int{"pin": 2, "ms": 50}},
	}, b.seen)
}
