package main

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/check"
	"posterm/txn"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lang  string
		story []string
	}{
		{"zh", []string{
			"一、正常消费", "已收款，小票已打印", "487.66 元",
			"二、已收款", "打印机缺纸", "请勿重复刷卡", "只打出前半截", "装上新纸", "分 2 截", "标明“重打印”", "***重打印凭证 DUPLICATE*** 第2次",
			"三、主机的应答丢了", "正在冲正", "333.66 元", "冲正中… 凭证号 000004", "冲正成功 凭证号 000004", "余额 399.66 元", "冲正单", "顾客未被扣款",
			"对账", "三者一致",
		}},
		{"en", []string{
			"1. A normal sale", "Paid. The slip is printed.", "487.66 yuan",
			"2. Paid, and the paper runs out", "out of paper", "Do not charge again", "only its first part", "loads a new roll", "in 2 pieces", "DUPLICATE",
			"3. The host's answer is lost", "being reversed", "333.66 yuan", "reversing trace 000004", "reversal succeeded", "Balance 399.66",
			"Reconciliation", "Ledger, journal and paper agree.",
		}},
	} {
		t.Run(tt.lang, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			picture := filepath.Join(t.TempDir(), "demo.png")
			r := lab(t, "", "demo", "--lang", tt.lang, "--out", dir, "--picture", picture)
			require.Zero(t, r.code, r.errs)
			rest := r.out
			for _, text := range tt.story {
				_, after, found := strings.Cut(rest, text)
				require.True(t, found, "%q is missing, or out of order, in:\n%s", text, r.out)
				rest = after
			}
			require.Contains(t, r.out, dir)
			for _, file := range append(pictures(t, dir), picture) {
				f, err := os.Open(file)
				require.NoError(t, err)
				_, err = png.Decode(f)
				require.NoError(t, err)
				require.NoError(t, f.Close())
			}
		})
	}
}

// pictures are the files the demonstration left: five copies and a slip over two rolls.
func pictures(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "slip-*.png"))
	require.NoError(t, err)
	require.Len(t, files, 7)
	return files
}

// The demonstration is no film: when the witnesses disagree it says so and fails.
func TestDemoFailsWhenTheWitnessesDisagree(t *testing.T) {
	for _, tt := range []struct {
		name  string
		plant func(*testing.T, *world)
		want  check.Problem
	}{
		{"paper that vanished", func(_ *testing.T, w *world) { w.lab.Printer.DeletePaper() }, check.NotOnPaper},
		{"money that came back by itself", func(t *testing.T, w *world) { require.NoError(t, w.lab.Host.ResetBalances()) }, check.BalanceDiffers},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			w, err := openWorld(t.Context(), &teller{out: &out, lang: txn.English, folder: t.TempDir()}, nil)
			require.NoError(t, err)
			require.NoError(t, w.normalSale(t.Context()))
			tt.plant(t, w)
			err = w.conclude(t.Context())
			require.ErrorContains(t, err, "disagree")
			require.Equal(t, exitError, fail(&out, err))
			require.Contains(t, out.String(), "✗ ")
			require.Contains(t, out.String(), tt.want.Words().EN)
			require.NoError(t, w.close())
		})
	}
}

// A demonstration that is interrupted ends at once and leaves no journal behind.
func TestDemoIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs bytes.Buffer
	require.Equal(t, exitError, run(ctx, []string{"demo", "--out", t.TempDir()}, nil, &bytes.Buffer{}, &errs))
	require.Contains(t, errs.String(), "poslab: interrupted")
}
