package receipt

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/journal/roll"
	"posterm/txn"
)

// anyTxn draws a transaction whose texts come from a hostile host and whose
// journal forgot to mask the card.
func anyTxn(t *rapid.T) (roll.Txn, string) {
	pan := rapid.StringMatching(`[3-9][0-9]{12,18}`).Draw(t, "pan")
	foreign := rapid.Custom(func(t *rapid.T) string {
		return rapid.String().Draw(t, "before") + " " + pan + "\x1b" + rapid.String().Draw(t, "after")
	})
	original := &roll.Original{Trace: 1, RRN: rapid.String().Draw(t, "original rrn"), Voucher: rapid.String().Draw(t, "original voucher"), Order: rapid.String().Draw(t, "original order")}
	if rapid.Bool().Draw(t, "has no original") {
		original = nil
	}
	stands := roll.Decision{Stands: rapid.Bool().Draw(t, "stands")}
	return roll.Txn{
		Decision: &stands,
		Kind:     rapid.SampledFrom(txn.Kinds()).Draw(t, "kind"),
		Is:       roll.What(rapid.IntRange(0, int(roll.Closed)).Draw(t, "is")),
		Batch:    1, Trace: 999_999, At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0),
		Intent: roll.Intent{
			Amount: txn.Fen(rapid.Int64Range(0, int64(txn.AmountLimit)).Draw(t, "amount")),
			Card:   txn.Masked(pan), Entry: rapid.SampledFrom([]txn.Entry{txn.EntryNone, txn.Swipe, txn.Insert, txn.Tap, txn.Manual, txn.Scan}).Draw(t, "entry"),
			Expiry: txn.Expiry(rapid.String().Draw(t, "expiry")), Terminal: "00010001", Merchant: "104512541110001",
			Operator: rapid.String().Draw(t, "operator"), Original: original, Order: rapid.String().Draw(t, "order"),
			Chip: roll.ChipTags{
				"50": hex.EncodeToString([]byte(foreign.Draw(t, "label"))), "9F12": rapid.String().Draw(t, "no hex"),
				"9F10": rapid.StringMatching(`[0-9A-F]{0,64}`).Draw(t, "iad"),
			},
			Frozen: frozen(t),
			Goods:  txn.Goods{{Text: foreign.Draw(t, "goods"), Amount: txn.Fen(rapid.Int64Range(-100, 1e9).Draw(t, "goods amount"))}},
		},
		Outcome: roll.Outcome{
			Code: txn.Code(rapid.String().Draw(t, "code")), Auth: rapid.String().Draw(t, "auth"), RRN: rapid.String().Draw(t, "rrn"),
			HostTime: rapid.String().Draw(t, "time"), HostDate: rapid.String().Draw(t, "date"),
			Issuer: rapid.String().Draw(t, "issuer"), Text: foreign.Draw(t, "text"), Org: rapid.String().Draw(t, "org"), Voucher: rapid.String().Draw(t, "voucher"),
			Report: &roll.Report{Due: rapid.IntRange(0, 500).Draw(t, "due"), Parked: rapid.SliceOf(rapid.Custom(anyTrace)).Draw(t, "parked")},
		},
		Compared: &roll.Verdict{Domestic: comparison(t), Foreign: comparison(t), Host: frozen(t)},
		RevCode:  txn.Code(rapid.String().Draw(t, "rev code")),
	}, pan
}

func anyTrace(t *rapid.T) txn.Trace { return txn.Trace(rapid.Uint32Range(1, 999_999).Draw(t, "trace")) }

func comparison(t *rapid.T) txn.Comparison {
	return txn.Comparison(rapid.IntRange(int(txn.NotCompared), int(txn.CompareError)).Draw(t, "comparison"))
}

// frozen are totals of a batch, up to a full one of the largest amounts; sometimes none.
func frozen(t *rapid.T) *roll.Frozen {
	sum := rapid.Custom(func(t *rapid.T) txn.Sum {
		return txn.Sum{Count: rapid.IntRange(0, 999).Draw(t, "count"), Amount: txn.Fen(rapid.Int64Range(0, 500*int64(txn.AmountLimit)).Draw(t, "amount"))}
	})
	side := func(name string) txn.Totals {
		return txn.Totals{Debit: sum.Draw(t, name+" debit"), Credit: sum.Draw(t, name+" credit")}
	}
	if rapid.Bool().Draw(t, "not frozen") {
		return nil
	}
	return &roll.Frozen{Domestic: side("domestic"), Foreign: side("foreign")}
}

// TestNoSlipSaysTooMuch: no slip of any transaction carries a full card number or
// a character that is not to be seen; every row is as wide as the paper, and none of the text is lost.
func TestNoSlipSaysTooMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, pan := anyTxn(t)
		a := roll.Attempt{
			Form: txn.Form(rapid.IntRange(int(txn.FormSlip), int(txn.FormSettlement)).Draw(t, "form")),
			For:  txn.Holder(rapid.IntRange(0, 1).Draw(t, "for")), N: rapid.IntRange(1, 999).Draw(t, "n"),
			Marked: rapid.Bool().Draw(t, "marked"),
		}
		columns := rapid.IntRange(24, 64).Draw(t, "columns")
		lang := rapid.SampledFrom([]txn.Lang{txn.Chinese, txn.English}).Draw(t, "lang")
		s := Layout(x, a, Shop{Name: rapid.String().Draw(t, "shop"), Version: rapid.String().Draw(t, "version"), Test: rapid.Bool().Draw(t, "test")}, lang, at)
		for _, line := range s.Lines {
			require.NotContains(t, line.Text+" "+line.Right, pan)
			for _, r := range line.Text + line.Right {
				require.True(t, unicode.IsPrint(r), "%q", r)
			}
		}
		var laid, printed strings.Builder
		for _, line := range s.Lines {
			laid.WriteString(line.Text + line.Right)
		}
		for _, row := range Rows(s, columns) {
			want := columns
			if row.Big {
				want /= 2
			}
			require.Equal(t, want, Width(row.Text), "%q", row.Text)
			if strings.Trim(row.Text, "-") != "" {
				printed.WriteString(row.Text)
			}
		}
		require.Equal(t, strings.ReplaceAll(laid.String(), " ", ""), strings.ReplaceAll(printed.String(), " ", ""), "text was lost")
	})
}

func TestEveryKindLaysOutInBothLanguages(t *testing.T) {
	for _, kind := range txn.Kinds() {
		if !kind.Moves() {
			continue // no slip
		}
		for form := txn.FormSlip; form <= txn.FormNotApproved; form++ {
			x := sale()
			x.Kind = kind
			if form != txn.FormSlip {
				x = became(x, roll.Reversed)
			}
			zh := Text(Layout(x, roll.Attempt{Form: form, N: 1}, shop, txn.Chinese, now), narrow)
			en := Text(Layout(x, roll.Attempt{Form: form, N: 1}, shop, txn.English, now), narrow)
			require.Contains(t, zh, kind.Words().ZH)
			require.Contains(t, en, kind.Words().EN)
			require.NotEqual(t, zh, en)
		}
	}
}
