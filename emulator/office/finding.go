package office

import (
	"encoding/json"
	"fmt"

	"posterm/emulator/host"
	"posterm/txn"
)

// Problem is a kind of thing that the next day's reconciliation finds.
type Problem uint8

// The problems.
const (
	DoubleSwipe   Problem = iota // R57
	HostOnly                     // the host has money that the terminal does not know of (R58)
	TerminalOnly                 // the terminal says paid, the host has nothing (R59)
	AmountDiffers                // both have it, with another amount
	CardDiffers                  // or another card
	NumbersDiffer                // or another kind or reference number
	NotSettled                   // the terminal calls it settled, the host does not
	StillOpen                    // the terminal itself does not know yet
	problemCount
)

// problems is the only place that knows a problem's name, its words, and what to do about it.
var problems = [problemCount]struct {
	name        string
	words, next txn.Words
}{
	DoubleSwipe: {"double_swipe", txn.Words{ZH: "疑似重复刷卡", EN: "probably charged twice"}, txn.Words{
		ZH: "与顾客核对：确属重复，退回这一笔（结算前撤销，结算后退货），并交给顾客退款说明；不是重复，保留两张签购单。不要再刷一次。",
		EN: "Ask the customer. If it was one purchase, give this one back (void it before settlement, refund it after) and hand over the credit note. If it was two, keep both slips. Do not charge again.",
	}},
	HostOnly: {"host_only", txn.Words{ZH: "主机已入账，终端没有成功记录（单边账）", EN: "the host moved the money, the terminal has no success (one-sided entry)"}, txn.Words{
		ZH: "钱会到账。顾客未取货：交货，或退款；顾客已用其他方式付款：退回这一笔。把证据包（终端号、时间、金额、凭证号）交给收单机构。不要让顾客再付。",
		EN: "The money will come. Goods not handed over: hand them over or give the money back. Paid another way since: give this one back. Send the evidence pack (terminal, time, amount, trace) to the acquirer. Do not charge again.",
	}},
	TerminalOnly: {"terminal_only", txn.Words{ZH: "终端显示成功，主机没有入账（单边账）", EN: "the terminal says paid, the host has nothing (one-sided entry)"}, txn.Words{
		ZH: "这笔钱不会结算。保留签购单，把终端号、时间、金额、凭证号交给收单机构查证（掉单），答复之前不要自行补刷。",
		EN: "This will not be settled. Keep the slip and give terminal, time, amount and trace to the acquirer. Do not charge again before it answers.",
	}},
	AmountDiffers: {"amount_differs", txn.Words{ZH: "两边金额不同", EN: "the amounts differ"}, txn.Words{
		ZH: "以签购单核对实付金额，把证据包交给收单机构调整。", EN: "Compare with the slip and send the evidence pack to the acquirer for adjustment.",
	}},
	CardDiffers: {"card_differs", txn.Words{ZH: "两边卡号不同", EN: "the cards differ"}, txn.Words{
		ZH: "不要据此退款；把证据包交给收单机构查证。", EN: "Do not refund on this. Send the evidence pack to the acquirer.",
	}},
	NumbersDiffer: {"numbers_differ", txn.Words{ZH: "两边交易类型或参考号不同", EN: "kind or reference number differ"}, txn.Words{
		ZH: "同一凭证号指的不是同一笔：把证据包交给收单机构查证。", EN: "One number names two things. Send the evidence pack to the acquirer.",
	}},
	NotSettled: {"not_settled", txn.Words{ZH: "终端记为已结算，主机未结算", EN: "the terminal calls it settled, the host does not"}, txn.Words{
		ZH: "以后台“已结算”为准：这笔尚未到账，凭批结算单联系收单机构。", EN: "The back office decides: it is not paid out. Show the settlement slip to the acquirer.",
	}},
	StillOpen: {"still_open", txn.Words{ZH: "终端尚无定论", EN: "the terminal does not know yet"}, txn.Words{
		ZH: "让终端联机（余额查询或签到后自动处理），再导出一次流水。不要重复刷卡。", EN: "Let the terminal go online (a balance inquiry will do), then export its journal again. Do not charge again.",
	}},
}

// telling is what a problem is called, and what to do about it.
type telling struct{ words, next txn.Words }

// givenBack are the one-sided entries of voids and refunds: there the money goes the other way.
var givenBack = map[Problem]telling{
	HostOnly: {txn.Words{ZH: "主机已退款，终端没有成功记录（单边账）", EN: "the host gave the money back, the terminal has no success (one-sided entry)"}, txn.Words{
		ZH: "款项已退回顾客：不要再退一次。把证据包交给收单机构，并打印退款说明。", EN: "The money went back already: do not give it back again. Print the credit note, and send the evidence pack to the acquirer.",
	}},
	TerminalOnly: {txn.Words{ZH: "终端显示已退款，主机没有退款（单边账）", EN: "the terminal says given back, the host did not (one-sided entry)"}, txn.Words{
		ZH: "顾客没有收到退款。把终端号、时间、金额、凭证号交给收单机构，确认后再退。", EN: "The customer got nothing back. Give terminal, time, amount and trace to the acquirer, and refund when it confirms.",
	}},
}

