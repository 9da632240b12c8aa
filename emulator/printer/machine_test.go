package printer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// dots is everything that is on paper, piece by piece, without the blank lead of a new roll.
func (b *bench) dots() []byte {
	var all []byte
	lead, rolls := b.opt.CutterRows*b.paper.stride, 0
	for _, p := range append(b.paper.finished, b.paper.cur) {
		all = append(all, p.dots...)
		if p.end == endPaper {
			rolls = len(all)
		}
	}
	if rolls == 0 {
		return all
	}
	return append(bytes.Clone(all[:rolls]), all[rolls+lead:]...)
}

func TestEverySplitGivesTheSamePaper(t *testing.T) {
	data := receipt(t)
	whole := newBench(t, Options{})
	whole.print(data)
	want, answers := whole.dots(), whole.take()
	require.Len(t, whole.slips(), 1)
	for at := 0; at <= len(data); at += 7 {
		b := newBench(t, Options{Buffer: 65536})
		for _, c := range data[:at] { // arrives while the mechanism rests
			b.receive(c)
		}
		b.run()
		b.print(data[at:])
		require.Equal(t, want, b.dots(), "split at %d", at)
		require.Equal(t, answers, b.take(), "split at %d", at)
	}
}

func TestPaperOutAtEveryRowLosesAndRepeatsNothing(t *testing.T) {
	data := gb(t, "\x1b@\x1ba\x01\x1d!\x11签购单\n\x1d!\x00金额 RMB 12.34\n\x1d(k\x07\x001P0POS1\x1d(k\x03\x001Q0\x1bd\x02",
		"商户存根\n\x1dVB\x08\x1d(H\x06\x00000001")
	whole := newBench(t, Options{})
	whole.print(data)
	want := whole.dots()
	total := int(whole.paper.used)
	require.Greater(t, total, 300)
	for k := 1; k < total; k++ {
		b := newBench(t, Options{})
		b.fault(Faults{PaperOutAfterRows: &k})
		b.print(data)
		require.Equal(t, "paper_out", b.status().State, "after row %d", k)
		require.NotContains(t, string(b.take()), "\x37\x22", "row %d: confirmed before the end", k)
		require.Empty(t, completeSlips(b), "row %d", k)
		b.change(b.loadPaper)
		b.run()
		require.Equal(t, []byte("\x37\x220001\x00"), b.take(), "row %d", k)
		require.True(t, bytes.Equal(want, b.dots()), "row %d: the paper differs", k)
		require.Empty(t, completeSlips(b), "row %d: two pieces are not a slip", k)
	}
}

// Two rolls that both end within one slip: its parts still hang together.
func TestEmptyPieceBetweenTwoRollsKeepsTheThread(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{PaperOutAfterRows: ptr(100)})
	b.print(receipt(t))
	b.fault(Faults{Cover: ptr("open")})
	b.change(b.loadPaper)
	b.fault(Faults{Paper: ptr("out")})
	b.change(b.loadPaper)
	b.run()
	last := b.slips()[len(b.slips())-1]
	require.False(t, last.Complete)
	require.NotNil(t, last.Continues)
}

func TestEndlessPieceIsTornOff(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1dP\x01\x01"))
	for range 15 {
		b.print([]byte("x\n\x1bJ\xff"))
	}
	slips := b.slips()
	require.Len(t, slips, 2)
	require.Equal(t, pieceLimit, slips[0].Rows)
	require.Equal(t, "torn", slips[0].Ended)
	require.Equal(t, slips[0].ID, *slips[1].Continues)
	require.Equal(t, []Event{{EventSlip, slips[0]}}, b.seen, "whoever keeps the slips hears of it")
}

func TestOldSlipsGoAtTheLimit(t *testing.T) {
	b := newBench(t, Options{CutterRows: -1})
	for range slipLimit + 5 {
		b.print([]byte("x\n\x1dV\x00"))
	}
	require.Len(t, b.slips(), slipLimit)
	require.Equal(t, 6, b.slips()[0].ID)
	b.paper.forget()
	require.Empty(t, b.slips())
	b.print([]byte("x\n\x1dV\x00"))
	require.Equal(t, slipLimit+6, b.slips()[0].ID, "ids are never used again")
}

func completeSlips(b *bench) []Slip {
	var out []Slip
	for _, s := range b.slips() {
		if s.Complete {
			out = append(out, s)
		}
	}
	return out
}

