package receipt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// as makes it a transaction of another kind.
func as(k txn.Kind, t roll.Txn) roll.Txn {
	t.Kind = k
	return t
}

// text is a slip in Chinese on 58 mm paper.
func text(t roll.Txn, a roll.Attempt) string {
	return Text(Layout(t, a, shop, txn.Chinese, now), narrow)
}

// Covers: R41.
func TestMarksAreFirstAndLast(t *testing.T) {
	for form, what := range map[txn.Form]roll.Txn{
		txn.FormSlip: voided(roll.Approved), txn.FormReversal: voided(roll.Approved), txn.FormFault: voided(roll.Approved),
		txn.FormNotApproved: voided(roll.Approved), txn.FormSettlement: settled(txn.Balanced),
	} {
		a := roll.Attempt{Form: form, N: 2, Marked: true}
		lab := Shop{Test: true}
		for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
			lines := strings.Split(strings.TrimSpace(Text(Layout(what, a, lab, lang, now), narrow)), "\n")
			require.Equal(t, "***重打印凭证 DUPLICATE*** 第2次", lines[0])
			require.Equal(t, lines[0], lines[len(lines)-1])
		}
		a.Marked = false
		require.NotContains(t, text(voided(roll.Approved), a), "DUPLICATE")
		require.NotContains(t, text(voided(roll.Approved), a), "重打印")
	}
}

// Covers: R6, R38.
func TestNothingButAnApprovalGetsAPurchaseSlip(t *testing.T) {
	for is := roll.Nothing; is <= roll.Closed; is++ {
		x := sale()
		x.Is, x.Decision = is, &roll.Decision{Stands: true}
		byHand := is == roll.Resolved
		require.Equal(t, is != roll.Approved && !byHand && !x.Undecided(), strings.Contains(text(x, slip), notApprovedMark), is)
		require.Equal(t, x.Undecided(), strings.Contains(text(x, slip), undecidedMark), "%v: nobody knows", is)
		require.Equal(t, byHand, strings.Contains(text(x, slip), byHandMark), is)
		require.Equal(t, is == roll.Approved, strings.Contains(text(x, slip), "签购单"), is)
	}
	declinedThere := enquiry()
	declinedThere.Outcome.Holds.Response = "51"
	reversedThere := enquiry()
	reversedThere.Outcome.Holds.Record.Held = txn.HeldReversed
	for _, none := range []roll.Txn{sale(), declinedThere, reversedThere, became(enquiry(), roll.Declined)} {
		require.NotContains(t, text(none, hostRecord), hostRecordMark)
	}
	require.Contains(t, text(sale(), payCode), notApprovedMark, "a sale shows no code")
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
		{"with a PIN", withPIN(sale()), slip, false, false},
		{"contactless up to the limit", tapped(NoSignatureLimit), slip, false, true},
		{"contactless over the limit", tapped(NoSignatureLimit + 1), slip, true, false},
		{"void", void(), slip, true, false},
		{"contactless and a PIN", withPIN(tapped(NoSignatureLimit)), slip, false, false},
		{"contactless pre-authorisation", as(txn.Preauth, tapped(NoSignatureLimit)), slip, false, true},
		{"contactless pre-authorisation over the limit", as(txn.Preauth, tapped(NoSignatureLimit+1)), slip, true, false},
		{"contactless completion", as(txn.Complete, tapped(NoSignatureLimit)), slip, true, false},
		{"contactless refund", as(txn.Refund, tapped(NoSignatureLimit)), slip, true, false},
		{"chip", preauth(), slip, true, false},
		{"code", qrSale(), slip, false, false},
		{"code, void", qrVoid(), slip, false, false},
		{"wallet", walletPay(), slip, false, false},
		{"wallet, refund", walletRefund(), slip, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.signs, strings.Contains(text(tt.txn, tt.attempt), signature))
			require.Equal(t, tt.needNone, strings.Contains(text(tt.txn, tt.attempt), none))
		})
	}
}

// TestAnOrderThatWasPaidLate: a host that answers its close says so; the customer's slip says that it is paid.
func TestAnOrderThatWasPaidLate(t *testing.T) {
	late := walletPay()
	late.Outcome.Code = txn.OrderPaid
	require.Contains(t, text(late, slip), paidOrder.ZH)
	require.NotContains(t, text(late, slip), "不能关闭")
}
