package terminal

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// verdictWords says in one sentence what happened, and in one what to do next.
func verdictWords(t roll.Txn, v View) (said, next txn.Words) {
	switch v.Verdict {
	case txn.Paid:
		return paper(paid(t), v)
	case txn.Returned:
		return paper(returned(t), v)
	case txn.BeingReversed:
		return by(t.Kind, txn.Words{
				ZH: "结果不明，正在冲正：款项将退回，请勿重复刷卡。",
				EN: "Not known, being reversed: the money goes back. Do not charge again.",
			}, txn.Words{
				ZH: "撤销结果不明，正在冲正：原交易仍按已收款处理，请勿再次撤销。",
				EN: "The void is not known and being reversed: the original counts as paid. Do not void again.",
			}), txn.Words{
				ZH: "做一笔联机交易（如余额查询）即可送达冲正；找客服请提供终端号、时间、金额和凭证号。",
				EN: "Make any online transaction, such as a balance inquiry, to deliver the reversal; the service desk needs terminal, time, amount and trace.",
			}
	case txn.NeedsPerson:
		return needsPerson(t, v)
	case txn.Asking:
		return txn.Words{ZH: "正在处理，结果未定。", EN: "In progress, not decided yet."}, txn.Words{ZH: "请等待，不要重复刷卡。", EN: "Wait. Do not charge again."}
	case txn.Done:
		return done(v), txn.Words{ZH: "无需处理。", EN: "Nothing to do."}
	}
	return failure(t, v)
}

// needsPerson: the money is known to nobody here. It may be the void of this
// transaction that was parked, and then that one is to be ended.
func needsPerson(t roll.Txn, v View) (said, next txn.Words) {
	trace := t.Trace
	if v.void != 0 {
		trace = v.void
	}
	said = by(t.Kind, txn.Words{
		ZH: "收单行拒绝冲正：款项需人工核实，请勿重复刷卡。", EN: "The host refused the reversal: a person must settle the money. Do not charge again.",
	}, txn.Words{
		ZH: "收单行拒绝冲正这笔撤销：原交易款项需人工核实。", EN: "The host refused to reverse the void: a person must settle the original's money.",
	})
	if v.void != 0 {
		said = txn.Words{
			ZH: "该交易的撤销（凭证号 " + trace.String() + "）未能冲正：款项需人工核实。",
			EN: "Its void, trace " + trace.String() + ", could not be reversed: a person must settle the money.",
		}
	}
	return said, txn.Words{
		ZH: "凭故障单联系收单行，核实后用 posterm reversal resolve " + trace.String() + " 了结；核实前请勿交货。",
		EN: `Call the acquirer with the fault slip, then end it with "posterm reversal resolve ` + trace.String() + `"; hand over no goods before that.`,
	}
}

func paid(t roll.Txn) txn.Words {
	if t.Is == roll.Approved && (t.VoidIs == roll.InDoubt || t.VoidIs == roll.IntentMade) {
		return txn.Words{ZH: "已收款，它的撤销结果不明、正在冲正", EN: "Paid; a void of it is not known and being reversed"}
	}
	if t.Is == roll.Resolved {
		return txn.Words{ZH: "经人工确认已收款", EN: "Paid, as a person confirmed"}
	}
	return txn.Words{ZH: "已收款", EN: "Paid"}
}

func returned(t roll.Txn) txn.Words {
	if t.Kind == txn.Void {
		return txn.Words{ZH: "撤销成功，款项退回持卡人", EN: "Voided, the money goes back to the cardholder"}
	}
	return txn.Words{ZH: "该交易已撤销，款项已退回持卡人", EN: "This transaction was voided, the money went back to the cardholder"}
}

func done(v View) txn.Words {
	if v.Balance != nil {
		return txn.Words{ZH: "余额 " + *v.Balance + " 元。", EN: "Balance " + *v.Balance + " yuan."}
	}
	return txn.Words{ZH: v.Kind.Words().ZH + "成功。", EN: v.Kind.Words().EN + " succeeded."}
}

