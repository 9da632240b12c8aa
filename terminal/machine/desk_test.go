package machine

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the table of the desk; read the diff before committing it")

const deskTableFile = "testdata/desk.txt"

var deskNames = [deskCount]string{"idle", "signing", "clearing", "asking", "waiting", "settling"}

var shownNames = []string{
	"signing-in", "reversing", "undone", "repeating", "told", "inquiring", "closing-order", "waiting-pay", "freezing", "uploading",
	"ending-batch", "needs-you", "sending", "finished", "refused", "cleared", "reprinting", "no-reprint", "decided", "not-decided",
}

// situations are where the one exchange may stand: each state of the Desk, with each message
// that may be under way in it.
var situations = []struct {
	name string
	into func(*bench)
}{
	{"idle", func(*bench) {}},
	{"idle, an order open", func(b *bench) { b.s.Policy.Timers = true; b.openOrder() }},
	{"idle, the batch frozen", func(b *bench) { b.sale("00"); b.key(txn.Settle); b.answers("", "") }},
	{"signing, on its own", func(b *bench) { b.key(txn.SignIn) }},
	{"signing, before a sale", func(b *bench) { b.sale("A0"); b.key(txn.Sale) }},
	{"signing, in a settlement", func(b *bench) { b.sale("00"); b.key(txn.Settle); b.answers("A0") }},
	{"clearing, a reversal", func(b *bench) { b.sale(""); b.key(txn.Balance) }},
	{"clearing, a reversal of what is parked", func(b *bench) { b.retry(b.parked()) }},
	{"clearing, a repeat", func(b *bench) { b.refund(b.sale("00"), ""); b.key(txn.Balance) }},
	{"clearing, an order asked about", func(b *bench) { b.openOrder(); b.key(txn.Balance) }},
	{"clearing, an order closed", func(b *bench) { b.openOrder(); b.now = b.now.Add(waitingIsOver); b.key(txn.Balance) }},
	{"asking, a sale", func(b *bench) { b.sale() }},
	{"asking, a refund", func(b *bench) { b.refund(b.sale("00")) }},
	{"asking, an inquiry", func(b *bench) { b.key(txn.Balance) }},
	{"asking, a wallet payment", func(b *bench) { b.key(txn.WalletPay) }},
	{"asking, what became of it", func(b *bench) { b.key(txn.WalletPay); b.answers("W1"); b.give(Woken{b.at()}) }},
	{"asking, its close", func(b *bench) { b.key(txn.WalletPay); b.answers("W1"); b.give(Cancel{b.at()}) }},
	{"waiting", func(b *bench) { b.key(txn.WalletPay); b.answers("W1") }},
	{"waiting, its time is over", func(b *bench) { b.key(txn.WalletPay); b.answers("W1"); b.now = b.now.Add(waitingIsOver) }},
	{"settling, totals", func(b *bench) { b.sale("00"); b.key(txn.Settle) }},
	{"settling, totals again", func(b *bench) { b.sale("00"); b.key(txn.Settle); b.answers("") }},
	{"settling, a group", func(b *bench) { b.sale("00"); b.key(txn.Settle); b.compare(txn.Unbalanced, txn.Balanced) }},
	{"settling, the end", func(b *bench) { b.sale("00"); b.key(txn.Settle); b.compare(txn.Balanced, txn.Balanced) }},
}

// happenings are the events of the Desk, and what differs between answers.
var happenings = []struct {
	name string
	give func(*bench)
}{
	{"keyed", func(b *bench) { b.key(txn.Sale) }},
	{"settle keyed", func(b *bench) { b.key(txn.Settle) }},
	{"cancel", func(b *bench) { b.give(Cancel{b.at()}) }},
	{"resolve", func(b *bench) { b.resolve(b.newest(), true) }},
	{"stop", func(b *bench) { b.give(Stop{b.at()}) }},
	{"woken", func(b *bench) { b.give(Woken{b.at()}) }},
	{"approved", func(b *bench) { b.answer("00") }},
	{"declined", func(b *bench) { b.answer("51") }},
	{"balanced", func(b *bench) { b.compare(txn.Balanced, txn.Balanced) }},
	{"waiting", func(b *bench) { b.answer("W1") }},
	{"paid", func(b *bench) { b.answer("W3") }},
	{"unknown", func(b *bench) { b.answer("25") }},
	{"duplicate", func(b *bench) { b.answer("94") }},
	{"cannot say", func(b *bench) { b.answer("96") }},
	{"told to sign in", func(b *bench) { b.answer("77") }},
	{"told so without MAC", func(b *bench) { b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: "97"}}) }},
	{"silence", func(b *bench) { b.answers("") }},
	{"wrong MAC", func(b *bench) { b.give(NoAnswer{At: b.at(), Reason: txn.BadMAC}) }},
	{"not sent", func(b *bench) { b.answers("-") }},
	{"unrecorded", func(b *bench) { b.give(Unrecorded{At: b.at(), Of: b.newest()}) }},
}

// TestDesk writes down what every event does in every situation: the Desk afterwards, the
// rows, what leaves and what is shown. A cell that changes is read by a person.
func TestDesk(t *testing.T) {
	var table strings.Builder
	for _, s := range situations {
		fmt.Fprintf(&table, "%s\n", s.name)
		for _, h := range happenings {
			b := signedBench(t)
			b.s.Policy.Paper = false // the Tray has its own table
			s.into(b)
			rows, sends, shown := len(b.rows), len(b.sends), len(b.shown)
			b.wakes = nil
			h.give(b)
			fmt.Fprintf(&table, "  %-20s %-9s%s\n", h.name, deskNames[b.s.Desk], b.digest(rows, sends, shown))
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(deskTableFile, []byte(table.String()), 0o600))
	}
	want, err := os.ReadFile(deskTableFile)
	require.NoError(t, err)
	require.Equal(t, string(want), table.String())
}

// digest is what happened since: rows, messages that left, alarms, screens.
func (b *bench) digest(rows, sends, shown int) (s string) {
	for _, r := range b.rows[rows:] {
		s += " +" + r.What.String()
		if ask, ok := r.Body.(roll.Ask); ok && ask.Close {
			s += "(close)"
		}
		if refusal, ok := r.Body.(roll.Refusal); ok && refusal.SignIn {
			s += "(sign in)"
		}
	}
	for _, e := range b.sends[sends:] {
		s += fmt.Sprintf(" >%s:%s", b.txn(e.Of).Kind, e.As)
	}
	for _, wake := range b.wakes {
		s += " wake:" + wake.String()
	}
	for _, screen := range b.shown[shown:] {
		s += " !" + shownNames[screen.Is]
		if screen.Refusal != Possible {
			s += "(" + screen.Refusal.String() + ")"
		}
	}
	return s
}

// TestExactlyOneAnswerPerSend: in every situation something is under way exactly where the
// Desk says so, and then a wake or an answer is awaited.
func TestExactlyOneAnswerPerSend(t *testing.T) {
	for _, s := range situations {
		b := signedBench(t)
		s.into(b)
		name, _, _ := strings.Cut(s.name, ",")
		require.Equal(t, name, deskNames[b.s.Desk], s.name)
		require.Equal(t, b.s.Desk != Idle && b.s.Desk != Waiting, len(b.sends) > b.heard, s.name)
		require.Equal(t, b.s.Desk == Idle, b.s.Live == 0, s.name)
		if b.s.Desk == Waiting {
			require.NotEmpty(t, b.wakes)
		}
	}
}
