package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// owe makes a sale whose answer is lost, and gives its trace.
func (r *rig) owe(amount string) string {
	r.Helper()
	r.fault("drop_response", "0200")
	return r.ask(4, "sale", amount, "--card", "A")["trace"].(string)
}

// park makes a sale whose answer is lost and whose reversal the host refuses for good.
func (r *rig) park(amount string) string {
	r.Helper()
	trace := r.owe(amount)
	for range 3 {
		r.fault("decline", "0400", "58")
	}
	require.Equal(r, []any{}, r.ask(0, "balance", "--card", "A")["reversed_before"], "what is parked is skipped")
	require.Empty(r, r.lab.Host.Faults())
	return trace
}

func TestAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"reversal.when": `"at-once"`})
	r.ask(0, "signin")
	r.fault("drop_response", "0200")
	o := r.ask(3, "sale", "1", "--card", "A")
	require.Equal(t, "reversed", o["money"])
	require.Equal(t, "not_paid", o["verdict"])
	require.Equal(t, "500.00", r.balance("A"))
	require.Empty(t, r.ask(0, "reversal", "list").list("transactions"))
	r.agrees()
}

func TestList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	require.Equal(t, object{"transactions": []any{}}, r.ask(0, "reversal", "list"))
	require.Contains(t, r.run("reversal", "list").out, "没有未了结的冲正")
	trace := r.owe("12.34")
	for _, command := range [][]string{{"reversal", "list"}, {"status", "--pending"}} {
		listed := r.ask(0, command...).list("transactions")
		require.Len(t, listed, 1)
		require.Equal(t, trace, listed[0]["trace"])
		require.Equal(t, "owed", listed[0].in("reversal")["state"])
	}
}

// TestRetry delivers what is owed without another transaction.
func TestRetry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.owe("12.34")
	o := r.ask(0, "reversal", "retry", trace)
	require.Equal(t, "reversed", o["money"])
	require.Equal(t, "reversed", o.in("reversal")["state"])
	require.Equal(t, "500.00", r.balance("A"))
	r.refused(2, "not_parked", "reversal", "retry", trace)
	r.refused(2, "not_parked", "reversal", "retry", "999")
	r.agrees()
}

func TestRetryThatFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.owe("1")
	good := r.lab.Addresses().Host
	r.configure(settings{"host.primary": `"127.0.0.1:1"`})
	r.refused(6, "reversal_owed", "reversal", "retry", trace)
	r.configure(settings{"host.primary": quoted(good)})
	require.Equal(t, "reversed", r.ask(0, "reversal", "retry", trace)["money"])
	r.agrees()
}

// TestParked: a refused reversal is a person's affair, with a fault slip.
func TestParked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.park("12.34")
	o := r.ask(0, "status", trace)
	require.Equal(t, "parked", o["money"])
	require.Equal(t, "needs_person", o["verdict"])
	require.Equal(t, object{"state": "parked", "reason": "98", "tries": 3.0, "answer": "58"}, o.in("reversal"))
	require.Equal(t, []any{map[string]any{"form": "fault", "state": "printed"}}, o["slips"])
	slips := r.lab.Printer.Slips()
	require.Len(t, slips, 1)
	require.Contains(t, slips[0].Text, "故障报告单")
	require.True(t, slips[0].Complete)
	require.Contains(t, r.run("status").out, "客服需要")

	require.Equal(t, "paid", r.ask(0, "sale", "1", "--card", "B")["verdict"], "selling goes on")
	r.refused(6, "owed", "signoff")
}

func TestParkedBlocks(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"reversal.when_parked": `"block"`})
	r.ask(0, "signin")
	trace := r.park("12.34")
	r.refused(7, "reversal_parked", "sale", "1", "--card", "B")
	require.Equal(t, "done", r.ask(0, "balance", "--card", "A")["verdict"])
	r.ask(0, "reversal", "resolve", trace, "--as", "stands", "--by", "01", "--note", "收单行确认")
	require.Equal(t, "paid", r.ask(0, "sale", "1", "--card", "B")["verdict"])
}

