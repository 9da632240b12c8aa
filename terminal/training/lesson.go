package training

import "posterm/txn"

// Lesson is what the last two digits of an amount teach.
type Lesson struct {
	Ends      int // of the amount in fen: 51 is 12.51 yuan
	Says      txn.Words
	code      txn.Code
	lost      bool // the answer does not come
	unreached bool // nothing can be sent
	refused   bool // and its reversal is refused for good
}

// Lessons are all of them. Other amounts are approved.
var Lessons = []Lesson{
	{Ends: 41, Says: txn.Words{ZH: "拒绝：挂失卡", EN: "declined: a lost card"}, code: "41"},
	{Ends: 51, Says: txn.Words{ZH: "拒绝：余额不足", EN: "declined: not enough money"}, code: "51"},
	{Ends: 54, Says: txn.Words{ZH: "拒绝：卡已过期", EN: "declined: an expired card"}, code: "54"},
	{Ends: 55, Says: txn.Words{ZH: "拒绝：密码错", EN: "declined: a wrong PIN"}, code: "55"},
	{Ends: 61, Says: txn.Words{ZH: "拒绝：超出银行限额", EN: "declined: over the bank's limit"}, code: "61"},
	{Ends: 91, Says: txn.Words{ZH: "拒绝：发卡行不可用", EN: "declined: the issuer does not work"}, code: "91"},
	{Ends: 97, Says: txn.Words{ZH: "连不上主机，未发送", EN: "the host cannot be reached, nothing is sent"}, unreached: true, code: approved},
	{Ends: 98, Says: txn.Words{ZH: "应答丢失，结果不明，下一笔时冲正成功", EN: "the answer is lost: not known, and reversed with the next one"}, lost: true, code: approved},
	{Ends: 99, Says: txn.Words{ZH: "应答丢失，冲正也被拒绝，需人工处理", EN: "the answer is lost and its reversal refused: a person is needed"}, lost: true, refused: true, code: approved},
}

// lessonOf is what an amount teaches.
func lessonOf(amount txn.Fen) Lesson {
	for _, l := range Lessons {
		if int(amount%100) == l.Ends {
			return l
		}
	}
	return Lesson{code: approved}
}

// undo is the answer to a reversal.
func (l Lesson) undo() txn.Code {
	if l.refused {
		return "30"
	}
	return approved
}
