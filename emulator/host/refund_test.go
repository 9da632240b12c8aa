package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
)

func sold(t *testing.T, change ...func(*host.Options)) (x *till, sale, reply *message.Message) {
	x = newTill(newLab(t, change...))
	sale = x.sale(10_000, panB)
	return x, sale, x.want("00", sale)
}

func TestRefundsInParts(t *testing.T) {
	x, sale, reply := sold(t)
	first := x.refund(3_000, sale, reply)
	answer := x.want("00", first)
	require.Equal(t, "0230", answer.MTI)
	require.Equal(t, "430.00", x.balance("B"))
	require.Equal(t, []host.State{host.Approved, host.Approved}, x.states())
	require.Equal(t, "30.00", x.host.Ledger()[0].Refunded)
	x.want("25", x.void(sale, reply))
	x.want("58", x.reversal(sale))

	x.want("61", x.refund(7_001, sale, reply))
	x.want("00", x.refund(7_000, sale, reply))
	require.Equal(t, "500.00", x.balance("B"))
	require.Equal(t, host.Refunded, x.states()[0])
	x.want("61", x.refund(1, sale, reply))
	x.want("40", x.reversal(first)) // a refund is never reversed
}

// A refund that comes again is answered byte for byte as the first time, even a day and a
// restart later; another transaction under its number is a duplicate.
func TestARepeatedRefundIsAnsweredAsBefore(t *testing.T) {
	dir, clock := t.TempDir(), newWall()
	x, sale, reply := sold(t, clock.option, ledgerFile(dir))
	good := x.refund(3_000, sale, reply)
	bad := x.refund(30_000, sale, reply)
	answers := map[*message.Message]string{good: x.want("00", good).String(), bad: x.want("61", bad).String()}
	clock.days(40)
	require.NoError(t, x.host.Close())
	again := *x
	again.lab = newLab(t, clock.option, ledgerFile(dir))
	again.conn = again.dial()
	for m, want := range answers {
		require.Equal(t, want, again.ask(m).String())
	}
	require.Equal(t, "430.00", again.balance("B"))
	other := again.refund(2_000, sale, reply)
	other.Set(11, good.Get(11))
	again.want("94", other)
}

// What is told under a number that was told before, and says something else, is a duplicate,
// also after a restart.
func TestAChangedRepeatIsADuplicate(t *testing.T) {
	dir := t.TempDir()
	x, sale, reply := sold(t, ledgerFile(dir))
	hold := x.preauth(1_000, panB)
	held := x.want("00", hold)
	code := x.qrSale(1_000, codeUnionPay)
	paid := x.want("00", code)
	order := x.order()
	x.want("00", x.pay(1_000, codeWeChat, order))
	told := map[string]*message.Message{
		"refund": x.refund(100, sale, reply), "advice": x.onHold("0220", "000000", "24", 100, hold, held),
		"code refund": x.qrRefund(100, paid), "wallet refund": x.walletRefund(100, order),
	}
	answers := map[string]string{}
	for name, m := range told {
		answers[name] = x.want("00", m).String()
	}
	money := x.host.Accounts()
	for range 2 {
		for name, m := range told {
			for _, change := range []struct {
				field int
				value string
			}{
				{4, "000000000101"}, {37, "000000000099"}, {61, "0000000000001120"}, {61, m.Get(61) + "00"}, {38, "654321"}, {22, "012"}, {14, "3011"},
				{63, "001"}, {60, m.Get(60)[:12] + "2"}, {60, m.Get(60)[:11]}, {60, m.Get(60) + "1"}, {23, "002"}, {2, panC}, {35, panC + "=3012101"},
			} {
				other := without(m, 0)
				if !set(change.field, change.value)(other) && (change.field != 38 || m.Has(38)) || other.String() == m.String() && change.field != 35 || change.field == 22 && !m.Has(35) {
					continue
				}
				if change.field == 38 {
					other.Set(38, change.value)
				}
				reply := x.ask(other)
				require.Equal(t, "94", reply.Get(39), "%s with %d = %s", name, change.field, change.value)
			}
			require.Equal(t, answers[name], x.want("00", m).String(), name)
		}
		require.NoError(t, x.host.Close())
		x = restart(t, x, dir)
	}
	require.Equal(t, money, x.host.Accounts())
}

// An honest repeat may have lost the stripe: card number and expiry stand for it.
func TestARepeatWithoutItsStripeIsTheSame(t *testing.T) {
	x, sale, reply := sold(t)
	refund := x.refund(3_000, sale, reply)
	refund.Set(53, "0600000000000000")
	first := x.want("00", refund)
	again := without(without(refund, 35), 53)
	again.Set(2, panB)
	again.Set(14, "3012")
	answer := x.want("00", again)
	for _, n := range []int{12, 13, 15, 37, 38} {
		require.Equal(t, first.Get(n), answer.Get(n), "field %d", n)
	}
	again.Set(14, "3011")
	x.want("94", again)
}

