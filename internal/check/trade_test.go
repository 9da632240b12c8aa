package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

// closedDay is the day without new kinds, settled.
func closedDay() *story {
	s := day()
	s.settle(txn.Balanced)
	return s
}

// Each row plants one disagreement into a story that agrees; it and nothing else is found.
func TestEveryDisagreementOfTradeIsFound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		of    func() *story
		want  check.Problem
		trace txn.Trace
		plant func(*story)
	}{
		{"refunded twice, together more than was paid", trade, check.ReturnedTooMuch, bought, func(s *story) {
			s.amount, s.Accounts = 1000, nil
			s.done(txn.Refund, 26, s.made(bought).Txn)
		}},
		{"voided and refunded", trade, check.ReturnedTooMuch, nextSale, func(s *story) {
			s.Accounts = nil
			s.tied(26, txn.Void, s.made(nextSale), host.Voided)
			s.done(txn.Refund, 27, s.made(nextSale).Txn)
		}},
		{"the rest refunded at another terminal, and more", trade, check.ReturnedTooMuch, bought, func(s *story) {
			s.Terminal, s.Merchant, s.Accounts = terminal, merchant, nil
			other := *s.entry(aRefund)
			other.Terminal, other.Amount = "00010002", "10.00"
			s.Ledger = append(s.Ledger, other)
			s.entry(bought).Refunded = "15.00"
		}},
		{"one hold completed twice", trade, check.HoldUsedTwice, aHold, func(s *story) {
			s.Accounts = nil
			s.done(txn.Complete, 26, s.made(aHold).Txn)
		}},
		{"one hold completed and released", trade, check.HoldUsedTwice, aHold, func(s *story) {
			s.Accounts = nil
			s.tied(26, txn.PreauthVoid, s.made(aHold), host.Voided)
		}},
		{"a closed order that is paid", trade, check.ClosedButPaid, unpaid, func(s *story) {
			s.Accounts = nil
			s.entry(unpaid).State, s.entry(unpaid).Settled = host.Approved, true
		}},
		{"one order, two payments", trade, check.OrderTwice, 26, func(s *story) {
			in := s.made(wallet).Body.(roll.Intent)
			s.about(s.begin(txn.WalletPay, 26, 0, in), roll.NotSent, roll.Doubt{})
		}},
		{"a question with the number of a sale", trade, check.TraceTwice, nextSale, func(s *story) {
			r := s.intent(txn.WalletPay, 26, 0)
			s.about(r, roll.OrderAsked, roll.Ask{N: 1, Trace: nextSale})
		}},
		{"a question with a number that a settlement reserved", day, check.TraceTwice, aSettle + 1, func(s *story) {
			r := s.intent(txn.WalletPay, 9, 0)
			s.about(r, roll.OrderAsked, roll.Ask{N: 1, Trace: aSettle + 1, Close: true})
			s.about(r, roll.Unpaid, roll.Outcome{Code: "00"})
			s.settle(txn.Balanced)
		}},
		{"held without a hold", trade, check.HoldDiffers, 0, func(s *story) { s.Accounts[0].Held++ }},
		{"a hold called completed, which nothing completed", trade, check.OriginalDiffers, openHold, func(s *story) {
			s.entry(openHold).State = host.Completed
			s.Accounts = nil
		}},
		{"a refund that its original does not know", trade, check.OriginalDiffers, bought, func(s *story) { s.entry(bought).Refunded = "" }},
		{"settled here, not there", trade, check.SettledDiffers, aSale, func(s *story) { s.entry(aSale).Settled = false }},
		{"settled there, not here", trade, check.SettledDiffers, nextSale, func(s *story) { s.entry(nextSale).Settled = true }},
		{"a foreign card that was counted as domestic", trade, check.BatchDiffers, aSettle, func(s *story) { s.entry(aSale).Organisation = "VIS" }},
		{"a batch whose settlement the host does not know", trade, check.BatchDiffers, aSettle, func(s *story) { s.Settlements[0].Trace = "000099" }},
		{"other totals were told to the host", trade, check.BatchDiffers, aSettle, func(s *story) { s.Settlements[0].Domestic.Terminal.Debit.Count++ }},
		{"the host held something else", trade, check.BatchDiffers, aSettle, func(s *story) { s.Settlements[0].Domestic.Host.Credit.Amount = "0.01" }},
		{"a batch that the host never closed", trade, check.BatchDiffers, aSettle, func(s *story) { s.Settlements[0].Ended = "" }},
		{"another number of records told", trade, check.BatchDiffers, aSettle, func(s *story) { s.Settlements[0].Said++ }},
		{"balanced here, not there", closedDay, check.BatchDiffers, aSettle, func(s *story) { s.Settlements[0].Result = "unbalanced" }},
		{"a record with another amount", trade, check.UploadDiffers, aSale, func(s *story) { s.Settlements[0].Records[0].Found = "amount_differs" }},
		{"a record that was not uploaded", trade, check.UploadDiffers, itsCompletion, func(s *story) { s.Settlements[0].Records[1].Found = "missing" }},
		{"a batch closed by itself", day, check.ClosedUnproven, 0, func(s *story) { s.close(s.book.NextBatch()) }},
		{"a batch closed without its last record", day, check.ClosedUnproven, aSettle, func(s *story) {
			s.wrong.lacks = 1
			s.settle(txn.Unbalanced)
		}},
		{"a batch closed without a comparison", day, check.ClosedUnproven, aSettle, func(s *story) {
			s.wrong.unasked = true
			s.settle(txn.Balanced)
		}},
		{"a batch closed by a refusal", day, check.ClosedUnproven, aSettle, func(s *story) {
			s.wrong.code = "96"
			s.settle(txn.Balanced)
		}},
		{"a sale in a frozen batch", day, check.FrozenTouched, 30, func(s *story) {
			s.wrong.between = func() { s.about(s.intent(txn.Sale, 30, 0), roll.NotSent, roll.Doubt{}) }
			s.settle(txn.Balanced)
		}},
		{"a reversal in a frozen batch", day, check.FrozenTouched, 9, func(s *story) {
			r := s.intent(txn.Sale, 9, 0)
			s.about(r, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
			s.wrong.between = func() { s.about(r, roll.RevTry, roll.Try{N: 1}) }
			s.settle(txn.Balanced)
		}},
		{"frozen totals that are not those of the rows", day, check.TotalsDiffer, aSettle, func(s *story) {
			s.wrong.freezes = true
			s.settle(txn.Balanced)
		}},
		{"printed totals that are not those of the rows", trade, check.TotalsDiffer, 0, func(s *story) {
			s.onPaper(len(s.Slips)-1, "借记      1        12.34", "借记      1        12.35")
		}},
		{"a closed batch without its slip", day, check.NoSlip, aSettle, func(s *story) {
			s.wrong.paperless = true
			s.settle(txn.Balanced)
		}},
		{"a settlement slip that was recorded and is not there", trade, check.NotOnPaper, aSettle, func(s *story) {
			s.Slips = slices.Delete(s.Slips, s.settlementSlip(), s.settlementSlip()+1)
		}},
		{"a settlement slip for an open batch", day, check.SlipWithoutClose, aSettle, func(s *story) {
			f := s.book.Totals
			r := s.begin(txn.Settle, aSettle, 0, roll.Intent{Terminal: terminal, Merchant: merchant, Frozen: &f})
			s.about(r, roll.Compared, roll.Verdict{Domestic: txn.Balanced, Foreign: txn.Balanced})
			s.paper(r, txn.FormSettlement, txn.Merchant, false)
		}},
		{"another sum on a settlement slip", trade, check.PaperDiffers, aSettle, func(s *story) { s.onPaper(s.settlementSlip(), "借记      7", "借记      6") }},
		{"the host's word turned round on a settlement slip", trade, check.PaperDiffers, aSettle, func(s *story) { s.onPaper(s.settlementSlip(), "对账不平", "对账平") }},
		{"a settlement slip without the host's totals", trade, check.PaperDiffers, aSettle, func(s *story) { s.onPaper(s.settlementSlip(), "主机方总计\n", "") }},
		{"another kind on paper", trade, check.PaperDiffers, aHold, func(s *story) { s.onPaper(2, "交易类型   预授权", "交易类型   消费") }},
		{"no kind on paper", trade, check.PaperDiffers, aHold, func(s *story) { s.onPaper(2, "交易类型   预授权\n", "") }},
		{"a part was approved, and called all of it", trade, check.AmountDiffers, nextSale, func(s *story) {
			s.entry(nextSale).Amount, s.entry(nextSale).Requested = "10.00", "12.34"
			s.Accounts = nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.of()
			tt.plant(s)
			found := check.Of(s.Evidence)
			require.Len(t, found, 1, "%v", found)
			require.Equal(t, tt.want.String(), found[0].Problem.String())
			require.Equal(t, tt.trace, found[0].Of.Trace)
		})
	}
}

