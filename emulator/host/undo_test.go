package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
)

func TestVoid(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_234, panB)
	reply := x.want("00", sale)
	x.want("00", x.void(sale, reply))
	require.Equal(t, "500.00", x.balance("B"))
	require.Equal(t, []host.State{host.Voided, host.Approved}, x.states())
	x.want("25", x.void(sale, reply))
	require.Equal(t, "500.00", x.balance("B"), "voided once")
}

func TestVoidIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		change     func(x *till, sale, void *message.Message)
	}{
		{"unknown trace", "25", func(_ *till, _, v *message.Message) { v.Set(61, "000001999999") }},
		{"unknown batch", "25", func(x *till, s, v *message.Message) { v.Set(61, "000009"+s.Get(11)) }},
		{"another amount", "64", func(_ *till, _, v *message.Message) { v.Set(4, "000000000001") }},
		{"another card", "14", func(_ *till, _, v *message.Message) { v.Set(35, panC+"=3012101") }},
		{"another reference", "25", func(_ *till, _, v *message.Message) { v.Set(37, "999999999999") }},
		{"another authorisation", "25", func(_ *till, _, v *message.Message) { v.Set(38, "NOAUTH") }},
		{"sale reversed", "25", func(x *till, s, _ *message.Message) { x.want("00", x.reversal(s)) }},
		{"half a reference", "30", func(_ *till, _, v *message.Message) { v.Set(61, "0000010") }},
		{"wrong PIN", "55", func(x *till, _, v *message.Message) { x.withPIN(v, "000000") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := newTill(newLab(t))
			sale := x.sale(1_234, panA)
			x.withPIN(sale, pinA)
			void := x.void(sale, x.want("00", sale))
			tt.change(x, sale, void)
			before := x.host.Accounts()
			x.want(tt.code, void)
			require.Equal(t, before, x.host.Accounts())
		})
	}
}

func TestVoidOfADeclinedSale(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(101, panC)
	x.want("12", x.void(sale, x.want("51", sale)))
}

func TestReversal(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_234, panB)
	reply := x.want("00", sale)
	undone := x.want("00", x.reversal(sale))
	require.True(t, undone.Has(64), "every 0410 is MACed")
	require.Equal(t, reply.Get(37), undone.Get(37), "a reversal is the same transaction")
	require.Equal(t, "500.00", x.balance("B"))
	require.Equal(t, []host.State{host.Reversed}, x.states())
	require.True(t, x.want("25", x.reversal(sale)).Has(64))
	require.Equal(t, "500.00", x.balance("B"), "credited once")
}

func TestReversalOfTheUnknownLeavesATombstone(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_234, panB)
	x.want("00", x.reversal(sale))
	require.Empty(t, x.host.Ledger())
	x.want("12", sale)
	require.Equal(t, "500.00", x.balance("B"), "the delayed original is declined")
	x.want("25", x.reversal(sale))
}

func TestReversalOfAVoidRestoresTheSale(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_234, panB)
	reply := x.want("00", sale)
	void := x.void(sale, reply)
	x.want("00", void)
	x.want("58", x.reversal(sale))
	x.want("00", x.reversal(void))
	require.Equal(t, "487.66", x.balance("B"))
	require.Equal(t, []host.State{host.Approved, host.Reversed}, x.states())
	x.want("00", x.void(sale, reply))
	require.Equal(t, "500.00", x.balance("B"))
}

func TestReversalIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		change     func(*message.Message)
	}{
		{"another amount", "64", func(m *message.Message) { m.Set(4, "000000000001") }},
		{"another card", "14", func(m *message.Message) { m.Set(35, panC+"=3012101") }},
		{"another kind", "58", func(m *message.Message) { m.Set(3, "200000"); m.Set(60, "23"+m.Get(60)[2:]) }},
		{"a balance inquiry", "40", func(m *message.Message) { m.Set(3, "310000"); m.Set(60, "01"+m.Get(60)[2:]) }},
		{"another merchant", "58", func(m *message.Message) { m.Set(42, "104512541110002") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := newTill(newLab(t))
			sale := x.sale(1_234, panB)
			x.want("00", sale)
			reversal := x.reversal(sale)
			tt.change(reversal)
			x.want(tt.code, reversal)
			require.Equal(t, "487.66", x.balance("B"))
		})
	}
}

func TestReversalKnobs(t *testing.T) {
	x := newTill(newLab(t, func(o *host.Options) {
		o.Reversal = host.Reversal{Unknown: "25", Again: "00", Declined: "01", NoTombstone: true}
	}))
	unknown := x.sale(100, panB)
	x.want("25", x.reversal(unknown))
	x.want("00", unknown)
	x.want("00", x.reversal(unknown))
	x.want("00", x.reversal(unknown))
	declined := x.sale(101, panC)
	x.want("51", declined)
	x.want("01", x.reversal(declined))

	_, err := host.New(host.Options{Knobs: host.Knobs{Reversal: host.Reversal{Again: "12"}}})
	require.ErrorContains(t, err, `choose 25 or 00`)
}

func TestReversalOfADeclinedSale(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(101, panC)
	x.want("51", sale)
	x.want("12", x.reversal(sale))
}
