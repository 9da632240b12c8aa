package hosts

import (
	"context"
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
			c.mac, c.fresh, c.extra, c.dead = nil, 0, 0, false
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
	for name, tt := range wrongHosts {
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

// TestEveryCaseIsFailedBySomebody: a case that no wrong host fails may be one that cannot be failed.
func TestEveryCaseIsFailedBySomebody(t *testing.T) {
	failed := []string{"key-check-values"} // by whoever fails that alone
	for _, w := range wrongHosts {
		failed = append(failed, w.fails...)
	}
	for _, c := range cases {
		require.Contains(t, failed, c.Name)
	}
}
