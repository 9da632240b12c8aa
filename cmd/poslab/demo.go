package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"posterm/txn"
)

// demoCmd is `poslab demo`. The picture in the README is made by
//
//	go run ./cmd/poslab demo --picture docs/images/demo.png
type demoCmd struct {
	Out     string `help:"Folder for the pictures of the slips; default: a new temporary one." placeholder:"DIR" type:"path"`
	Lang    string `help:"zh or en." enum:"zh,en" default:"zh"`
	Stay    bool   `help:"Then keep the shop open, with the panel in the browser on 127.0.0.1:8580."`
	Listen  string `help:"Where the panel listens." hidden:"" placeholder:"ADDR" default:"127.0.0.1:8580"`
	Picture string `help:"Also draw the paper of all stories side by side into this PNG." hidden:"" placeholder:"FILE" type:"path"`
}

// Run tells the stories, then compares money, record and paper.
func (c *demoCmd) Run(ctx context.Context, s *streams) (err error) {
	lang, err := txn.ParseLang(c.Lang)
	if err != nil {
		return misuse(err, "--lang zh or --lang en")
	}
	if c.Out, err = pictureFolder(c.Out); err != nil {
		return misuse(err, "--out names a folder that can be written")
	}
	t := &teller{out: s.out, lang: lang, folder: c.Out}
	door, board, err := c.door()
	if err != nil {
		return err
	}
	if door != nil {
		defer door.Close()
	}
	t.line(opening)
	w, err := openWorld(ctx, t, board)
	if err != nil && ctx.Err() != nil {
		err = errors.Join(fmt.Errorf("interrupted: %w", ctx.Err()), err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	for _, tell := range []func(context.Context) error{w.normalSale, w.paperRunsOut, w.answerLost} {
		err := tell(ctx)
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted: %w", ctx.Err())
		}
		if err != nil {
			return err
		}
	}
	if c.Picture != "" {
		if err := w.draw(c.Picture); err != nil {
			return err
		}
	}
	if err := w.conclude(ctx); err != nil || door == nil {
		return err
	}
	if err := w.reopen(); err != nil {
		return err
	}
	return w.serve(ctx, s.out, door)
}

// pictureFolder makes the folder for the pictures.
func pictureFolder(dir string) (string, error) {
	if dir == "" {
		return os.MkdirTemp("", "poslab-demo-")
	}
	return dir, os.MkdirAll(dir, 0o755)
}

// conclude reads the journal again from its files, as a service engineer would, and
// holds it against the host's ledger and the paper.
func (w *world) conclude(ctx context.Context) error {
	evidence, err := w.evidence(ctx)
	if err != nil {
		return err
	}
	if findings := w.tell.table(evidence); len(findings) > 0 {
		for _, f := range findings {
			w.tell.line(txn.Words{ZH: "  ✗ " + f.In(txn.Chinese), EN: "  ✗ " + f.In(txn.English)})
		}
		return advised(fmt.Errorf("money, record and paper disagree: %d findings", len(findings)), "this is a defect; keep what stands above")
	}
	w.tell.line(allAgree)
	w.tell.line(txn.Words{ZH: "  图片 " + w.tell.folder, EN: "  pictures " + w.tell.folder})
	return nil
}
