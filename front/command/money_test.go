package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/host"
)

func TestFirstUseWithoutInit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	res := r.run("sale", "12.34", "--card", "A")
	require.Equal(t, 0, res.code, res.err)
	require.Contains(t, res.out, "已收款，小票已打印")
	require.Equal(t, testKeyWords.ZH+"\n", res.err, "said once, also when the journal was just made")
	require.Equal(t, "487.66", r.balance("A"))
	require.Equal(t, testKeyWords.ZH+"\n", r.run("sale", "1", "--card", "B").err)
	r.agrees()
}

func TestInit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.ask(0, "init")
	require.Equal(t, []string{"data", "kcv", "merchant", "terminal", "test_keys"}, members(o))
	require.Equal(t, true, o["test_keys"])
	r.fails(6, "已经初始化", "init")
	r.refused(6, "journal_exists", "init")
	require.Equal(t, testKeyWords.ZH+"\n", r.run("sale", "1", "--card", "A").err)
}

// TestTestKeysAreNamed: every command that starts a terminal on public keys says so once,
// in its language, beside the answer and never in it. Doctor says it as a line.
func TestTestKeysAreNamed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, args := range []string{
		"init", "signin", "echo", "sale 1 --card A", "balance --card A", "void 3 --card A", "reprint", "status", "status --pending", "details --screen",
		"journal list", "journal show 3", "journal export", "reversal list", "signoff", "run",
	} {
		words := strings.Fields(args)
		for lang, want := range map[string]string{"zh": testKeyWords.ZH, "en": testKeyWords.EN} {
			r.stdin = strings.NewReader("0\n") // leaves the menu
			res := r.run(append([]string{"--lang", lang}, words...)...)
			if words[0] == "init" && res.code == 6 { // the second time there is a journal
				continue
			}
			require.Equal(t, 1, strings.Count(res.err, want), "%s: %s", args, res.err)
			require.NotContains(t, res.out, want, args)
		}
		if words[0] != "run" {
			res := r.run(append([]string{"--json"}, words...)...)
			require.NotContains(t, res.out+res.err, testKeyWords.ZH, args)
		}
	}
	found := false
	for _, c := range r.ask(0, "doctor").list("checks") {
		found = found || c["name"] == "testkeys" && c["detail"] == testKeyWords.ZH
	}
	require.True(t, found)
}

// TestEveryKind makes each kind of transaction once.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, tt := range []struct {
		args    []string
		kind    string
		money   string
		verdict string
	}{
		{[]string{"echo"}, "echo", "none", "done"},
		{[]string{"signin"}, "signin", "none", "done"},
		{[]string{"balance", "--card", "A"}, "balance", "none", "done"},
		{[]string{"signoff"}, "signoff", "none", "done"},
		{[]string{"sale", "10", "--card", "A"}, "sale", "approved", "paid"}, // signs in by itself
		{[]string{"void", "6", "--card", "A"}, "void", "approved", "returned"},
	} {
		o := r.ask(0, tt.args...)
		require.Equal(t, tt.kind, o["kind"])
		require.Equal(t, tt.verdict, o["verdict"])
		require.Equal(t, tt.money, o["money"])
		if tt.kind == "balance" {
			require.Equal(t, "500.00", o["balance"])
		}
	}
	require.Equal(t, "returned", r.ask(0, "status", "6")["verdict"])
	require.Equal(t, "500.00", r.balance("A"))
	r.agrees()
}

func TestSignOffWaitsForTheBatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	r.refused(6, "batch_open", "signoff")
}

func TestNoSignInByItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.auto_signin": "false"})
	r.refused(6, "not_signed_in", "sale", "1", "--card", "A")
	require.Equal(t, "done", r.ask(0, "signin")["verdict"])
	r.sale("1")
	r.agrees()
}

func TestDeclined(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, tt := range []struct{ name, amount, code string }{
		{"C", "1.01", "51"}, {"expired", "1", "54"}, {"lost", "1", "41"},
	} {
		o := r.ask(3, "sale", tt.amount, "--card", tt.name)
		require.Equal(t, tt.code, o["response"], tt.name)
		require.Equal(t, "declined", o["money"])
		require.Equal(t, "not_paid", o["verdict"])
		require.Equal(t, object{"merchant": "not_due", "cardholder": "not_due"}, o.in("paper"))
		require.NotEmpty(t, o["response_text"])
	}
	require.Equal(t, "55", r.ask(3, "sale", "1", "--card", "A", "--pin", "654321")["response"])
	require.Empty(t, r.lab.Printer.Slips())
	r.agrees()
}

