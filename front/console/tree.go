package console

import (
	"context"
	"slices"
	"strings"

	"posterm/receipt"
	"posterm/txn"
)

// command is one item of the menu.
type command func(*menu, context.Context) error

// item is a command, or a branch with more items.
type item struct {
	key   string    // its number
	words txn.Words // as the menu shows it
	names []string  // what chooses it, too
	do    command
	sells bool // it makes a transaction that can move money
	under []item
}

// tree is the whole menu. Numbers and names are promises: scripts choose by them. The first ten were
// there first.
var tree = item{under: []item{
	{key: "1", words: kind(txn.Sale), names: []string{"sale"}, do: (*menu).sale, sells: true},
	{key: "2", words: kind(txn.Void), names: []string{"void", "撤销"}, do: (*menu).void, sells: true},
	{key: "3", words: kind(txn.Balance), names: []string{"balance", "余额"}, do: (*menu).balance, sells: true},
	{key: "4", words: txn.Words{ZH: "重打印最后一笔", EN: "reprint last"}, names: []string{"reprint", "重打印"}, do: (*menu).reprintLast},
	{key: "5", words: txn.Words{ZH: "交易查询", EN: "status"}, names: []string{"status", "查询"}, do: (*menu).query},
	{key: "6", words: kind(txn.SignIn), names: []string{"signin"}, do: cardless(txn.SignIn)},
	{key: "7", words: kind(txn.SignOff), names: []string{"signoff"}, do: cardless(txn.SignOff)},
	{key: "8", words: kind(txn.Echo), names: []string{"echo", "回响"}, do: cardless(txn.Echo)},
	{key: "9", words: txn.Words{ZH: "冲正", EN: "reversal"}, do: (*menu).reversals},
	{key: "10", words: txn.Words{ZH: "预授权…", EN: "pre-auth ..."}, under: []item{
		{key: "1", words: kind(txn.Preauth), names: []string{"preauth"}, do: (*menu).preauth, sells: true},
		{key: "2", words: kind(txn.PreauthVoid), names: []string{"preauth-void"}, do: (*menu).preauthVoid, sells: true},
		{key: "3", words: kind(txn.Complete), names: []string{"complete"}, do: (*menu).complete, sells: true},
		{key: "4", words: kind(txn.CompleteVoid), names: []string{"complete-void"}, do: (*menu).completeVoid, sells: true},
		back,
	}},
	{key: "11", words: kind(txn.QRSale), names: []string{"pay", "扫码"}, do: (*menu).pay, sells: true},
	{key: "12", words: kind(txn.Refund), names: []string{"refund"}, do: (*menu).refund, sells: true},
	{key: "13", words: kind(txn.Query), names: []string{"query"}, do: (*menu).enquire},
	{key: "14", words: kind(txn.Settle), names: []string{"settle", "结算"}, do: (*menu).settle},
	{key: "15", words: txn.Words{ZH: "打印…", EN: "print ..."}, under: []item{
		{key: "1", words: txn.Words{ZH: "重打最后一笔", EN: "reprint last"}, do: (*menu).reprintLast},
		{key: "2", words: txn.Words{ZH: "重打任意笔", EN: "reprint any"}, names: []string{"reprint-any"}, do: (*menu).reprintAny},
		{key: "3", words: txn.Words{ZH: "重打结算单", EN: "reprint settlement"}, names: []string{"reprint-settlement"}, do: (*menu).reprintSettlement},
		{key: "4", words: txn.Words{ZH: "打印明细", EN: "details"}, names: []string{"明细"}, do: (*menu).details},
		{key: "5", words: txn.Words{ZH: "打印汇总", EN: "totals"}, names: []string{"汇总"}, do: (*menu).totals},
		{key: "6", words: txn.Words{ZH: "字迹不清重打", EN: "unreadable"}, names: []string{"字迹不清"}, do: (*menu).unreadable},
		{key: "7", words: txn.Words{ZH: "电子小票", EN: "e-slip"}, names: []string{"eslip"}, do: (*menu).eslip},
		{key: "8", words: txn.Words{ZH: "据主机记录补打", EN: "from the host"}, names: []string{"reprint-host"}, do: (*menu).reprintHost},
		{key: "9", words: txn.Words{ZH: "静态收款码", EN: "static code"}, names: []string{"static"}, do: (*menu).staticCode},
		back,
	}},
	{key: "16", words: txn.Words{ZH: "管理…", EN: "manage ..."}, under: manage},
	{key: "17", words: kind(txn.Cash), names: []string{"cash"}, do: (*menu).cash, sells: true},
	{key: "18", words: txn.Words{ZH: "出码收款", EN: "show a code"}, names: []string{"collect", "收款码"}, do: (*menu).collect, sells: true},
	{key: "0", words: txn.Words{ZH: "退出", EN: "exit"}, names: []string{"quit"}, do: func(*menu, context.Context) error { return ErrExit }},
}}

