package printer

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// reader puts together what Since gives, as a page does.
type reader struct {
	at     Place
	pieces map[int]*seen
}

type seen struct {
	dots, tones []byte
	slip        *Slip
	continues   int
}

func (r *reader) read(t *testing.T, p *Printer) {
	t.Helper()
	for {
		all, next := p.Since(r.at)
		if r.at = next; len(all) == 0 {
			return
		}
		for _, s := range all {
			one := r.pieces[s.Piece]
			if one == nil {
				one = &seen{continues: s.Continues}
				r.pieces[s.Piece] = one
			}
			stride, tones := s.Width/8, 2*s.Width/s.Strobe
			require.LessOrEqual(t, s.From*stride, len(one.dots), "a gap")
			one.dots = append(one.dots[:s.From*stride], s.Dots...)
			one.tones = append(one.tones[:s.From*tones], s.Tones...)
			if s.Slip != nil {
				one.slip = s.Slip
				one.dots, one.tones = one.dots[:s.Rows*stride], one.tones[:s.Rows*tones]
			}
		}
	}
}

// Whoever follows the paper holds the same dots in the end as the printer, whenever they looked.
func TestTheReelIsTheRoll(t *testing.T) {
	p, err := New(Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, p.Close()) }()
	often, late := &reader{pieces: map[int]*seen{}}, &reader{pieces: map[int]*seen{}}
	say := func(text string) {
		p.do(func(m *machine) {
			for _, b := range []byte(text) {
				m.receive(b)
			}
			for more := true; more; {
				_, more = m.step()
			}
		})
		often.read(t, p)
	}
	say("one\n\n\n")
	say("two\n\x1dV\x42\x00") // feed and cut
	jam := true
	require.NoError(t, p.SetFaults(Faults{Jam: &jam}))
	say("jammed\n")
	say("and again\n")
	p.ClearJam()
	often.read(t, p)
	say("three\n")
	p.LoadPaper()
	say("four\n\x1dV\x42\x00")
	late.read(t, p)
	require.Empty(t, first(p.Since(late.at)))
	for _, r := range []*reader{often, late} {
		for _, s := range p.sheets() {
			one := r.pieces[s.id]
			require.NotNil(t, one, "piece %d", s.id)
			require.Equal(t, s.dots, one.dots, "piece %d", s.id)
			require.Equal(t, s.tones, one.tones, "piece %d", s.id)
			require.Equal(t, s.continues, one.continues)
			if s.end != endOpen {
				require.Equal(t, s.slip(), *one.slip)
			}
		}
	}
	newest := &reader{at: p.Before(1), pieces: map[int]*seen{}}
	newest.read(t, p)
	require.Len(t, newest.pieces, 1)
}

func first(s []Stretch, _ Place) []Stretch { return s }

func TestAwaitPaper(t *testing.T) {
	p, err := New(Options{})
	require.NoError(t, err)
	told := make(chan error, 1)
	at := p.Before(0)
	go func() { told <- p.AwaitPaper(context.Background(), at) }()
	p.do(func(m *machine) {
		for _, b := range []byte("x\n") {
			m.receive(b)
		}
	})
	require.NoError(t, <-told)
	_, at = p.Since(at)
	ctx, stop := context.WithCancel(t.Context())
	go func() { told <- p.AwaitPaper(ctx, at) }()
	stop()
	require.ErrorIs(t, <-told, context.Canceled)
	go func() { told <- p.AwaitPaper(context.Background(), at) }()
	require.NoError(t, p.Close())
	require.ErrorIs(t, <-told, ErrClosed)
}

func TestInksAreThoseOfPictures(t *testing.T) {
	all := Inks()
	require.Equal(t, [3]uint8{0xFB, 0xF9, 0xF2}, all[0])
	require.Greater(t, all[40][0], all[120][0], "denser is darker")
}
