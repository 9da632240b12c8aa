package comms

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/line"
	"posterm/txn"
)

// refused is a path on which nobody listens, slow one that never connects.
func refused(context.Context) (net.Conn, error) {
	return nil, &line.Error{Fault: line.FaultRefused}
}

func hangs(ctx context.Context) (net.Conn, error) {
	<-ctx.Done()
	return nil, &line.Error{Fault: line.FaultSlow}
}

// two is a link to a primary and a backup, and where its requests went.
type two struct {
	*Link
	dials map[string]int
	mu    sync.Mutex
	asked []string // "primary 0200"
}

// pair makes a link to two hosts that do what the scripts say; dial, when it is not
// nil, replaces dialling.
func pair(t *testing.T, primary, backup func(*peer), dial map[string]line.Dialer) *two {
	w := &two{dials: map[string]int{}}
	w.Link = &Link{Profile: UnionPay}
	for name, script := range map[string]func(*peer){line.Primary: primary, line.Backup: backup} {
		open := link(t, func(p *peer) {
			w.mu.Lock()
			w.asked = append(w.asked, name+" "+p.request.MTI)
			w.mu.Unlock()
			script(p)
		}).Dial
		w.Paths = append(w.Paths, line.Path{Host: name, Dial: func(ctx context.Context) (net.Conn, error) {
			w.dials[name]++
			if replaced := dial[name]; replaced != nil {
				return replaced(ctx)
			}
			return open(ctx)
		}})
	}
	if w.Paths[0].Host != line.Primary {
		w.Paths[0], w.Paths[1] = w.Paths[1], w.Paths[0]
	}
	return w
}

// heard is what was asked so far.
func (w *two) heard() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.asked)
}

func (w *two) sell(t *testing.T) error {
	_, err := w.Exchange(t.Context(), sale(), sealer(t))
	return err
}

// A host that cannot be connected costs its connect timeout, and the other one is
// asked within the same exchange. Later ones go to the other at once, until the
// cool-down is over.
func TestTheBackupIsAskedWhenThePrimaryCannotBeReached(t *testing.T) {
	for name, tt := range map[string]struct {
		dial line.Dialer
		took time.Duration
	}{"refused": {refused, 0}, "hangs": {hangs, ConnectTimeout}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dial := map[string]line.Dialer{line.Primary: tt.dial}
				w := pair(t, (*peer).approve, (*peer).approve, dial)
				start := time.Now()
				require.NoError(t, w.sell(t))
				require.Equal(t, tt.took, time.Since(start))
				require.Equal(t, []string{"backup 0200"}, w.heard())

				states := w.States()
				require.Equal(t, line.Cooling, states[0].Phase)
				require.Equal(t, time.Now().Add(CoolDown), states[0].Until)
				require.Error(t, states[0].Err)
				require.Equal(t, line.Up, states[1].Phase)

				time.Sleep(CoolDown - 1)
				require.NoError(t, w.sell(t))
				require.Equal(t, 1, w.dials[line.Primary], "it rests")

				time.Sleep(time.Nanosecond)
				delete(dial, line.Primary)
				require.NoError(t, w.sell(t))
				require.Equal(t, []string{"backup 0200", "backup 0200", "primary 0200"}, w.heard(), "the way back")
				require.Equal(t, line.Up, w.States()[0].Phase)
			})
		})
	}
}

func TestNoHostCanBeReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := map[string]line.Dialer{line.Primary: refused, line.Backup: hangs}
		w := pair(t, (*peer).approve, (*peer).approve, dial)
		err := w.sell(t)
		requireNotSent(t, err)
		require.ErrorContains(t, err, "dial, trace 000012: primary: the connection was refused: ")
		require.ErrorContains(t, err, "; backup: no connection in time: ")
		var fault *line.Error
		require.ErrorAs(t, err, &fault)

		delete(dial, line.Backup)
		require.NoError(t, w.sell(t), "a resting path is tried when there is no other")
		require.Equal(t, []string{"backup 0200"}, w.heard())
	})
}

// A financial request of which a byte may have left is never sent again, on no line.
// Its reversal is an exchange of its own, and goes to the other host.
func TestARequestIsSentOnceAndItsReversalGoesToTheOtherHost(t *testing.T) {
	scripts := map[string]func(*peer){"silence": (*peer).hold, "closed": func(*peer) {}, "wrong MAC": func(p *peer) {
		raw := p.frameOf(p.answer(), p.sealer)
		raw[len(raw)-1] ^= 1
		p.send(raw)
	}}
	for _, f := range faults {
		scripts[f.name] = f.script
	}
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := pair(t, script, (*peer).approve, nil)
				err := w.sell(t)
				require.ErrorIs(t, err, ErrOutcomeUnknown)
				require.Equal(t, []string{"primary 0200"}, w.heard())
				require.Zero(t, w.dials[line.Backup])

				_, err = w.Exchange(t.Context(), reversal(), sealer(t))
				require.NoError(t, err)
				require.Equal(t, []string{"primary 0200", "backup 0400"}, w.heard())
				require.Equal(t, 1, w.dials[line.Primary])
			})
		})
	}
}

// Nothing is sent again either when handing it over failed.
func TestAFailedWriteIsNotTriedOnTheOtherLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer far.Close()
		c := &counted{Conn: near, writeErr: errors.New("broken pipe")}
		w := pair(t, (*peer).approve, (*peer).approve, map[string]line.Dialer{
			line.Primary: func(context.Context) (net.Conn, error) { return c, nil },
		})
		requireUnknown(t, w.sell(t), txn.NoReply)
		require.Equal(t, 1, c.writes)
		require.Zero(t, w.dials[line.Backup])
	})
}

// Who gives up says nothing about the host.
func TestGivingUpCoolsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := pair(t, (*peer).hold, (*peer).approve, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := w.Exchange(ctx, sale(), sealer(t))
		requireUnknown(t, err, txn.NoReply)
		require.NotEqual(t, line.Cooling, w.States()[0].Phase)

		w = pair(t, (*peer).approve, (*peer).approve, map[string]line.Dialer{line.Primary: hangs})
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = w.Exchange(ctx, sale(), sealer(t))
		requireNotSent(t, err)
		require.Zero(t, w.dials[line.Backup], "nobody waits any more")
		require.Equal(t, line.Untried, w.States()[0].Phase)
	})
}

func TestChangesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := pair(t, (*peer).hold, (*peer).approve, nil)
		w.CoolDown = time.Hour
		var told []string
		w.Changed = func(s line.State) { told = append(told, s.Path+" "+s.Phase.String()) }
		require.Error(t, w.sell(t))
		require.NoError(t, w.sell(t))
		require.Equal(t, []string{"primary up", "primary cooling", "backup up", "backup up"}, told)
		require.Equal(t, time.Now().Add(time.Hour), w.States()[0].Until)
	})
}
