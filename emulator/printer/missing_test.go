package printer

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// flood hands over bytes as a host does that cannot be held: what has no room is lost.
func (b *bench) flood(data []byte) {
	for _, c := range data {
		b.overrun(c)
	}
}

// said is what a slip says of itself.
type said struct {
	text          string
	complete, gap bool
}

func (b *bench) said() (all []said) {
	for _, s := range b.slips() {
		all = append(all, said{s.Text, s.Complete, s.Gap})
	}
	return all
}

// A slip that lost bytes is not complete, wherever they were lost and however well it ends. The slips before and
// behind it are.
func TestASlipThatLostBytesIsNotComplete(t *testing.T) {
	const cut = "\n\x1dVA\x00"
	for name, tt := range map[string]struct {
		stuck, lost, then string
		want              []said
	}{
		"in the middle":          {"one" + cut + "two two two two", "LOST", "two" + cut + "three" + cut, []said{{"one", true, false}, {"two two two twotwo", false, true}, {"three", true, false}}},
		"its end":                {"two two two\ntwo two ", "LOST" + cut, "\x1b@three" + cut, []said{{"two two two\nthree", false, true}}},
		"all that was on a line": {"two two two two two ", "LOST" + cut, "\x1b@three" + cut, []said{{"three", true, false}}},
		"its beginning":          {"one one one one" + cut, "LOST", "two" + cut + "three" + cut, []said{{"one one one one", true, false}, {"two", false, true}, {"three", true, false}}},
		"all of it":              {"one one one one" + cut, "LOST" + cut, "\x1b@three" + cut, []said{{"one one one one", true, false}, {"three", true, false}}},
		"all of it but its cut":  {"one one one one" + cut, "LOST", cut[1:] + "three" + cut, []said{{"one one one one", true, false}, {"", false, true}, {"three", true, false}}},
		"within a command":       {"one" + cut + "two two two\n\x1d", "!\x11", "\x00two" + cut, []said{{"one", true, false}, {"two two two\ntwo", false, true}}},
		"nothing, but questions": {"one one one one" + cut, "\x10\x04\x01", "two" + cut, []said{{"one one one one", true, false}, {"two", true, false}}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{Buffer: len(tt.stuck)})
			b.fault(Faults{Cover: ptr("open")})
			b.flood([]byte(tt.stuck))
			if free := b.room(); free > 0 {
				b.flood([]byte{0}) // the one byte that a full buffer takes
			}
			b.flood([]byte(tt.lost))
			b.fault(Faults{Cover: ptr("closed")})
			b.print([]byte(tt.then))
			require.Equal(t, tt.want, b.said())
		})
	}
}

// The bytes that are lost while the paper is out are missing on the next roll.
func TestASlipOverTwoRollsThatLostBytes(t *testing.T) {
	b := newBench(t, Options{Buffer: 400})
	b.fault(Faults{PaperOutAfterRows: ptr(100)})
	b.flood(receipt(t)) // more than the buffer takes
	b.run()
	require.Positive(t, b.lost)
	b.change(b.loadPaper)
	b.run()
	b.print([]byte("\n\x1dVA\x00"))
	slips := b.slips()
	require.Len(t, slips, 2)
	require.False(t, slips[0].Gap)
	require.True(t, slips[1].Gap)
}

// A host that is not held loses bytes on a serial line; nobody may call what comes of them complete.
func TestAnOverrunOnASerialLineIsSeenOnThePaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, Options{Baud: 115200, Buffer: 45, Flow: FlowNone, Speed: 60})
		host, _ := wired(t, p, terminal{frame: plain(115200)})
		go func() { _, _ = io.Copy(io.Discard, host) }()
		_, err := host.Write(receipt(t))
		require.NoError(t, err)
		time.Sleep(time.Minute)
		require.Positive(t, p.Status().LostBytes)
		_, err = host.Write([]byte("\n\x1b@\n\x1dVA\x00")) // whatever ends what the printer makes of it
		require.NoError(t, err)
		time.Sleep(time.Minute)
		require.NotEmpty(t, p.Slips())
		require.True(t, p.Slips()[0].Gap)
		require.False(t, p.Slips()[0].Complete)
	})
}

// Behind every row: where the cable was pulled before the slip's last byte was taken, the slip is not complete,
// also when somebody cuts it off. What had arrived whole is complete.
func TestASlipWhoseCableWasPulled(t *testing.T) {
	data := receipt(t)
	for _, arrived := range []int{len(data) / 3, len(data)} {
		whole := newBench(t, Options{})
		whole.print(data[:arrived])
		rows := int(whole.paper.used)
		for row := 1; row < rows; row += 7 {
			b := newBench(t, Options{})
			b.fault(Faults{UnplugAfterRows: &row})
			for _, c := range data[:arrived] {
				b.receive(c)
			}
			b.run()
			b.fault(Faults{Cable: ptr("ok")})
			b.print([]byte("\x1b@\x1dVB\x00\x1b@"))
			b.print(data)
			slips := b.slips()
			require.Equal(t, arrived == len(data), slips[0].Complete, "row %d of %d bytes", row, arrived)
			require.Equal(t, arrived < len(data), slips[0].Gap)
			require.True(t, slips[len(slips)-1].Complete, "the next one")
		}
	}
}

// A cable that is pulled while nothing is printed does no harm to the slip before or after.
func TestACableThatIsPulledBetweenSlips(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("one\n\x1dVA\x00"))
	for range 2 {
		b.fault(Faults{Cable: ptr("unplugged")})
	}
	b.fault(Faults{Cable: ptr("ok")})
	b.print([]byte("two\n\x1dVA\x00"))
	require.Equal(t, []said{{"one", true, false}, {"two", true, false}}, b.said())
	require.Empty(t, b.holes)
}

// What was on the way when the cable was pulled does not arrive, as nothing was there to bring it.
func TestBytesOnTheWayGoWithTheCable(t *testing.T) {
	p := start(t, Options{})
	gone := &link{}
	p.take(gone, []byte("late\n"))
	require.Zero(t, p.Status().RowsPrinted)
	require.Nil(t, p.active)
}

// What is lost before any of the rest came onto the new roll, the piece on the old one lacks.
func TestTheRestIsLostBeforeItIsOnTheNewRoll(t *testing.T) {
	for name, lose := range map[string]func(*bench){
		"power": func(b *bench) { b.change(b.powerOff); b.change(b.powerOn) },
		"bytes": func(b *bench) { b.flood(make([]byte, 2*b.opt.Buffer)) },
		"cable": func(b *bench) { b.fault(Faults{Cable: ptr("unplugged")}) },
	} {
		b := newBench(t, Options{RecoveryWait: true})
		b.print([]byte("half of it\n"))
		b.fault(Faults{Paper: ptr("out")})
		b.change(b.loadPaper)
		require.Equal(t, StateWaiting, b.status().State)
		lose(b)
		b.fault(Faults{FeedButton: ptr("pressed")})
		b.fault(Faults{FeedButton: ptr("released")})
		b.print([]byte("\x1b@next\n\x1dVA\x00"))
		require.Equal(t, []said{{"half of it", false, true}, {"next", true, false}}, b.said(), name)
	}
}

// Paper without ink is no slip.
func TestABlankPieceIsNotComplete(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1b@\x1dVB\x00one\n\x1dVA\x00\n\x1dVA\x00"))
	require.Equal(t, []said{{"", false, false}, {"one", true, false}, {"", false, false}}, b.said())
}
