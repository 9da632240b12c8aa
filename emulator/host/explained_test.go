package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// undone is a till that has done one thing of a kind, and its request and answer.
type undone struct {
	x         *till
	m, answer *message.Message
}

// undoable are all kinds that can be reversed.
func undoable(t *testing.T) map[string]undone {
	all := map[string]undone{}
	for name, build := range map[string]func(x *till) *message.Message{
		"sale":      func(x *till) *message.Message { return x.sale(1_000, panB) },
		"preauth":   func(x *till) *message.Message { return x.preauth(1_000, panB) },
		"code sale": func(x *till) *message.Message { return x.qrSale(1_000, codeUnionPay) },
		"void": func(x *till) *message.Message {
			sale := x.sale(1_000, panB)
			return x.void(sale, x.want("00", sale))
		},
		"code void": func(x *till) *message.Message {
			sale := x.qrSale(1_000, codeUnionPay)
			return x.qrVoid(sale, x.want("00", sale))
		},
		"preauth void": func(x *till) *message.Message {
			hold := x.preauth(1_000, panB)
			return x.preauthVoid(hold, x.want("00", hold))
		},
		"completion": func(x *till) *message.Message {
			hold := x.preauth(1_000, panB)
			return x.complete(1_000, hold, x.want("00", hold))
		},
		"completion void": func(x *till) *message.Message {
			hold := x.preauth(1_000, panB)
			done := x.complete(1_000, hold, x.want("00", hold))
			return x.completeVoid(done, x.want("00", done))
		},
	} {
		x := newTill(newLab(t))
		m := build(x)
		all[name] = undone{x, m, x.want("00", m)}
	}
	return all
}

// What a good terminal says is believed: with the card by its number, with the
// authorisation code of the answer, of what the original named, or none because no answer came.
func TestAnHonestReversalPasses(t *testing.T) {
	for name, change := range map[string]func(u undone, m *message.Message) *message.Message{
		"as it is": func(_ undone, m *message.Message) *message.Message { return m },
		"card by number": func(_ undone, m *message.Message) *message.Message {
			if !m.Has(35) {
				return m
			}
			m = without(m, 35)
			m.Set(2, panB)
			m.Set(14, "3012")
			return m
		},
		"code of the answer": func(u undone, m *message.Message) *message.Message { return changed(m, 38, u.answer.Get(38)) },
		"code as it was sent": func(u undone, m *message.Message) *message.Message {
			if u.m.Has(38) {
				return changed(m, 38, u.m.Get(38))
			}
			return m
		},
	} {
		for kind, u := range undoable(t) {
			u.x.want("00", change(u, u.x.reversal(u.m)))
			require.Equal(t, host.Reversed, u.x.states()[len(u.x.states())-1], "%s, %s", kind, name)
		}
	}
	x := newTill(newLab(t))
	x.want("00", changed(x.reversal(x.sale(100, panB)), 38, "123456")) // of what never came
	expired := x.sale(100, panExpired)
	x.want("54", expired)
	x.want("12", x.reversal(expired))
}

// Refusals of reversals name the field and say why.
func TestRefusedReversalsAreExplained(t *testing.T) {
	x := newTill(newLab(t, func(o *host.Options) { o.Reversal.Unknown = "25" }))
	sale := x.sale(1_000, panB)
	sold := x.want("00", sale)
	refused(x, "another kind", "58", 11, func() *message.Message {
		m := x.reversal(sale)
		m.Set(3, "200000")
		m.Set(60, "23"+m.Get(60)[2:])
		return m
	}())
	void := x.void(sale, sold)
	x.want("00", void)
	refused(x, "voided", "58", 11, x.reversal(sale))
	x.want("00", x.reversal(void))
	refused(x, "again", "25", 11, x.reversal(void))
	declined := x.sale(101, panC)
	x.want("51", declined)
	refused(x, "declined", "12", 11, x.reversal(declined))
	refused(x, "unknown", "25", 11, x.reversal(x.sale(1, panB)))
	refused(x, "unknown, and another in 61", "30", 61, changed(x.reversal(x.sale(1, panB)), 61, named(sale)))
	bad := x.void(declined, sold)
	bad.Set(38, "123456")
	x.want("12", bad)
	refused(x, "a declined void with the code of what it named", "12", 11, changed(x.reversal(bad), 38, "123456"))
}

// Codes that had no field in the log before.
func TestRefusalsNameTheirField(t *testing.T) {
	x := newTill(newLab(t))
	require.NoError(t, x.host.SetKnobs(host.Knobs{Limits: host.Limits{CardDayCount: 1}}))
	x.want("00", x.sale(100, panB))
	refused(x, "card too often", "65", 35, x.sale(100, panB))
	require.NoError(t, x.host.SetKnobs(host.Knobs{Limits: host.Limits{TerminalCount: 1}}))
	refused(x, "terminal too often", "65", 41, x.sale(100, panVisa))
	require.NoError(t, x.host.SetKnobs(host.Knobs{Issuer: host.Issuer{State: host.IssuerDown}}))
	refused(x, "issuer down", "91", 35, x.sale(100, panB))
	refused(x, "issuer of a code down", "91", 59, x.qrSale(100, codeUnionPay))
	require.NoError(t, x.host.SetKnobs(host.Knobs{Deny: map[string]txn.Code{"sale": "40"}}))
	refused(x, "denied", "40", 3, x.sale(100, panB))
	x.host.ResetKnobs()
	refused(x, "lost", "41", 35, x.sale(100, panLost))
	refused(x, "network code", "40", 60, x.plain("0820", "777"))
	refused(x, "message type", "40", 0, x.plain("0620", "000"))
	refused(x, "type of a reversal", "40", 3, changed(x.reversal(x.sale(1, panB)), 3, "310000"))

	for len(x.events) > 0 {
		<-x.events
	}
	body, err := x.body(x.sale(100, panB))
	require.NoError(t, err)
	x.sendBody(append(body, 0))
	require.Equal(t, "30", x.receive().Get(39))
	e := x.event(host.Decided)
	require.Zero(t, e.Field)
	require.Contains(t, e.Reason, "bytes after the last field")
}
