package terminals

import (
	"context"

	"posterm/txn"
)

// What a terminal is asked to do.
const (
	SignIn  = "signin"
	Sale    = "sale"
	Balance = "balance"
	Void    = "void"
	Settle  = "settle"
)

// Action is one thing that the terminal is made to do.
type Action struct {
	Do     string  // SignIn, Sale ...
	Amount txn.Fen // of a sale
	Trace  string  // six digits, the original of a void
	Words  txn.Words
}

// Driver makes the terminal do things. Do returns when the terminal has ended the action, whatever came of it: a declined
// sale is no error. An error says that the terminal could not be made to act.
type Driver interface {
	Do(ctx context.Context, a Action) error
}

// DriverFunc is a function as a Driver.
type DriverFunc func(ctx context.Context, a Action) error

// Do calls it.
func (f DriverFunc) Do(ctx context.Context, a Action) error { return f(ctx, a) }

func sale(amount txn.Fen) Action {
	return Action{Do: Sale, Amount: amount, Words: txn.Words{
		ZH: "做一笔消费 " + amount.String() + " 元，等终端显示结果", EN: "make a sale of " + amount.String() + " and wait for what the terminal says",
	}}
}

func void(trace string) Action {
	return Action{Do: Void, Trace: trace, Words: txn.Words{
		ZH: "撤销凭证号 " + trace + " 的消费，等终端显示结果", EN: "void the sale with trace " + trace + " and wait for what the terminal says",
	}}
}

var (
	signIn  = Action{Do: SignIn, Words: txn.Words{ZH: "签到", EN: "sign in"}}
	balance = Action{Do: Balance, Words: txn.Words{ZH: "查询余额，等终端显示结果", EN: "ask for the balance and wait for what the terminal says"}}
	settle  = Action{Do: Settle, Words: txn.Words{ZH: "批结算，等终端显示结果", EN: "settle the batch and wait for what the terminal says"}}
)
