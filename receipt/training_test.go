package receipt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestTrainingIsMarked: every paper of a terminal in training says at both ends, in both languages, that no money was meant.
func TestTrainingIsMarked(t *testing.T) {
	shop := Shop{Name: "永和", Training: true}
	sale := roll.Txn{ID: 1, Kind: txn.Sale, Is: roll.Approved, Intent: roll.Intent{Amount: 1234}}
	doubt := sale
	doubt.Is = roll.Parked
	place := Place{}
	for name, slip := range map[string]Slip{
		"purchase": Layout(sale, roll.Attempt{Form: txn.FormSlip, For: txn.Merchant}, shop, txn.Chinese, now),
		"fault":    Layout(doubt, roll.Attempt{Form: txn.FormFault, For: txn.Merchant}, shop, txn.English, now),
		"details":  Details(nil, place, shop, txn.Chinese, now),
		"totals":   Totals(nil, place, shop, txn.Chinese, now),
	} {
		text := Text(slip, 32)
		for _, mark := range []string{trainingMark, trainingOnly.ZH, trainingOnly.EN} {
			require.Equal(t, 2, strings.Count(text, mark), "%s: %s", name, text)
		}
		shop := shop
		shop.Training = false
		require.NotContains(t, Text(Layout(sale, roll.Attempt{Form: txn.FormSlip}, shop, txn.Chinese, now), 32), trainingMark)
	}
}
