package command

import (
	"context"
	"errors"
	"fmt"

	"posterm/comms/keys"
	"posterm/terminal"
	"posterm/txn"
)

// initCmd provisions the terminal 初始化.
type initCmd struct {
	TMKFile    string `help:"file with the terminal master key, 32 hex digits, mode 0600; without it the public test key is used" name:"tmk-file" placeholder:"FILE" type:"path"`
	FirstTrace uint32 `help:"first trace number, 1 to 999999: for a replaced board, beyond what the host has seen" default:"1" placeholder:"N"`
}

func (c *initCmd) run(_ context.Context, a *app) (int, error) {
	master, err := keys.ParseKey(keys.TestTMK)
	if c.TMKFile != "" {
		master, err = ReadMaster(c.TMKFile)
	}
	if err != nil {
		return 0, misuse("bad_key_file", err, "密钥文件应为 32 位十六进制，权限 0600", "the key file wants 32 hex digits and mode 0600")
	}
	kcv, err := a.cfg.Host.Signin.CheckValue(master)
	if err != nil {
		return 0, err
	}
	if c.FirstTrace < 1 || c.FirstTrace > uint32(txn.TraceLimit) {
		return 0, misuse("usage", errors.New("--first-trace wants 1 to 999999"), "应大于主机见过的凭证号", "give a number beyond what the host has seen")
	}
	test := testKey(master)
	if err := a.bindable(test); err != nil {
		return 0, err
	}
	if err := a.provision(master, txn.Trace(c.FirstTrace)); err != nil {
		return 0, err
	}
	if test {
		a.testKeyBanner()
	}
	if a.json {
		a.object(map[string]any{"data": a.dir, "terminal": a.cfg.Terminal.ID, "merchant": a.cfg.Terminal.Merchant, "kcv": kcv.String(), "test_keys": test})
		return terminal.ExitDone, nil
	}
	fmt.Fprintln(a.out, txn.Words{
		ZH: fmt.Sprintf("初始化完成：终端号 %s 商户号 %s\n主密钥校验值 %s（%s），请与收单机构的密钥单核对\n数据目录 %s", a.cfg.Terminal.ID, a.cfg.Terminal.Merchant, kcv, a.cipher(), a.dir),
		EN: fmt.Sprintf("provisioned: terminal %s, merchant %s\nmaster key check value %s (%s): compare it with the acquirer's paper\ndata directory %s", a.cfg.Terminal.ID, a.cfg.Terminal.Merchant, kcv, a.cipher(), a.dir),
	}.In(a.lang()))
	return terminal.ExitDone, nil
}