// A host that knows no repeats calls one a duplicate, and the money stays where it is.
func TestAHostThatKnowsNoRepeats(t *testing.T) {
	x, sale, reply := sold(t, func(o *host.Options) { o.NoRepeats = true })
	m := x.refund(3_000, sale, reply)
	x.want("00", m)
	x.want("94", m)
	require.Equal(t, "430.00", x.balance("B"))
	require.Equal(t, "30.00", x.host.Ledger()[0].Refunded)
}

func TestRefundIsRefused(t *testing.T) {
	clock := newWall()
	for _, tt := range []struct {
		name, code string
		change     func(x *till, sale, reply, m *message.Message)
	}{
		{"unknown reference", "25", func(_ *till, _, _, m *message.Message) { m.Set(37, "999999999999") }},
		{"another date", "25", func(_ *till, _, _, m *message.Message) { m.Set(61, "0000000000001120") }},
		{"no name", "30", func(_ *till, _, _, m *message.Message) { m.Set(61, "000000000000") }},
		{"another card", "14", func(_ *till, _, _, m *message.Message) { m.Set(35, panC+"=3012101") }},
		{"zero", "13", func(_ *till, _, _, m *message.Message) { m.Set(4, "000000000000") }},
		{"sale voided", "25", func(x *till, s, r, _ *message.Message) { x.want("00", x.void(s, r)) }},
		{"sale reversed", "25", func(x *till, s, _, _ *message.Message) { x.want("00", x.reversal(s)) }},
		{"31 days", "22", func(*till, *message.Message, *message.Message, *message.Message) { clock.days(31) }},
		{"30 days", "00", func(*till, *message.Message, *message.Message, *message.Message) { clock.days(30) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clock.days(0)
			x, sale, reply := sold(t, clock.option)
			m := x.refund(1_000, sale, reply)
			tt.change(x, sale, reply, m)
			x.want(tt.code, m)
		})
	}
}

func TestRefundOfACompletionAndOfADecline(t *testing.T) {
	x, hold, reply := holding(t)
	completion := x.complete(9_000, hold, reply)
	done := x.want("00", completion)
	x.want("25", x.refund(1_000, hold, reply)) // a hold is not money
	x.want("00", x.refund(9_000, completion, done))
	require.Equal(t, host.Refunded, x.states()[1])
	x.want("25", x.completeVoid(completion, done))

	declined := x.sale(101, panC)
	x.want("12", x.refund(101, declined, x.want("51", declined)))
}

func TestCodePayments(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.qrSale(1_234, codeUnionPay)
	reply := x.want("00", sale)
	require.Len(t, voucher(x, reply), 20)
	require.False(t, reply.Has(2))
	require.Equal(t, "487.66", x.balance("unionpay"))
	require.EqualValues(t, "621111*********1111", x.host.Ledger()[0].Card)
	require.Equal(t, voucher(x, reply), x.host.Ledger()[0].Voucher)

	x.want("00", x.qrRefund(234, reply))
	unknown := x.qrRefund(1_000, reply)
	unknown.Set(37, "000000000000")
	x.want("00", unknown)
	require.Equal(t, "500.00", x.balance("unionpay"))

	sale = x.qrSale(1_234, codeUnionPay)
	reply = x.want("00", sale)
	void := x.qrVoid(sale, reply)
	wrong := x.qrVoid(sale, reply)
	wrong.Set(59, "A402000000000000000000000")
	x.want("25", wrong)
	x.want("00", void)
	require.Equal(t, "500.00", x.balance("unionpay"))
	x.want("00", x.reversal(void))
	require.Equal(t, "487.66", x.balance("unionpay"))
	x.want("00", x.reversal(sale))
	require.Equal(t, "500.00", x.balance("unionpay"))
}

func TestCodePaymentsAreRefused(t *testing.T) {
	x := newTill(newLab(t))
	x.want("14", x.qrSale(100, codeWeChat))
	x.want("14", x.pay(100, codeUnionPay, x.order()))
	x.want("14", x.pay(100, "251111111111111111", x.order())) // Alipay, and no such customer here
	x.want("30", x.qrSale(100, "123"))
	x.want("51", x.qrSale(50_001, codeUnionPay))
	x.want("30", x.pay(100, codeWeChat, "123"))
	x.want("30", x.pay(100, codeWeChat, "0001000220261121000001"))
	sale := x.qrSale(100, codeUnionPay)
	x.want("00", sale)
	reversal := x.reversal(sale)
	reversal.Set(59, "A30196222222222222222222")
	x.want("14", reversal)
}
