package check_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

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
	stands := s.parked(8, host.Approved)
	s.about(stands, roll.Resolved, roll.Decision{Stands: true, By: "02", Note: "the bank says so"})
	s.printed(roll.Row{}, txn.FormDetails, txn.Merchant, false)
	s.Accounts = []check.Account{{Card: masked, Before: 50_000, Now: 50_000 - 2*1234}}
	return s
}

func TestADayWithoutFaultsAgrees(t *testing.T) {
	require.Empty(t, check.Of(day().Evidence))
	require.Empty(t, check.Of(trade().Evidence))
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
	s.hosted(s.intent(txn.Void, 2, sale.Txn), host.Approved)
	s.Ledger[0].State = host.Voided
	require.Empty(t, check.Of(s.Evidence))
}

// NOT APPROVED was the truth before an approval was known, for what a person let stand,
// and for what moves no money.
func TestATruthfulDenialIsNoDisagreement(t *testing.T) {
	s := day()
	r := s.intent(txn.Sale, 9, 0)
	s.printed(r, txn.FormNotApproved, txn.Merchant, false)
	s.about(r, roll.Approved, roll.Outcome{Code: "00", Copies: 2})
	s.hosted(r, host.Approved)
	s.Accounts = nil
	s.printed(r, txn.FormSlip, txn.Merchant, false)
	s.printed(r, txn.FormSlip, txn.Cardholder, false)
	for _, trace := range []txn.Trace{2, 3, 4, 5, 8} { // reversed, declined, not sent, a balance, let stand
		s.printed(s.made(trace), txn.FormNotApproved, txn.Merchant, false)
	}
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
		{"a copy that is owed nowhere", check.NoSlip, 9, func(s *story) {
			void := s.intent(txn.Void, 9, 0)
			s.about(void, roll.Approved, roll.Outcome{Code: "00", Copies: 1})
			s.hosted(void, host.Approved)
		}},
		{"recorded as printed, and no paper", check.NotOnPaper, 1, func(s *story) { s.Slips = s.Slips[1:] }},
		{"only half of it", check.NotOnPaper, 1, func(s *story) { s.Slips[0].Complete = false }},
		{"in two pieces, recorded as one", check.PartedUnsaid, 1, func(s *story) {
			rest := s.Slips[0]
			half := strings.Index(rest.Text, "\n") + 1
			s.Slips[0].Text, rest.Text = rest.Text[:half], rest.Text[half:]
			s.Slips[0].Cut, s.Slips[0].Complete, s.Slips[0].Ended = false, false, "paper_out"
			first := s.Slips[0].ID
			rest.ID, rest.Continues, rest.Complete = 1000, &first, false
			s.Slips = append(s.Slips, rest)
		}},
		{"cut off before its last line", check.NotOnPaper, 1, func(s *story) {
			s.Slips[0].Text = s.Slips[0].Text[:len(s.Slips[0].Text)-len(foot)]
		}},
		{"a sales slip for a reversed sale", check.SlipWithoutApproval, 2, func(s *story) {
			s.paper(s.made(2), txn.FormSlip, txn.Merchant, false)
		}},
		{"a sales slip for a declined sale", check.SlipWithoutApproval, 3, func(s *story) {
			s.paper(s.made(3), txn.FormSlip, txn.Merchant, true)
		}},
		{"two originals on paper", check.SecondOriginal, 1, func(s *story) {
			s.paper(s.made(1), txn.FormSlip, txn.Cardholder, false)
		}},
		{"two originals in the roll", check.SecondOriginal, 1, func(s *story) {
			s.about(s.Rows[1], roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: 2})
		}},
		{"paper of nobody", check.StrayPaper, 99, func(s *story) {
			s.paper(roll.Row{Batch: 1, Trace: 99}, txn.FormSlip, txn.Merchant, false)
		}},
		{"a reversal without its slip", check.NoSlip, 9, func(s *story) {
			r := s.intent(txn.Sale, 9, 0)
			s.about(r, roll.RevTry, roll.Try{N: 1})
			s.about(r, roll.Reversed, roll.Refusal{Code: "00"})
		}},
		{"half a sales slip for a reversed sale", check.SlipWithoutApproval, 2, func(s *story) {
			s.paper(s.made(2), txn.FormSlip, txn.Merchant, true)
			s.Slips[len(s.Slips)-1].Complete = false
		}},
		{"a reversal slip for an approved sale", check.SlipWithoutReversal, 1, func(s *story) {
			s.paper(s.made(1), txn.FormReversal, txn.Merchant, true)
		}},
		{"NOT APPROVED for an approved sale", check.SlipDenies, 1, func(s *story) { s.paper(s.made(1), txn.FormNotApproved, txn.Merchant, false) }},
		{"NOT APPROVED for a voided sale, on record", check.SlipDenies, 6, func(s *story) { s.printed(s.made(6), txn.FormNotApproved, txn.Merchant, false) }},
		{"half of NOT APPROVED for an approved void", check.SlipDenies, 7, func(s *story) {
			s.paper(s.made(7), txn.FormNotApproved, txn.Merchant, false)
			s.Slips[len(s.Slips)-1].Complete = false
		}},
		{"another amount on paper", check.PaperDiffers, 1, func(s *story) { s.onPaper(0, "RMB 12.34", "RMB 12.35") }},
		{"another card on paper", check.PaperDiffers, 1, func(s *story) { s.onPaper(0, "622202******1234", "622202******4321") }},
		{"a void on paper without its minus", check.PaperDiffers, 7, func(s *story) { s.onPaper(6, "RMB -12.34", "RMB 12.34") }},
		{"no amount and no card on paper", check.PaperDiffers, 1, func(s *story) {
			s.onPaper(0, "金额   RMB 12.34\n", "")
			s.onPaper(0, "卡号     "+string(masked)+" /S\n", "")
		}},
		{"no amount on paper", check.PaperDiffers, 2, func(s *story) { s.onPaper(2, "金额   RMB 12.34\n", "") }},
		{"no card on paper", check.PaperDiffers, 7, func(s *story) { s.onPaper(6, "卡号     "+string(masked)+" /S\n", "") }},
		{"declined there, unknown here", check.SentNotRecorded, 9, func(s *story) {
			s.hosted(roll.Row{Batch: 1, Trace: 9, Kind: txn.Sale}, host.Declined)
		}},
		{"declined there, not sent here", check.SentNotRecorded, 4, func(s *story) {
			s.hosted(roll.Row{Batch: 1, Trace: 4, Kind: txn.Sale}, host.Declined)
		}},
		{"a person let stand what was reversed", check.DecisionDiffers, 8, func(s *story) {
			s.Accounts = nil
			s.Ledger[5].State = host.Reversed
		}},
		{"another kind", check.EntryDiffers, 7, func(s *story) { s.Ledger[4].Kind = txn.Sale; s.Accounts = nil }},
		{"another merchant", check.EntryDiffers, 7, func(s *story) { s.Ledger[4].Merchant = "another" }},
		{"another reference number", check.EntryDiffers, 7, func(s *story) { s.Ledger[4].RRN = "000000000099" }},
		{"another authorisation code", check.EntryDiffers, 7, func(s *story) { s.Ledger[4].Auth = "123456" }},
		{"one sale voided twice", check.ReturnedTwice, 6, func(s *story) {
			again := s.intent(txn.Void, 9, s.made(6).Txn)
			s.about(again, roll.Approved, roll.Outcome{Code: "00", Copies: 2})
			s.hosted(again, host.Approved)
		}},
		{"25 on another day, called done", check.ReversalUnproven, 9, func(s *story) { s.undoneBy("25", "0103") }},
		{"25 on the day of a clock that was wrong, called done", check.ReversalUnproven, 9, func(s *story) {
			s.book.HostDay = "0101"
			s.undoneBy("25", "0102")
		}},
		{"a refusal, called done", check.ReversalUnproven, 9, func(s *story) { s.undoneBy("58", "0102") }},
		{"25 in another batch, called done", check.ReversalUnproven, 9, func(s *story) {
			r := s.intent(txn.Sale, 9, 0)
			s.about(r, roll.RevTry, roll.Try{N: 1})
			s.settle(txn.Balanced)
			s.about(r, roll.Reversed, roll.Refusal{Code: "25", HostDate: "0102", Slip: true})
		}},
		{"a closed batch that forgets a debt", check.TotalsDiffer, 0, func(s *story) {
			s.about(s.intent(txn.Sale, 9, 0), roll.InDoubt, roll.Doubt{})
			s.wrong.forgets = true
			s.settle(txn.Balanced)
		}},
		{"a count that is not that of its rows", check.TotalsDiffer, 0, func(s *story) {
			s.Rows[0].Body = roll.Checkpoint{Book: roll.Book{Batch: 1, Count: 1}}
			s.Book.Count++
		}},
		{"a list that counts one too many", check.TotalsDiffer, 0, func(s *story) { s.listed("笔数     7", "笔数     8") }},
		{"a list with another amount", check.TotalsDiffer, 7, func(s *story) { s.listed("-12.34", "12.34") }},
		{"a list of what never was", check.TotalsDiffer, 9, func(s *story) { s.listed("000007", "000009") }},
		{"a list that leaves one out", check.TotalsDiffer, 0, func(s *story) {
			s.listed("000003 消费        12.34\n"+string(masked)+" /S  成功\n", "")
			s.listed("笔数     7", "笔数     6")
		}},
		{"a list that nobody began", check.TotalsDiffer, 0, func(s *story) {
			s.sold(9)
			s.Accounts = nil
			s.paper(roll.Row{}, txn.FormDetails, txn.Merchant, false)
			s.listed("000008 消费        12.34\n", "000008 消费        12.34\n000009 消费        12.34\n")
			s.listed("笔数     7", "笔数     8")
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

// onPaper changes what stands on a slip.
func (s *story) onPaper(slip int, is, was string) {
	s.Slips[slip].Text = strings.Replace(s.Slips[slip].Text, is, was, 1)
}

// listed changes what stands on the day's printed list.
func (s *story) listed(is, was string) { s.onPaper(len(s.Slips)-1, is, was) }

// undoneBy is sale 9, which the host never saw, called reversed by an answer.
func (s *story) undoneBy(code txn.Code, date string) {
	r := s.intent(txn.Sale, 9, 0)
	s.about(r, roll.RevTry, roll.Try{N: 1})
	s.about(r, roll.Reversed, roll.Refusal{Code: code, HostDate: date, Slip: true})
}

// A host and a printer serve many terminals; the balances are everybody's.
func TestOtherTerminalsAreNotCompared(t *testing.T) {
	s := day()
	other := s.Ledger[0]
	other.Terminal, other.Merchant, other.Trace = "00010002", "104512541110002", "000042"
	s.Ledger = append(s.Ledger, other)
	s.Accounts[0].Now -= 1234
	s.paper(roll.Row{Batch: 1, Trace: 42, Kind: txn.Sale, Body: roll.Intent{Terminal: other.Terminal, Merchant: other.Merchant, Amount: 1234, Card: masked}}, txn.FormSlip, txn.Merchant, false)
	require.Equal(t, []check.Problem{check.ChargedNotRecorded, check.StrayPaper}, problems(check.Of(s.Evidence)))

	s.Terminal, s.Merchant = terminal, merchant
	require.Empty(t, check.Of(s.Evidence))
	entries, slips := check.Compared(s.Evidence)
	require.Equal(t, []int{len(s.Ledger) - 1, len(s.Slips) - 1}, []int{entries, slips}, "all but the other's")
	s.Terminal, s.Merchant = other.Terminal, other.Merchant
	require.Equal(t, []check.Problem{check.ChargedNotRecorded, check.StrayPaper}, problems(check.Of(s.Evidence)), "what the roll did under its former numbers is compared too")

	other.Terminal = terminal
	s.Ledger = append(s.Ledger, other)
	s.Accounts = nil
	s.Terminal, s.Merchant = terminal, merchant
	require.Empty(t, check.Of(s.Evidence), "of another merchant")
	s.Ledger[len(s.Ledger)-1].Merchant = merchant
	require.Equal(t, []check.Problem{check.ChargedNotRecorded}, problems(check.Of(s.Evidence)))
}

// What a person decided about a void is held against both entries.
func TestADecisionAboutAVoid(t *testing.T) {
	s := begun()
	sale := s.sold(1)
	void := s.intent(txn.Void, 2, sale.Txn)
	s.about(void, roll.RevTry, roll.Try{N: 1})
	s.about(void, roll.Parked, roll.Refusal{Code: "30", Slip: true})
	s.hosted(void, host.Approved)
	s.Ledger[0].State = host.Voided
	s.printed(void, txn.FormFault, txn.Merchant, false)
	require.Empty(t, check.Of(s.Evidence), "open until a person decides")
	rows := len(s.Rows)
	s.about(void, roll.Resolved, roll.Decision{Stands: true, By: "02"})
	require.Empty(t, check.Of(s.Evidence))
	s.Rows[rows].Body = roll.Decision{By: "02"}
	s.Book = nil
	require.Equal(t, []check.Problem{check.DecisionDiffers, check.DecisionDiffers}, problems(check.Of(s.Evidence)))
}

// Where older paper was thrown away, a slip that is not there proves nothing.
func TestPaperThatWasThrownAway(t *testing.T) {
	s := day()
	s.Slips = s.Slips[1:]
	require.Equal(t, []check.Problem{check.NotOnPaper}, problems(check.Of(s.Evidence)))
	s.PaperGone = true
	require.Empty(t, check.Of(s.Evidence))
}

// The paper of a printer that began later is not known, and is not missing. What was printed
// since must be there.
func TestPaperOfBeforeIsNotMissing(t *testing.T) {
	s := day()
	printed := s.Rows[0].At
	s.Slips = nil
	s.Since = printed.Add(time.Second)
	require.Empty(t, check.Of(s.Evidence))
	copies := check.Unwitnessed(s.Evidence)
	require.Positive(t, copies)

	for i := range s.Rows {
		if s.Rows[i].What == roll.Printed {
			s.Rows[i].At = s.Since // the first of them comes after
			break
		}
	}
	require.Equal(t, copies-1, check.Unwitnessed(s.Evidence))
	require.Contains(t, problems(check.Of(s.Evidence)), check.NotOnPaper)

	s = day()
	s.Slips, s.Since = nil, printed
	require.Zero(t, check.Unwitnessed(s.Evidence))
	missing := 0
	for _, p := range problems(check.Of(s.Evidence)) {
		if p == check.NotOnPaper {
			missing++
		}
	}
	require.Equal(t, copies, missing)
}

// A batch that was closed as it should be is no disagreement, whatever is still owed.
func TestAClosedBatch(t *testing.T) {
	s := day()
	s.about(s.intent(txn.Sale, 9, 0), roll.InDoubt, roll.Doubt{})
	s.settle(txn.Balanced)
	require.Empty(t, check.Of(s.Evidence))
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
	page, err := os.ReadFile("../../docs/lab.md")
	require.NoError(t, err)
	seen := map[string]bool{}
	for p := check.ChargedNotRecorded; p <= check.JournalBroken; p++ {
		require.NotEmpty(t, p.String())
		require.False(t, seen[p.String()])
		seen[p.String()] = true
		require.Regexp(t, `\b`+p.String()+`\b`, string(page), "the page that lists them for programs")
		require.NotEmpty(t, p.Words().ZH)
		require.NotEmpty(t, p.Words().EN)
	}
}

func TestFindingsAsJSON(t *testing.T) {
	text, err := json.Marshal(check.Finding{Problem: check.TraceTwice, Of: txn.Ref{Batch: 1, Trace: 2}, Detail: txn.Words{ZH: "甲", EN: "a"}})
	require.NoError(t, err)
	require.JSONEq(t, `{"problem":"trace_twice","batch":"000001","trace":"000002","zh":"同一批次内凭证号重复使用 (甲)","en":"a trace number was used twice in one batch (a)"}`, string(text))
	text, err = json.Marshal(check.Finding{Problem: check.BookDiffers})
	require.NoError(t, err)
	require.Contains(t, string(text), `"batch":"","trace":""`)
}