func TestLineInWorkIsFinishedWhenPaperEnds(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{PaperOutAfterRows: ptr(5)}) // in the middle of the first line of 24 rows
	b.print([]byte("first\nsecond\n"))
	require.EqualValues(t, 24, b.paper.used)
	require.Equal(t, "first", b.slips()[0].Text)
	b.change(b.loadPaper)
	b.run()
	slips := b.slips()
	require.Len(t, slips, 2)
	require.Equal(t, "second", slips[1].Text)
	require.Equal(t, slips[0].ID, *slips[1].Continues)
	require.Equal(t, "paper_out", slips[0].Ended)
}

// A line taller than what is left behind the sensor is torn: it can be read on neither piece.
func TestTallLineIsTornAtThePhysicalEnd(t *testing.T) {
	b := newBench(t, Options{SensorRows: 10})
	b.fault(Faults{PaperOutAfterRows: ptr(5)})
	b.print([]byte("\x1dB\x01\x1d!\x07TALL\n"))
	require.EqualValues(t, 15, b.paper.used)
	b.change(b.loadPaper)
	b.run()
	for _, s := range b.slips() {
		require.Empty(t, s.Text)
	}
}

func TestPowerCutLosesTheBuffersAndTheRest(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{PaperOutAfterRows: ptr(300)})
	b.print(receipt(t))
	b.change(b.powerOff)
	b.print([]byte("said to a dead printer\n"))
	b.change(b.powerOn)
	b.change(b.loadPaper)
	b.print(receipt(t))
	slips := b.slips()
	require.Len(t, slips, 2)
	require.False(t, slips[0].Complete)
	require.True(t, slips[1].Complete, "a new job on a new roll is whole")
	require.Nil(t, slips[1].Continues)
	require.NotContains(t, slips[1].Text, "dead printer")
	require.Equal(t, []byte("\x37\x220001\x00"), b.take())
}

func TestInitialisedJobOnNewRollIsItsOwn(t *testing.T) {
	b := newBench(t, Options{CutterRows: -1})
	b.print([]byte("torn\n"))
	b.fault(Faults{Paper: ptr("out")})
	b.change(b.loadPaper)
	b.print([]byte("\x1b@again\n\x1dV\x00"))
	slips := b.slips()
	require.Len(t, slips, 2)
	require.True(t, slips[1].Complete)
	require.Nil(t, slips[1].Continues)
}

func TestJamOverprintsAndNobodyIsTold(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{JamAfterRows: ptr(400)})
	b.print(receipt(t))
	require.Equal(t, []byte("\x37\x220001\x00"), b.take(), "the printer believes it printed")
	require.EqualValues(t, 400, b.paper.used)
	require.NotContains(t, b.slips()[0].Text, "凭证号")
	b.change(func() { b.state.jam = false })
	b.print(receipt(t))
	require.False(t, b.slips()[0].Complete)
}

func TestSilentPrinterTakesBytesAndGoesOnLater(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Silent: ptr(true)})
	data := append(receipt(t), 0x10, 0x04, 0x01)
	require.Equal(t, len(data), b.print(data))
	require.Empty(t, b.take())
	require.Zero(t, b.paper.used)
	b.fault(Faults{Silent: ptr(false)})
	require.Len(t, completeSlips(b), 1)
	require.Equal(t, []byte("\x37\x220001\x00"), b.take(), "what was asked in silence is not answered later")
}

func TestCutterJamWaitsForAPerson(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Cutter: ptr("jammed")})
	b.print(receipt(t))
	require.Equal(t, "error", b.status().State)
	b.take()
	b.print([]byte("\x10\x05\x01\x10\x04\x03"))
	require.Equal(t, []byte{0x1A}, b.take(), "the cause is still there")
	b.fault(Faults{Cutter: ptr("ok")})
	require.Equal(t, "error", b.status().State)
	b.print([]byte("\x10\x05\x01"))
	require.Equal(t, []byte("\x37\x220001\x00"), b.take())
	require.Len(t, completeSlips(b), 1)
}

func TestEnquiry2DropsTheRest(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Cutter: ptr("jammed")})
	b.print(receipt(t))
	b.fault(Faults{Cutter: ptr("ok")})
	b.print([]byte("\x10\x05\x02"))
	require.Empty(t, b.take())
	require.Equal(t, "ready", b.status().State)
	b.print([]byte("\x1b@\n\x1dVB\x00"))
	require.False(t, b.slips()[0].Complete)
}

func TestClearBuffersIsAnswered(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Paper: ptr("out")})
	b.print(receipt(t))
	b.print([]byte("\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"))
	require.Equal(t, []byte{0x37, 0x25, 0x00}, b.take())
	require.Zero(t, b.status().BufferedBytes)
}

