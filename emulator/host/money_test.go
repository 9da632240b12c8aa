package host_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// total is the money of the world: what is on the cards, and what the merchant
// has from sales that stand.
func (l *lab) total(t require.TestingT) txn.Fen {
	var sum txn.Fen
	for _, a := range l.host.Accounts() {
		fen, err := txn.ParseFen(a.Balance)
		if a.Balance != "0.00" {
			require.NoError(t, err)
		}
		sum += fen
	}
	for _, e := range l.host.Ledger() {
		if e.Kind == txn.Sale && e.State == host.Approved {
			fen, err := txn.ParseFen(e.Amount)
			require.NoError(t, err)
			sum += fen
		}
	}
	return sum
}

// Whatever terminals send, in whatever order and however often, and however
// answers get lost, no fen appears or vanishes, nor when the ledger is read again.
func TestMoneyIsConserved(t *testing.T) {
	dir := t.TempDir()
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		path := filepath.Join(dir, txn.Trace(run).String())
		l := newLab(t, func(o *host.Options) { o.Ledger, o.OnEvent = path, nil })
		x := newTill(l)
		want := l.total(rt)
		var sent, replies []*message.Message
		rt.Repeat(map[string]func(*rapid.T){
			"": func(rt *rapid.T) { require.Equal(rt, want, l.total(rt)) },
			"sale": func(rt *rapid.T) {
				pan := rapid.SampledFrom([]string{panB, panC, panLost}).Draw(rt, "card")
				m := x.sale(txn.Fen(rapid.IntRange(0, 30_000).Draw(rt, "fen")), pan)
				sent, replies = append(sent, m), append(replies, x.ask(m))
			},
			"unanswered sale": func(rt *rapid.T) {
				require.NoError(rt, l.host.AddFault(host.Fault{Name: "drop_response"}))
				m := x.sale(100, panB)
				x.send(m)
				sent, replies = append(sent, m), append(replies, nil)
				x.silent()
			},
			"again":    func(rt *rapid.T) { x.ask(drawn(rt, sent)) },
			"reversal": func(rt *rapid.T) { x.ask(x.reversal(drawn(rt, sent))) },
			"early reversal": func(rt *rapid.T) {
				m := x.sale(200, panB)
				x.ask(x.reversal(m))
				sent, replies = append(sent, m), append(replies, nil)
			},
			"void": func(rt *rapid.T) {
				i := rapid.IntRange(0, max(0, len(sent)-1)).Draw(rt, "sale")
				if len(sent) == 0 || replies[i] == nil {
					rt.Skip()
				}
				m := x.void(sent[i], replies[i])
				sent, replies = append(sent, m), append(replies, x.ask(m))
			},
		})
		accounts, ledger := l.host.Accounts(), l.host.Ledger()
		require.NoError(rt, l.host.Close())
		again, err := host.New(host.Options{Accounts: cards(), Ledger: path})
		require.NoError(rt, err)
		require.Equal(rt, accounts, again.Accounts())
		require.Equal(rt, ledger, again.Ledger())
		require.NoError(rt, again.Close())
	})
}

func drawn(rt *rapid.T, sent []*message.Message) *message.Message {
	if len(sent) == 0 {
		rt.Skip()
	}
	return rapid.SampledFrom(sent).Draw(rt, "request")
}