// TestHostFaults: what each fault of the host does to a sale, and what the next
// command makes of it.
//
// Covers: R12, R48, R50.
func TestHostFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault, value string
		exit         int
		verdict      string
		reason       string // of the reversal
	}{
		{"drop_request", "", 4, "being_reversed", "98"},
		{"drop_response", "", 4, "being_reversed", "98"},
		{"delay_response", "10s", 4, "being_reversed", "98"},
		{"late_response", "", 4, "being_reversed", "98"},
		{"wrong_trace", "", 4, "being_reversed", "06"},
		{"wrong_amount", "", 4, "being_reversed", "06"},
		{"wrong_terminal", "", 4, "being_reversed", "06"},
		{"bad_mac", "", 4, "being_reversed", "A0"},
		{"half_frame", "", 4, "being_reversed", "06"},
		{"garbage", "", 4, "being_reversed", ""},
		{"close_before_response", "", 4, "being_reversed", "98"},
		{"approve_then_close", "", 4, "being_reversed", "98"},
		{"unknown_code", "ZZ", 4, "being_reversed", "06"},
		{"decline", "51", 3, "not_paid", ""},
		{"duplicate_response", "", 0, "paid", ""},
		{"slow_bytes", "200us", 0, "paid", ""},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			wait := settings{}
			if tt.exit != 4 { // the answer is good: a busy machine may take its time to read it
				wait["host.response_timeout"] = quoted("20s")
			}
			r := newRig(t, wait)
			r.ask(0, "signin")
			r.fault(tt.fault, "0200", tt.value)
			o := r.ask(tt.exit, "sale", "12.34", "--card", "A")
			require.Equal(t, tt.verdict, o["verdict"])
			if tt.exit != 4 {
				require.Nil(t, o["reversal"])
				require.Empty(t, r.ask(0, "balance", "--card", "A")["reversed_before"])
				r.agrees()
				return
			}
			rev := o.in("reversal")
			require.Equal(t, []string{"answer", "reason", "state", "tries"}, members(rev))
			require.Equal(t, "owed", rev["state"])
			if tt.reason != "" {
				require.Equal(t, tt.reason, rev["reason"])
			}
			require.Equal(t, "being_reversed", r.ask(0, "status")["verdict"], "the question can be answered")

			next := r.ask(0, "balance", "--card", "A")
			require.Equal(t, []any{o["trace"]}, next["reversed_before"])
			require.Equal(t, "500.00", next["balance"])
			then := r.ask(0, "status")
			require.Equal(t, o["trace"], then["trace"])
			require.Equal(t, "reversed", then["money"])
			require.Equal(t, "not_paid", then["verdict"])
			require.Equal(t, "reversed", then.in("reversal")["state"])
			require.Empty(t, r.lab.Host.Faults())
			r.agrees()
		})
	}
}

func TestHostThatDoesNotListen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.configure(settings{"host.primary": `"127.0.0.1:1"`})
	o := r.ask(6, "sale", "1", "--card", "A")
	require.Equal(t, "none", o["money"])
	require.Equal(t, "not_paid", o["verdict"])
	require.Nil(t, o["reversal"])
	r.configure()
	require.Empty(t, r.ask(0, "balance", "--card", "A")["reversed_before"], "nothing left, so nothing is reversed")
	r.agrees()
}

// TestConnectionClosedAtAccept: once a byte may have left there is no proof that
// nothing happened. A connection that was reset before that is one.
func TestConnectionClosedAtAccept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("refuse_connection", "")
	res := r.run("--json", "sale", "1", "--card", "A")
	o := r.one(res)
	next := r.ask(0, "balance", "--card", "A")["reversed_before"]
	if res.code == 6 {
		require.Equal(t, "none", o["money"])
		require.Equal(t, []any{}, next)
	} else {
		require.Equal(t, 4, res.code)
		require.Equal(t, "being_reversed", o["verdict"])
		require.Equal(t, []any{o["trace"]}, next)
	}
	r.agrees()
}

// TestOwedReversalGoesFirst: while it cannot be delivered nothing else is sent.
func TestOwedReversalGoesFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("drop_response", "0200")
	lost := r.ask(4, "sale", "12.34", "--card", "A")
	for range 3 {
		r.fault("drop_request", "0400")
	}
	r.refused(6, "reversal_owed", "sale", "1", "--card", "B")
	require.Len(t, r.lab.Host.Ledger(), 1, "the new sale was not sent")
	r.refused(6, "owed", "signoff")
	next := r.ask(0, "sale", "1", "--card", "B")
	require.Equal(t, []any{lost["trace"]}, next["reversed_before"])
	require.Equal(t, "500.00", r.balance("A"))
	r.agrees()
}

// TestOtherAcquirers answer reversals in their own ways.
func TestOtherAcquirers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		host  host.Reversal
		fault string
	}{
		{"never seen is 25", host.Reversal{Unknown: "25"}, "drop_request"},
		{"again is 00", host.Reversal{Again: "00"}, "drop_response"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := rigWith(t, emulator.Options{Knobs: host.Knobs{Reversal: tt.host}})
			r.ask(0, "signin")
			r.fault(tt.fault, "0200")
			o := r.ask(4, "sale", "1", "--card", "A")
			require.Equal(t, []any{o["trace"]}, r.ask(0, "balance", "--card", "A")["reversed_before"])
			r.agrees()
		})
	}
}
