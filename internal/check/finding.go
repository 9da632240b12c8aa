package check

import (
	"encoding/json"
	"fmt"

	"posterm/txn"
)

// Problem is a kind of disagreement.
type Problem uint8

// The problems.
const (
	ChargedNotRecorded Problem = iota
	RecordedNotCharged
	ChargedTwice    // two standing entries under one number
	ReturnedTwice   // two voids of one sale
	ReturnedTooMuch // refunds, or a void and a refund, beyond their original
	HoldUsedTwice   // completed twice, or completed and released
	ClosedButPaid   // an order called closed unpaid, which is paid at the host
	OrderTwice      // two payments with the number of one order
	SentNotRecorded // the host saw a request that the roll does not know
	DecisionDiffers // a person decided otherwise than the host
	AmountDiffers   // amount or card
	EntryDiffers    // kind, merchant, reference number or authorisation code
	TraceTwice
	ReversalUnproven // called done by an answer that does not prove it
	BalanceDiffers
	HoldDiffers     // what an account holds is not the sum of its holds
	OriginalDiffers // the ledger calls an original otherwise than its own entries left it
	SettledDiffers  // settled here and not there
	BatchDiffers    // a closed batch: its totals, or what the host heard of them
	UploadDiffers   // a record of an uploaded list
	ClosedUnproven  // a batch closed without the host's word
	FrozenTouched   // something asked for while a batch was frozen
	NoSlip          // neither printed nor owed
	NotOnPaper      // recorded as printed
	PartedUnsaid    // whole in two pieces, and recorded as one
	SlipWithoutApproval
	SlipWithoutReversal
	SlipWithoutClose
	SlipDenies // NOT APPROVED, and it was
	SecondOriginal
	StrayPaper     // of nobody's transaction
	StrayCode      // a payment code of what is no order
	RecordUnproven // a slip from the host's record that no enquiry or no ledger bears out
	PaperDiffers   // kind, amount, card or totals on paper, or missing there
	BookDiffers    // Fold(roll) is not the Book
	TotalsDiffer   // a total is not the sum of its rows
	JournalBroken  // found by whoever read the journal, not by Of
	problemCount
)

