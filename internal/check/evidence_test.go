package check_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

const (
	foot   = "posterm test"
	masked = txn.Masked("622202******1234")

	codeMasked = txn.Masked("134567********6789")

	terminal, merchant = "00010001", "104512541110001"
)

// story makes evidence row by row, as a terminal, a host and a printer would.
type story struct {
	check.Evidence
	book   roll.Book
	amount txn.Fen // of what comes next
	wrong  wrong
}

// wrong is what goes wrong with the next settlement.
type wrong struct {
	freezes   bool     // other totals than those of the rows
	forgets   bool     // what is owed is not carried over
	lacks     int      // records that are not uploaded
	unasked   bool     // the host did not compare
	code      txn.Code // instead of 00, at the end
	paperless bool
	between   func() // after the comparison
}

func begun() *story {
	s := &story{Evidence: check.Evidence{Foot: foot, Copies: 2}, amount: 1234}
	s.add(roll.Row{What: roll.Provisioned, Batch: 1, Body: roll.Checkpoint{Book: roll.Book{Batch: 1}}})
	return s
}

// add writes a row and gives its seq.
func (s *story) add(r roll.Row) uint64 {
	r.Seq, r.At = s.book.Seq+1, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if r.What == roll.IntentMade {
		r.Txn = roll.ID(r.Seq)
	}
	s.Rows, s.book = append(s.Rows, r), s.book.Apply(r)
	book := s.book
	s.Book = &book
	return r.Seq
}

// about writes a row about a transaction.
func (s *story) about(of roll.Row, what roll.What, body any) uint64 {
	of.What, of.Body = what, body
	return s.add(of)
}

func (s *story) intent(kind txn.Kind, trace txn.Trace, orig roll.ID) roll.Row {
	in := roll.Intent{Terminal: terminal, Merchant: merchant, HostDay: s.book.HostDay}
	switch {
	case kind.Carded():
		in.Card = masked
	case kind.Means() == txn.ByCode:
		in.Card = codeMasked
	}
	if kind.Moves() {
		in.Amount = s.amount
	}
	if kind == txn.WalletPay {
		in.Order = fmt.Sprintf("%s20260102%s", terminal, trace)
	}
	return s.begin(kind, trace, orig, in)
}

// begin writes an intent.
func (s *story) begin(kind txn.Kind, trace txn.Trace, orig roll.ID, in roll.Intent) roll.Row {
	r := roll.Row{What: roll.IntentMade, Kind: kind, Batch: s.book.Batch, Trace: trace, Orig: orig, Body: in}
	r.Txn = roll.ID(s.add(r))
	return r
}

// made is the intent of a transaction.
func (s *story) made(trace txn.Trace) roll.Row {
	return s.Rows[slices.IndexFunc(s.Rows, func(r roll.Row) bool { return r.What == roll.IntentMade && r.Trace == trace })]
}

// hosted adds an entry to the ledger, tied to its original.
func (s *story) hosted(r roll.Row, state host.State) {
	code := map[host.State]txn.Code{host.Declined: "51"}[state]
	if code == "" {
		code = "00"
	}
	e := host.Entry{
		Terminal: terminal, Merchant: merchant, Batch: r.Batch.String(), Trace: r.Trace.String(), Kind: r.Kind, Amount: "12.34", Card: masked, State: state, Response: code,
	}
	if in, known := r.Body.(roll.Intent); known {
		e.Amount, e.Card = in.Amount.String(), in.Card
	}
	for _, o := range s.Rows {
		if r.Orig != 0 && o.What == roll.IntentMade && o.Txn == r.Orig {
			e.Original = host.Key{Terminal: terminal, Batch: o.Batch.String(), Trace: o.Trace.String()}
		}
	}
	s.Ledger = append(s.Ledger, e)
}

// entry is what the host holds of a transaction.
func (s *story) entry(trace txn.Trace) *host.Entry {
	return &s.Ledger[slices.IndexFunc(s.Ledger, func(e host.Entry) bool { return e.Trace == trace.String() })]
}

// printed makes an attempt at a copy and its paper.
func (s *story) printed(r roll.Row, form txn.Form, holder txn.Holder, marked bool) {
	job := s.about(r, roll.AttemptMade, roll.Attempt{Form: form, For: holder, N: 1, Marked: marked})
	s.about(r, roll.Printed, roll.End{Job: job, Form: form, For: holder, Grade: txn.GradePrinted, Pieces: 1})
	s.paper(r, form, holder, marked)
}

