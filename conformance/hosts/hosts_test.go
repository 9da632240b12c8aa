package hosts

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/conformance"
	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/txn"
)

const (
	at      = "127.0.0.1:8583"
	crooked = "127.0.0.1:8584"
)

// evening is when every examination begins.
var evening = time.Date(2026, 11, 21, 20, 15, 0, 0, txn.Beijing)

// examine examines the lab's host in memory, with a crook before it or none, with a clock that leaps.
func examine(t *testing.T, change func(*host.Options), c *crook, more func(*Options)) (report conformance.Report) {
	t.Helper()
	return examineBehind(t, host.WrapNone, change, c, more)
}

// examineBehind does it with something around a message.
func examineBehind(t *testing.T, around host.Wrapper, change func(*host.Options), c *crook, more func(*Options)) (report conformance.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(evening))
		network := &link.Memory{}
		ho := host.Options{Accounts: emulator.Accounts(nil), Seed: 1, Amounts: host.Amounts{"51": "51"}}
		if change != nil {
			change(&ho)
		}
		h, err := host.New(ho)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		var served sync.WaitGroup
		l, err := network.Listen(at)
		require.NoError(t, err)
		served.Go(func() { _ = h.ServeDoor(ctx, l, host.Door{Wrapper: around}) })
		target := at
		if c != nil {
			l, err := network.Listen(crooked)
			require.NoError(t, err)
			c.network, c.to, c.seen, target = network, at, map[string]int{}, crooked
			served.Go(func() { c.serve(ctx, l) })
		}
		tmk, err := keys.ParseKey(keys.TestTMK)
		require.NoError(t, err)
		presented, err := card.Resolve("A", card.Options{TestKeys: true})
		require.NoError(t, err)
		o := Options{
			Way:     line.Path{Dial: func(ctx context.Context) (net.Conn, error) { return network.Dial(ctx, target) }},
			Profile: comms.UnionPay, TMK: tmk, Terminal: "88880001", Merchant: "888812345678901", Card: presented, DeclineAmount: 151,
		}
		if more != nil {
			more(&o)
		}
		report, err = Run(ctx, o)
		require.NoError(t, err)
		stop()
		served.Wait()
		require.NoError(t, h.Close())
	})
	return report
}

// TestOurHost: the house's own host passes all it asks of others, with every kind of keys and with every card.
func TestOurHost(t *testing.T) {
	for name, tt := range map[string]struct {
		host func(*host.Options)
		exam func(*Options)
	}{
		"as it is": {},
		"X9.19":    {func(o *host.Options) { o.MAC = keys.X919 }, func(o *Options) { o.MAC = keys.X919 }},
		"SM4":      {nil, func(o *Options) { o.MAC = keys.SM4MAC }},
		"a chip": {nil, func(o *Options) {
			o.Card, _ = card.Resolve("B", card.Options{TestKeys: true})
		}},
		"answers of other hosts": {func(o *host.Options) {
			o.Reversal = host.Reversal{Unknown: "25", Again: "00", Declined: "01"}
			o.NoRepeats = true
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := examine(t, tt.host, nil, tt.exam)
			names, why := r.Troubles()
			require.Empty(t, names, why)
			require.Equal(t, len(cases), r.Count(conformance.Pass))
			require.Equal(t, conformance.ExitPass, r.Exit())
		})
	}
}

// TestWrapped: whatever is around a message, every case is run as it is without.
func TestWrapped(t *testing.T) {
	for around, wrap := range map[host.Wrapper]line.Wrap{
		host.WrapSTX: line.STX, host.WrapHTTP: line.HTTP(line.Post{Host: at, Path: "/", Agent: "poslab", KeepOpen: true}),
	} {
		t.Run(string(around), func(t *testing.T) {
			r := examineBehind(t, around, nil, nil, func(o *Options) { o.Way.Wrap = wrap })
			names, why := r.Troubles()
			require.Empty(t, names, why)
			require.Equal(t, len(cases), r.Count(conformance.Pass))
		})
	}
}