// problems is the only place that knows a problem's name and words.
var problems = [problemCount]struct {
	name  string
	words txn.Words
}{
	ChargedNotRecorded:  {"charged_not_recorded", txn.Words{ZH: "主机已记账，终端流水没有这笔成功交易", EN: "the host moved the money, the terminal has no approval"}},
	RecordedNotCharged:  {"recorded_not_charged", txn.Words{ZH: "终端流水为成功，主机没有记账", EN: "the terminal has an approval, the host did not move the money"}},
	ChargedTwice:        {"charged_twice", txn.Words{ZH: "主机对同一笔交易记账两次", EN: "the host moved the money of one transaction twice"}},
	ReturnedTwice:       {"returned_twice", txn.Words{ZH: "同一笔消费被撤销两次，款项退回两次", EN: "one sale was voided twice: its money went back twice"}},
	ReturnedTooMuch:     {"returned_too_much", txn.Words{ZH: "退回的金额超过原交易", EN: "more was given back than the original brought in"}},
	HoldUsedTwice:       {"hold_used_twice", txn.Words{ZH: "同一笔预授权被重复使用", EN: "one hold was used twice: completed twice, or completed and released"}},
	ClosedButPaid:       {"closed_but_paid", txn.Words{ZH: "终端认定订单已关闭未付款，主机已收款", EN: "the terminal calls an order closed unpaid, the host has it paid"}},
	OrderTwice:          {"order_twice", txn.Words{ZH: "订单号重复使用", EN: "the number of a wallet order was used twice"}},
	SentNotRecorded:     {"sent_not_recorded", txn.Words{ZH: "主机处理过这笔请求，终端流水没有发送记录", EN: "the host has seen a request that the terminal did not record as sent"}},
	DecisionDiffers:     {"decision_differs", txn.Words{ZH: "人工处理结论与主机账本不符", EN: "a person's decision is not what the host's ledger says"}},
	AmountDiffers:       {"amount_differs", txn.Words{ZH: "金额或卡号不一致", EN: "amount or card differ"}},
	EntryDiffers:        {"entry_differs", txn.Words{ZH: "交易类型、商户号、参考号或授权码不一致", EN: "kind, merchant, reference number or authorisation code differ"}},
	TraceTwice:          {"trace_twice", txn.Words{ZH: "同一批次内凭证号重复使用", EN: "a trace number was used twice in one batch"}},
	ReversalUnproven:    {"reversal_unproven", txn.Words{ZH: "冲正应答不足以证明已冲正，却记为冲正成功", EN: "a reversal was called done by an answer that does not prove it"}},
	BalanceDiffers:      {"balance_differs", txn.Words{ZH: "账户余额与账本不符", EN: "an account's balance is not what the ledger adds up to"}},
	HoldDiffers:         {"hold_differs", txn.Words{ZH: "账户冻结金额与账本中的预授权不符", EN: "what an account holds is not what the ledger's holds add up to"}},
	OriginalDiffers:     {"original_differs", txn.Words{ZH: "账本中原交易的状态与对它做过的交易不符", EN: "the ledger calls an original otherwise than its own entries left it"}},
	SettledDiffers:      {"settled_differs", txn.Words{ZH: "交易是否已结算，主机与终端不一致", EN: "host and terminal differ about whether a transaction is settled"}},
	BatchDiffers:        {"batch_differs", txn.Words{ZH: "已结算批次的合计或结论与主机不符", EN: "a closed batch is not what the host holds or was told of it"}},
	UploadDiffers:       {"upload_differs", txn.Words{ZH: "批上送的明细与账本不符", EN: "a record of a batch upload is not the ledger's"}},
	ClosedUnproven:      {"closed_unproven", txn.Words{ZH: "批次已关闭，但主机未确认结算", EN: "a batch was closed without the host's word for it"}},
	FrozenTouched:       {"frozen_touched", txn.Words{ZH: "批结算未完成期间又有交易上送", EN: "something was sent while its batch was frozen for settlement"}},
	NoSlip:              {"no_slip", txn.Words{ZH: "应有的小票既未打印，也未登记为待打印", EN: "a slip that is due is neither printed nor owed"}},
	PartedUnsaid:        {"parted_unsaid", txn.Words{ZH: "小票分为两截，流水记为完整一张", EN: "a slip is in two pieces, recorded as one"}},
	NotOnPaper:          {"not_on_paper", txn.Words{ZH: "流水记为已打印，但没有完整的小票", EN: "recorded as printed, but no complete paper exists"}},
	SlipWithoutApproval: {"slip_without_approval", txn.Words{ZH: "打印了签购单，但款项并未成交", EN: "a sales slip is on paper for money that is not approved"}},
	SlipWithoutReversal: {"slip_without_reversal", txn.Words{ZH: "打印了冲正单，但款项并未冲正", EN: "a reversal slip is on paper for money that was not reversed"}},
	SlipWithoutClose:    {"slip_without_close", txn.Words{ZH: "打印了结算单，但批次并未结算", EN: "a settlement slip is on paper for a batch that is not closed"}},
	SlipDenies:          {"slip_denies", txn.Words{ZH: "打印了未成功凭条，但款项已经成交", EN: "a slip headed NOT APPROVED is on paper for money that is approved"}},
	SecondOriginal:      {"second_original", txn.Words{ZH: "同一联小票出现了两张正本", EN: "one copy of the slip was begun twice without the mark 重打印"}},
	StrayPaper:          {"stray_paper", txn.Words{ZH: "小票上的交易不在终端流水中", EN: "paper of a transaction that is not in the journal"}},
	StrayCode:           {"stray_code", txn.Words{ZH: "打印了收款码，但该交易不是出码收款", EN: "a payment code is on paper for a transaction that shows none"}},
	RecordUnproven:      {"record_unproven", txn.Words{ZH: "据主机记录补打的小票没有查单应答或主机账本作依据", EN: "a slip from the host's record is borne out by no enquiry, or by no ledger"}},
	PaperDiffers:        {"paper_differs", txn.Words{ZH: "小票上的交易类型、金额、卡号或合计与流水不符", EN: "kind, amount, card or totals on paper are not those of the journal"}},
	BookDiffers:         {"book_differs", txn.Words{ZH: "终端的账面状态与流水推算结果不一致", EN: "the terminal's state is not what its roll adds up to"}},
	TotalsDiffer:        {"totals_differ", txn.Words{ZH: "合计或批次结转与流水明细不符", EN: "a total, or what a closed batch carries over, is not the sum of its rows"}},
	JournalBroken:       {"journal_broken", txn.Words{ZH: "终端流水损坏或被改动", EN: "the terminal's journal is damaged or was altered"}},
}

// String is the name used in JSON: "charged_not_recorded".
func (p Problem) String() string {
	if p >= problemCount {
		return fmt.Sprintf("problem(%d)", uint8(p))
	}
	return problems[p].name
}

// MarshalText writes the name.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Words say the problem to a person who knows payments.
func (p Problem) Words() txn.Words {
	if p >= problemCount {
		return txn.Words{ZH: p.String(), EN: p.String()}
	}
	return problems[p].words
}

// Finding is one disagreement.
type Finding struct {
	Problem Problem
	Of      txn.Ref   // the transaction; zero when it is about none
	Detail  txn.Words // what each witness says
}

// In is the finding on one line.
func (f Finding) In(lang txn.Lang) string {
	text := f.Problem.Words().In(lang) + " (" + f.Detail.In(lang) + ")"
	if f.Of.Trace == 0 {
		return text
	}
	return f.Of.String() + " " + text
}

// MarshalJSON writes {"problem","batch","trace","zh","en"}: the numbers have six digits
// and are empty when the finding is about no one transaction; the texts are whole lines
// without the number.
func (f Finding) MarshalJSON() ([]byte, error) {
	about := f
	about.Of = txn.Ref{}
	line := struct {
		Problem Problem `json:"problem"`
		Batch   string  `json:"batch"`
		Trace   string  `json:"trace"`
		ZH      string  `json:"zh"`
		EN      string  `json:"en"`
	}{Problem: f.Problem, ZH: about.In(txn.Chinese), EN: about.In(txn.English)}
	if f.Of.Trace != 0 {
		line.Batch, line.Trace = f.Of.Batch.String(), f.Of.Trace.String()
	}
	return json.Marshal(line)
}
