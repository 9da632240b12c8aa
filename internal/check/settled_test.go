package check_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

// Trace numbers of trade.
const (
	aSale, aHold, itsCompletion, freed, freedBy, openHold txn.Trace = 1, 2, 3, 4, 5, 6
	bought, aRefund, stood, taken, untaken                txn.Trace = 7, 8, 9, 10, 11
	byCode, codeVoid, wallet, itsQuestion, paidBack       txn.Trace = 12, 13, 14, 15, 16
	unpaid, firstQuestion, itsClose, inDispute, aSettle   txn.Trace = 17, 18, 19, 20, 21
	nextSale                                              txn.Trace = 25
)

// trade is a batch with one of every kind, settled, and a sale in the next one. The host
// holds a sale that a person has to decide about, so that the totals differ and the batch
// is uploaded.
func trade() *story {
	s := begun()
	s.sold(aSale)
	s.tied(itsCompletion, txn.Complete, s.done(txn.Preauth, aHold, 0), host.Completed)
	s.tied(freedBy, txn.PreauthVoid, s.done(txn.Preauth, freed, 0), host.Voided)
	s.done(txn.Preauth, openHold, 0)
	sale := s.sold(bought)
	s.amount = 500
	s.tied(aRefund, txn.Refund, sale, host.Approved)
	s.entry(bought).Refunded, s.amount = "5.00", 1234
	completed := s.tied(taken, txn.Complete, s.done(txn.Preauth, stood, 0), host.Approved)
	s.tied(untaken, txn.CompleteVoid, completed, host.Voided)
	s.tied(codeVoid, txn.QRVoid, s.done(txn.QRSale, byCode, 0), host.Voided)
	s.tied(paidBack, txn.WalletRefund, s.ordered(), host.Refunded)
	s.entry(wallet).Refunded = "12.34"
	s.closedOrder()
	s.parked(inDispute, host.Approved)
	s.settle(txn.Unbalanced)
	s.sold(nextSale)
	s.printed(roll.Row{}, txn.FormTotals, txn.Merchant, false)
	s.Accounts = []check.Account{
		{Name: "A", Card: masked, Before: 50_000, Now: 50_000 - 4*1234 - 1234 + 500, Held: 2 * 1234},
		{Name: "W", Before: 50_000, Now: 50_000},
	}
	for i := range s.Ledger {
		e := &s.Ledger[i]
		if e.Account = "W"; e.Card == masked {
			e.Account = "A"
		}
	}
	return s
}

// done is a transaction as it should be, of any kind.
func (s *story) done(kind txn.Kind, trace txn.Trace, orig roll.ID) roll.Row {
	r := s.intent(kind, trace, orig)
	s.about(r, roll.Approved, roll.Outcome{Code: "00", Copies: 2})
	s.hosted(r, host.Approved)
	s.printed(r, txn.FormSlip, txn.Merchant, false)
	s.printed(r, txn.FormSlip, txn.Cardholder, false)
	return r
}

// tied does something to an original, which the ledger then calls so.
func (s *story) tied(trace txn.Trace, kind txn.Kind, orig roll.Row, leaves host.State) roll.Row {
	r := s.done(kind, trace, orig.Txn)
	s.entry(orig.Trace).State = leaves
	return r
}

// ordered is a wallet payment that was asked about once, and is paid.
func (s *story) ordered() roll.Row {
	r := s.intent(txn.WalletPay, wallet, 0)
	s.about(r, roll.InDoubt, roll.Doubt{Code: txn.OrderWaiting})
	s.about(r, roll.OrderAsked, roll.Ask{N: 1, Trace: itsQuestion})
	s.about(r, roll.Approved, roll.Outcome{Code: "00", Copies: 2})
	s.hosted(r, host.Approved)
	s.printed(r, txn.FormSlip, txn.Merchant, false)
	s.printed(r, txn.FormSlip, txn.Cardholder, false)
	return r
}

