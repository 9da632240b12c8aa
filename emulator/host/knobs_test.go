package host_test

import (
	"encoding/hex"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// knobs makes an option of knobs.
func knobs(k host.Knobs) func(*host.Options) { return func(o *host.Options) { o.Knobs = k } }

func TestAnswersByAmount(t *testing.T) {
	x := newTill(newLab(t))
	x.want("00", x.sale(151, panB))
	require.NoError(t, x.host.SetAmounts(host.Amounts{"51": "51", "11": "11", "99": "ZZ", "10": "10", "05": "05"}))
	sale := x.sale(251, panB)
	x.want("51", sale)
	x.want("12", x.reversal(sale))
	vip := x.sale(111, panB)
	reply := x.want("11", vip)
	require.Len(t, reply.Get(38), 6)
	x.want("ZZ", x.sale(199, panB))
	x.want("51", x.preauth(351, panB))
	x.want("51", x.qrSale(451, codeUnionPay))
	x.want("51", x.pay(551, codeWeChat, x.order()))
	x.want("05", x.refund(5, vip, reply))
	x.want("00", x.money("310000", "01", -1, panB))
	require.Equal(t, "497.38", x.balance("B"))

	half := x.sale(1_010, panB)
	part := x.ask(half)
	require.Equal(t, "10", part.Get(39))
	require.Equal(t, "000000000505", part.Get(4))
	x.want("00", x.reversal(half)) // over what was asked for
	require.Equal(t, "497.38", x.balance("B"))

	require.NoError(t, x.host.SetAmounts(nil))
	x.want("00", x.sale(351, panB))
}

func TestTheStandardTable(t *testing.T) {
	table := host.StandardAmounts()
	require.NoError(t, table.Check())
	for end, code := range table {
		require.Equal(t, end, string(code))
		require.NotEqual(t, txn.Unknown, code.Class(), code)
	}
	require.NotContains(t, table, "00")
	require.Contains(t, table, "61")
}

func TestPartialApproval(t *testing.T) {
	for _, tt := range []struct {
		partial host.Partial
		flag    string
		code    string
	}{
		{host.PartialNever, "1", "51"}, {host.PartialSupported, "", "51"}, {host.PartialSupported, "0", "51"},
		{host.PartialSupported, "1", "10"}, {host.PartialForced, "", "10"},
	} {
		x := newTill(newLab(t, knobs(host.Knobs{Partial: tt.partial})))
		m := x.sale(150, panC)
		m.Set(60, m.Get(60)+tt.flag)
		reply := x.ask(m)
		require.Equal(t, tt.code, reply.Get(39))
		if tt.code != "10" {
			continue
		}
		require.Equal(t, "000000000100", reply.Get(4))
		require.Equal(t, "0.00", x.balance("C"))
		require.Equal(t, "1.50", x.host.Ledger()[0].Requested)
		require.Equal(t, "1.00", x.host.Ledger()[0].Amount)
		x.want("51", x.sale(1, panC)) // nothing is left to be approved in part
		x.want("00", x.reversal(m))
		require.Equal(t, "1.00", x.balance("C"))
	}
}

func TestLimits(t *testing.T) {
	clock := newWall()
	x := newTill(newLab(t, clock.option))
	set := func(l host.Limits) { require.NoError(t, x.host.SetKnobs(host.Knobs{Limits: l})) }
	set(host.Limits{Least: "1.00", Transaction: "100.00"})
	x.want("13", x.sale(99, panB))
	x.want("61", x.sale(10_001, panB))
	first := x.sale(10_000, panB)
	x.want("00", first)

	set(host.Limits{Terminal: "50.00"})
	x.want("61", x.sale(5_001, panB))
	set(host.Limits{TerminalDay: "110.00"})
	x.want("61", x.sale(1_001, panB))
	x.want("00", x.sale(1_000, panB))
	set(host.Limits{CardDay: "120.00"})
	x.want("61", x.sale(1_001, panB))
	x.want("00", x.reversal(first)) // which spent nothing, then
	x.want("00", x.sale(11_000, panB))
	set(host.Limits{CardDayCount: 3})
	x.want("00", x.sale(100, panB))
	x.want("65", x.sale(100, panB))
	x.want("00", x.sale(100, panVisa))
	set(host.Limits{TerminalCount: 4})
	x.want("65", x.sale(100, panVisa))
	clock.days(1)
	x.want("00", x.sale(100, panVisa))
}

func TestPermissionsAndLists(t *testing.T) {
	x := newTill(newLab(t, knobs(host.Knobs{Deny: map[string]txn.Code{"preauth": "40", "void": "12"}, BlockedCards: []string{"4"}})))
	x.want("40", x.preauth(100, panB))
	x.want("62", x.sale(100, panVisa))
	sale := x.sale(100, panB)
	reply := x.want("00", sale)
	x.want("12", x.void(sale, reply))
	require.NoError(t, x.host.SetKnobs(host.Knobs{BlockedTerminals: []string{"00010001"}}))
	x.want("58", x.sale(100, panB))
	x.want("00", x.reversal(sale)) // money can always come back
	x.host.ResetKnobs()
	x.want("40", x.preauth(100, panB))
}

func TestStandings(t *testing.T) {
	dir := t.TempDir()
	x := newTill(newLab(t, ledgerFile(dir)))
	for standing, code := range map[host.Standing]string{
		host.Expired: "54", host.Lost: "41", host.Stolen: "43", host.PickUp: "04", host.Restricted: "62", host.PINBlocked: "75", host.Dormant: "21", host.Normal: "00",
	} {
		_, err := x.host.SetStanding("B", standing)
		require.NoError(t, err)
		x.want(code, x.sale(100, panB))
	}
	_, err := x.host.SetStanding("A", host.PINBlocked)
	require.NoError(t, err)
	x.want("38", x.withPIN(x.sale(100, panA), pinA))
	_, err = x.host.SetStanding("wechat", host.Restricted)
	require.NoError(t, err)
	x.want("62", x.pay(100, codeWeChat, x.order()))
	_, err = x.host.SetStanding("nobody", host.Lost)
	require.ErrorIs(t, err, host.ErrNoAccount)

	require.NoError(t, x.host.Close())
	x = restart(t, x, dir)
	x.want("38", x.withPIN(x.sale(100, panA), pinA)) // it is a fact
	_, err = x.host.SetStanding("A", host.Normal)
	require.NoError(t, err)
	x.want("00", x.withPIN(x.sale(100, panA), pinA))
}

func TestForeignCards(t *testing.T) {
	x := newTill(newLab(t))
	require.Equal(t, "VIS", x.want("00", x.sale(100, panVisa)).Get(63))
	require.Equal(t, "CUP", x.want("00", x.sale(100, panB)).Get(63))
	require.Equal(t, "VIS", x.host.Ledger()[0].Organisation)
}

// chip is field 55 as a chip in a sale gives it.
func chip() string {
	raw, _ := hex.DecodeString("9F2608010203040506070" + "89F2701809F100807010103A00000009F37040A0B0C0D9F360200079505000000000" +
		"09A032611219C01009F02060000000001005F2A02015682027C009F1A0201569F03060000000000009F3303E0F1C89F3501229F1E083132333435363738" +
		"8408A0000003330101019F090200209F410400000001")
	return string(raw)
}

func TestChipData(t *testing.T) {
	x := newTill(newLab(t))
	inserted := func(m *message.Message) *message.Message {
		m.Set(22, "052")
		return m
	}
	refused(x, "without", "30", 55, inserted(x.sale(100, panB)))
	m := inserted(x.sale(100, panB))
	m.Set(55, chip())
	reply := x.want("00", m)
	require.Equal(t, "910a", hex.EncodeToString([]byte(reply.Get(55)[:2])))
	require.Equal(t, "00", reply.Get(55)[10:])
	m = inserted(x.sale(101, panC))
	m.Set(55, chip())
	require.Equal(t, "51", x.want("51", m).Get(55)[10:], "a decline is told the chip, too")
	m = inserted(x.sale(100, panB))
	m.Set(55, chip()[3+8:])
	refused(x, "no cryptogram", "30", 55, m)

	sale := inserted(x.sale(100, panB))
	sale.Set(55, chip())
	void := inserted(x.void(sale, x.want("00", sale)))
	x.want("00", void) // the chip only read the card
	x.want("00", x.sale(100, panB))
	require.NoError(t, x.host.SetKnobs(host.Knobs{ChipOptional: true}))
	x.want("00", inserted(x.sale(100, panB)))
}

func TestFallback(t *testing.T) {
	x := newTill(newLab(t, knobs(host.Knobs{RefuseFallback: true})))
	swiped := func(service, condition string) *message.Message {
		m := x.sale(100, panB)
		m.Set(35, panB+"=3012"+service+"123456789")
		m.Set(60, m.Get(60)[:12]+condition)
		return m
	}
	x.want("45", swiped("220", "0"))
	x.want("45", swiped("601", "1"))
	x.want("00", swiped("220", "2"))
	x.want("00", swiped("120", "0"))
	x.host.ResetKnobs()
}

func TestIssuers(t *testing.T) {
	for _, tt := range []struct {
		issuer  host.Issuer
		code    string
		takes   time.Duration
		balance string
	}{
		{host.Issuer{State: host.IssuerDown}, "91", 0, "500.00"},
		{host.Issuer{State: host.IssuerSilent}, "68", 35 * time.Second, "500.00"},
		{host.Issuer{State: host.IssuerSilent, Answer: "98", After: "5s"}, "98", 5 * time.Second, "500.00"},
		{host.Issuer{State: host.IssuerSlow, After: "5s", BIN: "62"}, "00", 5 * time.Second, "499.00"},
		{host.Issuer{State: host.IssuerSlow, After: "5s", BIN: "4"}, "00", 0, "499.00"},
	} {
		synctest.Test(t, func(t *testing.T) {
			x := newTill(newLab(t, knobs(host.Knobs{Issuer: tt.issuer})))
			start := time.Now()
			x.want(tt.code, x.sale(100, panB))
			require.Equal(t, tt.takes, time.Since(start))
			require.Equal(t, tt.balance, x.balance("B"))
			x.silent()
		})
	}
}

// The terminal gives up while the issuer still thinks; its reversal comes first, and what
// the issuer says then counts for nothing (RELIABILITY.md 3.9, 8).
func TestAReversalOvertakesASlowIssuer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newTill(newLab(t, knobs(host.Knobs{Issuer: host.Issuer{State: host.IssuerSlow, After: "90s"}})))
		sale := x.sale(100, panB)
		x.send(sale)
		late := x.conn
		x.conn = x.dial()
		x.want("00", x.reversal(sale))
		x.conn = late
		require.Equal(t, "12", x.receive().Get(39))
		require.Equal(t, "500.00", x.balance("B"))
	})
}

