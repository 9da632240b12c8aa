package console

import (
	"context"
	"slices"
	"strings"

	"posterm/txn"
)

// command is one line of the menu.
type command func(*menu, context.Context) error

// choices are the numbers of menuText, and the words that do the same.
var choices = []struct {
	names []string
	do    command
}{
	{[]string{"1", "sale", "消费"}, (*menu).sale},
	{[]string{"2", "void", "消费撤销", "撤销"}, (*menu).void},
	{[]string{"3", "balance", "余额查询", "余额"}, (*menu).balance},
	{[]string{"4", "reprint", "重打印最后一笔", "重打印"}, (*menu).reprint},
	{[]string{"5", "status", "交易查询", "查询"}, (*menu).query},
	{[]string{"6", "signin", "签到"}, cardless(txn.SignIn)},
	{[]string{"7", "signoff", "签退"}, cardless(txn.SignOff)},
	{[]string{"8", "echo", "回响测试", "回响"}, cardless(txn.Echo)},
	{[]string{"9", "reversal", "冲正"}, (*menu).reversals},
	{[]string{"0", "exit", "quit", "退出"}, func(*menu, context.Context) error { return ErrExit }},
}

// parseChoice finds a command; an empty line only shows the menu again.
func parseChoice(text string) (command, error) {
	if text == "" {
		return nil, errBack
	}
	for _, c := range choices {
		if slices.ContainsFunc(c.names, func(name string) bool { return strings.EqualFold(name, text) }) {
			return c.do, nil
		}
	}
	return nil, complaint(noSuchChoice)
}
