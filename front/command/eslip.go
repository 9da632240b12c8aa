package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"posterm/front/eslip"
	"posterm/internal/config"
	"posterm/receipt/link"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// eslipCmd gives a customer the slip without paper 电子小票.
type eslipCmd struct {
	Trace  string `arg:"" optional:"" help:"trace number, BATCH/TRACE, or last (default)"`
	Format string `help:"write a file: html, png or pdf" enum:",html,png,pdf" default:"" placeholder:"html|png|pdf"`
	Out    string `help:"file or directory to write to; default: the current directory. Without --format and --out the link is shown" placeholder:"PATH"`
}

// eslipMade is the answer as JSON.
type eslipMade struct {
	Batch string `json:"batch"`
	Trace string `json:"trace"`
	Path  string `json:"path,omitempty"` // the file that was written
	Link  string `json:"link,omitempty"` // where it can be fetched while "posterm run" serves it
	Until string `json:"until,omitempty"`
}

func (c *eslipCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := reference(c.Trace)
	if err != nil {
		return 0, err
	}
	return a.read("eslip", func(t *terminal.Terminal) (int, error) {
		e, err := t.Eslip(ctx, ref, a.cfg.Lang)
		switch {
		case err != nil:
			return 0, unknown(err, ref)
		case e.Refusal != machine.Possible:
			return 0, refused(e.Refusal)
		}
		made := eslipMade{Batch: e.View.Batch, Trace: e.View.TraceText, Link: e.Link}
		if e.Link != "" {
			made.Until = e.Until.In(txn.Beijing).Format(time.RFC3339)
		}
		if c.Format != "" || c.Out != "" {
			made.Path, err = c.write(a, e)
		} else if e.Link == "" {
			err = noLink
		}
		if err != nil {
			return 0, err
		}
		a.tellEslip(made)
		return terminal.ExitDone, nil
	})
}

// write makes the file. An e-slip that could not be written is told, never left out.
func (c *eslipCmd) write(a *app, e terminal.Eslip) (string, error) {
	path, format, err := eslip.Place(a.path(c.Out), eslip.Format(c.Format), e.View.Trace)
	if err != nil {
		return "", wrongUse(because(err), txn.Words{ZH: "文件名应以 .html、.png 或 .pdf 结尾，或给出目录", EN: "end the name in .html, .png or .pdf, or give a directory"})
	}
	data, err := eslip.Make(e.Slip, format, a.cfg.Lang, a.eslipPaper())
	if err == nil {
		err = eslip.Save(path, data)
	}
	if err != nil {
		a.log.Error().Err(err).Msg("the e-slip was not written")
		return "", &failure{code: "eslip_not_written", exit: terminal.ExitError,
			message: caused(txn.Words{ZH: "电子小票未写出", EN: "the e-slip was not written"}, err),
			hint:    txn.Words{ZH: "检查目录和磁盘后再试；纸质小票可用 posterm reprint", EN: `look at the directory and the disk, then try again; for paper "posterm reprint"`}}
	}
	return path, nil
}

// noLink: nobody said where links lead.
var noLink = &failure{code: "no_link", exit: terminal.ExitUse,
	message: txn.Words{ZH: "没有电子小票链接", EN: "there are no links to e-slips"},
	hint:    txn.Words{ZH: "在 [eslip] 下设置 base_url，或用 --out 写成文件", EN: "set base_url under [eslip], or write a file with --out"}}

// The window that a QR code is drawn for, whoever reads it by whatever door.
const usualColumns, usualRows = 80, 24

func (a *app) tellEslip(made eslipMade) {
	if a.json {
		a.object(made)
		return
	}
	if made.Path != "" {
		fmt.Fprintln(a.out, txn.Words{ZH: "电子小票已写入 ", EN: "e-slip written to "}.In(a.lang())+made.Path)
		return
	}
	if lines := eslip.Blocks(made.Link, usualColumns, usualRows); lines != nil { // the link alone says it, too
		fmt.Fprintln(a.out, strings.Join(lines, "\n"))
	}
	fmt.Fprintf(a.out, "%s%s\n%s%s\n", txn.Words{ZH: "电子小票：", EN: "e-slip: "}.In(a.lang()), made.Link, txn.Words{ZH: "有效期至：", EN: "until: "}.In(a.lang()), made.Until)
}

// slipCodes are the QR codes of slips by their names in the configuration.
var slipCodes = map[string]terminal.SlipCode{config.SlipCodeSummary: terminal.SummaryCode, config.SlipCodeEslip: terminal.LinkCode}

// links is how links to e-slips are made; the terminal adds its key.
func (a *app) links() link.Maker {
	return link.Maker{Base: a.cfg.Eslip.BaseURL, For: time.Duration(a.cfg.Eslip.Days) * 24 * time.Hour}
}

// eslipPaper is the paper that pictures are as wide as: the printer's.
func (a *app) eslipPaper() eslip.Paper {
	p := a.cfg.Printer.Make.Paper
	return eslip.Paper{Width: p.Width, Dots: p.Dots, Columns: a.cfg.Printer.Columns}
}

// serveEslips serves e-slips beside the menu until ctx ends; the returned function waits for that. Whatever keeps
// it from serving is told, and stops nothing else.
func (a *app) serveEslips(ctx context.Context, t *terminal.Terminal) (ended func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		links, err := t.Links(ctx)
		if a.cfg.Eslip.Listen == "" || err != nil {
			return // off, or the terminal has ended
		}
		c := eslip.Config{Source: t, Links: links, Paper: a.eslipPaper(), Lang: a.cfg.Lang, Log: a.log.With().Str("room", "eslip").Logger(), Now: a.now}
		c.Serve(ctx, a.cfg.Eslip.Listen, func(err error) {
			fmt.Fprintln(a.errw, "posterm: "+caused(txn.Words{
				ZH: "电子小票服务未能启动，将继续尝试；收款不受影响",
				EN: "e-slips are not served, it is tried again; selling goes on"}, err).In(a.lang()))
		})
	}()
	return func() { <-done }
}