func TestCutOver(t *testing.T) {
	dir := t.TempDir()
	clock := newWall()
	x := newTill(newLab(t, clock.option, ledgerFile(dir)))
	sale := x.sale(1_000, panB)
	reply := x.want("00", sale)
	require.Equal(t, "1121", reply.Get(15))
	other := x.sale(1_000, panB)
	second := x.want("00", other)

	next, err := x.host.CutOver(host.CutOver{Requests: 2, Lasts: "5s"})
	require.NoError(t, err)
	require.Equal(t, "2026-11-22", next)
	x.want("90", x.sale(100, panB))
	x.want("90", x.reversal(sale))
	x.want("90", x.sale(100, panB)) // five seconds are not over
	clock.turn(5 * time.Second)
	reply15 := x.want("00", x.sale(100, panB))
	require.Equal(t, "1122", reply15.Get(15))
	require.Equal(t, "1121", reply15.Get(13), "the clock goes on")

	x.want("25", x.void(sale, reply)) // of yesterday
	require.NoError(t, x.host.SetKnobs(host.Knobs{VoidAnyDay: true}))
	x.want("00", x.void(sale, reply))
	require.NoError(t, x.host.SetKnobs(host.Knobs{Reversal: host.Reversal{OtherDay: "25"}}))
	x.want("25", x.reversal(other))
	x.host.ResetKnobs()
	x.want("00", x.reversal(other))
	require.NotEmpty(t, second.Get(37))

	require.NoError(t, x.host.Close())
	x = restart(t, x, dir)
	require.Equal(t, "2026-11-22", x.host.Day(), "it is a fact")
}

