package command

import (
	"context"
	"fmt"

	"posterm/terminal"
	"posterm/txn"
)

// reprintCmd prints what is owed, else one more copy with its mark 重打印.
type reprintCmd struct {
	Trace      string `arg:"" optional:"" help:"trace number, BATCH/TRACE, last (default), or settlement"`
	Unreadable bool   `help:"the slip you hold cannot be read: one more, marked and recorded so 字迹不清"`
	FromHost   bool   `help:"a slip of what the host holds, by an enquiry: of a transaction that this terminal never showed, too; marked, no original 据主机记录补打"`
	RRN        string `help:"with --from-host: the transaction by its reference number, 12 characters" name:"rrn" placeholder:"RRN"`
	Date       string `help:"and its day" placeholder:"MMDD"`
	Copy       string `help:"whose copy: merchant, cardholder or both; without it the one that waits to be asked for, those that no printer confirmed, else the merchant's" enum:",merchant,cardholder,both" default:"" placeholder:"merchant|cardholder|both"`
}

func (c *reprintCmd) run(ctx context.Context, a *app) (int, error) {
	if c.FromHost || c.RRN != "" || c.Date != "" {
		return c.fromHost(ctx, a)
	}
	var ref txn.Ref
	if c.Trace != "settlement" {
		var err error
		if ref, err = reference(c.Trace); err != nil {
			return 0, err
		}
	}
	return a.with("reprint", func(t *terminal.Terminal) (code int, err error) {
		var reply terminal.Reply
		var how terminal.Condition
		for _, holder := range c.holders(ctx, t, ref) {
			reply, err = c.again(ctx, t, ref, holder)
			if how, err = onPaper(ctx, t, reply, err); err != nil {
				return 0, err
			}
			if !how.Printed() {
				break
			}
		}
		return a.reprinted(t, reply, how)
	})
}

// holders are whose copies are wanted, one after the other. What is owed comes first, and by itself;
// without a word the cardholder's that waits to be asked for, those that no printer confirmed, else the
// merchant's.
func (c *reprintCmd) holders(ctx context.Context, t *terminal.Terminal, ref txn.Ref) []txn.Holder {
	both := []txn.Holder{txn.Merchant, txn.Cardholder}
	now, err := t.Status(ctx, ref)
	switch v := now.View; {
	case c.Trace == "settlement", err != nil, v.OwedSlips > 0: // again tells what is wrong
		return both[:1]
	case c.Copy == "both":
		return both
	case c.Copy == txn.Cardholder.String():
		return both[1:]
	case c.Copy == txn.Merchant.String():
		return both[:1]
	case v.Paper.OnRequest:
		return both[1:]
	}
	return unconfirmed(now.View.Paper)
}

// unconfirmed are the copies that no printer confirmed, else the merchant's.
func unconfirmed(paper terminal.Copies) (holders []txn.Holder) {
	if paper.Merchant == txn.PaperUnconfirmed || paper.Cardholder != txn.PaperUnconfirmed {
		holders = append(holders, txn.Merchant)
	}
	if paper.Cardholder == txn.PaperUnconfirmed {
		holders = append(holders, txn.Cardholder)
	}
	return holders
}

// again is what is asked of the terminal.
func (c *reprintCmd) again(ctx context.Context, t *terminal.Terminal, ref txn.Ref, holder txn.Holder) (terminal.Reply, error) {
	switch settlement := c.Trace == "settlement"; {
	case settlement && c.Unreadable:
		return t.UnreadableSettlement(ctx)
	case settlement:
		return t.ReprintSettlement(ctx)
	case c.Unreadable:
		return t.Unreadable(ctx, ref, holder)
	}
	return t.Reprint(ctx, ref, holder)
}

// reprinted tells how the paper came out; the money is not this command's affair.
func (a *app) reprinted(t *terminal.Terminal, reply terminal.Reply, how terminal.Condition) (int, error) {
	now, err := t.Status(context.Background(), reply.View.Trace)
	if err != nil {
		return 0, err
	}
	v := now.View
	if !how.Printed() {
		v.PaperFault = &how.Fault
	}
	if a.json {
		a.object(v)
	} else {
		fmt.Fprintf(a.out, "%s\n  %s\n", a.paperSaid(how), a.line(v))
	}
	return paperExit(how), nil
}

// paperExit is the exit code of a command that only wanted paper.
func paperExit(how terminal.Condition) int {
	switch {
	case how.Printed():
		return terminal.ExitDone
	case how.Owed > 0:
		return terminal.ExitSlipOwed
	}
	return terminal.ExitNotNow // nothing is owed: it was one more copy
}

func (a *app) paperSaid(how terminal.Condition) string {
	words := txn.Words{ZH: "已打印。", EN: "Printed."}
	if !how.Printed() {
		f := how.Fault
		words = txn.Words{ZH: "未打印，" + f.Words().ZH + "：" + f.Mend().ZH + "。", EN: "Not printed, " + f.Words().EN + ": " + f.Mend().EN + "."}
	}
	if how.Owed > 0 {
		words.ZH += fmt.Sprintf("还有 %d 张小票待打印。", how.Owed)
		words.EN += fmt.Sprintf(" Slips still owed: %d.", how.Owed)
	}
	return words.In(a.lang())
}
