package check_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/txn"
)

// TestReadReadsWhatIsPrinted: every form of every kind, in both languages, by the words that
// slips really have: whose it is, what it is, how much, and what it was paid with.
func TestReadReadsWhatIsPrinted(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	shop := receipt.Shop{Name: "测试商户", Version: foot, Test: true}
	read := func(s receipt.Slip) check.Paper {
		return check.Read([]printer.Slip{{ID: 1, Complete: true, Text: receipt.Text(s, 32)}}, foot)[0]
	}
	outcome := map[txn.Form]roll.What{
		txn.FormSlip: roll.Approved, txn.FormReversal: roll.Reversed, txn.FormFault: roll.Parked, txn.FormNotApproved: roll.Declined,
	}
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for _, k := range txn.Kinds() {
			for form, is := range outcome {
				if !k.Moves() {
					continue // no slip
				}
				x := roll.Txn{ID: 4, Batch: 3, Trace: 12, Kind: k, At: at, Is: is, Intent: roll.Intent{Amount: 1234, Terminal: terminal, Merchant: merchant}}
				switch k.Means() {
				case txn.ByCard:
					x.Intent.Card, x.Intent.Entry = masked, txn.Swipe
				case txn.ByCode:
					x.Intent.Card, x.Intent.Entry = txn.PAN("281234567890123456789012").Masked(), txn.Scan
				}
				p := read(receipt.Layout(x, roll.Attempt{Form: form, N: 1}, shop, lang, at))
				require.Equal(t, form, p.Form, k)
				require.Equal(t, txn.Ref{Batch: 3, Trace: 12}, p.Of, k)
				require.Equal(t, x.Intent.Card, p.Card, k)
				want := "12.34"
				if k.Side() == txn.Credit || k == txn.PreauthVoid || k == txn.CashVoid {
					want = "-12.34"
				}
				require.Equal(t, want, p.Amount, "%s %s", k, form)
				require.True(t, p.Whole)
				x.Intent.Goods = txn.Goods{{Text: "金额 RMB 99.00"}, {Text: "AMOUNT RMB 99.00"}, {Text: "凭证号 999999", Amount: 1}, {Text: "卡号 1"}, {Text: "622202*** x"}, {Text: "- 11 -"}, {Text: "TYPE x"}}
				again := read(receipt.Layout(x, roll.Attempt{Form: form, N: 1}, shop, lang, at))
				again.Pieces = p.Pieces
				require.Equal(t, p, again, "goods are no labels")
			}
		}
		settled := roll.Txn{ID: 5, Batch: 3, Trace: 20, Kind: txn.Settle, At: at, Is: roll.Approved, Intent: roll.Intent{Frozen: &roll.Frozen{}}}
		for _, marked := range []bool{false, true} {
			p := read(receipt.Layout(settled, roll.Attempt{Form: txn.FormSettlement, N: 1, Marked: marked}, shop, lang, at))
			require.Equal(t, txn.FormSettlement, p.Form)
			require.Equal(t, txn.Ref{Batch: 3, Trace: 20}, p.Of)
			require.Empty(t, p.Amount, "a settlement moves nothing itself")
		}
		lesson := shop
		lesson.Training = true
		require.True(t, read(receipt.Layout(settled, roll.Attempt{Form: txn.FormSettlement, N: 1}, lesson, lang, at)).Training, "a lesson's paper says so")
		require.False(t, read(receipt.Layout(settled, roll.Attempt{Form: txn.FormSettlement, N: 1}, shop, lang, at)).Training)
		require.Equal(t, txn.FormTotals, read(receipt.Totals(nil, receipt.Place{Batch: 3}, shop, lang, at)).Form)
		require.Equal(t, txn.FormDetails, read(receipt.Details(nil, receipt.Place{Batch: 3}, shop, lang, at)).Form)
	}
}
