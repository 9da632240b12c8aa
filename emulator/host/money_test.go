package host_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// fen reads an amount in yuan, which may be negative or nothing.
func fen(t require.TestingT, yuan string) txn.Fen {
	if yuan == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(yuan, ".", ""), 10, 64)
	require.NoError(t, err)
	return txn.Fen(n)
}

// total is the money of the world: what is on the cards, and what the merchant
// has from what stands.
func (l *lab) total(t require.TestingT) (sum txn.Fen) {
	for _, a := range l.host.Accounts() {
		sum += fen(t, a.Balance)
	}
	for _, e := range l.host.Ledger() {
		if e.State == host.Declined || e.State == host.Reversed {
			continue
		}
		switch e.Kind.Side() {
		case txn.Debit:
			sum += fen(t, e.Amount)
		case txn.Credit:
			sum -= fen(t, e.Amount)
		}
	}
	return sum
}

// honest: no fen appeared or vanished, nobody got back more than was taken, and exactly
// what stands as a hold is held.
func (l *lab) honest(t require.TestingT, want txn.Fen) {
	require.Equal(t, want, l.total(t))
	held := map[string]txn.Fen{}
	for _, e := range l.host.Ledger() {
		held[e.Account] += fen(t, e.Held)
		require.LessOrEqual(t, fen(t, e.Refunded), fen(t, e.Amount))
	}
	for _, a := range l.host.Accounts() {
		require.Equal(t, held[a.Name], fen(t, a.Held), a.Name)
		require.LessOrEqual(t, fen(t, a.Balance), fen(t, a.Opening), "%s got more than was taken", a.Name)
	}
}

// shop sends drawn requests and remembers them.
type shop struct {
	*till
	rt   *rapid.T
	sent []exchange
}

// exchange is a request and its answer; nil: it was lost, or never sent.
type exchange struct{ m, reply *message.Message }

func (s *shop) amount() txn.Fen { return txn.Fen(rapid.IntRange(0, 30_000).Draw(s.rt, "fen")) }

func (s *shop) card() string {
	return rapid.SampledFrom([]string{panB, panC, panLost, panVisa}).Draw(s.rt, "card")
}

// ask wants an answer that the host means: 96 would be a decision that its own book refuses.
func (s *shop) ask(m *message.Message) *message.Message {
	reply := s.till.ask(m)
	require.NotEqual(s.rt, "96", reply.Get(39), "%s", m)
	return reply
}

// try sends a request, or loses its answer, or the request itself.
func (s *shop) try(m *message.Message) {
	switch rapid.SampledFrom([]string{"answered", "answered", "answered", "lost", "early"}).Draw(s.rt, "line") {
	case "lost":
		require.NoError(s.rt, s.host.AddFault(host.Fault{Name: "drop_response"}))
		s.send(m)
		s.silent()
		s.sent = append(s.sent, exchange{m, nil})
	case "early": // its reversal comes first
		s.ask(s.reversal(m))
		s.sent = append(s.sent, exchange{m, nil})
	default:
		s.sent = append(s.sent, exchange{m, s.ask(m)})
	}
}

// one is an exchange that was answered, of one of some kinds.
func (s *shop) one(kinds ...string) exchange {
	var fit []exchange
	for _, e := range s.sent {
		kind := e.m.MTI + e.m.Get(3)[:2] + e.m.Get(60)[:2]
		for _, want := range kinds {
			if e.reply != nil && strings.HasPrefix(kind, want) && (e.m.Get(22)[:2] == "03") == (strings.HasSuffix(want, "Q")) {
				fit = append(fit, e)
			}
		}
	}
	if len(fit) == 0 {
		s.rt.Skip()
	}
	return rapid.SampledFrom(fit).Draw(s.rt, "original")
}

func (s *shop) any() exchange {
	if len(s.sent) == 0 {
		s.rt.Skip()
	}
	return rapid.SampledFrom(s.sent).Draw(s.rt, "request")
}

