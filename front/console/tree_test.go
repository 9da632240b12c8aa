package console

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/receipt"
	"posterm/txn"
)

// branches are all menus.
func branches(b *item) (all []*item) {
	all = append(all, b)
	for i := range b.under {
		if b.under[i].under != nil {
			all = append(all, branches(&b.under[i])...)
		}
	}
	return all
}

// The menu's numbers and words are what its text promises, and it fits the narrowest screen.
func TestEveryChoiceOfTheMenuCanBeMade(t *testing.T) {
	for _, b := range branches(&tree) {
		for i := range b.under {
			it := &b.under[i]
			for _, name := range append([]string{it.key, strings.TrimSuffix(it.words.ZH, "…"), strings.TrimSuffix(it.words.EN, " ..."), strings.ToUpper(it.words.EN)}, it.names...) {
				name = strings.TrimSuffix(name, " ...")
				found, err := b.parse(name)
				require.NoError(t, err, name)
				require.Same(t, it, found, "%s is taken twice", name)
			}
			require.NotEqual(t, it.do == nil, it.under == nil, it.words)
		}
		for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
			for _, row := range strings.Split(b.text(lang), "\n") {
				require.LessOrEqual(t, receipt.Width(row), menuColumns, row)
			}
		}
	}
}

// What scripts choose by stays.
func TestOldNumbersAndWordsStay(t *testing.T) {
	for text, want := range map[string]string{
		"1": "消费", "17": "现金收款", "cash": "现金收款", "2": "消费撤销", "3": "余额查询", "4": "重打印最后一笔", "5": "交易查询", "6": "签到", "7": "签退", "8": "回响测试", "9": "冲正", "0": "退出",
		"sale": "消费", "void": "消费撤销", "撤销": "消费撤销", "balance": "余额查询", "余额": "余额查询", "reprint": "重打印最后一笔", "重打印": "重打印最后一笔",
		"status": "交易查询", "查询": "交易查询", "signin": "签到", "signoff": "签退", "echo": "回响测试", "回响": "回响测试", "reversal": "冲正", "exit": "退出", "quit": "退出",
		"preauth": "预授权", "complete-void": "预授权完成撤销", "refund": "退货", "settle": "批结算", "password": "改密码", "明细": "打印明细", "SETTLE": "批结算",
	} {
		found, err := tree.parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, found.words.ZH, text)
	}
	for _, text := range []string{"19", "00", "１", "1 2", "返回", "-", "sale 5"} {
		_, err := tree.parse(text)
		require.Equal(t, complaint(noSuchChoice), err, text)
	}
}
