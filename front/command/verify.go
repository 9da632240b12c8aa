package command

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"posterm/journal"
	"posterm/receipt/summary"
	"posterm/terminal"
	"posterm/txn"
)

// verifyCmd checks the QR code of a slip 验真.
type verifyCmd struct {
	Text string `arg:"" optional:"" help:"what the QR code of a slip says, or - to read it from stdin; without it the terminal's public key is shown"`
	Key  string `help:"public key of the terminal that printed it, 64 hex digits; default: this one's" placeholder:"HEX"`
}

// verified is the answer as JSON.
type verified struct {
	Genuine  bool           `json:"genuine"`
	Test     bool           `json:"test"`
	Terminal string         `json:"terminal"`
	Merchant string         `json:"merchant"`
	Batch    string         `json:"batch"`
	Trace    string         `json:"trace"`
	Kind     txn.Kind       `json:"kind"`
	Amount   string         `json:"amount"`
	Says     string         `json:"says"` // approved, reversed, unsolved: of the money, when it was printed
	RRN      string         `json:"rrn"`
	Time     string         `json:"time"`
	Now      *terminal.View `json:"now"` // how it stands in this terminal's journal; null under another's key
}

func (c *verifyCmd) run(ctx context.Context, a *app) (int, error) {
	text := c.Text
	if text == "-" {
		line, err := bufio.NewReader(io.LimitReader(waiting{ctx, a.in}, 1<<10)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		text = strings.TrimSpace(line)
	}
	if c.Key != "" {
		key, err := hex.DecodeString(c.Key)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return 0, wrongUse(txn.Words{ZH: "--key 应为 64 位十六进制", EN: "--key wants 64 hex digits"}, txn.Words{ZH: "在打印小票的终端上运行 posterm verify 查看", EN: `"posterm verify" on the terminal that printed the slip shows it`})
		}
		return a.verify(text, key, nil)
	}
	return a.read("verify", func(t *terminal.Terminal) (int, error) {
		key, err := t.SlipKey(ctx)
		if err != nil {
			return 0, err
		}
		if c.Text == "" {
			a.tellKey(key)
			return terminal.ExitDone, nil
		}
		return a.verify(text, key, func(of txn.Ref) (*terminal.View, error) {
			reply, err := t.Status(ctx, of)
			if errors.Is(err, journal.ErrUnknown) {
				return nil, nil // an older journal of the same keys
			}
			return &reply.View, err
		})
	})
}

func (a *app) tellKey(key ed25519.PublicKey) {
	if a.json {
		a.object(map[string]string{"key": hex.EncodeToString(key)})
		return
	}
	fmt.Fprintln(a.out, txn.Words{ZH: "本终端小票的验真公钥：", EN: "public key of this terminal's slips: "}.In(a.lang())+hex.EncodeToString(key))
}

// verify tells whether a slip is genuine, what it said, and how that stands now.
func (a *app) verify(text string, key ed25519.PublicKey, now func(txn.Ref) (*terminal.View, error)) (int, error) {
	s, err := summary.Read(text, key)
	if errors.Is(err, summary.ErrMalformed) {
		return 0, &failure{code: "bad_summary", exit: terminal.ExitUse, message: txn.Words{ZH: "不是小票的验真码：" + plain(err), EN: plain(err)},
			hint: txn.Words{ZH: "请扫描小票上的二维码，内容以 POSTERM1 开头", EN: "scan the QR code of the slip; it begins with POSTERM1"}}
	}
	v := verified{
		Genuine: err == nil, Test: s.Test, Terminal: s.Terminal, Merchant: s.Merchant, Batch: s.Of.Batch.String(), Trace: s.Of.Trace.String(),
		Kind: s.Kind, Amount: s.Amount.String(), Says: strings.ToLower(string(s.Says)), RRN: s.RRN, Time: s.At.Format(time.RFC3339),
	}
	if v.Genuine && now != nil {
		if v.Now, err = now(s.Of); err != nil {
			return 0, err
		}
	}
	a.tellVerified(v)
	if !v.Genuine {
		return terminal.ExitError, nil
	}
	return terminal.ExitDone, nil
}

// slipSays is what a slip said of the money.
var slipSays = map[string]txn.Words{
	"approved": {ZH: "交易成功", EN: "approved"}, "reversed": {ZH: "冲正成功", EN: "reversed"}, "unsolved": {ZH: "须人工处理", EN: "to be settled by hand"},
}

func (a *app) tellVerified(v verified) {
	if a.json {
		a.object(v)
		return
	}
	head := txn.Words{ZH: "签名有效：小票由持有该密钥的终端打印。", EN: "Genuine: the terminal with this key printed the slip."}
	if !v.Genuine {
		head = txn.Words{ZH: "签名不符：不是该终端的小票，或内容被改动。请勿凭此交货或退款。", EN: "Not genuine: another terminal's slip, or altered. Hand over neither goods nor money for it."}
	}
	says := fmt.Sprintf("%s/%s  %s  %s  %s  %s  %s", v.Batch, v.Trace, v.Kind.Words().In(a.lang()), v.Amount, slipSays[v.Says].In(a.lang()), v.Terminal, v.Time)
	fmt.Fprintf(a.out, "%s\n  %s\n", head.In(a.lang()), says)
	if v.Test {
		fmt.Fprintf(a.out, "  %s\n", txn.Words{ZH: "测试密钥，不涉及真实资金", EN: "test keys: no real money"}.In(a.lang()))
	}
	if v.Now != nil {
		fmt.Fprintf(a.out, "%s%s\n", txn.Words{ZH: "现在：", EN: "Now: "}.In(a.lang()), v.Now.Said)
	}
}
