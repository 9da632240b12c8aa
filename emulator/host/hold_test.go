package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
)

func (l *lab) held(name string) string {
	for _, a := range l.host.Accounts() {
		if a.Name == name {
			return a.Held
		}
	}
	return "no account " + name
}

// holding is a till with a hold of 100.00 on card B.
func holding(t *testing.T, change ...func(*host.Options)) (x *till, hold, reply *message.Message) {
	x = newTill(newLab(t, change...))
	hold = x.preauth(10_000, panB)
	return x, hold, x.want("00", hold)
}

// Covers: R90.
func TestPreauthHoldsMoney(t *testing.T) {
	x, hold, reply := holding(t)
	require.Equal(t, "0110", reply.MTI)
	require.Len(t, reply.Get(38), 6)
	require.Equal(t, "500.00", x.balance("B"))
	require.Equal(t, "100.00", x.held("B"))
	require.Equal(t, "1002156C000000040000", x.want("00", x.money("310000", "01", -1, panB)).Get(54), "what can be spent")
	x.want("51", x.sale(40_001, panB))
	x.want("00", x.sale(40_000, panB))
	require.Equal(t, "100.00", x.host.Ledger()[0].Held)
	x.want("94", hold)

	x.want("00", x.preauthVoid(hold, reply))
	require.Equal(t, "0.00", x.held("B"))
	require.Equal(t, host.Voided, x.states()[0])
	require.Empty(t, x.host.Ledger()[0].Held)
	x.want("25", x.preauthVoid(hold, reply))
	x.want("25", x.complete(100, hold, reply))
}

func TestCompletion(t *testing.T) {
	x, hold, reply := holding(t)
	completion := x.complete(11_500, hold, reply)
	done := x.want("00", completion)
	require.Equal(t, "385.00", x.balance("B"), "115 % of the hold")
	require.Equal(t, "0.00", x.held("B"))
	require.Equal(t, []host.State{host.Completed, host.Approved}, x.states())
	x.want("25", x.complete(100, hold, reply))
	x.want("25", x.preauthVoid(hold, reply))

	x.want("00", x.completeVoid(completion, done))
	require.Equal(t, "500.00", x.balance("B"))
	require.Equal(t, "100.00", x.held("B"), "the hold stands again")
	require.Equal(t, []host.State{host.Approved, host.Voided, host.Declined, host.Declined, host.Approved}, x.states())
	x.want("00", x.complete(5_000, hold, reply))
	require.Equal(t, "450.00", x.balance("B"))
}

func TestHoldsAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		change     func(m *message.Message)
	}{
		{"another authorisation", "25", func(m *message.Message) { m.Set(38, "NOAUTH") }},
		{"another date", "25", func(m *message.Message) { m.Set(61, "0000000000001120") }},
		{"another card", "14", func(m *message.Message) { m.Set(35, panC+"=3012101") }},
		{"another reference", "25", func(m *message.Message) { m.Set(37, "999999999999") }},
		{"unknown reference", "00", func(m *message.Message) { m.Set(37, "000000000000") }},
		{"another transaction", "25", func(m *message.Message) { m.Set(61, "0000010000991121") }},
		{"another amount", "64", func(m *message.Message) { m.Set(4, "000000020000") }},
		{"no name", "30", func(m *message.Message) { m.Set(61, "000000000000") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, build := range []func(x *till, hold, reply *message.Message) *message.Message{
				(*till).preauthVoid,
				func(x *till, hold, reply *message.Message) *message.Message { return x.complete(10_000, hold, reply) },
			} {
				x, hold, reply := holding(t)
				m := build(x, hold, reply)
				tt.change(m)
				x.want(tt.code, m)
			}
		})
	}
}

func TestCompletionLimits(t *testing.T) {
	clock := newWall()
	x, hold, reply := holding(t, clock.option)
	x.want("64", x.complete(11_501, hold, reply))
	x.want("00", x.sale(39_500, panB))
	x.want("51", x.complete(10_501, hold, reply))
	clock.days(30)
	x.want("22", x.complete(10_000, hold, reply))
	clock.days(29)
	x.want("00", x.complete(10_000, hold, reply))
}

// A completion is found on another terminal of the merchant.
func TestCompletionOnAnotherTerminal(t *testing.T) {
	x, hold, reply := holding(t)
	y := *x
	y.terminal = "00010002"
	y.conn, y.batch = y.dial(), "000000"
	y.signIn()
	y.want("00", y.complete(10_000, hold, reply))
	require.Equal(t, host.Completed, x.states()[0])
	require.Equal(t, host.Key{Terminal: "00010001", Batch: "000001", Trace: hold.Get(11)}, x.host.Ledger()[1].Original)
}

func TestReversalsOfHolds(t *testing.T) {
	x, hold, reply := holding(t)
	x.want("00", x.reversal(hold))
	require.Equal(t, "0.00", x.held("B"))
	x.want("25", x.complete(100, hold, reply))

	hold = x.preauth(10_000, panB)
	reply = x.want("00", hold)
	void := x.preauthVoid(hold, reply)
	x.want("00", void)
	x.want("58", x.reversal(hold))
	x.want("00", x.reversal(void))
	require.Equal(t, "100.00", x.held("B"), "the void was undone")

	completion := x.complete(9_000, hold, reply)
	x.want("00", completion)
	x.want("58", x.reversal(hold))
	x.want("00", x.reversal(completion))
	require.Equal(t, "100.00", x.held("B"), "the reversal of a completion never releases the hold")
	require.Equal(t, "500.00", x.balance("B"))

	completion = x.complete(9_000, hold, reply)
	done := x.want("00", completion)
	undone := x.completeVoid(completion, done)
	x.want("00", undone)
	x.want("00", x.reversal(undone))
	require.Equal(t, "410.00", x.balance("B"), "the completion stands")
	require.Equal(t, "0.00", x.held("B"))
	undone = x.completeVoid(completion, done)
	x.want("00", undone)
	x.want("00", x.complete(1_000, hold, reply))
	x.want("58", x.reversal(undone))
	require.Equal(t, "490.00", x.balance("B"))
}

func TestCompletionAdvice(t *testing.T) {
	x, hold, reply := holding(t)
	advice := x.onHold("0220", "000000", "24", 9_000, hold, reply)
	first := x.want("00", advice)
	require.Equal(t, "0230", first.MTI)
	require.Equal(t, first.String(), x.want("00", advice).String())
	require.Equal(t, "410.00", x.balance("B"))
	completion := x.complete(9_000, hold, reply)
	completion.Set(11, advice.Get(11))
	x.want("58", x.reversal(completion)) // what was told is not reversed
	x.want("00", x.completeVoid(advice, first))
	require.Equal(t, "500.00", x.balance("B"))
}
