// Package console is the plain numbered menu of "posterm run": questions and
// answers, one line each, in Chinese or English. It needs nothing of a terminal
// but lines, so a tty, a serial console and a pipe behave alike:
//
//	上一笔: 消费 12.34元 凭证号 000011 卡号 622202******1234
//	已收款，小票已打印。
//	1 消费  2 消费撤销  3 余额查询  4 重打印最后一笔  5 交易查询
//	6 签到  7 签退  8 回响测试  9 冲正  0 退出
//	请选择: 1
//	金额（元，如 12.34；回车取消）: 5.00
//
// What a person may rely on:
//
//  1. The last transaction's truth, and what is owed, stand before the first question.
//  2. An empty line cancels; nothing was sent then. A bad answer is told why and
//     asked for again, at most three times.
//  3. A tty shows nothing while it is typed or swiped at, whether a question waits
//     or not. An answer that is no secret is written behind its question once it
//     was understood; of a card, only the masked number ever is.
//  4. On a tty only what was typed after a question answers it: a pasted list of
//     answers sells nothing. A pipe is a script, and every line of it counts.
//  5. Wherever the money is not known, or is known and only the slip is missing,
//     the words 不要重复刷卡 (do not charge again) stand.
//
// The menu decides nothing about money or paper: it asks the terminal and tells
// what it was told.
package console
