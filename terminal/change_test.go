package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/printer"
	"posterm/txn"
)

// What doors show may change without a command and without a row: they are told, once for each change.
func TestDoorsAreToldOfChanges(t *testing.T) {
	r := newRig(t)
	events, changes := make(chan printer.Event), make(chan struct{}, 100)
	r.paper = func() *fakePrinter { return &fakePrinter{events: events} }
	r.change = func(c *Config) { c.Changed = func() { changes <- struct{}{} } }
	r.open()
	events <- printer.Down{Fault: txn.FaultPaperOut}
	<-changes
	rows := uint64(0)
	r.inside(func(l *loop) { rows = l.st.Book.Seq })
	events <- printer.Down{Fault: txn.FaultCover}
	<-changes
	events <- printer.Down{Fault: txn.FaultCover} // nothing new
	events <- printer.NearEnd{Low: true}
	<-changes
	now, err := r.Condition(t.Context())
	require.NoError(t, err)
	require.Equal(t, txn.FaultCover, now.Fault)
	require.True(t, now.NearEnd)
	r.inside(func(l *loop) { require.Equal(t, rows, l.st.Book.Seq, "no row was written") })
	require.Empty(t, changes)
}
