package console

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/front/operator"
	"posterm/terminal"
	"posterm/txn"
)

// Every command of the menu gives the terminal the order that it says.
func TestOrders(t *testing.T) {
	hold := func(d *device) {
		d.end(d.begin(terminal.Order{Kind: txn.Preauth, Amount: 10000, Card: cardA}), txn.OnHold, words{"冻结", "held"})
	}
	code := func(d *device) {
		d.end(d.begin(terminal.Order{Kind: txn.QRSale, Amount: 500}), txn.Paid, words{"已收款", "paid"})
	}
	first := txn.Ref{Batch: 1, Trace: 11}
	for _, tt := range []struct {
		name, typed string
		prepare     func(*device)
		want        terminal.Order
		carded      bool
	}{
		{"sale", "1\n12.34\nA\n\n", nil, terminal.Order{Kind: txn.Sale, Amount: 1234}, true},
		{"balance", "3\nA\n\n", nil, terminal.Order{Kind: txn.Balance}, true},
		{"void", "2\n11\nA\n\n1\n", sold, terminal.Order{Kind: txn.Void, Of: first}, true},
		{"void of a code", "2\n11\n1\n", code, terminal.Order{Kind: txn.Void, Of: first}, false},
		{"preauth", "preauth\n100\nA\n\n", nil, terminal.Order{Kind: txn.Preauth, Amount: 10000}, true},
		{"preauth void", "10\n2\n11\nA\n\n1\n", hold, terminal.Order{Kind: txn.PreauthVoid, Of: first}, true},
		{"preauth void by its slip", "10\n2\n0\nABC123\n1121\n100\nA\n\n1\n", nil,
			terminal.Order{Kind: txn.PreauthVoid, Amount: 10000, Named: terminal.Named{Auth: "ABC123", Date: "1121"}}, true},
		{"completion", "10\n3\n11\n80\nA\n\n1\n", hold, terminal.Order{Kind: txn.Complete, Amount: 8000, Of: first}, true},
		{"pay", "11\n9.90\n" + paymentCode + "\n", nil, terminal.Order{Kind: txn.QRSale, Amount: 990, Code: paymentCode}, false},
		{"pay by a wallet", "11\n9.90\n134567890123456789\n", nil, terminal.Order{Kind: txn.WalletPay, Amount: 990, Code: "134567890123456789"}, false},
		{"a code of ours", "18\n9.90\n", nil, terminal.Order{Kind: txn.WalletPay, Amount: 990}, false},
		{"refund", "12\n11\n5\nA\n\n1\n", sold, terminal.Order{Kind: txn.Refund, Amount: 500, Of: first}, true},
		{"refund by its slip", "12\n0\n000000000017\n1121\n1\n5\nA\n\n1\n", nil,
			terminal.Order{Kind: txn.Refund, Amount: 500, Named: terminal.Named{RRN: "000000000017", Date: "1121"}}, true},
		{"refund of a code by its slip", "12\n0\n000000000017\n1121\n2\n5\n1\n", nil,
			terminal.Order{Kind: txn.Refund, Amount: 500, Named: terminal.Named{RRN: "000000000017", Date: "1121"}}, false},
		{"enquiry", "13\n000001/000007\n", nil, terminal.Order{Kind: txn.Query, Of: txn.Ref{Batch: 1, Trace: 7}}, false},
		{"settlement", "14\n1\n", nil, terminal.Order{Kind: txn.Settle}, false},
		{"network test", "16\n3\n", nil, terminal.Order{Kind: txn.Echo}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDevice(txn.English)
			if tt.prepare != nil {
				tt.prepare(d)
			}
			var out bytes.Buffer
			require.ErrorIs(t, Run(t.Context(), config(d, strings.NewReader(tt.typed+"0\n"), &out)), ErrExit, out.String())
			require.Len(t, d.orders, 1, out.String())
			got := d.orders[0]
			require.Equal(t, tt.carded, got.Card.PAN == cardA.PAN)
			require.Equal(t, tt.carded, got.Pad != nil)
			got.Card, got.Pad = txn.Card{}, nil
			require.Equal(t, tt.want, got)
		})
	}
}

// What money goes back by needs the supervisor; what brings it in does not.
func TestTheSupervisorStandsBy(t *testing.T) {
	staff := operator.Of(t.TempDir())
	require.NoError(t, staff.Change("01", "0000", "4711", monday))
	require.NoError(t, staff.Change("00", "123456", "471147", monday))
	for name, asked := range map[string]bool{"void": true, "refund": true, "preauth-void": true, "complete-void": true, "sale": false, "preauth": false, "complete": false, "pay": false, "balance": false, "settle": false} {
		d := newDevice(txn.English)
		c := config(d, strings.NewReader("01\n4711\n"+name+"\n\nexit\n"), new(bytes.Buffer))
		c.Staff = &staff
		require.ErrorIs(t, Run(t.Context(), c), ErrExit)
		require.Equal(t, asked, strings.Contains(c.Out.(*bytes.Buffer).String(), supervisorPrompt.EN), name)
		require.Equal(t, []string{"01"}, d.operators)
		require.Empty(t, d.orders)
	}
}

// Without the file of operators nobody sells, and the menu says why and what to do, whatever is the matter.
func TestOperatorsThatCannotBeReadAreTold(t *testing.T) {
	for name, harm := range map[string]func(dir string) string{
		"damaged": func(dir string) string {
			require.NoError(t, os.WriteFile(filepath.Join(dir, operator.FileName), []byte("posterm"), 0o600))
			return "posterm operator reset --all"
		},
		"gone": func(dir string) string {
			require.NoError(t, os.Remove(dir))
			return "cannot be used"
		},
	} {
		dir := t.TempDir()
		staff, want := operator.Of(dir), harm(dir)
		d := newDevice(txn.English)
		var out bytes.Buffer
		c := config(d, strings.NewReader("01\n0000\n\n01\n0000\n\n1\n"), &out)
		c.Staff = &staff
		require.NoError(t, Run(t.Context(), c), name)
		require.Contains(t, out.String(), want, name)
		require.Empty(t, d.orders)
		require.Empty(t, d.operators)
	}
}

// TestAConfirmedDuplicateHasItsPIN: the terminal wipes the pad whatever becomes of an order, and so the customer is asked again;
// Enter is the test card's own PIN both times.
func TestAConfirmedDuplicateHasItsPIN(t *testing.T) {
	for _, again := range []string{"", pin} {
		d := newDevice(txn.Chinese).sold(1234)
		var out strings.Builder
		answers := strings.Join([]string{"1", "12.34", "A", again, "1", again, "0", ""}, "\n")
		require.ErrorIs(t, Run(t.Context(), config(d, strings.NewReader(answers), &out)), ErrExit)
		require.Len(t, d.orders, 2, out.String())
		require.True(t, d.orders[1].Again)
		require.Equal(t, 1, d.pins, "of the one that was sent")
		require.Equal(t, 2, strings.Count(out.String(), pinOfCardPrompt.ZH))
	}
}
