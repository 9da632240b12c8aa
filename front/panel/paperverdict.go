package panel

import (
	"strings"

	"posterm/terminal"
	"posterm/txn"
)

// PaperVerdict is what happened to the paper of a transaction, as its terminal knows it.
type PaperVerdict struct {
	Title Both `json:"title"` // large
	Said  Both `json:"said"`
	Tone  Tone `json:"tone"`
}

// The verdicts on paper.
var (
	noSlip       = PaperVerdict{Both{"没有小票", "NO SLIP"}, Both{"这笔交易不欠小票。", "No slip is owed for it."}, Plain}
	slipPrinting = PaperVerdict{Both{"正在打印", "PRINTING"}, Both{"等打印机确认最后一行。", "Waiting until the printer confirms the last line."}, Plain}
	slipPrinted  = PaperVerdict{Both{"小票已打印", "PRINTED"}, Both{"打印机确认最后一行已在纸上。", "The printer confirmed the last line is on paper."}, Good}
	slipMarked   = PaperVerdict{Both{"小票已打印，另有重打印", "PRINTED, AND A MARKED COPY"}, Both{"最新一张标明“重打印”，打印机确认已在纸上。", "The newest copy is marked DUPLICATE; the printer confirmed it is on paper."}, Good}
	slipFaint    = PaperVerdict{Both{"已打印，可能偏淡", "PRINTED, MAY BE FAINT"}, Both{"气温过低。看不清请先回暖，再按“字迹不清”重打。", "It is cold. If it cannot be read: warm the room, then press Unreadable."}, Doubt}
	markedFaint  = PaperVerdict{Both{"重打印的也可能偏淡", "THE MARKED COPY MAY BE FAINT, TOO"}, Both{"仍然太冷。回到室温再按“字迹不清”。", "It is still too cold. Warm the room, then press Unreadable again."}, Doubt}
	slipPieces   = PaperVerdict{Both{"已打印，分两截", "PRINTED, IN TWO PIECES"}, Both{"中途换过纸。需要完整一张请重打印，会标明“重打印”。", "The roll was changed half way. Reprint it for one piece; that is marked DUPLICATE."}, Doubt}
	slipMaybe    = PaperVerdict{Both{"已送打印机，未确认", "SENT, NOT CONFIRMED"}, Both{"请看小票是否完整。", "Look whether the slip is complete."}, Doubt}
	slipOwed     = PaperVerdict{Both{"小票待打印", "SLIP OWED"}, Both{}, Doubt}
	// What proves no payment is paper all the same.
	slipUndecided = PaperVerdict{Both{"打印了结果不明凭条", "A SLIP THAT SAYS UNDECIDED"}, Both{"打印了一张结果不明凭条，不是收款凭证。", "A slip that says undecided was printed. It is no receipt."}, Doubt}
	slipDenied    = PaperVerdict{Both{"打印了未成功凭条", "A SLIP THAT SAYS NOT APPROVED"}, Both{"打印了一张未成功凭条，不是收款凭证。", "A slip that says not approved was printed. It is no receipt."}, Doubt}

	owedLater = txn.Words{ZH: "钱的结果不变；打印机就绪后自动补打。", EN: "The money is not affected; it prints when the printer is ready."}
)

// paperOf judges the paper of a transaction.
func paperOf(v terminal.View) PaperVerdict {
	states := []txn.Paper{v.Paper.Merchant, v.Paper.Cardholder}
	for _, s := range v.Slips {
		states = append(states, s.State)
	}
	has := map[txn.Paper]bool{}
	for _, s := range states {
		has[s] = true
	}
	switch {
	case has[txn.PaperPrinting] && v.PaperFault == nil:
		return slipPrinting
	case has[txn.PaperDue], has[txn.PaperPrinting]:
		return owed(v)
	case has[txn.PaperUnconfirmed]:
		return slipMaybe
	case !has[txn.PaperPrinted]:
		return noSlip
	case len(v.Slips) > 0 && v.Paper == (terminal.Copies{}):
		return named(v)
	case v.Faint && v.Marked:
		return markedFaint
	case v.Faint:
		return slipFaint
	case v.Pieces > 1:
		return slipPieces
	case v.Marked:
		return slipMarked
	}
	return slipPrinted
}

// named is a slip that is no purchase slip and is on paper.
func named(v terminal.View) PaperVerdict {
	switch form := v.Slips[0].Form; {
	case form == txn.FormNotApproved && v.Undecided:
		return slipUndecided
	case form == txn.FormNotApproved:
		return slipDenied
	}
	p, name, how := slipPrinted, v.Slips[0].Form.Words(), txn.Words{ZH: "已打印", EN: " PRINTED"}
	if v.Faint {
		p, how = slipFaint, txn.Words{ZH: "已打印，可能偏淡", EN: " PRINTED, MAY BE FAINT"}
	}
	p.Title = Both{name.ZH + how.ZH, strings.ToUpper(name.EN) + how.EN}
	return p
}

func owed(v terminal.View) PaperVerdict {
	p := slipOwed
	p.Said = both(owedLater)
	if v.PaperFault != nil {
		what, mend := v.PaperFault.Words().Capital(), v.PaperFault.Mend()
		p.Said = Both{what.ZH + "，" + mend.ZH + "。" + owedLater.ZH, what.EN + ": " + mend.EN + ". " + owedLater.EN}
	}
	return p
}
