package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
)

// about says that an answer carries the reference numbers of a payment.
func about(t *testing.T, payment, answer *message.Message) {
	t.Helper()
	for _, n := range []int{4, 37, 38} {
		require.Equal(t, payment.Get(n), answer.Get(n), "field %d", n)
	}
}

func TestWalletPayment(t *testing.T) {
	x := newTill(newLab(t))
	order := x.order()
	x.want("25", x.orderQuery(order))
	paid := x.want("00", x.pay(1_234, codeWeChat, order))
	require.Equal(t, "487.66", x.balance("wechat"))
	about(t, paid, x.want("00", x.orderQuery(order)))
	about(t, paid, x.want("W3", x.orderClose(order)))
	x.want("94", x.pay(1_234, codeWeChat, order))
	require.Equal(t, order, x.host.Ledger()[0].Order)
	require.EqualValues(t, "101111********1111", x.host.Ledger()[0].Card)

	refund := x.walletRefund(234, order)
	first := x.want("00", refund)
	require.Equal(t, first.String(), x.want("00", refund).String())
	require.Equal(t, "490.00", x.balance("wechat"))
	about(t, paid, x.want("00", x.orderQuery(order)))
	x.want("61", x.walletRefund(1_001, order))
	x.want("00", x.walletRefund(1_000, order))
	require.Equal(t, host.Refunded, x.states()[0])
	x.want("25", x.walletRefund(1, x.order()))
}

func TestADeclinedWalletPayment(t *testing.T) {
	x := newTill(newLab(t))
	order := x.order()
	x.want("51", x.pay(101, codePoor, order))
	x.want("51", x.orderQuery(order))
	x.want("00", x.orderClose(order))
	x.want("12", x.walletRefund(101, order))
}

func TestAClosedOrderIsNeverPaid(t *testing.T) {
	x := newTill(newLab(t))
	order := x.order()
	x.want("00", x.orderClose(order))
	x.want("W2", x.orderClose(order))
	x.want("W2", x.orderQuery(order))
	x.want("W2", x.pay(100, codeWeChat, order))
	x.want("W2", x.orderClose(order))
	require.Equal(t, "500.00", x.balance("wechat"))
	require.Equal(t, []host.State{host.Declined}, x.states())
}

func TestACustomerWhoHesitates(t *testing.T) {
	x := newTill(newLab(t, func(o *host.Options) { o.WalletWait = 2 }))
	order := x.order()
	x.want("W1", x.pay(1_234, codeWeChat, order))
	require.Empty(t, x.host.Ledger(), "nothing is decided yet")
	x.want("W1", x.orderQuery(order))
	require.Equal(t, "500.00", x.balance("wechat"))
	paid := x.want("00", x.orderQuery(order))
	require.Len(t, paid.Get(38), 6)
	about(t, paid, x.want("00", x.orderQuery(order)))
	about(t, paid, x.want("W3", x.orderClose(order)))
	require.Equal(t, "487.66", x.balance("wechat"))
	require.Equal(t, []host.State{host.Approved}, x.states())

	order = x.order()
	x.want("W1", x.pay(1_234, codeWeChat, order))
	x.want("00", x.orderClose(order))
	x.want("W2", x.orderQuery(order))
	require.Equal(t, []host.State{host.Approved, host.Declined}, x.states())

	order = x.order()
	x.want("W1", x.pay(101, codePoor, order))
	x.want("W1", x.orderQuery(order))
	x.want("51", x.orderQuery(order))
	x.want("51", x.orderQuery(order))
}

func TestOrdersOfOthersAreUnknown(t *testing.T) {
	x := newTill(newLab(t))
	order := x.order()
	x.want("00", x.pay(100, codeWeChat, order))
	y := *x
	y.terminal, y.merchant = "00010002", "104512541110002"
	y.conn, y.batch = y.dial(), "000000"
	y.signIn()
	y.want("25", y.orderQuery(order))
}

func TestEnquiry(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_234, panB)
	reply := x.want("00", sale)
	before := x.host.Ledger()
	answer := x.want("00", x.enquiry(sale))
	about(t, reply, answer)
	require.Equal(t, "CUP00", answer.Get(63))
	declined := x.sale(101, panC)
	x.want("51", declined)
	require.Equal(t, "CUP51", x.want("00", x.enquiry(declined)).Get(63))
	x.want("25", x.enquiry(x.sale(1, panB)))
	require.Equal(t, before, x.host.Ledger()[:1])
}
