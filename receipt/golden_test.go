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
		{"sale_with_pin_zh", withPIN(), slip, txn.Chinese},
		{"sale_tapped_zh", tapped(NoSignatureLimit), slip, txn.Chinese},
		{"sale_tapped_en", tapped(NoSignatureLimit), slip, txn.English},
		{"sale_tapped_over_limit_zh", tapped(NoSignatureLimit + 1), slip, txn.Chinese},
		{"sale_duplicate_zh", sale(), second, txn.Chinese},
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			golden(t, tt.name, Layout(tt.txn, tt.attempt, shop, tt.lang, now))
		})
	}
}

func TestGoldenDetails(t *testing.T) {
	place := Place{Batch: 1, Terminal: "00010001", Merchant: "104512541110001", Operator: "01"}
	all := []roll.Txn{
		voided(roll.Approved), void(), tapped(NoSignatureLimit), declined(), became(sale(), roll.NotSent),
		became(sale(), roll.InDoubt), reversed(sale()), parked(sale()), largest(),
	}
	golden(t, "details_zh", Details(all, place, shop, txn.Chinese, now))
	golden(t, "details_en", Details(all, place, shop, txn.English, now))
	golden(t, "details_of_nothing_zh", Details(nil, place, shop, txn.Chinese, now))
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
