package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnswersThatDecideNothing are told apart from silence: whoever looks for the cause needs to know.
func TestAnswersThatDecideNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("bad_mac", "0200")
	require.Contains(t, r.run("balance", "--card", "A").out, "校验码")
	r.fault("unknown_code", "0200", "ZZ")
	require.Contains(t, r.run("balance", "--card", "A").out, "（ZZ）")
	r.fault("drop_response", "0200")
	require.Contains(t, r.run("balance", "--card", "A").out, "未收到应答")
	r.ask(0, "sale", "1", "--card", "A")
	for range 3 {
		r.fault("decline", "0500", "58")
	}
	require.Contains(t, r.run("settle").out, "（58）")
}

// TestWhatIsNoTraceNumber is told as that, whatever else it looks like.
func TestWhatIsNoTraceNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, command := range [][]string{{"query", "-1"}, {"void", ""}, {"void", "last"}, {"void", "-1"}, {"query", ""}, {"complete-void", ""}, {"reversal", "retry", "-7"}, {"journal", "show", "-1"}} {
		r.refused(2, "bad_trace", command...)
	}
	r.refused(2, "bad_amount", "sale", "-1", "--card", "A")
}

// TestAHoldMayBeADuplicate as a sale may.
func TestAHoldMayBeADuplicate(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"duplicate": `"ask"`})
	r.ask(0, "signin")
	r.ask(0, "sale", "5", "--card", "B")
	r.ask(0, "preauth", "5", "--card", "B")
	r.refused(6, "possible_duplicate", "preauth", "5", "--card", "B")
	r.ask(0, "preauth", "5", "--card", "B", "--again")
}