// paper adds what happened to the slip to what happened to the money.
func paper(money txn.Words, v View) (said, next txn.Words) {
	nothing := txn.Words{ZH: "无需处理。", EN: "Nothing to do."}
	switch {
	case v.owes() && v.PaperFault != nil:
		f := *v.PaperFault
		if f == txn.FaultDisabled {
			return txn.Words{ZH: money.ZH + "。打印功能未启用，小票待打印，请勿重复刷卡。", EN: money.EN + ". Printing is switched off, the slip is owed. Do not charge again."},
				txn.Words{ZH: f.Mend().ZH + "，然后重打印。", EN: f.Mend().EN + ", then reprint."}
		}
		return txn.Words{ZH: money.ZH + "。" + f.Words().ZH + "，小票待打印，请勿重复刷卡。", EN: money.EN + ", and " + f.Words().EN + ": the slip is owed. Do not charge again."},
			txn.Words{ZH: f.Mend().ZH + "，小票会自动补打，也可选择重打印。", EN: f.Mend().EN + ": the slip then prints by itself, or choose reprint."}
	case v.owes():
		return txn.Words{ZH: money.ZH + "。小票待打印，请勿重复刷卡。", EN: money.EN + ". The slip is owed. Do not charge again."},
			txn.Words{ZH: "请选择重打印。", EN: "Choose reprint."}
	case v.Paper.Merchant == txn.PaperPrinting || v.Paper.Cardholder == txn.PaperPrinting:
		return txn.Words{ZH: money.ZH + "，正在打印小票。", EN: money.EN + ". The slip is printing."}, nothing
	case v.Grade != nil && *v.Grade == txn.GradeUnconfirmed:
		return txn.Words{ZH: money.ZH + "。小票已送打印机，但该打印机无法确认。", EN: money.EN + ". The slip was sent, but this printer cannot confirm it."},
			txn.Words{ZH: "请看小票是否完整；不完整请重打印。", EN: "Look at the slip; if it is not complete, reprint it."}
	case v.Paper.Merchant == txn.PaperPrinted && v.Pieces > 1:
		return txn.Words{ZH: money.ZH + "，小票已打印（中途换纸，分为两截）。", EN: money.EN + ". The slip is printed, in two pieces."},
			txn.Words{ZH: "如需完整小票请重打印。", EN: "Reprint it if one piece is needed."}
	case v.Paper.Merchant == txn.PaperPrinted:
		return txn.Words{ZH: money.ZH + "，小票已打印。", EN: money.EN + ". The slip is printed."}, nothing
	case v.PaperFault != nil:
		return txn.Words{ZH: money.ZH + "。打印功能未启用，没有小票。", EN: money.EN + ". Printing is switched off: there is no slip."}, nothing
	}
	return txn.Words{ZH: money.ZH + "。", EN: money.EN + "."}, nothing
}

// failure says why nothing came of it. Nobody was charged.
func failure(t roll.Txn, v View) (said, next txn.Words) {
	money := txn.Words{ZH: "未收款", EN: "Not paid"}
	if !v.Kind.BringsMoney() {
		money = txn.Words{ZH: v.Kind.Words().ZH + "未成功", EN: v.Kind.Words().EN + " did not succeed"}
	}
	other := txn.Words{ZH: "请换卡、扫码或用其他方式付款。", EN: "Use another card, a code or another means."}
	if !v.Kind.BringsMoney() {
		other = txn.Words{ZH: "请稍后再试。", EN: "Try again later."}
	}
	switch t.Is {
	case roll.Declined:
		code := code(t)
		if code == "" {
			return txn.Words{ZH: money.ZH + "：密钥校验不符，旧密钥保留。", EN: money.EN + ": the key check value is wrong, the old keys stay."},
				txn.Words{ZH: "请检查主密钥，或联系收单行。", EN: "Check the master key, or call the acquirer."}
		}
		if code == "94" {
			other = txn.Words{
				ZH: "主机已见过这个凭证号：同一终端号可能还用在另一台终端或旧数据目录，请联系服务人员。",
				EN: "The host has seen this trace number: another terminal or an older data directory uses this terminal number. Call service.",
			}
		}
		return txn.Words{ZH: money.ZH + "：" + code.Words().ZH + "（" + string(code) + "）。", EN: money.EN + ": " + code.Words().EN + " (" + string(code) + ")."}, other
	case roll.NotSent:
		return txn.Words{ZH: money.ZH + "：无法连接收单行，交易未发送。", EN: money.EN + ": the host cannot be reached, nothing was sent."},
			txn.Words{ZH: "请检查网络后重试。", EN: "Check the line, then try again."}
	case roll.Resolved:
		return by(t.Kind,
			txn.Words{ZH: money.ZH + "：经人工确认已冲正，持卡人未被扣款。", EN: money.EN + ": a person confirmed the reversal, the cardholder is not charged."},
			txn.Words{ZH: money.ZH + "：经人工确认撤销已冲正，原交易仍然有效。", EN: money.EN + ": a person confirmed that the void was reversed, the original stands."}), other
	case roll.Reversed:
		return by(t.Kind,
			txn.Words{ZH: money.ZH + "：冲正成功，持卡人未被扣款。", EN: money.EN + ": the reversal succeeded, the cardholder is not charged."},
			txn.Words{ZH: money.ZH + "：冲正成功，撤销未生效，原交易仍然有效。", EN: money.EN + ": the void was reversed, the original stands."}), other
	}
	return txn.Words{ZH: money.ZH + "：未收到应答。", EN: money.EN + ": no answer came."},
		txn.Words{ZH: "请检查网络后重试。", EN: "Check the line, then try again."}
}
