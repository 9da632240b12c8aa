package command

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// bought is what is paid for, in lines for slip and record. It is never sent to a host.
type bought struct {
	Goods     []string `help:"a line of goods or services for slip and record, with its amount at the end if you like: \"coffee x2 8.00\"; may be repeated. Never sent to the host" placeholder:"LINE" sep:"none"`
	GoodsFile string   `help:"the same from a file, a line each; - reads stdin" name:"goods-file" placeholder:"FILE"`
}

// goodsBytes is how much is read of a file of goods. Chosen: all lines there may be, four bytes to the
// column and as much again for blanks.
const goodsBytes = 8 * txn.GoodsLines * txn.GoodsColumns

// lines reads the goods. A file's come first.
func (b bought) lines(ctx context.Context, a *app) (txn.Goods, error) {
	lines := b.Goods
	if b.GoodsFile != "" {
		text, err := b.file(ctx, a)
		if err != nil {
			return nil, err
		}
		lines = append(strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n"), lines...)
	}
	return txn.ParseGoods(lines)
}

func (b bought) file(ctx context.Context, a *app) (string, error) {
	in := io.Reader(waiting{ctx, a.in})
	if b.GoodsFile != "-" {
		path := b.GoodsFile
		if !filepath.IsAbs(path) {
			path = filepath.Join(a.wd, path)
		}
		f, err := openPlain(path)
		if err != nil {
			return "", unreadGoods(err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, goodsBytes+1))
	switch {
	case ctx.Err() != nil:
		return "", refused(machine.RefusedCancelled)
	case err != nil:
		return "", unreadGoods(err)
	case len(text) > goodsBytes:
		return "", unreadGoods(errLongGoods)
	}
	return string(text), nil
}

// openPlain opens a file and nothing else: a named pipe would be waited for.
func openPlain(path string) (*os.File, error) {
	switch info, err := os.Stat(path); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fs.ErrInvalid
	}
	return os.Open(path)
}

var errLongGoods = errors.New("the file is too long")

func unreadGoods(err error) error {
	return &failure{code: "bad_goods", exit: terminal.ExitUse, message: caused(txn.Words{ZH: "商品明细文件无法读取", EN: "the file of goods cannot be read"}, err),
		hint: txn.Words{ZH: "文本文件，每行一项", EN: "give a text file with one item a line"}}
}
