package terminal

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/terminal/machine"
	"posterm/txn"
)

func TestPulse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.policy.AutoSignIn = false
	r.open()
	p, err := r.Pulse(t.Context())
	require.NoError(t, err)
	require.Equal(t, machine.RefusedNotSigned, p.Sellable)
	r.do(Order{Kind: txn.SignIn})
	r.sale(100)
	r.lost()
	r.sale(200)
	r.settled()
	p, err = r.Pulse(t.Context())
	require.NoError(t, err)
	require.True(t, p.Signed)
	require.Equal(t, machine.Possible, p.Sellable)
	require.Equal(t, 2, p.InBatch)
	require.Equal(t, 1, p.Due)
	require.Zero(t, p.Parked+p.Orders+p.Owed)
	require.Greater(t, p.Rows, uint64(8))
}

// A loop that hangs gives no answer; when it goes on, it does.
func TestAHangingLoopHasNoPulse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.open()
	hangs, goesOn := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		_, err := ask(context.Background(), r.Terminal, func(*loop) (any, error) {
			close(hangs)
			<-goesOn
			return nil, nil
		})
		ended <- err
	}()
	<-hangs
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := r.Pulse(ctx)
	require.ErrorIs(t, err, context.Canceled)
	close(goesOn)
	require.NoError(t, <-ended)
	_, err = r.Pulse(t.Context())
	require.NoError(t, err)
	r.stop()
	_, err = r.Pulse(t.Context())
	require.ErrorIs(t, err, ErrStopped)
}
