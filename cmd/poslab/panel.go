package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"posterm/front/panel"
	"posterm/terminal"
	"posterm/txn"
)

// personWait is how long the panel's terminal waits for an answer. Chosen: long enough to see that it waits,
// short enough to wait for; real terminals wait 60 s.
const personWait = 4 * time.Second

// panelCmd is `poslab panel`.
type panelCmd struct {
	Listen string `help:"Where the panel listens, on the loopback only; port 0 picks a free one." placeholder:"ADDR" default:"127.0.0.1:8580"`
	Lang   string `help:"zh or en: of the slips, and of the page until somebody chooses." enum:"zh,en" default:"zh"`
}

var panelReady = txn.Words{ZH: "面板：%s\n在浏览器中打开；Ctrl-C 结束。\n", EN: "panel: %s\nOpen it in a browser; Ctrl-C ends it.\n"}

// Run serves until ctx ends.
func (c *panelCmd) Run(ctx context.Context, s *streams) (err error) {
	lang, err := txn.ParseLang(c.Lang)
	if err != nil {
		return misuse(err, "--lang zh or --lang en")
	}
	door, err := panelDoor(c.Listen)
	if err != nil {
		return err
	}
	defer door.Close()
	w, err := openWorld(ctx, &teller{out: io.Discard, lang: lang}, panel.NewBoard())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	if err := w.reopen(); err != nil {
		return err
	}
	return w.serve(ctx, s.out, door)
}

// panelDoor opens the panel's door before anything else is begun.
func panelDoor(addr string) (net.Listener, error) {
	door, err := panel.Listen(addr)
	switch {
	case errors.Is(err, panel.ErrNotLoopback):
		return nil, misuse(fmt.Errorf("%w: %q is not 127.0.0.1, ::1 or localhost", err, addr), "the panel moves money and paper; reach it through a tunnel")
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, advised(err, "stop the other program, or use poslab panel --listen 127.0.0.1:0")
	}
	return door, err
}

// door is what --stay needs; nil without it.
func (c *demoCmd) door() (net.Listener, *panel.Board, error) {
	if !c.Stay {
		return nil, nil, nil
	}
	door, err := panelDoor(c.Listen)
	return door, panel.NewBoard(), err
}

// reopen starts the terminal again, as after a power cut, with the patience of a person before a panel. What
// it tells from now on, the panel tells.
func (w *world) reopen() error {
	if err := w.stopTill(); err != nil {
		return err
	}
	w.tell = &teller{out: io.Discard, lang: w.tell.lang}
	w.cfg.Host.ResponseTimeout = personWait
	return w.openTill()
}

// serve tells where the panel is, and serves it until ctx ends.
func (w *world) serve(ctx context.Context, out io.Writer, door net.Listener) error {
	if _, err := fmt.Fprintf(out, panelReady.In(w.cfg.Lang), "http://"+door.Addr().String()+"/"); err != nil {
		return err
	}
	desk := terminal.Service{Terminal: w.cfg.Terminal.ID, Phone: w.cfg.Terminal.ServicePhone}
	return panel.Serve(ctx, door, panel.Config{Terminal: w.till, Lab: w.lab, Board: w.board, Service: desk, Lang: w.cfg.Lang})
}
