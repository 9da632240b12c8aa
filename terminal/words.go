package terminal

import (
	"fmt"

	"posterm/terminal/machine"
	"posterm/txn"
)

// Every word of this package that a person sees stands here and in verdict.go,
// Chinese and English side by side. A void takes money back: undoing one means
// the opposite of undoing a sale, so every sentence about money has two columns.

// by picks the words for a kind that brings money, or for one that takes it back.
func by(k txn.Kind, brings, returns txn.Words) txn.Words {
	if k.BringsMoney() {
		return brings
	}
	return returns
}

// screenWords is what a door shows while a command is under way.
func screenWords(s machine.Screen) txn.Words {
	trace := s.Trace.String()
	switch s.Is {
	case machine.SigningIn:
		return txn.Words{ZH: "签到中…", EN: "signing in ..."}
	case machine.Reversing:
		return txn.Words{
			ZH: fmt.Sprintf("冲正中… 凭证号 %s 第%d次", trace, s.N),
			EN: fmt.Sprintf("reversing trace %s, try %d ...", trace, s.N),
		}
	case machine.Undone:
		return by(s.Kind,
			txn.Words{ZH: "冲正成功 凭证号 " + trace + "，持卡人未被扣款", EN: "reversal succeeded: trace " + trace + " was not charged"},
			txn.Words{ZH: "冲正成功 凭证号 " + trace + "，撤销未生效，原交易仍然有效", EN: "reversal succeeded: void " + trace + " is undone, the original stands"})
	case machine.NeedsYou:
		return txn.Words{ZH: "冲正不成功 凭证号 " + trace + "，需人工处理", EN: "reversal refused: trace " + trace + " needs a person"}
	case machine.Sending:
		return txn.Words{ZH: "交易处理中… 凭证号 " + trace, EN: "processing trace " + trace + " ..."}
	case machine.Refused, machine.NoReprint, machine.NotDecided:
		return s.Refusal.Words()
	case machine.Reprinting:
		return txn.Words{ZH: "正在打印 凭证号 " + trace, EN: "printing trace " + trace}
	case machine.Cleared:
		return txn.Words{ZH: "没有待送达的冲正", EN: "no reversal is waiting"}
	case machine.Decided:
		return txn.Words{ZH: "已记录人工处理结果 凭证号 " + trace, EN: "the decision on trace " + trace + " is recorded"}
	}
	return txn.Words{}
}