// held are those of pre-authorisations, which are no money yet.
var held = map[Problem]telling{
	HostOnly: {txn.Words{ZH: "主机已冻结，终端没有成功记录（单边账）", EN: "the host holds money, the terminal has no success (one-sided entry)"}, txn.Words{
		ZH: "这只是冻结，不是收款：联系收单机构撤销预授权，顾客才能动用这笔钱。", EN: "A hold, not a payment. Have the acquirer release it, or the customer cannot use the money.",
	}},
	TerminalOnly: {txn.Words{ZH: "终端显示已冻结，主机没有冻结（单边账）", EN: "the terminal says on hold, the host holds nothing (one-sided entry)"}, txn.Words{
		ZH: "这笔预授权不能完成：重新做预授权，或用其他方式收款。", EN: "It cannot be completed. Take a new pre-authorisation, or other means.",
	}},
}

// tell is how a finding's problem is told, which hangs on the kind.
func (f *Finding) tell() telling {
	table := map[Problem]telling(nil)
	switch tie := f.Kind.Tie(); {
	case tie == txn.Undoes || tie == txn.GivesBack:
		table = givenBack
	case f.Kind == txn.Preauth:
		table = held
	}
	if t, special := table[f.Problem]; special {
		return t
	}
	return telling{problems[f.Problem].words, problems[f.Problem].next}
}

// String is the name used in JSON.
func (p Problem) String() string { return problems[p].name }

// MarshalText writes the name.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Finding is one thing to look at, with what whoever asks about it has to name: terminal,
// time, amount and trace (R59).
type Finding struct {
	Problem Problem
	host.Key
	Kind   txn.Kind
	Amount Yuan
	Card   txn.Masked
	Time   string // RFC 3339, in Beijing
	// Host and Claim are what the host and the terminal say of it: a status, a state of the
	// money. Empty: nothing.
	Host, Claim string
	Detail      txn.Words // what differs
	// First is the swipe before a double one.
	First host.Key
	// Handled: the money was given back since.
	Handled bool
	// Behind: the host decided it after the newest transaction of the terminal's export, which may
	// be too old to know it.
	Behind bool
}

// Next says what to do.
func (f *Finding) Next() txn.Words {
	switch {
	case f.Handled:
		return txn.Words{ZH: "款项已退回，无需处理。", EN: "The money was given back since. Nothing to do."}
	case f.Behind:
		return txn.Words{ZH: "这笔晚于导出的流水：先重新导出再核对。", EN: "It is later than the export: export again and compare first."}
	}
	return f.tell().next
}

// Title says what it is.
func (f *Finding) Title() txn.Words { return f.tell().words }

// Said is the finding in one line, without its number.
func (f *Finding) Said() txn.Words {
	w := f.Title()
	if f.Detail.ZH != "" {
		w.ZH, w.EN = w.ZH+"："+f.Detail.ZH, w.EN+": "+f.Detail.EN
	}
	return w
}

// MarshalJSON writes {"problem","terminal","batch","trace","kind","amount","card","time","host",
// "claim","first","handled","behind","zh","en","next_zh","next_en"}; first only of double swipes.
func (f Finding) MarshalJSON() ([]byte, error) {
	said, next := f.Said(), f.Next()
	return json.Marshal(struct {
		Problem Problem `json:"problem"`
		host.Key
		Kind    txn.Kind   `json:"kind"`
		Amount  Yuan       `json:"amount"`
		Card    txn.Masked `json:"card"`
		Time    string     `json:"time"`
		Host    string     `json:"host"`
		Claim   string     `json:"claim"`
		First   host.Key   `json:"first,omitzero"`
		Handled bool       `json:"handled"`
		Behind  bool       `json:"behind"`
		ZH      string     `json:"zh"`
		EN      string     `json:"en"`
		NextZH  string     `json:"next_zh"`
		NextEN  string     `json:"next_en"`
	}{f.Problem, f.Key, f.Kind, f.Amount, f.Card, f.Time, f.Host, f.Claim, f.First, f.Handled, f.Behind, said.ZH, said.EN, next.ZH, next.EN})
}

// sides is a detail: what host and terminal say of the money.
func sides(f *Finding) txn.Words {
	host, claim := moneyWords[f.Host], moneyWords[f.Claim]
	return txn.Words{ZH: "主机" + host.ZH + "，终端" + claim.ZH, EN: "host " + host.EN + ", terminal " + claim.EN}
}

// differs is a detail: what each side has.
func differs(ours, theirs any) txn.Words {
	return txn.Words{ZH: fmt.Sprintf("主机 %v，终端 %v", ours, theirs), EN: fmt.Sprintf("host %v, terminal %v", ours, theirs)}
}
