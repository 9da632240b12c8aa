package printer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Two jobs as a host prints them where people tear: initialised, and fed to the bar.
const (
	jobOne = "\x1b@one\nfirst\n\x1bJ\x60"
	jobTwo = "\x1b@two\n*** DUPLICATE ***\n\x1bJ\x60"
)

var (
	wholeOne = Part{Text: "one\nfirst", Complete: true}
	wholeTwo = Part{Text: "two\n*** DUPLICATE ***", Duplicate: true, Complete: true}
)

// Jobs on one strip are told apart, whatever becomes of the strip; one alone is the slip itself.
func TestJobsOnAStrip(t *testing.T) {
	b := newBench(t, Options{TearBar: true})
	b.print([]byte(jobOne))
	require.Nil(t, b.slips()[0].Parts)
	require.Equal(t, said{"one\nfirst", true, false}, b.said()[0])
	b.print([]byte("\x1b@\x1b@"))
	require.Nil(t, b.slips()[0].Parts, "begun, and nothing of it is on paper")
	b.print([]byte(jobTwo))
	s := b.slips()[0]
	require.Equal(t, []Part{wholeOne, wholeTwo}, s.Parts)
	require.Equal(t, []any{"at_bar", true, "one\nfirst\ntwo\n*** DUPLICATE ***"}, []any{s.Ended, s.Complete, s.Text})
	b.print([]byte("\x1b@three\n"))
	s = b.slips()[0]
	require.Equal(t, []Part{wholeOne, wholeTwo, {Text: "three"}}, s.Parts)
	require.Equal(t, []any{"open", false}, []any{s.Ended, s.Complete})
	b.change(b.tearOff)
	require.Equal(t, []Part{wholeOne, wholeTwo}, b.slips()[0].Parts)
	require.True(t, b.slips()[0].Complete)
	b.print([]byte("\x1bJ\x60"))
	require.Equal(t, said{"three", true, false}, b.said()[1], "the hand took what was before it")
}

// The last slip has ended when the next is begun, also before any ink of that is on the paper.
func TestAJobIsBegunAndNothingIsOnPaper(t *testing.T) {
	for _, opt := range []Options{{TearBar: true}, {}} {
		b := newBench(t, opt)
		b.print([]byte(jobOne))
		used := int(b.paper.used)
		b.fault(Faults{CoverOpenAfterRows: ptr(1)})
		b.print([]byte("\x1b@" + strings.Repeat(" ", 20) + "_\n")) // its first rows are blank
		require.EqualValues(t, used+1, b.paper.used)
		require.Equal(t, []said{{"one\nfirst", opt.TearBar, false}}, b.said())
		b.fault(Faults{Cover: ptr("closed")})
		b.print([]byte("\x1bJ\x60"))
		require.Equal(t, []bool{false, true}, []bool{b.slips()[0].Parts[0].Gap, b.slips()[0].Parts[1].Gap})
	}
}

// Where there is a cutter a slip has ended when it is cut, not before.
func TestAJobThatNobodyCutsIsOpen(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte(jobOne))
	require.Equal(t, "open", b.slips()[0].Ended)
	require.False(t, b.slips()[0].Complete)
	b.print([]byte(jobTwo + "\x1dVA\x00"))
	require.Equal(t, []Part{wholeOne, wholeTwo}, b.slips()[0].Parts)
}

