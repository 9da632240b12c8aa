package host_test

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/emulator/host"
)

// faulty is a signed-in till whose next sale meets the fault.
func faulty(t *testing.T, f host.Fault) (*till, *message.Message) {
	t.Helper()
	x := newTill(newLab(t))
	require.NoError(t, x.host.AddFault(f))
	return x, x.sale(1_000, panB)
}

// used waits for the use of the fault and checks that it is gone from the queue.
func (t *till) used(name string) {
	t.t.Helper()
	require.Equal(t.t, name, t.event(host.FaultUsed).Fault)
	require.Empty(t.t, t.host.Faults())
}

// silent says that nothing came and the connection is still good: the next thing
// that arrives is the answer to an echo.
func (t *till) silent() {
	t.t.Helper()
	require.Equal(t.t, "0830", t.want("00", t.plain("0820", "301")).MTI)
}

// ended says that nothing more comes.
func (t *till) ended() {
	t.t.Helper()
	n, err := t.conn.Read(make([]byte, 1))
	require.Zero(t.t, n)
	require.ErrorIs(t.t, err, io.EOF)
}

func TestDropRequest(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "drop_request"})
	x.send(m)
	x.silent()
	x.used("drop_request")
	require.Empty(t, x.host.Ledger())
}

func TestDropResponse(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "drop_response"})
	x.send(m)
	x.silent()
	x.used("drop_response")
	require.Equal(t, "490.00", x.balance("B"), "decided, only the answer is lost")
	x.want("00", x.reversal(m))
}

func TestDuplicateResponse(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "duplicate_response"})
	first := x.want("00", m)
	require.Equal(t, first.String(), x.receive().String())
	require.Equal(t, "490.00", x.balance("B"))
}

func TestLateResponseComesFirstOnTheNextConnection(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "late_response"})
	x.send(m)
	x.silent()
	x.conn = x.dial()
	next := x.sale(500, panB)
	x.send(next)
	require.Equal(t, m.Get(11), x.receive().Get(11), "the answer of the sale before")
	require.Equal(t, next.Get(11), x.receive().Get(11))
}

func TestWrongAnswersAreSealedRight(t *testing.T) {
	for name, field := range map[string]int{"wrong_trace": 11, "wrong_amount": 4, "wrong_terminal": 41} {
		x, m := faulty(t, host.Fault{Name: name})
		reply := x.ask(m) // receive checks the MAC
		require.NotEqual(t, m.Get(field), reply.Get(field), name)
		require.True(t, reply.Has(64))
		require.Equal(t, "490.00", x.balance("B"), "decided")
	}
}

func TestBadMACWaitsForAnAnswerThatHasOne(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "bad_mac"})
	x.silent()
	x.send(m)
	f, err := frame.Read(x.conn)
	require.NoError(t, err)
	input, mac, ok := message.MACInput(f.Body)
	require.True(t, ok)
	require.False(t, x.mac.Verify(input, mac))
	require.Equal(t, "490.00", x.balance("B"))
}

func TestHalfFrame(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "half_frame"})
	x.send(m)
	_, err := frame.Read(x.conn)
	require.ErrorIs(t, err, frame.ErrShort)
	require.Equal(t, "490.00", x.balance("B"))
}

func TestGarbage(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "garbage"})
	x.send(m)
	raw, err := io.ReadAll(x.conn)
	require.NoError(t, err)
	require.Len(t, raw, 64)
	require.Equal(t, "490.00", x.balance("B"))
}

func TestClosing(t *testing.T) {
	for name, balance := range map[string]string{"close_before_response": "500.00", "approve_then_close": "490.00"} {
		x, m := faulty(t, host.Fault{Name: name})
		x.send(m)
		x.ended()
		require.Equal(t, balance, x.balance("B"), name)
	}
}

func TestRefuseConnection(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "refuse_connection"})
	x.want("00", m) // the connection that stands is not touched
	x.conn = x.dial()
	x.ended()
	x.used("refuse_connection")
	x.conn = x.dial()
	x.silent()
}

func TestForcedCodes(t *testing.T) {
	for _, tt := range []struct{ fault, value, code string }{
		{"decline", "", "51"}, {"decline", "05", "05"}, {"unknown_code", "", "ZZ"}, {"unknown_code", "Q1", "Q1"},
	} {
		x, m := faulty(t, host.Fault{Name: tt.fault, Value: tt.value})
		x.want(tt.code, m)
		require.Equal(t, "500.00", x.balance("B"))
		require.Equal(t, []host.State{host.Declined}, x.states())
	}
}

