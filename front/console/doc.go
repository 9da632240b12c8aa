// Package console is the menu of "posterm run", in Chinese or English: on a whole screen where there
// is a tty, and otherwise line by line. Both are one menu (tree.go) with two ways of asking and telling
// (type face). By lines it needs nothing of a terminal but lines, so a dumb terminal, a serial console
// and a pipe behave alike:
//
//	上一笔: 消费  金额 12.34  凭证号 000011  卡号 622202******1234
//	【已收款】
//	已收款，小票已打印。
//
//	1 消费  2 消费撤销  3 余额查询
//	4 重打印最后一笔  5 交易查询  6 签到
//	7 签退  8 回响测试  9 冲正  10 预授权…
//	...
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
//     the words 不要重复刷卡 (do not charge again) stand, and where a service desk may be
//     needed, its number and what it asks for (terminal.Guidance).
//  6. Numbers and names of the menu stay: scripts choose by them.
//  7. Where operators sign in (package operator), nothing can be chosen before; the supervisor's
//     password stands before voids, refunds and the voids of holds and completions. A first password
//     authorises nothing.
//
// On a whole screen (40 by 20 and more) rules 3 and 4 read: what is typed is shown unless it is a secret or could be
// a card; a question takes keys as soon as a line stands behind its field, which is when the keys were quiet for
// quietTime; what a terminal marks as pasted is refused. Digits of an amount shift in from the right. A question that
// nobody answers for dialogTime leads back to the menu. A result stands until it was read. Nothing is
// told by colour. A tty without a size, as on a serial line, gets the usual one.
//
// The menu decides nothing about money or paper: it asks the terminal and tells
// what it was told.
package console