// closedOrder is one that nobody paid.
func (s *story) closedOrder() {
	r := s.intent(txn.WalletPay, unpaid, 0)
	s.about(r, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	s.about(r, roll.OrderAsked, roll.Ask{N: 1, Trace: firstQuestion})
	s.about(r, roll.OrderAsked, roll.Ask{N: 2, Trace: itsClose, Close: true})
	s.about(r, roll.Unpaid, roll.Outcome{Code: "00"})
	s.hosted(r, host.Declined)
}

// settle closes the batch: what the rows and the ledger come to is asked of the Book.
func (s *story) settle(result txn.Comparison) roll.Row {
	f := s.book.Totals
	all := f.All()
	records := all.Debit.Count + all.Credit.Count
	f.Reserve = (records+7)/8 + 1
	if s.wrong.freezes {
		f.Domestic.Debit.Amount++
	}
	r := s.begin(txn.Settle, aSettle, 0, roll.Intent{Terminal: terminal, Merchant: merchant, Frozen: &f})
	verdict := roll.Verdict{Domestic: result, Foreign: txn.Balanced, Code: "00"}
	if result != txn.Balanced {
		own := f
		own.Domestic = own.Domestic.Add(txn.Sale, 1234)
		verdict.Host = &own
	}
	if s.wrong.unasked {
		verdict = roll.Verdict{}
	}
	s.about(r, roll.Compared, verdict)
	if s.wrong.between != nil {
		s.wrong.between()
	}
	for n := 8; result != txn.Balanced && n < records+8; n += 8 {
		s.about(r, roll.Uploaded, roll.Upload{Groups: n / 8, Records: min(n, records-s.wrong.lacks)})
	}
	o := roll.Outcome{Code: cmp.Or(s.wrong.code, "00"), Copies: 1, Report: &roll.Report{Result: result}}
	if s.wrong.paperless {
		o.Copies = 0
	}
	s.about(r, roll.Approved, o)
	next := s.book.NextBatch()
	if s.wrong.forgets {
		next.Txns = nil
	}
	s.close(next)
	s.heard(f, verdict)
	if !s.wrong.paperless {
		s.printed(r, txn.FormSettlement, txn.Merchant, false)
	}
	return r
}

// close writes the row that closes the batch, and lets the host settle it.
func (s *story) close(next roll.Book) {
	s.add(roll.Row{What: roll.Closed, Batch: s.book.Batch, Body: roll.Checkpoint{Book: next}})
	for i := range s.Ledger {
		e := &s.Ledger[i]
		e.Settled = e.Kind.Side() != txn.Uncounted && e.State != host.Declined && e.State != host.Reversed
	}
}

// heard is what the host says about the settlement of batch 1.
func (s *story) heard(f roll.Frozen, v roll.Verdict) {
	half := func(t txn.Totals) host.Sums {
		return host.Sums{Debit: host.SumOf{Count: t.Debit.Count, Amount: t.Debit.Amount.String()}, Credit: host.SumOf{Count: t.Credit.Count, Amount: t.Credit.Amount.String()}}
	}
	own := f
	if v.Host != nil {
		own = *v.Host
	}
	told := host.Settlement{
		Terminal: terminal, Merchant: merchant, Batch: "000001", Trace: aSettle.String(), Result: v.Result().String(), Next: "000002", Ended: "2026-01-02",
		Domestic: host.Halves{Terminal: half(f.Domestic), Host: half(own.Domestic)}, Foreign: host.Halves{Terminal: half(f.Foreign), Host: half(own.Foreign)},
	}
	for _, e := range s.Ledger {
		found := "ok"
		if e.Trace == inDispute.String() {
			found = "missing"
		}
		if e.Settled && v.Host != nil {
			told.Records = append(told.Records, host.Record{Trace: e.Trace, Card: e.Card, Amount: e.Amount, Found: found})
		}
	}
	if told.Said = len(told.Records); told.Said > 0 {
		told.Said--
	}
	s.Settlements = []host.Settlement{told}
}

// sumsText is what is printed of a settled batch, or of totals.
func (s *story) sumsText(form txn.Form, trace txn.Trace) string {
	lines := []string{"终端编号   " + terminal, "商户编号   " + merchant}
	side := func(t txn.Totals) {
		lines = append(lines, fmt.Sprintf("借记    %3d %12s", t.Debit.Count, t.Debit.Amount), fmt.Sprintf("贷记    %3d %12s", t.Credit.Count, -t.Credit.Amount))
	}
	if form == txn.FormTotals {
		t := s.book.Totals.All()
		lines = append([]string{"     交易汇总"}, append(lines, "批次号     "+s.book.Batch.String(), "交易类型    总笔数    总金额")...)
		side(t)
		return strings.Join(append(lines, "金额总计   RMB "+(t.Debit.Amount-t.Credit.Amount).String(), foot), "\n")
	}
	r := s.Rows[slices.IndexFunc(s.Rows, func(r roll.Row) bool { return r.What == roll.IntentMade && r.Trace == trace })]
	t := check.Transactions(s.Rows)
	one := t[slices.IndexFunc(t, func(t roll.Txn) bool { return t.ID == r.Txn })]
	f := one.Intent.Frozen
	lines = append([]string{"   POS结算总计"}, append(lines, "批次号     "+r.Batch.String(), "凭证号    "+r.Trace.String(), "交易类型    总笔数    总金额")...)
	if one.Compared.Host == nil {
		lines = append(lines, map[txn.Comparison]string{txn.Balanced: "内卡对账平", txn.NotCompared: "内卡未对账"}[one.Compared.Domestic])
		side(f.Domestic)
	} else {
		lines = append(lines, "内卡对账不平")
		side(f.Domestic)
		lines = append(lines, "主机方总计")
		side(one.Compared.Host.Domestic)
	}
	all := f.All()
	return strings.Join(append(lines, "金额总计   RMB "+(all.Debit.Amount-all.Credit.Amount).String(), foot), "\n")
}

// sumsPaper adds the paper of a settlement or of totals.
func (s *story) sumsPaper(r roll.Row, form txn.Form) {
	s.Slips = append(s.Slips, printer.Slip{ID: len(s.Slips) + 1, Complete: true, Cut: true, Ended: "cut", Text: s.sumsText(form, r.Trace)})
}
