package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Some models wait after new paper until they are told to go on.
func TestModelThatWaitsAfterNewPaper(t *testing.T) {
	for name, goOn := range map[string]func(b *bench){
		"DLE ENQ 0": func(b *bench) { b.print([]byte("\x10\x05\x00")) },
		"feed button": func(b *bench) {
			b.fault(Faults{FeedButton: ptr("pressed")})
			b.fault(Faults{FeedButton: ptr("released")})
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{RecoveryWait: true, CutterRows: -1})
			b.print([]byte("\x1da\xff"))
			b.fault(Faults{Paper: ptr("out")})
			b.print([]byte("rest\n"))
			b.take()
			b.change(b.loadPaper)
			require.Equal(t, []byte{0x18, 0x01, 0, 0}, b.take(), "waiting for recovery")
			b.print([]byte("\x10\x04\x01\x10\x05\x01\x10\x05\x02"))
			require.Equal(t, []byte{0x3A}, b.take())
			require.Equal(t, StateWaiting, b.status().State)
			require.Zero(t, b.paper.used)
			goOn(b)
			require.Equal(t, StateReady, b.status().State)
			require.Equal(t, "rest", b.slips()[0].Text)
		})
	}
	b := newBench(t, Options{})
	b.print([]byte("\x10\x05\x00"))
	require.Equal(t, StateReady, b.status().State, "others do not wait")
}

func TestFeedButton(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1da\x40"))
	require.Equal(t, []byte{0x10, 0, 0, 0}, b.take())
	b.fault(Faults{FeedButton: ptr("pressed")})
	require.Equal(t, []byte{0x58, 0, 0, 0}, b.take())
	require.EqualValues(t, defaultSpacing, b.paper.used)
	b.print([]byte("waits\n"))
	require.EqualValues(t, defaultSpacing, b.paper.used)
	b.fault(Faults{FeedButton: ptr("released")})
	require.Equal(t, []byte{0x10, 0, 0, 0}, b.take())
	require.Equal(t, "waits", b.slips()[0].Text)
	used := b.paper.used
	b.print([]byte("\x1bc5\x01"))
	b.fault(Faults{FeedButton: ptr("pressed")})
	require.Equal(t, used, b.paper.used, "ESC c 5 has switched it off")
	require.Equal(t, StateReady, b.status().State)
}

// Only the power switch ends it; DLE ENQ does not.
func TestUnrecoverableError(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1d(H\x03\x00102\x1da\x04"))
	b.take()
	b.fault(Faults{Error: ptr("unrecoverable")})
	require.Equal(t, []byte{0x18, 0x20, 0, 0, 0x37, 0x23, 0x48, 0}, b.take())
	b.print([]byte("\x10\x05\x01\x10\x05\x02\x10\x04\x03"))
	require.Equal(t, []byte{0x32}, b.take())
	b.switchOff()
	b.switchOn()
	b.print([]byte("again\n"))
	require.Equal(t, "again", b.slips()[0].Text)
}

// DLE DC4 function 2 switches off, with its guard bytes only.
func TestPowerDown(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x10\x14\x02\x01\x09\x10\x04\x01"))
	require.Equal(t, []byte{0x12}, b.take())
	b.print([]byte("lost\x10\x14\x02\x01\x08"))
	require.Equal(t, []byte{0x3B, 0x30, 0}, b.take())
	require.Equal(t, StateOff, b.status().State)
	b.print([]byte("\x10\x04\x01"))
	require.Empty(t, b.take())
}