// paper adds a complete slip.
func (s *story) paper(r roll.Row, form txn.Form, holder txn.Holder, marked bool) {
	if form == txn.FormSettlement || form == txn.FormTotals {
		s.sumsPaper(r, form)
		return
	}
	s.Slips = append(s.Slips, printer.Slip{
		ID: len(s.Slips) + 1, Complete: true, Cut: true, Ended: "cut", Duplicate: marked, Text: slipText(r.Batch, r.Trace, form, holder, marked),
	})
	if in, known := r.Body.(roll.Intent); known {
		amount := in.Amount
		if tie := r.Kind.Tie(); tie == txn.Undoes || tie == txn.GivesBack {
			amount = -amount
		}
		last := &s.Slips[len(s.Slips)-1].Text
		says := fmt.Sprintf("终端编号    %s\n商户编号   %s\n", in.Terminal, in.Merchant)
		if in.Card != "" {
			says += fmt.Sprintf("卡号     %s /S\n", in.Card)
		}
		if r.Kind.Moves() {
			says += fmt.Sprintf("交易类型   %s\n金额   RMB %s\n", r.Kind.Words().ZH, amount)
		} else if form == txn.FormNotApproved {
			says += fmt.Sprintf("交易类型   %s\n", r.Kind.Words().ZH)
		}
		*last = strings.Replace(*last, "原凭证号", says+"原凭证号", 1)
	}
}

func slipText(batch txn.Batch, trace txn.Trace, form txn.Form, holder txn.Holder, marked bool) string {
	if form == txn.FormDetails { // of the whole day
		list := "    交易明细\n终端编号   " + terminal + "\n商户编号   " + merchant + "\n批次号     000001\n------\n"
		for _, trace := range []txn.Trace{1, 2, 3, 4, 6, 7, 8} {
			amount := "消费        12.34"
			if trace == 7 {
				amount = "消费撤销     -12.34"
			}
			list += fmt.Sprintf("%s %s\n%s /S  成功\n", trace, amount, masked)
		}
		return list + "------\n笔数     7\n" + foot
	}
	titles := map[txn.Form]string{txn.FormSlip: "    POS签购单     ", txn.FormReversal: "     冲正单", txn.FormFault: "故障报告单\n冲正原因", txn.FormNotApproved: "未成功 NOT APPROVED", txn.FormPayCode: "尚未收款 NOT PAID YET", txn.FormHostRecord: "据主机记录补打"}
	lines := []string{titles[form]}
	if form == txn.FormSlip {
		lines = append(lines, map[txn.Holder]string{txn.Merchant: "商户存根 MERCHANT COPY", txn.Cardholder: "持卡人存根 CARDHOLDER COPY"}[holder])
	}
	lines = append(lines, fmt.Sprintf("批次号       %s", batch), fmt.Sprintf("凭证号       %s", trace), "原凭证号    000077", foot)
	if marked {
		lines = append([]string{"***重打印凭证 DUPLICATE*** 第2次"}, append(lines, "***重打印凭证 DUPLICATE*** 第2次")...)
	}
	return strings.Join(lines, "\n")
}

// sold is a sale as it should be.
func (s *story) sold(trace txn.Trace) roll.Row {
	r := s.intent(txn.Sale, trace, 0)
	s.about(r, roll.Approved, roll.Outcome{Code: "00", Copies: 2})
	s.hosted(r, host.Approved)
	s.printed(r, txn.FormSlip, txn.Merchant, false)
	s.printed(r, txn.FormSlip, txn.Cardholder, false)
	return r
}

// parked is a sale whose reversal was refused for good.
func (s *story) parked(trace txn.Trace, state host.State) roll.Row {
	r := s.intent(txn.Sale, trace, 0)
	s.about(r, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	s.about(r, roll.RevTry, roll.Try{N: 1})
	s.about(r, roll.Parked, roll.Refusal{Code: "30", Slip: true})
	s.hosted(r, state)
	s.printed(r, txn.FormFault, txn.Merchant, false)
	return r
}

// undone is a sale whose answer was lost and which was reversed.
func (s *story) undone(trace txn.Trace) roll.Row {
	r := s.intent(txn.Sale, trace, 0)
	s.about(r, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	s.about(r, roll.RevTry, roll.Try{N: 1})
	s.about(r, roll.Reversed, roll.Refusal{Code: "00", Slip: true})
	s.hosted(r, host.Reversed)
	s.printed(r, txn.FormReversal, txn.Merchant, false)
	return r
}
