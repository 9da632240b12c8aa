package host_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
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

// TestAPaymentThatNoTerminalMade is in the ledger, settles with no batch, and an enquiry by its reference number finds it.
func TestAPaymentThatNoTerminalMade(t *testing.T) {
	x := newTill(newLab(t))
	paid := host.Credit{Terminal: "00010001", Merchant: "104512541110001", Amount: "8.88", Account: "wechat"}
	e, err := x.host.PayStatic(paid)
	require.NoError(t, err)
	require.True(t, e.Static)
	require.Equal(t, "000000", e.Batch)
	require.Equal(t, "491.12", x.balance("wechat"))
	ask := func(day string) *message.Message {
		m := x.enquiry(x.sale(1, panB))
		m.Set(37, e.RRN)
		m.Set(61, "000000000000"+day)
		return m
	}
	day := x.want("00", x.sale(100, panB)).Get(13)
	answer := x.want("00", ask(day))
	require.Equal(t, "000000000888", answer.Get(4))
	require.Contains(t, answer.Get(59), "A8010wallet_pay")
	require.Contains(t, answer.Get(59), "B3008approved")
	x.want("25", ask("0101"))
	for name, change := range map[string]func(*host.Credit){
		"terminal": func(c *host.Credit) { c.Terminal = "1" }, "amount": func(c *host.Credit) { c.Amount = "-1" },
		"too much": func(c *host.Credit) { c.Amount = "500.00" },
	} {
		bad := paid
		change(&bad)
		_, err := x.host.PayStatic(bad)
		require.ErrorIs(t, err, host.ErrCredit, name)
	}
	paid.Account = "nobody"
	_, err = x.host.PayStatic(paid)
	require.ErrorIs(t, err, host.ErrNoAccount)
	second, err := x.host.PayStatic(host.Credit{Terminal: "00010001", Merchant: "104512541110001", Amount: "1", Account: "wechat"})
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("%06d", 2), second.Trace)
}
