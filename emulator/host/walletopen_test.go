package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
)

// TestACodeThatIsShown: nobody has paid before somebody scans it, whatever the payment itself would be answered.
func TestACodeThatIsShown(t *testing.T) {
	x := newTill(newLab(t))
	order := x.order()
	shown := x.want("W1", x.open(1_234, "unionpay", order))
	require.Equal(t, "A7042https://pay.example/"+order, shown.Get(59))
	require.Equal(t, "500.00", x.balance("unionpay"))
	require.Empty(t, x.host.Ledger())
	require.Equal(t, "https://pay.example/"+order, x.host.Orders()[0].Shows)
	x.want("94", x.open(1_234, "unionpay", order))
	paid := x.want("00", x.orderQuery(order))
	require.Len(t, paid.Get(38), 6)
	require.Equal(t, "487.66", x.balance("unionpay"))
	require.Equal(t, "unionpay", x.host.Ledger()[0].Account)
	x.want("W3", x.orderClose(order))
	x.want("00", x.walletRefund(234, order))
	require.Equal(t, "490.00", x.balance("unionpay"))
}

// TestWhoScansACode: only a wallet's own customers, and any of them where none is named.
func TestWhoScansACode(t *testing.T) {
	x := newTill(newLab(t, func(o *host.Options) { o.WalletWait = -1 }))
	order := x.order()
	x.want("W1", x.open(100, "wechat", order))
	for _, other := range []string{"unionpay", "poor", "B", "nobody"} {
		_, err := x.host.ConfirmOrder(order, other)
		require.ErrorIs(t, err, host.ErrNoAccount, other)
	}
	o, err := x.host.ConfirmOrder(order, "wechat")
	require.NoError(t, err)
	require.Equal(t, host.Approved, o.State)
	order = x.order()
	x.want("W1", x.open(100, "", order))
	_, err = x.host.ConfirmOrder(order, "unionpay")
	require.NoError(t, err)
	require.Equal(t, "499.00", x.balance("unionpay"))
	x.want("30", x.open(100, "paypal", x.order()))
}

// TestACodeThatIsClosedIsNeverPaid, however late it is scanned; nor is one that was closed before it was asked for.
func TestACodeThatIsClosedIsNeverPaid(t *testing.T) {
	x := newTill(newLab(t, func(o *host.Options) { o.WalletWait = -1 }))
	order := x.order()
	x.want("W1", x.open(100, "wechat", order))
	x.want("W1", x.orderQuery(order))
	x.want("00", x.orderClose(order))
	_, err := x.host.ConfirmOrder(order, "wechat")
	require.ErrorIs(t, err, host.ErrNoOrder)
	x.want("W2", x.orderQuery(order))
	order = x.order()
	x.want("00", x.orderClose(order))
	x.want("W2", x.open(100, "wechat", order))
	require.Equal(t, "500.00", x.balance("wechat"))
}