// TestWhatCannotBeRead is shown as it came, with a guess; who never answers is not asked in every case.
func TestWhatCannotBeRead(t *testing.T) {
	for name, tt := range map[string]struct {
		says string
		want []string
	}{
		"a web server":    {"HTTP/1.1 400 Bad Request\r\n\r\n", []string{"--wrapper http?", "48 54 54 50", `"HTTP/1.1 400 Bad Request`}},
		"SSH":             {"SSH-2.0-OpenSSH_9.6\r\n", []string{"an SSH server"}},
		"TLS":             {"\x15\x03\x01\x00\x02\x02\x46", []string{"--tls?"}},
		"STX":             {"\x02\x00\x10", []string{"--wrapper stx?"}},
		"a long length":   {"\x00\x40\x60\x00\x00\x00\x01\x60\x31\x00\x31\x00\x00\x08\x10", []string{"51 bytes more than came"}},
		"another profile": {"0013" + "\x60\x00\x00\x00\x01\x60\x31\x00\x31\x00\x00\x08\x10", []string{"--profile?"}},
		"a card":          {"\x30\x16\x62\x22\x02\x00\x00\x03\x12\x34 6222020000031234", []string{"30 16 ** ** ** ** ** ** ** ** 20 ** **"}},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			r := examine(t, nil, nil, func(o *Options) {
				o.Way = line.Path{Dial: func(context.Context) (net.Conn, error) {
					asked++
					near, far := net.Pipe()
					go func() {
						_, _ = far.Read(make([]byte, 4096))
						_, _ = far.Write([]byte(tt.says))
						_, _ = far.Read(make([]byte, 1)) // until the other side gives up
						_ = far.Close()
					}()
					return near, nil
				}}
			})
			_, why := r.Troubles()
			for _, want := range tt.want {
				require.Contains(t, why, want)
			}
			require.NotContains(t, why, "6222020000031234")
			require.Equal(t, 1, r.Count(conformance.Fail))
			require.Equal(t, len(cases)-1, r.Count(conformance.Inconclusive))
			require.LessOrEqual(t, asked, muteLimit+1)
		})
	}
}

// TestWrongHosts: each fails the cases about what it does wrong, and no other.
func TestWrongHosts(t *testing.T) {
	for name, tt := range map[string]struct {
		host  func(*host.Options)
		crook *crook
		fails []string
	}{
		"approves a repeat as a new sale": {nil, &crook{request: renumber, answer: renumbered}, []string{"duplicate-request"}},
		"takes any MAC":                   {nil, &crook{seals: true}, []string{"bad-mac", "reversal-bad-mac"}},
		"answers with another number":     {nil, &crook{answer: otherTrace}, []string{"answer-fields"}},
		"does not keep what was reversed": {func(o *host.Options) { o.Reversal.NoTombstone = true }, nil, []string{"reversal-late-original"}},
		"finds every total right":         {nil, &crook{request: endsAnyway, answer: alwaysBalanced}, []string{"settlement-unbalanced"}},
		"pays back at every reversal":     {nil, &crook{answer: paysAgain}, []string{"reversal-repeated"}},
		"refuses a repeated reversal":     {nil, &crook{answer: refusesAgain}, []string{"reversal-repeated"}},
		"pays for what never came":        {nil, &crook{answer: paysUnknown}, []string{"reversal-unknown"}},
		"seals with another key":          {nil, &crook{answer: otherKey}, []string{"answer-mac"}},
		"computes check values wrongly":   {nil, &crook{answer: wrongKCV}, nil},
		"declines with 00":                {func(o *host.Options) { o.Amounts = nil }, nil, []string{"decline", "reversal-declined"}},
		"dies of garbage":                 {nil, &crook{dies: true}, []string{"garbage"}},
		"reverses any amount":             {nil, &crook{request: nil, answer: anyAmount}, []string{"reversal-wrong-amount"}},
		"never closes a batch":            {nil, &crook{request: neverEnds, answer: endedNothing}, []string{"settlement", "settlement-repeated", "settlement-unbalanced"}},
		"says everything twice":           {nil, &crook{twice: true}, []string{"connection-reuse"}},
		"voids any amount":                {nil, &crook{answer: voidsAnyAmount}, []string{"void-wrong-amount"}},
		"refunds any amount":              {nil, &crook{answer: refundsAnyAmount}, []string{"refund-too-much"}},
		"voids twice":                     {nil, &crook{answer: voidsTwice}, []string{"void-twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := examine(t, tt.host, tt.crook, nil)
			names, why := r.Troubles()
			if tt.fails == nil { // nothing can be asked without keys
				require.Equal(t, conformance.Fail, r.Results[1].Verdict, "key-check-values")
				require.Equal(t, 1, r.Count(conformance.Fail), why)
				require.Equal(t, conformance.ExitFail, r.Exit())
				return
			}
			require.ElementsMatch(t, tt.fails, names, why)
			require.Equal(t, conformance.ExitFail, r.Exit(), why)
		})
	}
}

