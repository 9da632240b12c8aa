package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

func TestSignInGivesBatchKeysAndBeijingTime(t *testing.T) {
	x := newTill(newLab(t))
	reply := x.signIn()
	require.Equal(t, "000001", x.batch)
	require.Equal(t, "201503", reply.Get(12))
	require.Equal(t, "1121", reply.Get(13))
	require.False(t, reply.Has(64), "a sign-in answer has no MAC")
	first := string(x.work.PIK)
	x.signIn()
	require.NotEqual(t, first, string(x.work.PIK), "working keys are fresh every time")
}

func TestSaleMovesMoneyOnce(t *testing.T) {
	x := newTill(newLab(t))
	m := x.withPIN(x.sale(1_234, panA), pinA)
	reply := x.want("00", m)
	require.True(t, reply.Has(64))
	require.Equal(t, panA, reply.Get(2))
	require.Len(t, reply.Get(38), 6)
	require.Equal(t, "487.66", x.balance("A"))
	require.Equal(t, []host.Entry{{
		Terminal: "00010001", Merchant: "104512541110001", Batch: "000001", Trace: m.Get(11), Kind: txn.Sale,
		Amount: "12.34", Card: txn.PAN(panA).Masked(), State: host.Approved, Response: "00",
		RRN: reply.Get(37), Auth: reply.Get(38),
		Time: "2026-11-21T20:15:03+08:00", SettleDate: "2026-11-21", Account: "A", Organisation: "CUP",
	}}, x.host.Ledger())

	x.want("94", m)
	require.Equal(t, "487.66", x.balance("A"), "a duplicate moves nothing")
	require.Len(t, x.host.Ledger(), 1)
}

func TestIssuerDeclines(t *testing.T) {
	for _, tt := range []struct {
		name string
		code string
		sale func(*till) *message.Message
	}{
		{"unknown card", "14", func(x *till) *message.Message { return x.sale(100, "6222020000000000091") }},
		{"expired", "54", func(x *till) *message.Message { return x.sale(100, panExpired) }},
		{"lost", "41", func(x *till) *message.Message { return x.sale(100, panLost) }},
		{"insufficient", "51", func(x *till) *message.Message { return x.sale(101, panC) }},
		{"zero", "13", func(x *till) *message.Message { return x.sale(0, panB) }},
		{"over the limit", "61", func(x *till) *message.Message { return x.sale(txn.AmountLimit+1, panB) }},
		{"no PIN", "55", func(x *till) *message.Message { return x.sale(100, panA) }},
		{"wrong PIN", "55", func(x *till) *message.Message { return x.withPIN(x.sale(100, panA), "654321") }},
		{"another expiry", "54", func(x *till) *message.Message {
			m := x.sale(100, panB)
			m.Set(35, panB+"=2912101123456789")
			return m
		}},
		{"PIN under another key", "99", func(x *till) *message.Message {
			m := x.withPIN(x.sale(100, panA), pinA)
			m.Set(52, "nonsense")
			return m
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := newTill(newLab(t))
			before := x.host.Accounts()
			reply := x.want(tt.code, tt.sale(x))
			require.True(t, reply.Has(64), "declines are MACed too")
			require.False(t, reply.Has(38))
			require.Equal(t, before, x.host.Accounts())
			require.Equal(t, []host.State{host.Declined}, x.states())
		})
	}
}

func TestPINTries(t *testing.T) {
	x := newTill(newLab(t))
	for _, code := range []string{"55", "55", "75", "38"} {
		x.want(code, x.withPIN(x.sale(100, panA), "000000"))
	}
	x.want("38", x.withPIN(x.sale(100, panA), pinA))
}

func TestARightPINForgivesWrongOnes(t *testing.T) {
	x := newTill(newLab(t))
	for range 3 {
		x.want("55", x.withPIN(x.sale(100, panA), "000000"))
		x.want("55", x.withPIN(x.sale(100, panA), "000000"))
		x.want("00", x.withPIN(x.sale(100, panA), pinA))
	}
}

func TestBalance(t *testing.T) {
	x := newTill(newLab(t))
	reply := x.want("00", x.withPIN(x.money("310000", "01", -1, panA), pinA))
	require.Equal(t, "1002156C000000050000", reply.Get(54))
	require.Empty(t, x.host.Ledger(), "the ledger is about money that can move")
}

func TestX919(t *testing.T) {
	l := newLab(t, func(o *host.Options) { o.MAC = keys.X919 })
	x := &till{lab: l, alg: keys.X919, conn: l.dial(), batch: "000000"}
	x.signIn()
	require.Len(t, x.work.MAK, keys.DoubleLength)
	x.want("00", x.sale(100, panB))
}

func TestEchoNeedsNoSession(t *testing.T) {
	l := newLab(t)
	x := &till{lab: l, conn: l.dial(), batch: "000000"}
	x.want("00", x.plain("0820", "301"))
}

func TestSignOffEndsTheSession(t *testing.T) {
	x := newTill(newLab(t))
	x.want("00", x.plain("0820", "002"))
	reply := x.want("77", x.sale(100, panB))
	require.False(t, reply.Has(64), "there is no key any more")
	x.signIn()
	require.Equal(t, "000001", x.batch, "a sign-off does not advance the batch")
	x.want("00", x.sale(100, panB))
}

func TestHeaderRequirement(t *testing.T) {
	l := newLab(t, func(o *host.Options) { o.Require = frame.RequireSignIn })
	x := newTill(l)
	ask := func(m *message.Message) frame.Requirement {
		x.send(m)
		f, err := frame.Read(x.conn)
		require.NoError(t, err)
		return f.Header.Requirement()
	}
	require.Equal(t, frame.RequireSignIn, ask(x.plain("0820", "301")))
	m := x.plain("0800", "003")
	m.Set(63, "001")
	require.Equal(t, frame.RequireNothing, ask(m), "a sign-in is not answered: sign in")
}
