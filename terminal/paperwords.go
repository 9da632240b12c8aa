package terminal

import "posterm/txn"

// The slips that prove no payment.
var (
	undecidedSlip = txn.Words{ZH: "打印了一张结果不明凭条，不是收款凭证。", EN: " A slip that says undecided was printed: it is no receipt."}
	deniedSlip    = txn.Words{ZH: "打印了一张未成功凭条，不是收款凭证。", EN: " A slip that says not approved was printed: it is no receipt."}
)

// paper adds what happened to the slip to what happened to the money, and that it may be faint.
func paper(money txn.Words, d deed, v View) (said, next txn.Words) {
	said, next = onSlip(money, d, v)
	if v.Marked && v.onPaper() && !v.printing() && !v.owes() {
		said = txn.Words{ZH: said.ZH + "最新一张标明“重打印”。", EN: said.EN + " The newest copy is marked DUPLICATE."}
	}
	if v.Faint {
		said = txn.Words{ZH: said.ZH + "气温过低，字迹可能较淡。", EN: said.EN + " It was printed in the cold: the print may be faint."}
		next = also(next, txn.Words{ZH: "看不清请按字迹不清重打印。", EN: "If it cannot be read, reprint it as unreadable."})
	}
	return said, next
}

// onSlip adds what happened to the slip to what happened to the money.
func onSlip(money txn.Words, d deed, v View) (said, next txn.Words) {
	switch {
	case v.printing(): // also while the next copy waits for its turn
		return txn.Words{ZH: money.ZH + "，正在打印小票。", EN: money.EN + ". The slip is printing."}, nothingToDo
	case v.owes():
		return owedWords(money, d, v)
	case v.Grade != nil && *v.Grade == txn.GradeUnconfirmed:
		return txn.Words{ZH: money.ZH + "。小票已送打印机，但该打印机无法确认。", EN: money.EN + ". The slip was sent, but this printer cannot confirm it."},
			txn.Words{ZH: "请看小票是否完整；不完整请重打印。", EN: "Look at the slip; if it is not complete, reprint it."}
	case v.onPaper() && v.Pieces > 1:
		return txn.Words{ZH: money.ZH + "，小票已打印；打印中途停过，可能分为两截。", EN: money.EN + ". The slip is printed; it stopped on the way and may be in two pieces."},
			txn.Words{ZH: "如需完整小票请重打印。", EN: "Reprint it if one piece is needed."}
	case v.onPaper():
		return txn.Words{ZH: money.ZH + "，小票已打印。", EN: money.EN + ". The slip is printed."}, nothingToDo
	case v.PaperFault != nil:
		return txn.Words{ZH: money.ZH + "。打印功能未启用，没有小票。", EN: money.EN + ". Printing is switched off: there is no slip."}, nothingToDo
	case v.unslipped:
		return txn.Words{ZH: money.ZH + "。小票打印已关闭，没有小票。", EN: money.EN + ". Slips are switched off: there is no slip."},
			txn.Words{ZH: "需要小票请选择重打印。", EN: "Choose reprint if one is wanted."}
	}
	return sentence(money), nothingToDo
}

// owedWords: the slip is owed, and that is no reason to do it once more.
func owedWords(money txn.Words, d deed, v View) (said, next txn.Words) {
	zh, en := "", "."
	if d.again != (txn.Words{}) {
		zh, en = "，"+d.again.ZH, ". "+d.again.EN+"."
	}
	if v.PaperFault == nil {
		return txn.Words{ZH: money.ZH + "。小票待打印" + zh + "。", EN: money.EN + ". The slip is owed" + en},
			txn.Words{ZH: "请选择重打印。", EN: "Choose reprint."}
	}
	f := *v.PaperFault
	if f == txn.FaultDisabled {
		return txn.Words{ZH: money.ZH + "。打印功能未启用，小票待打印" + zh + "。", EN: money.EN + ". Printing is switched off, the slip is owed" + en},
			txn.Words{ZH: f.Mend().ZH + "，然后重打印。", EN: f.Mend().EN + ", then reprint."}
	}
	return txn.Words{ZH: money.ZH + "。" + f.Words().ZH + "，小票待打印" + zh + "。", EN: money.EN + ", and " + f.Words().EN + ": the slip is owed" + en},
		txn.Words{ZH: f.Mend().ZH + "；若之后未自动补打，请选择重打印。", EN: f.Mend().EN + "; if the slip does not print by itself then, choose reprint."}
}

// printing says whether a slip is in the printer now, onPaper whether the merchant's is out.
func (v View) printing() bool {
	return v.Paper.Merchant == txn.PaperPrinting || v.Paper.Cardholder == txn.PaperPrinting || v.report() == txn.PaperPrinting
}

func (v View) onPaper() bool {
	return v.Paper.Merchant == txn.PaperPrinted || v.report() == txn.PaperPrinted
}

// report is the state of a settlement's slip.
func (v View) report() txn.Paper { return v.slip(txn.FormSettlement) }

// slip is the state of another slip than the purchase slip.
func (v View) slip(f txn.Form) txn.Paper {
	for _, s := range v.Slips {
		if s.Form == f {
			return s.State
		}
	}
	return txn.PaperNotDue
}
