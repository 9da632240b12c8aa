package printer

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkSlip prints a whole slip: bytes to dots and text.
func BenchmarkSlip(b *testing.B) {
	data := receipt(b)
	m := newBench(b, Options{})
	m.print(data)
	b.ReportAllocs()
	for b.Loop() {
		m.print(data)
		m.paper.forget()
		m.events, m.seen, m.answers = nil, nil, nil
	}
}

// BenchmarkSlipPNG draws that slip, and one of 1200 rows.
func BenchmarkSlipPNG(b *testing.B) {
	for _, rows := range []int{0, 1200} {
		name := map[int]string{0: "receipt", 1200: "1200 rows"}[rows]
		b.Run(name, func(b *testing.B) {
			m := newBench(b, Options{})
			data := receipt(b)
			if rows > 0 {
				data = bytes.Split(data, []byte("\x1dV"))[0]
				m.print(data)
				feed := rows - m.paper.cur.rows() - DefaultCutterRows
				data = append([]byte("\x1bJ"), byte(max(feed, 0)), 0x1d, 'V', 'B', 0)
			}
			m.print(data)
			if rows > 0 {
				require.InDelta(b, rows, m.slips()[0].Rows, 100)
			}
			p := &Printer{m: m.machine}
			b.ReportAllocs()
			for b.Loop() {
				_, err := p.SlipPNG(1)
				require.NoError(b, err)
			}
		})
	}
}

// flat is a printer without physics: whatever is handed to it is on paper, equally dark.
type flat struct {
	*machine
	ink burnt
}

func (f *flat) queue(s *strip) {
	for range s.rows {
		if dots := s.line(); dots != nil {
			f.paper.burn(dots, f.ink)
		} else {
			f.paper.burn(nil, burnt{})
		}
		s.done++
	}
	if s.cut {
		f.paper.sever(endCut)
	}
}

// BenchmarkPhysics compares interpreting a slip onto paper that is equally dark with the same on a head
// that warms up, row by row.
func BenchmarkPhysics(b *testing.B) {
	data := receipt(b)
	b.Run("off", func(b *testing.B) {
		m := newBench(b, Options{})
		dev := &flat{m.machine, burnt{mean: 119, tones: make([]uint8, 12)}}
		ip := newInterpreter(dev, DefaultWidth)
		for b.Loop() {
			say(ip, data)
			m.paper.forget()
			m.events, m.outbox = nil, nil
		}
	})
	b.Run("on", func(b *testing.B) {
		m := newBench(b, Options{})
		b.ReportAllocs()
		dev := &hot{m.machine}
		ip := newInterpreter(dev, DefaultWidth)
		for b.Loop() {
			say(ip, data)
			m.paper.forget()
			m.events, m.outbox = nil, nil
		}
	})
}

// hot is flat with the head in between.
type hot struct{ *machine }

func (f *hot) queue(s *strip) {
	for range s.rows {
		dots := s.line()
		f.paper.burn(dots, f.head.row(dots, f.ip.heat, step(RealSpeed, f.ip.heat, f.head.ambient)))
		s.done++
	}
	if s.cut {
		f.paper.sever(endCut)
	}
}

// sink is a device that throws everything away.
type sink struct{ *machine }

func (sink) queue(*strip) {}

// BenchmarkText interprets plain text: bytes to lines of dots, nothing moves.
func BenchmarkText(b *testing.B) {
	m := newBench(b, Options{})
	ip := newInterpreter(sink{m.machine}, DefaultWidth)
	for name, line := range map[string][]byte{
		"latin": []byte("MERCHANT 104512541110001  12.34\n"), "hanzi": gb(b, "海淀区中关村小吃店商户存根签购\n"),
	} {
		b.Run(name, func(b *testing.B) {
			text := bytes.Repeat(line, 64)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				say(ip, text)
			}
		})
	}
}

// BenchmarkParse cuts the bytes of slips into commands and single bytes, without obeying any.
func BenchmarkParse(b *testing.B) {
	data := receipt(b)
	b.SetBytes(int64(len(data)))
	var p parser
	for b.Loop() {
		for _, c := range data {
			p.next(c)
		}
	}
}