// What goes wrong with a job is wrong with that one.
func TestWhatIsMissingIsMissingOfOneJob(t *testing.T) {
	half := "\x1b@half\n"
	for name, tt := range map[string]struct {
		hurt func(b *bench)
		want []Part
	}{
		"power at rest": {func(b *bench) { b.change(b.powerOff); b.change(b.powerOn) }, []Part{wholeOne, wholeTwo}},
		"cable at rest": {func(b *bench) { b.fault(Faults{Cable: ptr("unplugged")}) }, []Part{wholeOne, wholeTwo}},
		"power, the next waits": {func(b *bench) {
			b.fault(Faults{Cover: ptr("open")})
			b.print([]byte(half))
			b.change(b.powerOff)
			b.change(b.powerOn)
			b.fault(Faults{Cover: ptr("closed")})
		}, []Part{wholeOne, wholeTwo}},
		"power, its rest waits": {func(b *bench) {
			b.fault(Faults{Cover: ptr("open")})
			b.print([]byte("rest\n"))
			b.change(b.powerOff)
			b.change(b.powerOn)
			b.fault(Faults{Cover: ptr("closed")})
		}, []Part{{Text: "one\nfirst", Gap: true}, wholeTwo}},
		"power half way": {func(b *bench) { b.print([]byte(half)); b.change(b.powerOff); b.change(b.powerOn) }, []Part{wholeOne, {Text: "half", Gap: true}, wholeTwo}},
		"cable half way": {func(b *bench) { b.print([]byte(half)); b.fault(Faults{Cable: ptr("unplugged")}) }, []Part{wholeOne, {Text: "half", Gap: true}, wholeTwo}},
		"a jam": {func(b *bench) {
			b.print([]byte(half))
			b.fault(Faults{Jam: ptr(true)})
			b.print([]byte("stuck\n"))
			b.fault(Faults{Jam: ptr(false)})
		}, []Part{wholeOne, {Text: "half", Gap: true}, wholeTwo}},
		"bytes of the next": {func(b *bench) {
			b.fault(Faults{Cover: ptr("open")})
			b.flood(make([]byte, b.opt.Buffer+100))
			b.fault(Faults{Cover: ptr("closed")})
			b.print([]byte("its end\n\x1bJ\x60"))
		}, []Part{wholeOne, {Text: "its end", Gap: true}, wholeTwo}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{TearBar: true})
			b.print([]byte(jobOne))
			tt.hurt(b)
			b.print([]byte(jobTwo))
			require.Equal(t, tt.want, b.slips()[0].Parts)
			require.Equal(t, "at_bar", b.slips()[0].Ended)
		})
	}
}

// A hand at the bar that tears through a slip leaves two pieces, of which neither is complete.
func TestTearingThroughASlip(t *testing.T) {
	long := "\x1b@1\n2\n3\n4\n5\n6\n7\n8\n"
	b := newBench(t, Options{TearBar: true})
	b.print([]byte(jobOne + long))
	b.change(b.tearOff)
	s := b.slips()
	require.Equal(t, wholeOne, s[0].Parts[0])
	require.False(t, s[0].Complete)
	require.True(t, s[0].Parts[1].Gap)
	b.print([]byte("\x1bJ\x60" + jobTwo))
	s = b.slips()
	require.False(t, s[1].Complete)
	require.Equal(t, []bool{false, true}, []bool{s[1].Parts[0].Complete, s[1].Parts[1].Complete})
	b.change(b.tearOff)
	b.print([]byte(jobTwo))
	require.True(t, b.slips()[2].Complete)
}

// A job of which nothing is on the old roll yet is no rest of what is.
func TestAJobThatBeginsWithTheRoll(t *testing.T) {
	b := newBench(t, Options{TearBar: true})
	b.print([]byte(jobOne + "\x1b@"))
	b.fault(Faults{Paper: ptr("out")})
	b.print([]byte("two\n"))
	b.change(b.loadPaper)
	b.run()
	require.Nil(t, b.slips()[1].Continues)
	b.print([]byte("\x1bJ\x60"))
	require.Equal(t, []said{{"one\nfirst", true, false}, {"two", true, false}}, b.said())
}

// A job behind one that was interrupted may end on the next roll like any other.
func TestAnInterruptedJobDoesNotEndTheNext(t *testing.T) {
	b := newBench(t, Options{TearBar: true})
	b.print([]byte("\x1b@half\n"))
	b.change(b.powerOff)
	b.change(b.powerOn)
	b.print([]byte("\x1b@two\n"))
	b.fault(Faults{Paper: ptr("out")})
	b.change(b.loadPaper)
	b.print([]byte("its end\n"))
	require.Equal(t, 1, *b.slips()[1].Continues)
	require.False(t, b.slips()[1].Gap)
}
