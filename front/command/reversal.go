package command

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// reversalCmd shows what is owed to the host 冲正, and takes a person's decision.
type reversalCmd struct {
	List    reversalListCmd    `cmd:"" help:"owed and parked reversals"`
	Retry   reversalRetryCmd   `cmd:"" help:"send one again now"`
	Resolve reversalResolveCmd `cmd:"" help:"end a parked reversal by a person's word; the row stays"`
}

type reversalListCmd struct{}

func (*reversalListCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("reversal list", func(t *terminal.Terminal) (int, error) {
		owed, err := t.Owed(ctx)
		if err != nil {
			return 0, err
		}
		var reversals []terminal.View
		for _, v := range owed {
			if v.Reversal != nil && (v.Reversal.State == "owed" || v.Reversal.State == "parked") {
				reversals = append(reversals, v)
			}
		}
		a.tellAll(reversals, txn.Words{ZH: "没有未了结的冲正。", EN: "No reversal is owed."})
		return terminal.ExitDone, nil
	})
}

type reversalRetryCmd struct {
	Trace string `arg:"" help:"trace number, or BATCH/TRACE"`
}

func (c *reversalRetryCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := exactly(c.Trace)
	if err != nil {
		return 0, err
	}
	return a.with("reversal retry", func(t *terminal.Terminal) (int, error) {
		reply, err := t.Deliver(ctx, ref)
		if err = carriedOut(ctx, t, reply, err); err != nil {
			return 0, err
		}
		now, err := t.Status(ctx, ref)
		if err != nil {
			return 0, err
		}
		a.tell(now.View)
		if now.View.Verdict == txn.NeedsPerson {
			return terminal.ExitPerson, nil
		}
		return terminal.ExitDone, nil
	})
}

// noteLimit bounds a person's note, in characters.
const noteLimit = 200

type reversalResolveCmd struct {
	Trace string `arg:"" help:"trace number, or BATCH/TRACE"`
	As    string `help:"what the acquirer confirmed: reversed or stands" enum:"reversed,stands" required:"" placeholder:"reversed|stands"`
	By    string `help:"the operator who decides" required:"" placeholder:"OPERATOR"`
	Note  string `help:"why, and who confirmed it" required:"" placeholder:"TEXT"`

	// Only of what stands.
	RRN     string `help:"the acquirer's reference number of it 参考号: without it, it cannot be voided or refunded here" name:"rrn" placeholder:"RRN"`
	Auth    string `help:"its authorisation number 授权码: a pre-authorisation cannot be completed without it" placeholder:"AUTH"`
	Voucher string `help:"payment voucher number of a code sale 付款凭证码, 20 digits" placeholder:"VOUCHER"`
}

// voucherSize is the length of a payment voucher number, in digits.
const voucherSize = 20

// decision reads what a person says.
func (c *reversalResolveCmd) decision() (roll.Decision, error) {
	d := roll.Decision{
		Stands: c.As == "stands", By: receipt.Clean(c.By), Note: receipt.Clean(c.Note), RRN: c.RRN, Auth: c.Auth, Voucher: c.Voucher,
	}
	if d.By == "" || d.Note == "" || len([]rune(d.By)) > noteLimit || len([]rune(d.Note)) > noteLimit {
		return d, wrongUse(txn.Words{
			ZH: fmt.Sprintf("--by 和 --note 各需 1 到 %d 个可打印字符", noteLimit), EN: fmt.Sprintf("--by and --note want 1 to %d printable characters", noteLimit),
		}, txn.Words{ZH: "请写明操作员和原因", EN: "say who decides and why"})
	}
	if !d.Stands && d.RRN+d.Auth+d.Voucher != "" {
		return d, wrongUse(txn.Words{ZH: "--rrn、--auth、--voucher 只用于 --as stands", EN: "--rrn, --auth and --voucher go with --as stands"},
			txn.Words{ZH: "请去掉：已冲正的交易不需要号码", EN: "leave them out: nothing is left that they would name"})
	}
	for _, n := range []struct {
		name, value string
		size        int
	}{{"--rrn", d.RRN, rrnSize}, {"--auth", d.Auth, authSize}, {"--voucher", d.Voucher, voucherSize}} {
		if n.value != "" && (len(n.value) != n.size || !alphanumeric(n.value)) {
			return d, wrongUse(txn.Words{ZH: fmt.Sprintf("%s 应为 %d 位字母或数字", n.name, n.size), EN: fmt.Sprintf("%s wants %d letters or digits", n.name, n.size)},
				txn.Words{ZH: "请核对收单行提供的号码", EN: "check the number the acquirer gave"})
		}
	}
	return d, nil
}

func alphanumeric(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (c *reversalResolveCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := exactly(c.Trace)
	if err != nil {
		return 0, err
	}
	d, err := c.decision()
	if err != nil {
		return 0, err
	}
	return a.with("reversal resolve", func(t *terminal.Terminal) (int, error) {
		reply, err := t.Resolve(ctx, ref, d)
		if err != nil {
			return 0, err
		}
		if reply.Refusal != machine.Possible {
			return 0, refused(reply.Refusal)
		}
		a.tell(reply.View)
		return terminal.ExitDone, nil
	})
}
