package printer

import (
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

// BenchmarkSlipPNG draws that slip.
func BenchmarkSlipPNG(b *testing.B) {
	m := newBench(b, Options{})
	m.print(receipt(b))
	p := &Printer{m: m.machine}
	b.ReportAllocs()
	for b.Loop() {
		_, err := p.SlipPNG(1)
		require.NoError(b, err)
	}
}