// acts are everything a shop can do, sense or nonsense.
var acts = map[string]func(*shop){
	"sale":         func(s *shop) { s.try(s.sale(s.amount(), s.card())) },
	"preauth":      func(s *shop) { s.try(s.preauth(s.amount(), s.card())) },
	"code sale":    func(s *shop) { s.try(s.qrSale(s.amount(), codeUnionPay)) },
	"void":         func(s *shop) { e := s.one("020000"); s.try(s.void(e.m, e.reply)) },
	"refund":       func(s *shop) { e := s.one("020000"); s.try(s.refund(s.amount(), e.m, e.reply)) },
	"preauth void": func(s *shop) { e := s.one("0100"); s.try(s.preauthVoid(e.m, e.reply)) },
	"complete":     func(s *shop) { e := s.one("0100"); s.try(s.complete(s.amount(), e.m, e.reply)) },
	"complete void": func(s *shop) {
		e := s.one("02000020")
		s.try(s.completeVoid(e.m, e.reply))
	},
	"again":    func(s *shop) { s.ask(s.any().m) },
	"reversal": func(s *shop) { s.ask(s.reversal(s.any().m)) },
	"wallet": func(s *shop) {
		order := s.order()
		s.ask(s.pay(s.amount(), rapid.SampledFrom([]string{codeWeChat, codePoor}).Draw(s.rt, "code"), order))
		for range rapid.IntRange(0, 2).Draw(s.rt, "queries") {
			s.ask(s.orderQuery(order))
		}
		if rapid.Bool().Draw(s.rt, "close") {
			s.ask(s.orderClose(order))
		}
		refund := s.walletRefund(s.amount(), order)
		s.ask(refund)
		s.ask(refund)
	},
	"waiting": func(s *shop) {
		require.NoError(s.rt, s.host.SetKnobs(host.Knobs{WalletWait: rapid.IntRange(0, 2).Draw(s.rt, "waits")}))
	},
	"settle": func(s *shop) {
		nothing := count(0, 0, 0, 0)
		s.ask(s.settle(nothing, nothing))
		s.ask(s.end("202", 0))
		s.till.next()
	},
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
		s := &shop{till: newTill(l), rt: rt}
		want := l.total(rt)
		actions := map[string]func(*rapid.T){"": func(rt *rapid.T) { l.honest(rt, want) }}
		for name, act := range acts {
			actions[name] = func(rt *rapid.T) { s.rt = rt; act(s) }
		}
		rt.Repeat(actions)
		accounts, ledger, settlements := l.host.Accounts(), l.host.Ledger(), l.host.Settlements()
		require.NoError(rt, l.host.Close())
		again, err := host.New(host.Options{Accounts: cards(), Ledger: path})
		require.NoError(rt, err)
		require.Equal(rt, accounts, again.Accounts())
		require.Equal(rt, ledger, again.Ledger())
		require.Equal(rt, settlements, again.Settlements())
		require.NoError(rt, again.Close())
	})
}

// world is everything of a host that facts decide.
type world struct {
	accounts    []host.Holding
	ledger      []host.Entry
	settlements []host.Settlement
	orders      []host.Order
	day         string
}

func look(h *host.Host) world {
	return world{h.Accounts(), h.Ledger(), h.Settlements(), h.Orders(), h.Day()}
}

// A host that starts with the first n facts of a ledger is the host that was when they
// were all there were.
func TestEveryPrefixOfTheFactsIsAHost(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.jsonl")
	worlds := map[int]world{}
	l := newLab(t, ledgerFile(dir), func(o *host.Options) { o.OnEvent = nil })
	snap := func() {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		worlds[bytes.Count(raw, []byte("\n"))] = look(l.host)
	}
	x := newTill(l)
	x.asked = snap
	for _, r := range everyRequest(x) {
		x.ask(r.m)
	}
	x.signIn()
	hold := x.preauth(100, panB)
	reply := x.want("00", hold)
	require.NoError(t, l.host.SetKnobs(host.Knobs{WalletWait: 1}))
	order := x.order()
	for _, m := range []*message.Message{
		x.reversal(hold), x.orderClose(x.order()), x.refund(100, hold, reply), x.pay(100, codeWeChat, order), x.orderQuery(order),
		x.reversal(x.sale(1, panB)),
	} {
		x.ask(m)
	}
	_, err := l.host.SetStanding("B", host.Lost)
	require.NoError(t, err)
	snap()
	_, err = l.host.CutOver(host.CutOver{})
	require.NoError(t, err)
	snap()
	require.NoError(t, l.host.ResetBalances())
	snap()
	require.NoError(t, l.host.Close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	require.Greater(t, len(lines), 30)
	for n := range len(lines) {
		require.NoError(t, os.WriteFile(path, bytes.Join(lines[:n], nil), 0o600))
		h := newLab(t, ledgerFile(dir)).host
		if n > 1 { // the first sign-in was not looked at
			require.Equal(t, worlds[n], look(h), "after %d facts", n)
		}
		require.NoError(t, h.Close())
	}
}
