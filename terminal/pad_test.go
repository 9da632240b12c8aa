package terminal

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// pad is a PIN pad that counts how often it was cleared.
type pad struct {
	block   txn.PINBlock // empty: no PIN was entered
	cleared atomic.Int32
}

func (p *pad) Block(txn.PAN, *keys.PINKey) (txn.PINBlock, error) {
	if p.block == "" || p.cleared.Load() > 0 {
		return "", card.ErrNoPIN
	}
	return p.block, nil
}

func (p *pad) Clear() { p.cleared.Add(1) }

// TestThePadIsAlwaysCleared: whatever becomes of a command, its PIN is forgotten.
func TestThePadIsAlwaysCleared(t *testing.T) {
	sale := Order{Kind: txn.Sale, Amount: 1234, Card: testCard}
	for _, tt := range []struct {
		name  string
		order Order
		first func(*rig)
		err   error
		want  machine.Refusal
	}{
		{name: "approved", order: sale},
		{name: "declined", order: sale, first: func(r *rig) { r.answering(txn.Sale, false, "51") }},
		{name: "in doubt", order: sale, first: func(r *rig) { r.lost() }},
		{name: "no such original", order: Order{Kind: txn.Void, Of: txn.Ref{Trace: 77}}, want: machine.RefusedNoOriginal},
		{name: "possible duplicate", order: sale, want: machine.RefusedDuplicate, first: func(r *rig) { r.sale(1234) }},
		{name: "other numbers", order: sale, want: machine.RefusedNumbers, first: func(r *rig) {
			r.sale(7)
			r.inside(func(l *loop) { l.st.Policy.Terminal = "99999999" })
		}},
		{name: "not recorded", order: sale, err: ErrNotRecorded, first: func(r *rig) { r.fail = once(roll.IntentMade) }},
		{name: "safe mode", order: sale, err: ErrSafe, first: func(r *rig) {
			r.inside(func(l *loop) { l.safe = ErrSafe })
		}},
		{name: "journal cannot be read", order: sale, err: journal.ErrStopped, first: func(r *rig) {
			r.inside(func(l *loop) { l.roll = unreadable{l.roll} })
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.change = func(c *Config) { c.Duplicate = Ask }
			r.open()
			r.do(Order{Kind: txn.SignIn})
			if tt.first != nil {
				tt.first(r)
			}
			p := &pad{block: "0123456789ABCDEF"}
			tt.order.Pad = p
			reply, err := r.Do(t.Context(), tt.order)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.want, reply.Refusal)
			require.NotZero(t, p.cleared.Load())
			r.inside(func(l *loop) { assert.Nil(t, l.pad) })
		})
	}
}

// unreadable is a journal that finds no duplicates because it cannot be read.
type unreadable struct{ Roll }

func (unreadable) Similar(txn.Kind, string, txn.Fen, time.Time) (roll.ID, bool, error) {
	return 0, false, journal.ErrStopped
}

// TestBusyLeavesThePadOfTheOther: a second door's refusal must not clear the PIN
// of the command at the Desk.
func TestBusyLeavesThePadOfTheOther(t *testing.T) {
	r := newRig(t)
	r.open()
	inGate, goOn := make(chan struct{}), make(chan struct{})
	happy := approve(t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		if q.Kind == txn.SignIn {
			close(inGate)
			<-goOn
		}
		return happy(q)
	})
	first, second := &pad{block: "0123456789ABCDEF"}, &pad{block: "0123456789ABCDEF"}
	replies := make(chan Reply, 1)
	go func() {
		reply, _ := r.Do(context.Background(), Order{Kind: txn.Sale, Amount: 1, Card: testCard, Pad: first})
		replies <- reply
	}()
	<-inGate
	reply, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 2, Card: testCard, Pad: second})
	require.NoError(t, err)
	require.Equal(t, machine.RefusedBusy, reply.Refusal)
	require.NotZero(t, second.cleared.Load())
	require.Zero(t, first.cleared.Load())
	close(goOn)
	require.Equal(t, txn.Paid, (<-replies).View.Verdict)
}