func TestARefusedReversalIsNotPerformed(t *testing.T) {
	x, m := faulty(t, host.Fault{Name: "decline", Value: "96", Match: host.Match{MTI: "0400"}})
	x.want("00", m)
	x.want("96", x.reversal(m))
	require.Equal(t, "490.00", x.balance("B"))
	x.want("00", x.reversal(m))
	require.Equal(t, "500.00", x.balance("B"))
}

func TestDelays(t *testing.T) {
	for name, value := range map[string]string{"delay_response": "35s", "slow_bytes": "100ms"} {
		synctest.Test(t, func(t *testing.T) {
			x, m := faulty(t, host.Fault{Name: name, Value: value})
			start := time.Now()
			reply := x.want("00", m)
			took := time.Since(start)
			if name == "delay_response" {
				require.Equal(t, 35*time.Second, took)
				return
			}
			body, err := reply.Pack()
			require.NoError(t, err)
			require.Equal(t, time.Duration(2+5+6+len(body))*100*time.Millisecond, took)
		})
	}
}

func TestFaultsAreUsedInOrderAndCounted(t *testing.T) {
	x := newTill(newLab(t))
	for _, f := range []host.Fault{
		{Name: "decline", Value: "05", Match: host.Match{F3: "310000"}},
		{Name: "decline", Value: "51", Count: 2, Match: host.Match{MTI: "0200", F3: "000000"}},
		{Name: "decline", Value: "61"},
	} {
		require.NoError(t, x.host.AddFault(f))
	}
	x.want("51", x.sale(100, panB))
	require.Len(t, x.host.Faults(), 3)
	require.Equal(t, 1, x.host.Faults()[1].Count)
	x.want("51", x.sale(100, panB))
	x.want("61", x.sale(100, panB))
	x.want("00", x.sale(100, panB))
	x.want("05", x.money("310000", "01", -1, panB))
	require.Empty(t, x.host.Faults())
	require.NoError(t, x.host.AddFault(host.Fault{Name: "garbage"}))
	x.host.ClearFaults()
	require.Empty(t, x.host.Faults())
}

func TestBadFaultsAreRefused(t *testing.T) {
	h := newLab(t).host
	for _, tt := range []struct {
		want  string
		fault host.Fault
	}{
		{"valid are drop_request, drop_response", host.Fault{Name: "explode"}},
		{"count", host.Fault{Name: "garbage", Count: -1}},
		{"count", host.Fault{Name: "garbage", Count: 10_001}},
		{"takes no match", host.Fault{Name: "refuse_connection", Match: host.Match{MTI: "0200"}}},
		{"mti \"200\": want 4 digits", host.Fault{Name: "garbage", Match: host.Match{MTI: "200"}}},
		{"f3 \"00000x\": want 6 digits", host.Fault{Name: "garbage", Match: host.Match{F3: "00000x"}}},
		{"takes no value", host.Fault{Name: "garbage", Value: "51"}},
		{"duration", host.Fault{Name: "delay_response", Value: "35"}},
		{"duration", host.Fault{Name: "slow_bytes", Value: "-1s"}},
		{"declines", host.Fault{Name: "decline", Value: "00"}},
		{"declines", host.Fault{Name: "decline", Value: "ZZ"}},
		{"two characters", host.Fault{Name: "unknown_code", Value: "z"}},
		{"is known", host.Fault{Name: "unknown_code", Value: "00"}},
		{"a status from 300 to 599", host.Fault{Name: "http_status", Value: "200"}},
		{"door \"back\": want primary or backup", host.Fault{Name: "garbage", Match: host.Match{Door: "back"}}},
	} {
		err := h.AddFault(tt.fault)
		require.ErrorIs(t, err, host.ErrFault)
		require.ErrorContains(t, err, tt.want)
	}
	for range 1000 {
		require.NoError(t, h.AddFault(host.Fault{Name: "garbage"}))
	}
	require.ErrorContains(t, h.AddFault(host.Fault{Name: "garbage"}), "limit")
}

// The names are a promise to those who write tests against the lab.
func TestFaultNames(t *testing.T) {
	require.Equal(t, strings.Fields(`drop_request drop_response delay_response duplicate_response late_response
		wrong_trace wrong_amount wrong_terminal bad_mac wrong_totals half_frame garbage close_before_response approve_then_close
		refuse_connection slow_bytes decline unknown_code http_status`), host.FaultNames())
}
