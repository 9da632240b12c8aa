package receipt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// text is a slip in Chinese on 58 mm paper.
func text(t roll.Txn, a roll.Attempt) string {
	return Text(Layout(t, a, shop, txn.Chinese, now), narrow)
}

func TestMarksAreFirstAndLast(t *testing.T) {
	for form := txn.FormSlip; form <= txn.FormNotApproved; form++ {
		a := roll.Attempt{Form: form, N: 2, Marked: true}
		for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
			lines := strings.Split(strings.TrimSpace(Text(Layout(voided(roll.Approved), a, shop, lang, now), narrow)), "\n")
			require.Equal(t, "***重打印凭证 DUPLICATE*** 第2次", lines[0])
			require.Equal(t, lines[0], lines[len(lines)-1])
		}
		a.Marked = false
		require.NotContains(t, text(voided(roll.Approved), a), "DUPLICATE")
		require.NotContains(t, text(voided(roll.Approved), a), "重打印")
	}
}

func TestNothingButAnApprovalGetsAPurchaseSlip(t *testing.T) {
	for is := roll.Nothing; is <= roll.Closed; is++ {
		x := sale()
		x.Is, x.Decision = is, &roll.Decision{Stands: true}
		require.Equal(t, is != roll.Approved, strings.Contains(text(x, slip), notApprovedMark), is)
		require.Equal(t, is == roll.Approved, strings.Contains(text(x, slip), "签购单"), is)
	}
	require.Contains(t, text(sale(), roll.Attempt{}), notApprovedMark, "an attempt at no form proves nothing")
}

// TestAnOriginalDoesNotDependOnTheClock: the same original has the same dots whenever it is laid out.
func TestAnOriginalDoesNotDependOnTheClock(t *testing.T) {
	require.Equal(t, Layout(sale(), slip, shop, txn.Chinese, at), Layout(sale(), slip, shop, txn.Chinese, now))
	require.NotEqual(t, Layout(sale(), second, shop, txn.Chinese, at), Layout(sale(), second, shop, txn.Chinese, now))
}

func TestWhoSigns(t *testing.T) {
	signature, none := strings.TrimSuffix(labelSignature, ":"), "免密免签"
	for _, tt := range []struct {
		name            string
		txn             roll.Txn
		attempt         roll.Attempt
		signs, needNone bool
	}{
		{"the merchant's copy", sale(), slip, true, false},
		{"the cardholder's copy", sale(), customer, false, false},
		{"with a PIN", withPIN(), slip, false, false},
		{"contactless up to the limit", tapped(NoSignatureLimit), slip, false, true},
		{"contactless over the limit", tapped(NoSignatureLimit + 1), slip, true, false},
		{"void", void(), slip, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.signs, strings.Contains(text(tt.txn, tt.attempt), signature))
			require.Equal(t, tt.needNone, strings.Contains(text(tt.txn, tt.attempt), none))
		})
	}
}

// TestEveryFateHasItsSentence: whatever a transaction came to, its slip says so, in both languages.
func TestEveryFateHasItsSentence(t *testing.T) {
	for m, f := range fates {
		for _, w := range []txn.Words{f.sale, f.back, states[m]} {
			require.NotEmpty(t, w.ZH, m)
			require.NotEmpty(t, w.EN, m)
		}
	}
	for _, kind := range []txn.Kind{txn.Sale, txn.Void} {
		for is := roll.IntentMade; is <= roll.Closed; is++ {
			if is == roll.Approved {
				continue // it has a slip of its own
			}
			x := roll.Txn{ID: 1, Kind: kind, Is: is, Decision: &roll.Decision{}}
			require.Contains(t, fates, money(x), is)
			require.Contains(t, states, money(x), is)
		}
	}
}

// TestWordsFitThePaper: on 58 mm paper a big line has 16 columns, and what a slip is for stands on one line.
func TestWordsFitThePaper(t *testing.T) {
	for _, w := range []txn.Words{titlePurchase, titleReversal, titleFault, titleDetails} {
		require.LessOrEqual(t, Width(w.ZH), narrow/2)
		require.LessOrEqual(t, Width(w.EN), narrow/2)
	}
	for _, f := range fates {
		for _, w := range []txn.Words{f.sale, f.back} {
			require.LessOrEqual(t, Width(w.ZH), narrow)
			require.LessOrEqual(t, Width(w.EN), narrow)
		}
	}
	for _, s := range []string{copyLabels[txn.Merchant], copyLabels[txn.Cardholder], notApprovedMark, labelSignature} {
		require.LessOrEqual(t, Width(s), narrow)
	}
}