func TestTheRequirementIsSetAtRunTime(t *testing.T) {
	x := newTill(newLab(t))
	ask := func() frame.Requirement {
		x.send(x.plain("0820", "301"))
		f, err := frame.Read(x.conn)
		require.NoError(t, err)
		return f.Header.Requirement()
	}
	require.Equal(t, frame.RequireNothing, ask())
	require.NoError(t, x.host.SetKnobs(host.Knobs{Require: 7}))
	require.EqualValues(t, 7, ask())
}

func TestOrdersAtTheCounter(t *testing.T) {
	x := newTill(newLab(t, knobs(host.Knobs{WalletWait: -1})))
	paid, refused := x.order(), x.order()
	x.want("W1", x.pay(100, codeWeChat, paid))
	x.want("W1", x.pay(100, codeWeChat, refused))
	for range 5 {
		x.want("W1", x.orderQuery(paid))
	}
	o, err := x.host.ConfirmOrder(paid, "")
	require.NoError(t, err)
	require.Equal(t, host.Approved, o.State)
	x.want("00", x.orderQuery(paid))
	_, err = x.host.CancelOrder(refused)
	require.NoError(t, err)
	x.want("05", x.orderQuery(refused))
	_, err = x.host.ConfirmOrder(refused, "")
	require.ErrorIs(t, err, host.ErrNoOrder)
	require.Len(t, x.host.Orders(), 2)
	require.Equal(t, "499.00", x.balance("wechat"))
}

func TestFaultsByKind(t *testing.T) {
	x := newTill(newLab(t))
	for _, f := range []host.Fault{
		{Name: "decline", Value: "05", Match: host.Match{Kind: "qr_sale"}},
		{Name: "decline", Value: "61", Match: host.Match{Kind: "refund"}},
		{Name: "wrong_amount", Match: host.Match{MTI: "0220"}},
		{Name: "duplicate_response", Match: host.Match{Network: "202"}},
	} {
		require.NoError(t, x.host.AddFault(f))
	}
	sale := x.sale(1_000, panB)
	reply := x.want("00", sale)
	x.want("05", x.qrSale(100, codeUnionPay))
	refund := x.refund(100, sale, reply)
	x.want("61", refund)
	require.NotEqual(t, refund.Get(4), x.ask(refund).Get(4), "the repeat's amount is wrong, its answer the same")
	nothing := count(0, 0, 0, 0)
	x.want("00", x.settle(nothing, nothing))
	end := x.end("202", 0)
	x.want("00", end)
	require.Equal(t, end.Get(11), x.receive().Get(11))
	require.Empty(t, x.host.Faults())
}