func TestCoverOpenWhilePrintingIsAnErrorUntilClosed(t *testing.T) {
	b := newBench(t, Options{})
	for _, c := range receipt(t) {
		b.receive(c)
	}
	for b.paper.used < 200 {
		b.step()
	}
	b.fault(Faults{Cover: ptr("open")})
	b.print([]byte("\x10\x04\x01\x10\x04\x02\x10\x04\x03"))
	require.Equal(t, []byte{0x1A, 0x56, 0x52}, b.take())
	b.fault(Faults{Cover: ptr("closed")})
	require.Equal(t, []byte("\x37\x220001\x00"), b.take())
	require.False(t, b.slips()[0].Complete)
}

func TestBackPressureStopsAtTheBufferAndStillAnswersStatus(t *testing.T) {
	for _, size := range []int{45, 4096, 65536} {
		b := newBench(t, Options{Buffer: size})
		b.fault(Faults{Paper: ptr("out")})
		require.Equal(t, size, b.print(bytes.Repeat([]byte("x"), size)))
		for range 500 {
			require.Equal(t, 3, b.print([]byte("\x10\x04\x04")))
			require.Equal(t, []byte{0x72}, b.take(), "size %d", size)
		}
		require.Equal(t, size, b.status().BufferedBytes, "questions take no room")
		require.Equal(t, 1, b.print([]byte("yyy")), "one byte to see that it is no question")
		require.Equal(t, 0, b.room())
		b.change(b.loadPaper)
		b.run()
		require.Equal(t, size, b.room())
	}
}

// The bytes of a status request that are part of an image stay in it, also where the buffer is full.
func TestFullBufferKeepsAnImageWhole(t *testing.T) {
	for before := range 8 {
		b := newBench(t, Options{Buffer: 45})
		b.fault(Faults{Paper: ptr("out")})
		data := append([]byte("\x1dv0\x00\x30\x00\x01\x00"), bytes.Repeat([]byte{0xFF}, 48)...)
		copy(data[45-before:], "\x10\x04\x01")
		taken := b.print(data)
		b.change(b.loadPaper)
		b.run()
		b.print(data[taken:])
		require.Equal(t, data[8:], b.paper.cur.dots[b.opt.CutterRows*b.paper.stride:])
	}
}

func TestFaultyRepliesAndModels(t *testing.T) {
	ask := []byte("x\n\x1d(H\x06\x00007777\x1dr\x01\x1bv")
	for _, tt := range []struct {
		name string
		f    Faults
		want string
	}{
		{"healthy", Faults{}, "\x37\x227777\x00\x00\x00"},
		{"lost", Faults{Replies: ptr("lost")}, ""},
		{"wrong id", Faults{Replies: ptr("wrong_id")}, "\x37\x227778\x00\x00\x00"},
		{"no GS ( H", Faults{Confirm: ptr("gs_r")}, "\x00\x00"},
		{"nothing", Faults{Confirm: ptr("none")}, ""},
		{"near end", Faults{Paper: ptr("near_end")}, "\x37\x227777\x00\x03\x03"},
		{"ended", Faults{Paper: ptr("out")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, Options{})
			b.fault(tt.f)
			b.print(ask)
			require.Equal(t, tt.want, string(b.take()))
			b.print([]byte("\x10\x04\x01"))
			require.Len(t, b.take(), 1, "real-time status always comes")
		})
	}
}

func TestHealEndsEverything(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{Paper: ptr("out"), Jam: ptr(true), Cover: ptr("open"), Cutter: ptr("jammed"), Overheat: ptr(true),
		AmbientC: ptr(-10.0), Silent: ptr(true), Replies: ptr("lost"), Confirm: ptr("none"), Baud: ptr(9600),
		HeadDeadDots: &[]int{3}, PaperSide: ptr("wrong"), JamAfterRows: ptr(9), Power: ptr("off"), Cable: ptr("unplugged")})
	require.NotEqual(t, Faults{}, b.faults())
	b.change(b.heal)
	require.Equal(t, Faults{}, b.faults())
	b.print(receipt(t))
	require.Len(t, completeSlips(b), 1)
}

func TestDuplicateMarkIsFound(t *testing.T) {
	b := newBench(t, Options{})
	b.print(gb(t, "***重打印凭证***\n\x1dVB\x00"))
	b.print([]byte("*** DUPLICATE ***\n\x1dVB\x00plain\n\x1dVB\x00"))
	var marks []string
	for _, s := range b.slips() {
		marks = append(marks, map[bool]string{true: "copy", false: "first"}[s.Duplicate])
	}
	require.Equal(t, "copy copy first", strings.Join(marks, " "))
}
