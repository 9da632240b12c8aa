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

// slipFoot stands at the end of every slip of the demonstration.
const slipFoot = "posterm demo"

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
}

// openWorld starts the lab, provisions a terminal with test keys, and starts it.
func openWorld(ctx context.Context, tell *teller) (*world, error) {
	w := &world{tell: tell, cfg: config.Default()}
	w.cfg.Host.ResponseTimeout, w.cfg.Lang = shortWait, tell.lang
	var err error
	if w.lab, err = emulator.Start(ctx, emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: 1}); err != nil {
		return nil, err
	}
	if w.dir, err = os.MkdirTemp("", "poslab-journal-"); err == nil {
		err = w.openTill()
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *world) openTill() error {
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return err
	}
	id := w.cfg.Terminal
	dir := filepath.Join(w.dir, "journal")
	if err := journal.Create(dir, roll.Book{Batch: 1, Terminal: id.ID, Merchant: id.Merchant}, master, time.Now()); err != nil {
		return err
	}
	w.till, err = terminal.Open(terminal.Config{
		Policy: machine.Policy{
			Reversal: reversal.Policy{Attempts: w.cfg.Reversal.Attempts}, AutoSignIn: true, BatchLimit: id.BatchLimit,
			Copies: id.Copies, Paper: true, Terminal: id.ID, Merchant: id.Merchant, Operator: id.Operator,
		},
		Shop: receipt.Shop{Name: id.MerchantName, Version: slipFoot}, Lang: w.cfg.Lang, Duplicate: terminal.Warn,
		MAC: w.cfg.Host.MAC, Form: comms.UnionPay.Form, Now: time.Now, Log: zerolog.Nop(), Screen: w.tell.screen,
		OpenRoll: func() (terminal.Roll, error) {
			j, err := journal.Open(dir, "demo")
			if err != nil {
				return nil, err
			}
			return &watchedRoll{Roll: j, log: &w.rows}, nil
		},
		Host: &comms.Link{
			Dial: comms.TCP(w.lab.Addresses().Host), Profile: comms.UnionPay,
			ConnectTimeout: w.cfg.Host.ConnectTimeout, ResponseTimeout: w.cfg.Host.ResponseTimeout,
		},
		OpenPaper: func(nonce [4]byte, known []uint64) (terminal.Paper, error) {
			return printer.Open(printer.Config{
				Port: "tcp://" + w.lab.Addresses().PrinterTCP, Columns: w.cfg.Printer.Columns, Known: known,
				Nonce: uint64(nonce[0])<<24 | uint64(nonce[1])<<16 | uint64(nonce[2])<<8 | uint64(nonce[3]), Log: zerolog.Nop(),
			})
		},
	})
	return err
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