// kind is a kind's name as it stands in a menu.
func kind(k txn.Kind) txn.Words {
	return txn.Words{ZH: k.Words().ZH, EN: strings.ToLower(k.Words().EN)}
}

// manage looks after the terminal itself.
var manage = []item{
	{key: "1", words: txn.Words{ZH: "参数", EN: "parameters"}, names: []string{"config"}, do: (*menu).settings},
	{key: "2", words: txn.Words{ZH: "打印机测试", EN: "printer test"}, do: (*menu).tryPrinter},
	{key: "3", words: txn.Words{ZH: "网络测试", EN: "network test"}, do: cardless(txn.Echo)},
	{key: "4", words: txn.Words{ZH: "密钥状态", EN: "keys"}, do: (*menu).keys},
	{key: "5", words: txn.Words{ZH: "版本", EN: "version"}, do: (*menu).version},
	{key: "6", words: txn.Words{ZH: "操作员…", EN: "operators ..."}, under: []item{
		{key: "1", words: txn.Words{ZH: "操作员列表", EN: "list"}, do: (*menu).staffList},
		{key: "2", words: txn.Words{ZH: "增加操作员", EN: "add"}, do: (*menu).staffAdd},
		{key: "3", words: txn.Words{ZH: "删除操作员", EN: "remove"}, do: (*menu).staffRemove},
		{key: "4", words: txn.Words{ZH: "解锁操作员", EN: "unlock"}, do: (*menu).staffUnlock},
		{key: "5", words: txn.Words{ZH: "重置密码", EN: "reset password"}, do: (*menu).staffReset},
		back,
	}},
	{key: "7", words: txn.Words{ZH: "改密码", EN: "change password"}, names: []string{"password"}, do: (*menu).changePassword},
	{key: "8", words: txn.Words{ZH: "签退", EN: "sign-off"}, do: cardless(txn.SignOff)},
	{key: "9", words: txn.Words{ZH: "更换操作员", EN: "change operator"}, names: []string{"operator"}, do: (*menu).leaveDesk},
	back,
}

// back leaves a branch.
var back = item{key: "0", words: txn.Words{ZH: "返回", EN: "back"}, do: func(*menu, context.Context) error { return errBack }}

// menuColumns is how wide a menu is on lines. Chosen: the narrowest screen that works.
const menuColumns = 40

// text is a branch on lines.
func (b *item) text(lang txn.Lang) string {
	var all strings.Builder
	used := 0
	for i, it := range b.under {
		one := it.key + " " + it.words.In(lang)
		width := receipt.Width(one)
		switch {
		case i == 0:
		case used+2+width > menuColumns:
			all.WriteByte('\n')
			used = 0
		default:
			all.WriteString("  ")
			used += 2
		}
		all.WriteString(one)
		used += width
	}
	return all.String()
}

// parse finds an item by its number or name; on the first menu also by the name of any command
// beneath it. An empty line only shows the menu again.
func (b *item) parse(text string) (*item, error) {
	if text == "" {
		return nil, errBack
	}
	for i := range b.under {
		if it := &b.under[i]; it.key == text || it.named(text) {
			return it, nil
		}
	}
	if b == &tree {
		if it := b.beneath(text); it != nil {
			return it, nil
		}
	}
	return nil, complaint(noSuchChoice)
}

func (b *item) beneath(name string) *item {
	for i := range b.under {
		it := &b.under[i]
		if it.key != back.key && it.named(name) {
			return it
		}
		if found := it.beneath(name); found != nil {
			return found
		}
	}
	return nil
}

// named says whether text is one of its names, without what only says that more follows.
func (b *item) named(text string) bool {
	same := func(name string) bool { return strings.EqualFold(name, text) }
	return same(strings.TrimSuffix(b.words.ZH, "…")) || same(strings.TrimSuffix(b.words.EN, " ...")) || slices.ContainsFunc(b.names, same)
}

// choose lets a person choose from a branch until that led to something.
func (m *menu) choose(ctx context.Context, branch *item) error {
	if branch == &tree {
		if err := m.stand(ctx); err != nil {
			return err
		}
	}
	m.face.offer(branch)
	q := question{prompt: choosePrompt, manner: asChoice, branch: branch, plain: parses(branch.parse), blank: true, patient: branch == &tree}
	chosen, err := ask(ctx, m, q, branch.parse)
	if err != nil && !isBack(err) {
		return err
	}
	if branch == &tree {
		m.retell = nil
		if told := m.news(ctx); err == nil {
			err = told
		}
	}
	switch {
	case err != nil:
		return err
	case chosen.under != nil:
		return m.choose(ctx, chosen)
	case chosen.sells && !m.who.Sells():
		m.say(noSelling)
		return errBack
	}
	return chosen.do(m, ctx)
}