// settlementSlip is its place among the slips.
func (s *story) settlementSlip() int {
	return slices.IndexFunc(s.Slips, func(one printer.Slip) bool { return strings.Contains(one.Text, "POS结算总计") })
}

// What is open explains a difference: a part that was approved is reversed, a batch whose
// end is not answered may be closed at the host.
func TestWhatIsOpenIsNoDisagreementInTrade(t *testing.T) {
	s := trade()
	part := s.undone(26)
	s.entry(26).Amount, s.entry(26).Requested = "10.00", "12.34"
	require.Empty(t, check.Of(s.Evidence), part)

	s = day()
	f := s.book.Totals
	s.begin(txn.Settle, aSettle, 0, roll.Intent{Terminal: terminal, Merchant: merchant, Frozen: &f})
	require.Empty(t, check.Of(s.Evidence))
	for i := range s.Ledger {
		s.Ledger[i].Settled = true
	}
	require.Empty(t, check.Of(s.Evidence))
}

// A completion that was voided leaves its hold to be completed again.
func TestAHoldMayBeCompletedAgain(t *testing.T) {
	s := trade()
	s.Accounts = nil
	s.tied(26, txn.Complete, s.made(stood), host.Completed)
	require.Empty(t, check.Of(s.Evidence))
}

// The host held a sale that needs a person when the totals were compared, or its issuer
// had not decided yet: the time of the decision tells which.
func TestAnIssuerThatIsLate(t *testing.T) {
	const earlier, then, later = "2026-01-02T03:04:04+08:00", "2026-01-02T03:04:05+08:00", "2026-01-02T03:04:06+08:00"
	for _, tt := range []struct {
		name, decided string
		counted       bool
		problems      int
	}{
		{"before, and it counts", earlier, true, 0},
		{"before, and it does not count", earlier, false, 1},
		{"in the same second, and it counts", then, true, 0},
		{"in the same second, and it does not count", then, false, 0},
		{"afterwards, and it counts", later, true, 1},
		{"afterwards, and it does not count", later, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := trade()
			s.entry(inDispute).Time, s.Settlements[0].Time = tt.decided, then
			if half := &s.Settlements[0].Domestic; !tt.counted {
				half.Host = half.Terminal
			}
			findings := slices.DeleteFunc(check.Of(s.Evidence), func(f check.Finding) bool { return f.Problem != check.BatchDiffers })
			require.Len(t, findings, tt.problems)
		})
	}
}
