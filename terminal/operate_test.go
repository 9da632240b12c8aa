package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestWhoeverWorksHereIsInTheRecord: the operator of a transaction is the one who worked when it began.
func TestWhoeverWorksHereIsInTheRecord(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	require.NoError(t, r.Operate(t.Context(), "03"))
	first := r.sale(1234).View
	require.NoError(t, r.Operate(t.Context(), "00"))
	second := r.sale(1235).View
	operator := func(v View) (who string) {
		r.inside(func(l *loop) {
			t, err := l.roll.Txn(v.ID)
			who = t.Intent.Operator
			if err != nil {
				who = err.Error()
			}
		})
		return who
	}
	require.Equal(t, "03", operator(first))
	require.Equal(t, "00", operator(second))
	r.stop()
}

// TestATestSlipOwesNothing: it is printed at once, counted nowhere, and not owed when it does not come out.
func TestATestSlipOwesNothing(t *testing.T) {
	r := newRig(t)
	r.open()
	reply, err := r.Trial(t.Context())
	require.NoError(t, err)
	require.Zero(t, reply.Refusal)
	now := r.settled()
	require.Equal(t, roll.Printed, now.Ended)
	require.Zero(t, now.Owed)
	r.stop()
}
