package receipt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// moving are the kinds that have slips.
func moving() (kinds []txn.Kind) {
	for _, k := range txn.Kinds() {
		if k.Moves() {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// everyEnd is every way a transaction of a kind can stand.
func everyEnd(k txn.Kind) (all []roll.Txn) {
	for _, is := range []roll.What{
		roll.IntentMade, roll.Approved, roll.Declined, roll.NotSent, roll.InDoubt, roll.Reversed, roll.Parked, roll.Unpaid,
	} {
		all = append(all, roll.Txn{ID: 1, Kind: k, Is: is})
	}
	for _, stands := range []bool{false, true} {
		all = append(all, roll.Txn{ID: 1, Kind: k, Is: roll.Resolved, Decision: &roll.Decision{Stands: stands}})
	}
	for _, void := range []roll.What{roll.InDoubt, roll.Approved, roll.Parked} {
		all = append(all, roll.Txn{ID: 1, Kind: k, Is: roll.Approved, VoidIs: void})
	}
	return all
}

// TestEveryFateHasItsSentence: whatever a transaction of any kind came to, its slip says so
// in both languages, on one line of 58 mm paper, and a list says it in a word.
func TestEveryFateHasItsSentence(t *testing.T) {
	for _, k := range moving() {
		require.Contains(t, deeds, k)
		for _, x := range everyEnd(k) {
			says := fate(x, money(x))
			for _, s := range []string{says.ZH, says.EN} {
				half := strings.FieldsFunc(s, func(r rune) bool { return r == '，' || r == ':' })
				require.GreaterOrEqual(t, len(half), 2, "%s %s: %q", k, x.Is, s)
				require.LessOrEqual(t, Width(s), narrow, s)
			}
			require.NotEmpty(t, state(x).ZH, "%s %s", k, x.Is)
			require.NotEmpty(t, state(x).EN, "%s %s", k, x.Is)
			require.LessOrEqual(t, Width(state(x).EN), narrow/2)
		}
	}
}

// TestUndoingMeansTheOppositeForEachKind: what holds when nothing came of it.
func TestUndoingMeansTheOppositeForEachKind(t *testing.T) {
	for k, says := range map[txn.Kind]string{
		txn.Sale: "顾客未被扣款", txn.QRSale: "顾客未被扣款", txn.WalletPay: "顾客未被扣款",
		txn.Void: "原交易仍然有效", txn.QRVoid: "原交易仍然有效",
		txn.Preauth: "未冻结资金", txn.PreauthVoid: "预授权仍然有效",
		txn.Complete: "未扣款，预授权仍有效", txn.CompleteVoid: "预授权完成仍然有效",
		txn.Refund: "未退款", txn.QRRefund: "未退款", txn.WalletRefund: "未退款",
	} {
		require.Equal(t, "交易被拒绝，"+says, fate(roll.Txn{Kind: k, Is: roll.Declined}, txn.MoneyDeclined).ZH)
		if k.Reversible() {
			require.Equal(t, "冲正成功，"+says, fate(roll.Txn{Kind: k, Is: roll.Reversed}, txn.MoneyReversed).ZH)
		}
	}
}

// TestNoPaperPromisesTooMuch: without an approval no paper says that money came or went
// back; what a person decided is said to be a person's word.
func TestNoPaperPromisesTooMuch(t *testing.T) {
	happened := []string{"已收", "已退款", "已冻结", "已撤销", ": PAID", ": HELD", ": VOIDED", ": REFUNDED"}
	for _, k := range moving() {
		for _, x := range everyEnd(k) {
			says := fate(x, money(x))
			for _, word := range happened {
				said := strings.Contains(says.ZH, word) || strings.Contains(says.EN, word)
				byHand := x.Is == roll.Resolved && x.Decision.Stands
				voided := money(x) == txn.MoneyVoided && word == "已撤销"
				require.False(t, said && !byHand && !voided, "%s %s: %q says %q", k, x.Is, says, word)
			}
		}
	}
}

// TestWordsFitThePaper: on 58 mm paper a big line has 16 columns, and what a slip is for stands on one line.
func TestWordsFitThePaper(t *testing.T) {
	for _, w := range []txn.Words{titlePurchase, titleReversal, titleFault, titleDetails, titleTotals, titleSettlement, titleLastBatch} {
		require.LessOrEqual(t, Width(w.ZH), narrow/2)
		require.LessOrEqual(t, Width(w.EN), narrow/2)
	}
	for _, s := range []string{copyLabels[txn.Merchant], copyLabels[txn.Cardholder], notApprovedMark, byHandMark, labelSignature, testOnly.ZH, testOnly.EN} {
		require.LessOrEqual(t, Width(s), narrow)
	}
	require.LessOrEqual(t, Width(testMark), narrow/2)
	for _, d := range deeds {
		require.LessOrEqual(t, Width(d.again.ZH), narrow)
		require.LessOrEqual(t, Width(d.again.EN), narrow)
	}
}
