package printer

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/journal/roll"
	"posterm/printer/escpos"
	"posterm/receipt"
	"posterm/txn"
)

// ours is every byte string by which the driver commands a printer while it prints a slip
// without a QR code. What else leaves is text.
var ours = [][]byte{
	escpos.Initialise, escpos.Cut, escpos.HanziOn, escpos.AutoStatus(reports), escpos.LineFeed,
	escpos.Double(true), escpos.Double(false), escpos.Bold(true), escpos.Bold(false),
}

// FuzzForeignTextIsNoCommand: whatever a host, a merchant's configuration or an operator
// says, and however long it is, it reaches the printer as text: no byte below 20, none
// that is DEL, and as many resets and cuts as a slip has, one each.
func FuzzForeignTextIsNoCommand(f *testing.F) {
	f.Add([]byte("\x1b@\x1d!\x11APPROVED\x1dV\x00"), "\x1bp\x00\x10\x10", uint8(0))
	f.Add([]byte("\xbb\xb6\xd3\xad\x1c&\x1b"), "line\nline\r\x0c\u2028\u0085", uint8(1))
	f.Add([]byte("\x81\x1b\x30\x84\x31"), "\xff\xfe\x00𠀀\u202e\u0301", uint8(6))
	f.Fuzz(func(t *testing.T, wire []byte, typed string, choice uint8) {
		m := message.New("0210")
		m.Set(63, string(wire))
		x := roll.Txn{
			Kind: txn.Sale, Is: []roll.What{roll.Approved, roll.Declined, roll.Reversed, roll.Parked}[choice%4], Batch: 1, Trace: 2, At: time.Unix(0, 0),
			Intent:  roll.Intent{Amount: 1234, Card: txn.Masked(typed), Terminal: typed, Merchant: typed, Operator: typed, Expiry: txn.Expiry(typed)},
			Outcome: roll.Outcome{Code: txn.Code(typed), Text: m.Text(63), Issuer: string(wire), Acquirer: m.Text(63), Auth: typed, RRN: typed, SettleDate: typed},
			RevCode: txn.Code(typed), Doubt: roll.Doubt{Why: typed},
		}
		a := roll.Attempt{Form: txn.Form(1 + choice%4), For: txn.Holder(choice % 2), N: 1, Marked: choice&16 != 0}
		shop := receipt.Shop{Name: typed, ServicePhone: m.Text(63), Version: string(wire)}
		slip := receipt.Layout(x, a, shop, txn.Lang(choice/4%2), time.Unix(0, 0))
		out, err := Render(slip, Style{})
		require.NoError(t, err)
		require.Equal(t, 1, bytes.Count(out, escpos.Initialise))
		require.Equal(t, 1, bytes.Count(out, escpos.Cut))
		for i := 0; i < len(out); {
			n := command(out[i:])
			if n == 0 {
				require.True(t, out[i] >= 0x20 && out[i] != 0x7F, "byte %02x at %d", out[i], i)
				n = 1
			}
			i += n
		}
	})
}

// command is the length of the command of ours that bytes begin with.
func command(out []byte) int {
	for _, c := range ours {
		if bytes.HasPrefix(out, c) {
			return len(c)
		}
	}
	return 0
}