// renumber gives a sale that comes again a number of its own.
func renumber(c *crook, m *message.Message) {
	if m.MTI != "0200" || m.Get(3) != "000000" {
		return
	}
	if c.seen[m.Get(11)]++; c.seen[m.Get(11)] > 1 {
		c.fresh++
		m.Set(11, fmt.Sprintf("9%05d", c.fresh))
	}
}

func renumbered(_ *crook, asked, answer *message.Message) { answer.Set(11, asked.Get(11)) }

func otherTrace(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0210" && answer.Get(3) == "000000" {
		answer.Set(11, "000777")
	}
}

func alwaysBalanced(_ *crook, asked, answer *message.Message) {
	if answer.MTI == "0510" {
		v := []byte(asked.Get(48))
		v[30], v[61] = '1', '1'
		answer.Set(48, string(v))
	}
}

// endsAnyway: who finds every total right takes the end of a balanced batch.
func endsAnyway(_ *crook, m *message.Message) {
	if f := m.Get(60); m.MTI == "0320" && f[8:11] == "207" {
		m.Set(60, f[:8]+"202")
	}
}

// neverEnds: the end of a batch is answered, and does nothing.
func neverEnds(_ *crook, m *message.Message) {
	if f := m.Get(60); m.MTI == "0320" && f[8:11] != "201" {
		m.MTI = "0820"
		m.Set(60, f[:8]+"301")
	}
}

func endedNothing(_ *crook, asked, answer *message.Message) {
	if asked.MTI == "0320" {
		answer.MTI = "0330"
	}
}

// paysAgain gives the money of a reversal back as often as it comes.
func paysAgain(c *crook, asked, answer *message.Message) {
	if answer.MTI == "0410" && answer.Get(39) == "25" {
		amount, _ := txn.FenFromDigits(asked.Get(4))
		c.extra += amount
		answer.Set(39, "00")
	}
	c.cheat(answer)
}

// cheat shows more money than there is.
func (c *crook) cheat(answer *message.Message) {
	if v := answer.Get(54); v != "" {
		had, _ := txn.FenFromDigits(v[8:])
		answer.Set(54, v[:8]+(had+c.extra).Digits12())
	}
}

func refusesAgain(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0410" && answer.Get(39) == "25" {
		answer.Set(39, "06")
	}
}

// paysUnknown: a reversal of what never came gives money, too.
func paysUnknown(c *crook, asked, answer *message.Message) {
	switch {
	case asked.MTI == "0200" && answer.Get(39) != "":
		c.seen[asked.Get(11)]++
	case answer.MTI == "0410" && c.seen[asked.Get(11)] == 0:
		amount, _ := txn.FenFromDigits(asked.Get(4))
		c.extra += amount
	}
	c.cheat(answer)
}

// otherKey: sealed last, so the key is changed under it.
func otherKey(c *crook, _, answer *message.Message) {
	if answer.Has(64) && c.mac != nil {
		c.mac, _ = keys.NewSealer(keys.UnionPayECB, keys.Key("12345678"))
	}
}

func wrongKCV(_ *crook, _, answer *message.Message) {
	if block := []byte(answer.Get(62)); len(block) > 0 {
		block[16] ^= 1
		answer.Set(62, string(block))
	}
}

func anyAmount(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0410" && answer.Get(39) == "64" {
		answer.Set(39, "00")
	}
}

func voidsTwice(_ *crook, asked, answer *message.Message) {
	if answer.MTI == "0210" && asked.Get(3) == "200000" && asked.Get(25) == "00" && answer.Get(39) != "00" && answer.Get(39) != "64" {
		answer.Set(39, "00")
	}
}

func voidsAnyAmount(_ *crook, asked, answer *message.Message) {
	if answer.MTI == "0210" && asked.Get(3) == "200000" && answer.Get(39) == "64" {
		answer.Set(39, "00")
	}
}

func refundsAnyAmount(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0230" && answer.Get(39) == "61" {
		answer.Set(39, "00")
	}
}
