package comms

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/line"
)

// BenchmarkExchange is everything the link does for one sale, without a line:
// build, seal and frame the request, then read, match and verify the answer.
func BenchmarkExchange(b *testing.B) {
	l := &Link{Profile: UnionPay}
	r := sale()
	x := exchange{link: l, request: &r, mac: sealer(b)}
	_, err := x.build()
	require.NoError(b, err)
	p := &peer{t: b, request: x.sent, sealer: x.mac}
	answer := p.frameOf(p.answer(), p.sealer)
	b.ReportAllocs()
	for b.Loop() {
		f, _ := x.build()
		_ = frame.Write(io.Discard, f)
		if _, err := x.wait(b.Context(), line.Bare(bytes.NewBuffer(answer), frame.Format{})); err != nil {
			b.Fatal(err)
		}
	}
}
