package receipt

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the golden receipts; read the diff before committing it")

// narrow is the paper of the golden receipts, 58 mm.
const narrow = 32

// Covers: R39.
func TestGoldenReceipts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		txn     roll.Txn
		attempt roll.Attempt
		lang    txn.Lang
	}{
		{"sale_merchant_zh", sale(), slip, txn.Chinese},
		{"sale_merchant_en", sale(), slip, txn.English},
		{"sale_cardholder_zh", sale(), customer, txn.Chinese},
		{"sale_cardholder_en", sale(), customer, txn.English},
		{"sale_with_pin_zh", withPIN(sale()), slip, txn.Chinese},
		{"sale_tapped_zh", tapped(NoSignatureLimit), slip, txn.Chinese},
		{"sale_tapped_en", tapped(NoSignatureLimit), slip, txn.English},
		{"sale_tapped_over_limit_zh", tapped(NoSignatureLimit + 1), slip, txn.Chinese},
		{"sale_duplicate_zh", sale(), second, txn.Chinese},
		{"sale_unreadable_zh", sale(), unread, txn.Chinese},
		{"sale_tenth_duplicate_en", sale(), tenth, txn.English},
		{"sale_voided_duplicate_zh", voided(roll.Approved), second, txn.Chinese},
		{"sale_void_in_doubt_duplicate_zh", voided(roll.InDoubt), second, txn.Chinese},
		{"sale_void_parked_duplicate_en", voided(roll.Parked), second, txn.English},
		{"sale_with_host_text_zh", talkative(), slip, txn.Chinese},
		{"void_merchant_zh", void(), slip, txn.Chinese},
		{"void_cardholder_en", void(), customer, txn.English},
		{"void_largest_amount_zh", largest(), slip, txn.Chinese},
		{"reversal_of_sale_zh", reversed(sale()), undone, txn.Chinese},
		{"reversal_of_void_en", reversed(void()), undone, txn.English},
		{"fault_zh", parked(sale()), fault, txn.Chinese},
		{"fault_en", parked(sale()), fault, txn.English},
		{"fault_of_void_zh", parked(void()), fault, txn.Chinese},
		{"declined_zh", declined(), no, txn.Chinese},
		{"declined_en", declined(), no, txn.English},
		{"not_sent_zh", became(sale(), roll.NotSent), no, txn.Chinese},
		{"no_result_zh", became(sale(), roll.IntentMade), no, txn.Chinese},
		{"in_doubt_zh", became(sale(), roll.InDoubt), no, txn.Chinese},
		{"void_in_doubt_en", became(void(), roll.InDoubt), no, txn.English},
		{"reversed_without_slip_zh", reversed(sale()), no, txn.Chinese},
		{"resolved_by_hand_zh", resolved(sale()), no, txn.Chinese},
		{"balance_zh", balance(), no, txn.Chinese},
		{"wallet_presented_zh", presented(), slip, txn.Chinese},
		{"wallet_presented_en", presented(), customer, txn.English},
		{"pay_code_zh", shown(), payCode, txn.Chinese},
		{"pay_code_en", shown(), payCode, txn.English},
		{"host_record_zh", enquiry(), hostRecord, txn.Chinese},
		{"host_record_en", enquiry(), hostRecord, txn.English},
		{"host_record_static_zh", staticPaid(), hostRecord, txn.Chinese},
		{"refund_merchant_zh", refund(), slip, txn.Chinese},
		{"refund_in_part_en", partRefund(), customer, txn.English},
		{"refund_to_repeat_zh", repeated(), no, txn.Chinese},
		{"refund_to_repeat_en", repeated(), no, txn.English},
		{"refund_declined_zh", became(refund(), roll.Declined), no, txn.Chinese},
		{"refund_fault_zh", refundParked(), fault, txn.Chinese},
		{"refund_fault_en", refundParked(), fault, txn.English},
		{"refunded_in_part_duplicate_zh", partlyRefunded(), second, txn.Chinese},
		{"refunded_duplicate_en", wholeRefunded(), second, txn.English},
		{"preauth_chip_zh", preauth(), slip, txn.Chinese},
		{"preauth_chip_en", preauth(), customer, txn.English},
		{"preauth_completed_duplicate_zh", completed(), second, txn.Chinese},
		{"preauth_reversal_zh", reversed(preauth()), undone, txn.Chinese},
		{"preauth_void_zh", preauthVoid(), slip, txn.Chinese},
		{"preauth_void_reversal_en", reversed(preauthVoid()), undone, txn.English},
		{"complete_zh", complete(), slip, txn.Chinese},
		{"complete_in_doubt_zh", became(complete(), roll.InDoubt), no, txn.Chinese},
		{"complete_reversal_zh", reversed(complete()), undone, txn.Chinese},
		{"complete_reversal_en", reversed(complete()), undone, txn.English},
		{"complete_fault_zh", parked(complete()), fault, txn.Chinese},
		{"complete_void_en", completeVoid(), slip, txn.English},
		{"complete_void_reversal_zh", reversed(completeVoid()), undone, txn.Chinese},
		{"qr_sale_merchant_zh", qrSale(), slip, txn.Chinese},
		{"qr_sale_cardholder_en", qrSale(), customer, txn.English},
		{"qr_void_zh", qrVoid(), slip, txn.Chinese},
		{"qr_refund_en", qrRefund(), slip, txn.English},
		{"wallet_pay_zh", walletPay(), slip, txn.Chinese},
		{"wallet_asking_zh", asking(), no, txn.Chinese},
		{"wallet_closed_en", closed(), no, txn.English},
		{"wallet_refund_zh", walletRefund(), slip, txn.Chinese},
		{"sale_foreign_flawed_zh", foreign(), slip, txn.Chinese},
		{"sale_foreign_flawed_en", foreign(), slip, txn.English},
		{"sale_tapped_with_pin_zh", withPIN(tapped(NoSignatureLimit)), slip, txn.Chinese},
		{"sale_with_goods_zh", withGoods(sale()), slip, txn.Chinese},
		{"sale_with_goods_en", withGoods(sale()), customer, txn.English},
		{"cash_zh", cash(), slip, txn.Chinese},
		{"cash_en", withGoods(cash()), customer, txn.English},
		{"cash_void_zh", cashVoid(), slip, txn.Chinese},
		{"cash_voided_duplicate_zh", cashVoided(), second, txn.Chinese},
		{"settlement_balanced_zh", settled(txn.Balanced), settlement, txn.Chinese},
		{"settlement_duplicate_zh", settled(txn.Balanced), again, txn.Chinese},
		{"settlement_unbalanced_zh", unbalanced(), settlement, txn.Chinese},
		{"settlement_unbalanced_en", unbalanced(), settlement, txn.English},
	} {
		t.Run(tt.name, func(t *testing.T) {
			golden(t, tt.name, Layout(tt.txn, tt.attempt, shop, tt.lang, now))
		})
	}
}

