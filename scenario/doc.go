// Package scenario tells merchants' stories: files that say what people press, what goes wrong around a terminal, and
// what must then be so of screen, slip, journal, ledger and money.
//
//	name: 应答丢失，下一笔联机交易时冲正成功 (answer lost, healed by the next online transaction)
//	covers: [R48, R51]
//	steps:
//	  - host:   {drop_response: next}
//	  - key:    {sale: "123.45", card: A}
//	  - expect: {verdict: being_reversed, paper: none, owed: 1, accounts: {A: "376.55"}}
//	  - key:    {balance: A}
//	  - expect: {screen: [冲正中, 冲正成功], owed: 0, accounts: {A: "500.00"}}
//
// A story is told in a world of its own. Usually that is one in memory: the whole program of the board, menu and command
// line included, with its journal on a real disk, the lab's host and printer, and a network between them that exists only
// in the process. Time there is virtual: a minute without an answer takes no time, and no two runs differ in when
// something happened. With real programs the same story runs against "poslab up" and "posterm run" on a pty.
//
// Nothing sleeps: what is expected is looked for whenever something happened, until it holds or its time is over. Every
// story ends with the comparison of money, paper and record (package check), unless it says what is to disagree.
package scenario
