package comms

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
)

// FuzzExchange: whatever a host sends before it closes, the exchange ends, ends in
// exactly one way, and is authentic only if the bytes hold a frame whose MAC is
// right under the session's key.
func FuzzExchange(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	key := sealer(f)
	f.Fuzz(func(t *testing.T, stream []byte) {
		l := link(t, func(p *peer) { p.send(stream) })
		a, err := l.Exchange(t.Context(), sale(), key)
		if err != nil {
			require.Empty(t, a)
			require.ErrorIs(t, err, ErrOutcomeUnknown)
			require.False(t, errors.Is(err, ErrNotSent))
			require.NotEmpty(t, ReasonOf(err))
			return
		}
		if !a.Authentic {
			require.True(t, signInFirst[a.Code])
			return
		}
		require.True(t, holdsAuthenticFrame(t, stream))
	})
}

func holdsAuthenticFrame(t *testing.T, stream []byte) bool {
	for _, f := range framesIn(stream) {
		if input, mac, ok := message.MACInput(f.Body); ok && sealer(t).Verify(input, mac) {
			return true
		}
	}
	return false
}

// seeds are a right answer, the same without and with a wrong MAC, a stray before
// the right one, and parts of them.
func seeds(f *testing.F) [][]byte {
	m, _, err := build(&UnionPay, ptr(sale()))
	require.NoError(f, err)
	p := &peer{t: f, request: m, frame: frame.Frame{}, sealer: sealer(f)}
	right, plain := p.frameOf(p.answer(), p.sealer), p.frameOf(p.answer(), nil)
	wrong := bytes.Clone(right)
	wrong[len(wrong)-1] ^= 1
	foreign := p.answer()
	foreign.Set(11, "000099")
	refused := p.answer()
	refused.Set(39, "A0")
	return [][]byte{
		right, plain, wrong, right[:40], {}, {0, 0}, {0xFF, 0xFF},
		append(p.frameOf(foreign, p.sealer), right...), p.frameOf(refused, nil),
	}
}

func ptr[T any](v T) *T { return &v }