func TestResolve(t *testing.T) {
	t.Parallel()
	for as, want := range map[string][3]string{
		"stands": {"approved", "paid", "人工确认已收款"}, "reversed": {"reversed", "not_paid", "人工确认已冲正"},
	} {
		t.Run(as, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.ask(0, "signin")
			owed := r.owe("1")
			r.refused(2, "not_parked", "reversal", "resolve", owed, "--as", as, "--by", "01", "--note", "too early")
			r.ask(0, "reversal", "retry", owed)
			trace := r.park("12.34")
			args := []string{"reversal", "resolve", trace, "--as", as}
			r.refused(2, "usage", args...)
			r.refused(2, "usage", append(args, "--by", "", "--note", "x")...)
			r.refused(2, "usage", append(args, "--by", "\x1b\x00", "--note", "x")...)
			o := r.ask(0, append(args, "--by", "王\x1b@", "--note", "acquirer said so")...)
			require.Equal(t, want[0], o["money"])
			require.Equal(t, want[1], o["verdict"])
			require.Equal(t, "resolved", o.in("reversal")["state"])
			require.Contains(t, o["said"], want[2], "it was no host that said so")
			r.refused(2, "not_parked", append(args, "--by", "01", "--note", "again")...)
			require.Empty(t, r.ask(0, "reversal", "list").list("transactions"))
			require.NotContains(t, r.run("journal", "show", trace).out, "\x1b")
		})
	}
}

// TestWhatAPersonLetStandGoesOn: by the acquirer's number it is voided or refunded like any other.
func TestWhatAPersonLetStandGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	decide := func(more ...string) (trace string) {
		trace = r.park("12.34")
		ledger := r.lab.Host.Ledger()
		for i, arg := range more {
			if arg == "RRN" {
				more[i] = ledger[len(ledger)-1].RRN
			}
		}
		args := append([]string{"reversal", "resolve", trace, "--as", "stands", "--by", "01", "--note", "收单行确认"}, more...)
		require.Equal(t, "paid", r.ask(0, args...)["verdict"])
		return trace
	}
	unnamed := decide()
	for _, args := range [][]string{{"void", unnamed, "--card", "A"}, {"refund", "1", "--trace", unnamed, "--card", "A"}} {
		r.refused(7, "number_unknown", args...)
	}
	require.Equal(t, "returned", r.ask(0, "void", decide("--rrn", "RRN"), "--card", "A")["verdict"])
	back := decide("--rrn", "RRN")
	require.Equal(t, "returned", r.ask(0, "refund", "2", "--trace", back, "--card", "A")["verdict"])
	require.Equal(t, "2.00", r.ask(0, "status", back)["refunded"])
	r.ask(0, "reprint", back)
	slips := r.lab.Printer.Slips()
	last := slips[len(slips)-1].Text
	require.Contains(t, last, "人工认定 DECIDED BY HAND")
	require.Contains(t, last, "认定款项已收")
	require.Contains(t, last, "已退金额")
	require.Contains(t, last, r.ask(0, "status", back)["rrn"])
	require.NotContains(t, last, "未成功")
	for _, bad := range [][]string{{"--rrn", "12"}, {"--auth", "12345 "}, {"--voucher", "1"}, {"--rrn", "00000000000\x1b"}} {
		r.refused(2, "usage", append([]string{"reversal", "resolve", r.park("1"), "--as", "stands", "--by", "01", "--note", "x"}, bad...)...)
	}
}

func TestRetryOfAParkedOne(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.park("12.34")
	r.fault("decline", "0400", "58")
	require.Equal(t, "needs_person", r.ask(7, "reversal", "retry", trace)["verdict"])
	o := r.ask(0, "reversal", "retry", trace)
	require.Equal(t, "reversed", o["money"])
	require.Equal(t, "500.00", r.balance("A"))
	require.Len(t, o["slips"], 2, "the fault slip of before, and the reversal slip")
	r.agrees()
}

// TestTransientRefusals park nothing, however many they are.
func TestTransientRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.owe("1")
	for range 5 {
		r.fault("decline", "0400", "96")
		r.refused(6, "reversal_owed", "balance", "--card", "A")
	}
	require.Equal(t, "owed", r.ask(0, "status", trace).in("reversal")["state"])
	require.Equal(t, []any{trace}, r.ask(0, "balance", "--card", "A")["reversed_before"])
	r.agrees()
}
