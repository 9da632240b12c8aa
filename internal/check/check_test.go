package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

// day is a day at a till with a bit of everything, and nothing wrong.
func day() *story {
	s := begun()
	s.sold(1)
	s.undone(2)
	declined := s.intent(txn.Sale, 3, 0)
	s.about(declined, roll.Declined, roll.Outcome{Code: "51"})
	s.hosted(declined, host.Declined)
	s.about(s.intent(txn.Sale, 4, 0), roll.NotSent, roll.Doubt{})
	balance := s.intent(txn.Balance, 5, 0)
	s.about(balance, roll.Approved, roll.Outcome{Code: "00"})
	sale := s.sold(6)
	void := s.intent(txn.Void, 7, sale.Txn)
	s.about(void, roll.Approved, roll.Outcome{Code: "00", Copies: 2})
	s.Ledger[len(s.Ledger)-1].State = host.Voided
	s.hosted(void, host.Approved)
	s.printed(void, txn.FormSlip, txn.Merchant, false)
	s.printed(void, txn.FormSlip, txn.Cardholder, false)
	s.printed(sale, txn.FormSlip, txn.Merchant, true) // a reprint
	s.Accounts = []check.Account{{Card: masked, Before: 50_000, Now: 50_000 - 1234}}
	return s
}

func TestADayWithoutFaultsAgrees(t *testing.T) {
	require.Empty(t, check.Of(day().Evidence))
	require.Empty(t, check.Of(check.Evidence{}))
}

// What is still open is no disagreement, whichever way it went at the host.
func TestOpenMoneyIsNoDisagreement(t *testing.T) {
	for _, state := range []host.State{"", host.Approved, host.Declined, host.Reversed} {
		s := begun()
		silent := s.intent(txn.Sale, 1, 0) // the power went before an answer
		doubt := s.intent(txn.Sale, 2, 0)
		s.about(doubt, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
		if state != "" {
			s.hosted(silent, state)
			s.hosted(doubt, state)
		}
		require.Empty(t, check.Of(s.Evidence), state)
	}
}

func TestAVoidInDoubtLeavesItsOriginalOpen(t *testing.T) {
	s := begun()
	sale := s.sold(1)
	s.intent(txn.Void, 2, sale.Txn)
	s.Ledger[0].State = host.Voided
	require.Empty(t, check.Of(s.Evidence))
}

// Each row plants one disagreement in a day that agrees; it and nothing else is found.
func TestEveryDisagreementIsFound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		want  check.Problem
		trace txn.Trace
		plant func(*story)
	}{
		{"the journal knows nothing of a charge", check.ChargedNotRecorded, 9, func(s *story) {
			s.hosted(roll.Row{Batch: 1, Trace: 9, Kind: txn.Void}, host.Approved)
		}},
		{"declined here, charged there", check.ChargedNotRecorded, 3, func(s *story) {
			s.Accounts = nil
			s.Ledger[2].State = host.Approved
		}},
		{"reversed here, charged there", check.ChargedNotRecorded, 2, func(s *story) {
			s.Accounts = nil
			s.Ledger[1].State = host.Approved
		}},
		{"never sent, and charged", check.ChargedNotRecorded, 4, func(s *story) {
			s.Accounts = nil
			s.hosted(roll.Row{Batch: 1, Trace: 4, Kind: txn.Sale}, host.Approved)
		}},
		{"voided here, charged there", check.ChargedNotRecorded, 6, func(s *story) {
			s.Accounts = nil
			s.Ledger[3].State = host.Approved
		}},
		{"approved here, unknown there", check.RecordedNotCharged, 1, func(s *story) {
			s.Accounts = nil
			s.Ledger = s.Ledger[1:]
		}},
		{"two entries", check.ChargedTwice, 7, func(s *story) { s.Ledger = append(s.Ledger, s.Ledger[4]) }},
		{"another amount", check.AmountDiffers, 7, func(s *story) { s.Ledger[4].Amount = "99.99" }},
		{"another card", check.AmountDiffers, 7, func(s *story) { s.Ledger[4].Card = "622202******0000" }},
		{"a balance that moved by itself", check.BalanceDiffers, 0, func(s *story) { s.Accounts[0].Now++ }},
		{"a copy that is owed nowhere", check.NoSlip, 8, func(s *story) {
			void := s.intent(txn.Void, 8, 0)
			s.about(void, roll.Approved, roll.Outcome{Code: "00", Copies: 1})
			s.hosted(void, host.Approved)
		}},
		{"recorded as printed, and no paper", check.NotOnPaper, 1, func(s *story) { s.Slips = s.Slips[1:] }},
		{"only half of it", check.NotOnPaper, 1, func(s *story) { s.Slips[0].Complete = false }},
		{"cut off before its last line", check.NotOnPaper, 1, func(s *story) {
			s.Slips[0].Text = s.Slips[0].Text[:len(s.Slips[0].Text)-len(foot)]
		}},
		{"a sales slip for a reversed sale", check.SlipWithoutApproval, 2, func(s *story) {
			s.paper(roll.Row{Batch: 1, Trace: 2}, txn.FormSlip, txn.Merchant, false)
		}},
		{"a sales slip for a declined sale", check.SlipWithoutApproval, 3, func(s *story) {
			s.paper(roll.Row{Batch: 1, Trace: 3}, txn.FormSlip, txn.Merchant, true)
		}},
		{"two originals on paper", check.SecondOriginal, 1, func(s *story) {
			s.paper(roll.Row{Batch: 1, Trace: 1}, txn.FormSlip, txn.Cardholder, false)
		}},
		{"two originals in the roll", check.SecondOriginal, 1, func(s *story) {
			s.about(s.Rows[1], roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: 2})
		}},
		{"paper of nobody", check.StrayPaper, 99, func(s *story) {
			s.paper(roll.Row{Batch: 1, Trace: 99}, txn.FormSlip, txn.Merchant, false)
		}},
		{"a Book that is behind", check.BookDiffers, 0, func(s *story) { s.Book.Count-- }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := day()
			tt.plant(s)
			found := check.Of(s.Evidence)
			require.Len(t, found, 1, "%v", found)
			require.Equal(t, tt.want.String(), found[0].Problem.String())
			require.Equal(t, tt.trace, found[0].Of.Trace)
			require.NotEmpty(t, found[0].In(txn.Chinese))
			require.NotEmpty(t, found[0].In(txn.English))
		})
	}
}

// No index of a real journal lets this happen; a restored or forged one might.
func TestATraceNumberUsedTwice(t *testing.T) {
	s := begun()
	s.sold(1)
	s.about(s.intent(txn.Sale, 1, 0), roll.NotSent, roll.Doubt{})
	require.Contains(t, problems(check.Of(s.Evidence)), check.TraceTwice)
}

func problems(findings []check.Finding) (list []check.Problem) {
	for _, f := range findings {
		list = append(list, f.Problem)
	}
	return list
}

func TestEveryProblemHasNameAndWords(t *testing.T) {
	seen := map[string]bool{}
	for p := check.ChargedNotRecorded; p <= check.BookDiffers; p++ {
		require.NotEmpty(t, p.String())
		require.False(t, seen[p.String()])
		seen[p.String()] = true
		require.NotEmpty(t, p.Words().ZH)
		require.NotEmpty(t, p.Words().EN)
	}
}
