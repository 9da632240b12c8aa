package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
)

func (l *lab) bankWrote() (texts []string) {
	for _, m := range l.host.BankMessages() {
		texts = append(texts, m.Account+" "+m.What+" "+m.Amount+" "+m.Available)
	}
	return texts
}

// TestBanksWrite: of everything that moves or holds money, of what takes it back, and of nothing else.
//
// Covers: R54, R90.
func TestBanksWrite(t *testing.T) {
	x, hold, reply := holding(t)
	require.Equal(t, []string{"B spent 100.00 400.00"}, x.bankWrote(), "a hold reads like a payment")
	x.want("51", x.sale(60_000, panB))
	x.want("00", x.money("310000", "01", -1, panB))
	completion := x.complete(9_000, hold, reply)
	done := x.want("00", completion)
	x.want("00", x.completeVoid(completion, done))
	x.want("00", x.preauthVoid(hold, reply))
	sale := x.sale(2_000, panB)
	x.want("00", sale)
	x.want("00", x.reversal(sale))
	require.Equal(t, []string{
		"B spent 100.00 400.00", "B spent 90.00 410.00", "B returned 90.00 400.00", "B returned 100.00 500.00", "B spent 20.00 480.00", "B returned 20.00 500.00",
	}, x.bankWrote())
	last := x.host.BankMessages()[5]
	require.Equal(t, "您尾号0026的账户退回20.00元，可用余额500.00元。", last.ZH)
	require.Equal(t, "Account ending 0026: 20.00 yuan returned, 500.00 yuan available.", last.EN)
	require.Equal(t, host.Returned, last.What)
}
