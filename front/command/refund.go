package command

import (
	"context"

	"posterm/terminal"
	"posterm/txn"
)

// refundCmd gives back a sale, or part of it 退货.
type refundCmd struct {
	Amount string `arg:"" help:"in yuan, at most what is left of the sale"`
	RRN    string `help:"reference number on the slip 参考号, 12 characters" name:"rrn" placeholder:"RRN"`
	Date   string `help:"day of the sale, MMDD" placeholder:"MMDD"`
	Trace  string `help:"instead of both: trace number of the sale on this terminal, or BATCH/TRACE" placeholder:"TRACE"`
	presented
}

func (c *refundCmd) run(ctx context.Context, a *app) (int, error) {
	o := terminal.Order{Kind: txn.Refund, Named: terminal.Named{RRN: c.RRN, Date: c.Date}}
	if err := named(&o, c.Amount, c.Trace, c.RRN, rrnSize); err != nil {
		return 0, err
	}
	return a.deal(ctx, "refund", func(t *terminal.Terminal) (terminal.Order, error) { return c.order(ctx, a, t, o) })
}

// Lengths of what a slip says about a transaction, in characters.
const rrnSize, authSize = 12, 6

// named reads how a command names its original: by a trace number of this terminal, or
// by a number on the slip, of so many characters, and its day. A void needs no amount
// when this terminal has the original.
func named(o *terminal.Order, amount, trace, number string, size int) (err error) {
	byTrace := trace != ""
	switch {
	case byTrace && number+o.Named.Date != "":
		return wrongUse(txn.Words{ZH: "--trace 不能与小票上的号码和日期同用", EN: "give either --trace or the number on the slip with its day"}, oneOfThem)
	case !byTrace && len(number) != size:
		return wrongUse(txn.Words{ZH: "缺少小票上的号码，或长度不对", EN: "the number on the slip is missing or has another length"},
			txn.Words{ZH: "退货用 --rrn 和 --date，预授权用 --auth 和 --date，或用 --trace", EN: "a refund wants --rrn and --date, a pre-authorisation --auth and --date; or give --trace"})
	case !byTrace && !isDay(o.Named.Date):
		return wrongUse(txn.Words{ZH: "缺少 --date，或不是日期", EN: "--date is missing or no day"}, txn.Words{ZH: "日期格式 MMDD，例如 1121", EN: "a day is MMDD, for example 1121"})
	}
	if byTrace {
		if o.Of, err = reference(trace); err != nil {
			return err
		}
	}
	if amount == "" && byTrace && o.Kind.Tie() == txn.Undoes {
		return nil
	}
	o.Amount, err = txn.ParseFen(amount)
	return err
}

var oneOfThem = txn.Words{ZH: "二者选一", EN: "give one of them"}

// isDay says whether s may be a month and a day.
func isDay(s string) bool {
	_, err := txn.ParseDay(s)
	return err == nil
}
