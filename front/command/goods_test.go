package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGoods: lines, a file and stdin; on the slips, in the record, and on no wire.
func TestGoods(t *testing.T) {
	r := newRig(t)
	file := filepath.Join(t.TempDir(), "goods.txt")
	require.NoError(t, os.WriteFile(file, []byte("\ufeffcoffee, large 8.00\r\n\r\ntea 4.00\r\n"), 0o600))
	got := r.ask(0, "sale", "12.34", "--card", "A", "--goods-file", file, "--goods", "bag 0.34")
	want := []any{
		map[string]any{"text": "coffee, large", "amount": "8.00"}, map[string]any{"text": "tea", "amount": "4.00"}, map[string]any{"text": "bag", "amount": "0.34"},
	}
	require.Equal(t, want, got["goods"])
	r.stdin = strings.NewReader("noodles 5.00\n")
	require.Len(t, r.ask(0, "pay", "5", "--code", unionpay, "--goods-file", "-")["goods"], 1)
	require.NotContains(t, r.ask(0, "sale", "1", "--card", "A"), "goods")

	all := r.ask(0, "journal", "export")["transactions"].([]any)
	require.Equal(t, want, all[2].(map[string]any)["goods"])
	slips := r.lab.Printer.Slips()
	require.Contains(t, slips[0].Text, "商品/服务")
	require.Contains(t, slips[1].Text, "coffee, large")
}

func TestGoodsThatCannotBeUsed(t *testing.T) {
	r := newRig(t)
	long := filepath.Join(t.TempDir(), "long")
	require.NoError(t, os.WriteFile(long, make([]byte, goodsBytes+1), 0o600))
	sale := []string{"sale", "12.34", "--card", "A"}
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"too little", "商品明细合计 8.00 元，与金额 12.34 元不符", []string{"--goods", "coffee 8.00"}},
		{"a control character", "商品明细第 2 行：含有控制字符", []string{"--goods", "coffee", "--goods", "t\x1bea"}},
		{"no such file", "文件或目录不存在", []string{"--goods-file", "nowhere"}},
		{"a directory", "不是普通文件", []string{"--goods-file", t.TempDir()}},
		{"a long file", "文件太长", []string{"--goods-file", long}},
	} {
		t.Run(tt.name, func(t *testing.T) { r.fails(2, tt.want, append(sale, tt.args...)...) })
	}
	require.Empty(t, r.lab.Host.Ledger())
}
