package check

import (
	"fmt"

	"posterm/txn"
)

// Problem is a kind of disagreement.
type Problem uint8

// The problems.
const (
	ChargedNotRecorded Problem = iota
	RecordedNotCharged
	ChargedTwice
	AmountDiffers
	TraceTwice
	BalanceDiffers
	NoSlip
	NotOnPaper
	SlipWithoutApproval
	SecondOriginal
	StrayPaper
	BookDiffers
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
	AmountDiffers:       {"amount_differs", txn.Words{ZH: "金额或卡号不一致", EN: "amount or card differ"}},
	TraceTwice:          {"trace_twice", txn.Words{ZH: "同一批次内凭证号重复使用", EN: "a trace number was used twice in one batch"}},
	BalanceDiffers:      {"balance_differs", txn.Words{ZH: "账户余额与账本不符", EN: "an account's balance is not what the ledger adds up to"}},
	NoSlip:              {"no_slip", txn.Words{ZH: "交易成功，但既未打印签购单，也未登记为待打印", EN: "approved, but a copy of the slip is neither printed nor owed"}},
	NotOnPaper:          {"not_on_paper", txn.Words{ZH: "流水记为已打印，但没有完整的小票", EN: "recorded as printed, but no complete paper exists"}},
	SlipWithoutApproval: {"slip_without_approval", txn.Words{ZH: "打印了签购单，但款项并未成交", EN: "a sales slip is on paper for money that is not approved"}},
	SecondOriginal:      {"second_original", txn.Words{ZH: "同一联小票出现了两张正本", EN: "one copy of the slip was begun twice without the mark 重打印"}},
	StrayPaper:          {"stray_paper", txn.Words{ZH: "小票上的交易不在终端流水中", EN: "paper of a transaction that is not in the journal"}},
	BookDiffers:         {"book_differs", txn.Words{ZH: "终端的账面状态与流水推算结果不一致", EN: "the terminal's state is not what its roll adds up to"}},
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
