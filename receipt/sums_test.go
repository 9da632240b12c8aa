package receipt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestSumsCountWhatStands: by the host's word or a person's, a voided sale as well as its
// void; nothing that is in doubt, refused or undone.
func TestSumsCountWhatStands(t *testing.T) {
	stands, gone := resolved(sale()), resolved(sale())
	gone.Decision = &roll.Decision{}
	got := Sums([]roll.Txn{
		voided(roll.Approved), void(), stands, gone, declined(), reversed(sale()), parked(sale()), became(sale(), roll.InDoubt), balance(),
		preauth(), asking(), closed(), repeated(), refund(),
	})
	require.Equal(t, []KindSum{
		{txn.Sale, txn.Sum{Count: 2, Amount: 2468}}, {txn.Void, txn.Sum{Count: 1, Amount: 1234}},
		{txn.Refund, txn.Sum{Count: 1, Amount: 1234}}, {txn.Preauth, txn.Sum{Count: 1, Amount: 1234}},
	}, got)
	require.Equal(t, txn.Totals{Debit: txn.Sum{Count: 2, Amount: 2468}, Credit: txn.Sum{Count: 2, Amount: 2468}}, totalsOf(got))
}

// TestSumsAgreeWithTheRoll: kind by kind or as the roll counts, a batch comes to the same.
func TestSumsAgreeWithTheRoll(t *testing.T) {
	var f roll.Frozen
	for _, x := range day() {
		if x.Stands() {
			f = f.Count(x.Kind, x.Intent.Amount, x.Outcome.Org)
		}
	}
	require.Equal(t, f.All(), totalsOf(Sums(day())))
}

// TestASettlementDoesNotContradictItself: rows of kinds that do not add up to what was
// compared with the host are left out.
func TestASettlementDoesNotContradictItself(t *testing.T) {
	with := Text(Settlement(settled(txn.Balanced), settlement, kindSums, shop, txn.Chinese, now), narrow)
	require.Contains(t, with, "扫码消费")
	late := append([]KindSum{{txn.Refund, txn.Sum{Count: 1, Amount: 1}}}, kindSums...)
	require.Equal(t,
		Text(Layout(settled(txn.Balanced), settlement, shop, txn.Chinese, now), narrow),
		Text(Settlement(settled(txn.Balanced), settlement, late, shop, txn.Chinese, now), narrow))
}

// TestASettlementTellsTheHostsWord: each half with its own, the foreign one only when there is something to tell.
func TestASettlementTellsTheHostsWord(t *testing.T) {
	for is, says := range map[txn.Comparison]string{
		txn.Balanced: "内卡对账平\n", txn.Unbalanced: "内卡对账不平\n", txn.CompareError: "内卡对账错\n", txn.NotCompared: "内卡未对账\n",
	} {
		s := text(settled(is), settlement)
		require.Contains(t, s, says)
		require.NotContains(t, s, "外卡")
		require.Equal(t, is != txn.Balanced, strings.Contains(s, checkTotals.ZH))
	}
	empty := settled(txn.Balanced)
	empty.Compared.Foreign = txn.CompareError
	require.Contains(t, text(empty, settlement), "外卡对账错", "it is told although there are no such cards")
	untold := settled(txn.Unbalanced)
	require.NotContains(t, text(untold, settlement), hostTotals.ZH, "the host gave no totals of its own")
}

// TestNothingLooksLikeASettlement: only a settlement that the host accepted has that slip.
func TestNothingLooksLikeASettlement(t *testing.T) {
	title := titleSettlement.ZH
	require.Contains(t, text(settled(txn.Balanced), settlement), title)
	for is := roll.Nothing; is <= roll.Closed; is++ {
		x := settled(txn.Balanced)
		x.Is, x.Decision = is, &roll.Decision{}
		require.Equal(t, is == roll.Approved, strings.Contains(text(x, settlement), title), is)
	}
	require.NotContains(t, text(sale(), settlement), title)
	require.NotContains(t, Text(Totals(day(), place, shop, txn.Chinese, now), narrow), title)
}

// TestATestNeverLooksReal: under the public test keys every paper of every form says so near its title.
func TestATestNeverLooksReal(t *testing.T) {
	lab := shop
	lab.Test = true
	head := func(s Slip) string {
		lines := strings.Split(Text(s, narrow), "\n")
		return strings.Join(lines[:3], "\n")
	}
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for form := txn.FormSlip; form <= txn.FormSettlement; form++ {
			for _, marked := range []bool{false, true} {
				for _, x := range []roll.Txn{sale(), reversed(sale()), parked(refund()), settled(txn.Balanced)} {
					a := roll.Attempt{Form: form, N: 2, Marked: marked}
					require.Contains(t, head(Layout(x, a, lab, lang, now)), testMark)
					require.NotContains(t, Text(Layout(x, a, shop, lang, now), narrow), testMark)
				}
			}
		}
		require.Contains(t, head(Details(day(), place, lab, lang, now)), testMark)
		require.Contains(t, head(Totals(day(), place, lab, lang, now)), testMark)
	}
}

// TestAmountsShowWhereTheMoneyGoes: what goes back has a minus, a hold has none.
func TestAmountsShowWhereTheMoneyGoes(t *testing.T) {
	for k, want := range map[txn.Kind]string{
		txn.Sale: "RMB 12.34", txn.QRSale: "RMB 12.34", txn.WalletPay: "RMB 12.34", txn.Preauth: "RMB 12.34", txn.Complete: "RMB 12.34",
		txn.Void: "RMB -12.34", txn.QRVoid: "RMB -12.34", txn.PreauthVoid: "RMB -12.34", txn.CompleteVoid: "RMB -12.34",
		txn.Refund: "RMB -12.34", txn.QRRefund: "RMB -12.34", txn.WalletRefund: "RMB -12.34",
	} {
		for _, a := range []roll.Attempt{slip, customer, undone, fault, no} {
			x := as(k, sale())
			if a.Form != txn.FormSlip {
				x = as(k, parked(sale()))
			}
			require.Contains(t, text(x, a), want, "%s %s", k, a.Form)
		}
		require.Equal(t, k.Side() == txn.Credit || k == txn.PreauthVoid, strings.Contains(want, "-"))
	}
}

// TestChipDataIsPrintedForChips: in the order of PROTOCOL.md 8.1, and for nothing else.
func TestChipDataIsPrintedForChips(t *testing.T) {
	names := []string{"ARQC", "TVR", "AID", "TSI", "ATC", "UNPR NUM", "AIP", "IAD", "APP LABEL", "APP NAME"}
	for entry := txn.EntryNone; entry <= txn.Presented; entry++ {
		x := sale()
		x.Intent.Entry, x.Intent.Chip = entry, chip
		after, s := -1, text(x, slip)
		for _, name := range names {
			at := strings.Index(s, "\n"+name+" ")
			if name == "IAD" {
				at = strings.Index(s, "\nIAD\n")
			}
			require.Equal(t, entry == txn.Insert || entry == txn.Tap, at > after, "%s %s", entry, name)
			after = max(after, at)
		}
	}
	x := inserted(sale())
	x.Intent.Chip = roll.ChipTags{"9F26": "01", "9F27": "40", "4F": "A000000333010101", "50": "E4B8AD", "9F12": "zz"}
	s := text(x, slip)
	require.Contains(t, s, "\nTC ", "an offline approval")
	require.Contains(t, s, "A000000333010101", "4F when the chip gave no 84")
	for _, absent := range []string{"ARQC", "TVR", "APP LABEL", "APP NAME"} {
		require.NotContains(t, s, absent)
	}
}
