package host_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
)

// Each row spoils one thing of a good sale; the host names the field.
func TestMalformedRequestsAreRefusedByName(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		field      int
		spoil      func(m *message.Message)
	}{
		{"trace zero", "30", 11, func(m *message.Message) { m.Set(11, "000000") }},
		{"no network code", "30", 60, func(m *message.Message) { m.Set(60, "22000001") }},
		{"half field 60", "30", 60, func(m *message.Message) { m.Set(60, "2200000100") }},
		{"unknown type", "40", 60, func(m *message.Message) { m.Set(60, "99"+m.Get(60)[2:]) }},
		{"unknown processing code", "40", 3, func(m *message.Message) { m.Set(3, "990000") }},
		{"currency", "30", 49, func(m *message.Message) { m.Set(49, "840") }},
		{"track without separator", "30", 35, func(m *message.Message) { m.Set(35, panB) }},
		{"two cards", "14", 35, func(m *message.Message) { m.Set(2, panC) }},
		{"two expiries", "54", 14, func(m *message.Message) { m.Set(14, "2911") }},
		{"PIN announced, none there", "30", 52, func(m *message.Message) { m.Set(22, "021") }},
		{"entry mode", "30", 22, func(m *message.Message) { m.Set(22, "020") }},
		{"PIN length without PIN", "30", 26, func(m *message.Message) { m.Set(26, "12") }},
		{"encrypted track", "30", 53, func(m *message.Message) { m.Set(53, "2610000000000000") }},
		{"blank merchant", "03", 42, func(m *message.Message) { m.Set(42, " ") }},
		{"another merchant", "58", 42, func(m *message.Message) { m.Set(42, "104512541110002") }},
		{"another batch", "77", 60, func(m *message.Message) { m.Set(60, "22000002000") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := newTill(newLab(t))
			m := x.sale(100, panB)
			tt.spoil(m)
			x.event(host.Decided)
			require.Equal(t, tt.code, x.ask(m).Get(39))
			e := x.event(host.Decided)
			require.Equal(t, tt.field, e.Field, e.Reason)
			require.NotEmpty(t, e.Reason)
			require.Empty(t, x.host.Ledger(), "what is refused this early leaves no trace")
		})
	}
}

func TestMissingFields(t *testing.T) {
	for _, missing := range []int{3, 4, 11, 22, 25, 35, 41, 42, 49, 60} {
		x := newTill(newLab(t))
		full := x.sale(100, panB)
		m := message.New("0200")
		for _, n := range full.Fields() {
			if n != missing {
				m.Set(n, full.Get(n))
			}
		}
		code := "30"
		if missing == 25 {
			code = "40" // the condition code is part of the type
		}
		require.Equal(t, code, x.ask(m).Get(39), "without field %d", missing)
	}
}

func TestPINNeedsItsCompanions(t *testing.T) {
	for _, missing := range []int{26, 53} {
		x := newTill(newLab(t))
		full := x.withPIN(x.sale(100, panA), pinA)
		m := message.New("0200")
		for _, n := range full.Fields() {
			if n != missing {
				m.Set(n, full.Get(n))
			}
		}
		x.want("30", m)
	}
}

func TestBadMAC(t *testing.T) {
	x := newTill(newLab(t))
	body, err := x.body(x.sale(100, panB))
	require.NoError(t, err)
	body[len(body)-1] ^= 1
	x.sendBody(body)
	reply := x.receive()
	require.Equal(t, "A0", reply.Get(39))
	require.False(t, reply.Has(64), "the key is not shared, so nothing is sealed with it")

	plain, err := x.sale(100, panB).Pack()
	require.NoError(t, err)
	x.sendBody(plain)
	require.Equal(t, "A0", x.receive().Get(39), "no MAC at all")
	require.Equal(t, "500.00", x.balance("B"))
}

func TestNotSignedIn(t *testing.T) {
	l := newLab(t)
	x := &till{lab: l, alg: keys.UnionPayECB, conn: l.dial(), batch: "000001"}
	reply := x.ask(x.sale(100, panB))
	require.Equal(t, "77", reply.Get(39))
	require.False(t, reply.Has(64))
	require.Equal(t, "77", x.ask(x.plain("0820", "002")).Get(39))
}

func TestRegisteredTerminalsOnly(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		terminals  map[string]string
	}{
		{"registered", "00", map[string]string{"00010001": "104512541110001"}},
		{"unknown terminal", "97", map[string]string{"00010002": "104512541110001"}},
		{"unknown merchant", "03", map[string]string{"00010001": "104512541110009"}},
		{"merchant of another terminal", "58", map[string]string{"00010001": "104512541110009", "00010002": "104512541110001"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, func(o *host.Options) { o.Terminals = tt.terminals })
			x := &till{lab: l, conn: l.dial(), batch: "000000"}
			m := x.plain("0800", "003")
			m.Set(63, "001")
			require.Equal(t, tt.code, x.ask(m).Get(39))
		})
	}
}

func TestUnreadableMessages(t *testing.T) {
	x := newTill(newLab(t))
	body, err := x.body(x.sale(100, panB))
	require.NoError(t, err)

	x.sendBody(append(body, 0))
	reply := x.receive()
	require.Equal(t, "30", reply.Get(39), "bytes behind the last field")
	require.Equal(t, "00010001", reply.Get(41))
	require.True(t, reply.Has(64))
	x.want("00", x.plain("0820", "301")) // the connection goes on

	answer, err := hex.DecodeString("02100000000000000000")
	require.NoError(t, err)
	x.sendBody(answer)
	_, err = frame.Read(x.conn)
	require.Error(t, err, "an answer is no request")
	require.Contains(t, x.event(host.Malformed).Reason, "left over")
	require.Contains(t, x.event(host.Malformed).Reason, "no request")
}
