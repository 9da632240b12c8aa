package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/emulator"
	printerdev "posterm/emulator/printer"
	"posterm/front/panel"
	"posterm/internal/config"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/receipt"
	"posterm/reversal"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// shortWait is how long the demonstration's terminal waits for an answer. Chosen: a
// host in the same process answers in a millisecond; real terminals wait 60 s.
const shortWait = 700 * time.Millisecond

// stopWait bounds the end of the demonstration.
const stopWait = 10 * time.Second

// feltAfter is how soon a terminal with a panel feels that somebody switched the weather.
const feltAfter = 200 * time.Millisecond

// slipFoot stands at the end of every slip of the demonstration.
const slipFoot = "posterm demo"

// shopPhone is the service desk's number in the demonstration: nobody's.
const shopPhone = "400-000-0000"

// world is a terminal and everything around it: real sockets, a real journal, the
// real driver.
type world struct {
	lab  *emulator.Lab
	till *terminal.Terminal
	dir  string // the journal's
	cfg  config.Config
	rows rowLog
	tell *teller
	told int // id of the last piece of paper that was shown
	// board gets what happens, for the panel; nil: there is none.
	board *panel.Board
}

// openWorld starts the lab, provisions a terminal with test keys, and starts it. With a board the
// printer takes its time, as one likes to see it.
func openWorld(ctx context.Context, tell *teller, board *panel.Board) (*world, error) {
	w := &world{tell: tell, cfg: config.Default(), board: board}
	w.cfg.Host.ResponseTimeout, w.cfg.Lang, w.cfg.Terminal.ServicePhone = shortWait, tell.lang, shopPhone
	o := emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: 1}
	if board != nil {
		o.OnEvent, o.Printer.Speed = board.Lab, printerdev.RealSpeed
	}
	var err error
	if w.lab, err = emulator.Start(ctx, o); err != nil {
		return nil, err
	}
	if w.dir, err = os.MkdirTemp("", "poslab-journal-"); err == nil {
		err = w.provision()
	}
	if err == nil {
		err = w.openTill()
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// roll is where the journal stands.
func (w *world) roll() string { return filepath.Join(w.dir, "journal") }

// provision makes the journal, with test keys.
func (w *world) provision() error {
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return err
	}
	id := w.cfg.Terminal
	return journal.Create(w.roll(), roll.Book{Batch: 1, Terminal: id.ID, Merchant: id.Merchant}, master, time.Now())
}

// openTill starts the terminal on its journal.
func (w *world) openTill() (err error) {
	id := w.cfg.Terminal
	c := terminal.Config{
		Policy: machine.Policy{
			Reversal: reversal.Policy{Attempts: w.cfg.Reversal.Attempts}, AutoSignIn: true, BatchLimit: id.BatchLimit,
			Copies: id.Copies, Paper: true, Terminal: id.ID, Merchant: id.Merchant, Operator: id.Operator,
		},
		Shop: receipt.Shop{Name: id.MerchantName, ServicePhone: id.ServicePhone, Version: slipFoot}, Lang: w.cfg.Lang, Duplicate: terminal.Warn,
		MAC: w.cfg.Host.MAC, Form: comms.UnionPay.Form, Now: time.Now, Log: zerolog.Nop(), Screen: w.screen, OpenRoll: w.openRoll,
		Host: &comms.Link{
			Dial: comms.TCP(w.lab.Addresses().Host), Profile: comms.UnionPay,
			ConnectTimeout: w.cfg.Host.ConnectTimeout, ResponseTimeout: w.cfg.Host.ResponseTimeout,
		},
		OpenPaper: func(nonce [4]byte, known []uint64) (terminal.Paper, error) {
			return printer.Open(w.printerConfig(nonce, known))
		},
	}
	if w.board != nil {
		c.Duplicate = terminal.Ask // there is a person to ask
	}
	w.till, err = terminal.Open(c)
	return err
}

// printerConfig is the driver's; with a board the terminal has a thermometer beside the paper.
func (w *world) printerConfig(nonce [4]byte, known []uint64) printer.Config {
	c := printer.Config{
		Port: "tcp://" + w.lab.Addresses().PrinterTCP, Columns: w.cfg.Printer.Columns, Known: known,
		Nonce: uint64(nonce[0])<<24 | uint64(nonce[1])<<16 | uint64(nonce[2])<<8 | uint64(nonce[3]), Log: zerolog.Nop(),
	}
	if w.board != nil {
		c.WarmEvery = feltAfter
		c.Thermometer = func() (int, error) { return int(w.lab.Printer.Status().PaperC * 1000), nil }
	}
	return c
}

// screen goes to the story that is told, and to the board.
func (w *world) screen(s machine.Screen, words txn.Words) {
	if w.board != nil {
		w.board.Screen(s, words)
	}
	if w.tell != nil {
		w.tell.screen(s, words)
	}
}

func (w *world) openRoll() (terminal.Roll, error) {
	j, err := journal.Open(w.roll(), "demo")
	if err != nil {
		return nil, err
	}
	watched := terminal.Roll(&watchedRoll{Roll: j, log: &w.rows})
	if w.board != nil {
		watched = w.board.Watch(watched)
	}
	return watched, nil
}

// stopTill ends the terminal; the journal can be opened by somebody else then.
func (w *world) stopTill() error {
	if w.till == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopWait)
	defer cancel()
	err := w.till.Close(ctx)
	w.till = nil
	return err
}

func (w *world) close() error {
	return errors.Join(w.stopTill(), w.lab.Close(), os.RemoveAll(w.dir))
}

// order is a command with card A at the reader and its PIN in the pad.
func (w *world) order(kind txn.Kind, amount txn.Fen) (terminal.Order, error) {
	shown, err := card.Resolve("A", card.Options{TestKeys: true})
	if err != nil {
		return terminal.Order{}, err
	}
	pad, err := card.NewSoftPad(shown.PIN, true)
	return terminal.Order{Kind: kind, Amount: amount, Card: shown.Card, Pad: pad}, err
}

// deal carries a command out and waits for its paper, or for the word why there is none.
func (w *world) deal(ctx context.Context, kind txn.Kind, amount txn.Fen) (terminal.View, error) {
	order, err := w.order(kind, amount)
	if err != nil {
		return terminal.View{}, err
	}
	reply, err := w.till.Do(ctx, order)
	if err != nil {
		return terminal.View{}, err
	}
	if reply.Refusal != machine.Possible {
		return terminal.View{}, errors.New(reply.Refusal.Words().In(w.tell.lang))
	}
	if _, err := w.till.Settled(ctx); err != nil {
		return terminal.View{}, err
	}
	now, err := w.till.Status(ctx, reply.View.Trace)
	return now.View, err
}