// place is where the reports are from.
var place = Place{Batch: 1, Terminal: "00010001", Merchant: "104512541110001", Operator: "01"}

// Covers: R42, R68.
func TestGoldenDetails(t *testing.T) {
	golden(t, "details_zh", Details(day(), place, shop, txn.Chinese, now))
	golden(t, "details_en", Details(day(), place, shop, txn.English, now))
	golden(t, "details_of_nothing_zh", Details(nil, place, shop, txn.Chinese, now))
}

func TestGoldenReports(t *testing.T) {
	counter := shop
	counter.StaticCode = "https://pay.example/shop/7"
	golden(t, "static_code_zh", StaticCode(counter, txn.Chinese, now))
	golden(t, "static_code_en", StaticCode(counter, txn.English, now))
	golden(t, "totals_zh", Totals(day(), place, shop, txn.Chinese, now))
	golden(t, "totals_en", Totals(day(), place, shop, txn.English, now))
	tray := append(day(), cash(), cashVoided(), cashVoid())
	golden(t, "totals_with_cash_zh", Totals(tray, place, shop, txn.Chinese, now))
	golden(t, "totals_with_cash_en", Totals(tray, place, shop, txn.English, now))
	golden(t, "settlement_with_cash_zh", Settlement(settled(txn.Balanced), settlement, append(kindSums, Sums([]roll.Txn{cash()})...), shop, txn.Chinese, now))
	golden(t, "totals_of_nothing_zh", Totals(nil, place, shop, txn.Chinese, now))
	golden(t, "settlement_with_kinds_zh", Settlement(settled(txn.Balanced), settlement, kindSums, shop, txn.Chinese, now))
	golden(t, "settlement_with_kinds_duplicate_en", Settlement(settled(txn.Balanced), again, kindSums, shop, txn.English, now))
}

// TestGoldenUnderTestKeys: what a terminal prints that holds the public test keys.
func TestGoldenUnderTestKeys(t *testing.T) {
	lab := shop
	lab.Test = true
	golden(t, "test_sale_zh", Layout(sale(), slip, lab, txn.Chinese, now))
	golden(t, "test_sale_duplicate_en", Layout(sale(), second, lab, txn.English, now))
	golden(t, "test_details_zh", Details(day()[:2], place, lab, txn.Chinese, now))
	golden(t, "test_settlement_zh", Layout(settled(txn.Balanced), settlement, lab, txn.Chinese, now))
}

func golden(t *testing.T, name string, s Slip) {
	file := filepath.Join("..", "testdata", "receipts", name+".txt")
	got := Text(s, narrow)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
