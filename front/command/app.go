package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/rs/zerolog"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/comms/profile"
	"posterm/front/customer"
	"posterm/front/observe"
	"posterm/internal/config"
	"posterm/internal/redact"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/receipt"
	"posterm/reversal"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// app is one run of the program: the command line, the configuration, and the edges it touches.
type app struct {
	cli     *cli
	cfg     config.Config
	edges   Edges
	dir     string
	json    bool
	in      io.Reader
	out     io.Writer
	errw    io.Writer
	getenv  func(string) string
	log     zerolog.Logger
	logTo   *logFile
	guard   *redact.Guard                   // before the log
	screen  func(machine.Screen, txn.Words) // what shows progress; nil: print it
	changed func()                          // what the terminal shows may have changed; nil: nobody looks
	reading bool                            // the command only reads: the printer is left alone
	warned  bool                            // that the terminal holds test keys
	keys    []check                         // what the journal said about the keys when it was opened first
	ways    []line.Path                     // to the hosts, once the certificates were read
	link    *comms.Link                     // by these ways, once a terminal was opened
	shared  *shared                         // the terminal that runs, of a command that came by its door; nil: none
	wd      string                          // the caller's working directory, of such a command
	refusal error                           // why such a command is refused
	held    *journal.Journal                // the journal of the terminal that this process runs
	told    chan struct{}                   // there may be something to tell others; holds one
	watch   *observe.Watch                  // over the terminal that runs; nil: nobody watches
}

// start loads the configuration and finds the data directory.
func (a *app) start() error {
	cfg, err := config.Load(a.cli.Config)
	if err != nil {
		return err
	}
	if a.cli.Lang != "" {
		if cfg.Lang, err = txn.ParseLang(a.cli.Lang); err != nil {
			return err
		}
	}
	a.cfg = cfg
	if _, err := printer.ParsePort(cfg.Printer.Port); err != nil {
		return misuse("bad_config", fmt.Errorf("%s: printer.port: %w", a.source("printer.port"), err), "检查 printer.port", "look at printer.port")
	}
	if err := customer.Check(cfg.Terminal.Customer); err != nil {
		return misuse("bad_config", fmt.Errorf("%s: terminal.customer_display: %w", a.source("terminal.customer_display"), err), "检查 terminal.customer_display", "look at terminal.customer_display")
	}
	if _, err := a.thermometer(); err != nil {
		return misuse("bad_config", fmt.Errorf("%s: printer.temperature: %w", a.source("printer.temperature"), err), "检查 printer.temperature", "look at printer.temperature")
	}
	if a.dir, err = config.DataDir(a.cli.Data, a.getenv); err != nil {
		return misuse("no_data_dir", err, "用 --data 指定目录", "give --data DIR")
	}
	a.train()
	if err := a.checkDeviceKey(); err != nil {
		return err
	}
	return a.startLog()
}

// source is where a key's value stands: "default" or file:line.
func (a *app) source(key string) string {
	for _, k := range a.cfg.Keys() {
		if k.Name == key {
			return k.Source
		}
	}
	return ""
}

func (a *app) end() {
	if a.logTo != nil {
		_ = a.logTo.Close()
	}
}

// lang is the language of texts, also before the configuration is known.
func (a *app) lang() txn.Lang {
	if lang, err := txn.ParseLang(a.cli.Lang); err == nil {
		return lang
	}
	return a.cfg.Lang
}

func (a *app) now() time.Time {
	if a.edges.Now != nil {
		return a.edges.Now()
	}
	return time.Now()
}

// open starts the terminal for a command. A terminal that only this command
// uses prints only what this command makes due.
func (a *app) open(name string, oneShot bool) (*terminal.Terminal, error) {
	host, profile, err := a.acquirer()
	if err != nil {
		return nil, err
	}
	cfg := terminal.Config{
		Policy: a.policy(!oneShot, profile.Limits), OneShot: oneShot, Training: a.training(), Flags: a.cfg.Flags, Lang: a.cfg.Lang, MAC: a.cfg.Host.MAC, Form: profile.Form, Offers: profile.Offers,
		Duplicate: terminal.Duplicate(a.cfg.Duplicate),
		Shop:      a.shop(), Make: a.cfg.Printer.Make.Words, Columns: a.cfg.Printer.Columns,
		SlipCode: slipCodes[a.cfg.Terminal.SlipCode], Links: a.links(),
		OpenRoll: func() (terminal.Roll, error) { return a.watched(a.roll(name)) },
		Host:     host, Now: a.now, Log: a.log, Screen: a.screen, Committed: a.committed, Changed: a.changed,
	}
	if cfg.Screen == nil {
		cfg.Screen = a.progress
	}
	if a.paper() && !a.reading {
		cfg.OpenPaper = a.openPaper
	}
	t, err := terminal.Open(cfg)
	if err == nil && t.TestKeys() {
		a.testKeyBanner()
	}
	return t, err
}

// journal opens the roll for a command.
func (a *app) journal(name string) (*journal.Journal, error) {
	j, err := journal.Open(a.dir, name, journal.BoundTo(a.cfg.Terminal.DeviceKey), journal.Notifying(a.cfg.Notify.Wanted()...))
	a.held = j
	return j, err
}

// roll is journal for a terminal, and notes what the menu tells about the keys: later the journal is the
// terminal's alone.
func (a *app) roll(name string) (terminal.Roll, error) {
	j, err := a.journal(name)
	if err != nil {
		return nil, err // and no nil *Journal in a Roll that is not nil
	}
	if a.keys == nil {
		a.keys = a.checkKeys(j, roll.Book{})
	}
	if a.edges.Roll != nil {
		return a.edges.Roll(j), nil
	}
	return j, nil
}

func (a *app) paper() bool { return a.cfg.Printer.Port != "none" }

func (a *app) shop() receipt.Shop {
	return receipt.Shop{Name: a.cfg.Terminal.MerchantName, ServicePhone: a.cfg.Terminal.ServicePhone, StaticCode: a.cfg.Terminal.StaticCode, Version: "posterm " + version()}
}

// policy: a command of its own ends when it is done; only a terminal that runs asks about
// wallet orders by itself.
func (a *app) policy(timers bool, limits profile.Limits) machine.Policy {
	c := a.cfg
	return machine.Policy{
		Reversal: reversal.Policy{
			Attempts: c.Reversal.Attempts, AtOnce: c.Reversal.When == config.AtOnce, ParkedBlocks: c.Reversal.WhenParked == config.ParkedBlock,
			AskFor: c.Wallet.AskFor,
		},
		AutoSignIn: c.Terminal.AutoSignin, Timers: timers, CompletePercent: limits.CompletionPercent, BatchLimit: c.Terminal.BatchLimit, Copies: c.Terminal.Copies, OnRequest: c.Terminal.Paper == config.PaperRequest, Paper: a.paper(),
		Terminal: c.Terminal.ID, Merchant: c.Terminal.Merchant, Operator: c.Terminal.Operator,
		Limits: machine.Limits{
			Pay: machine.Limit{One: c.Limits.Sale, Day: c.Limits.SaleDay}, Refund: machine.Limit{One: c.Limits.Refund, Day: c.Limits.RefundDay},
		},
	}
}

// printer is the driver's configuration without the journal's part.
func (a *app) printer() (printer.Config, error) {
	read, err := a.thermometer()
	p := a.cfg.Printer
	return printer.Config{
		Port: p.Port, Dial: a.edges.DialPrinter, Profile: p.Make, Columns: p.Columns, ConfirmTimeout: p.ConfirmTimeout, Thermometer: read,
		Log: a.log.With().Str("room", "printer").Logger(),
	}, err
}

// thermometer tells the paper's temperature; nil: nothing does.
func (a *app) thermometer() (printer.Thermometer, error) {
	return printer.ParseThermometer(a.cfg.Printer.Temperature, os.DirFS("/"))
}

func (a *app) openPaper(nonce [4]byte, known []uint64) (terminal.Paper, error) {
	n := uint64(nonce[0])<<24 | uint64(nonce[1])<<16 | uint64(nonce[2])<<8 | uint64(nonce[3])
	c, err := a.printer()
	if err != nil {
		return nil, err
	}
	c.Nonce, c.Known = n, known
	p, err := printer.Open(c)
	if err != nil {
		return nil, misuse("bad_config", err, "检查 printer.port", "look at printer.port")
	}
	return p, nil
}

// progress shows what a command is doing. In JSON the answer alone speaks.
func (a *app) progress(s machine.Screen, words txn.Words) {
	if a.json || s.Ends() || words.ZH == "" {
		return
	}
	switch s.Is {
	case machine.SigningIn, machine.Reversing, machine.Undone, machine.NeedsYou, machine.Repeating, machine.Told,
		machine.Inquiring, machine.ClosingOrder, machine.WaitingPay, machine.Freezing, machine.Uploading, machine.EndingBatch:
		a.showCode(s)
		fmt.Fprintln(a.out, words.In(a.lang()))
	}
}

// provision makes the journal: with the keys of a file, or with test keys.
func (a *app) provision(master keys.Key, first txn.Trace) error {
	book := roll.Book{Batch: 1, Trace: first - 1, Terminal: a.cfg.Terminal.ID, Merchant: a.cfg.Terminal.Merchant, Training: a.training()}
	if a.training() && !testKey(master) {
		return errTrainingKeys
	}
	return journal.Create(a.dir, book, master, a.now(), journal.BoundTo(a.cfg.Terminal.DeviceKey))
}

// firstUse provisions with test keys what was never provisioned, so that a lab
// works at once; the built-in defaults talk to nothing else.
func (a *app) firstUse() error {
	if _, err := a.paths(); err != nil { // nothing is made before the configuration is right
		return err
	}
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return err
	}
	switch err := a.provision(master, 1); {
	case errors.Is(err, journal.ErrExists):
		return nil
	case err != nil:
		return err
	}
	a.testKeyBanner()
	return nil
}

// stopContext bounds the end of a command that was interrupted.
func stopContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), terminal.StopGrace+time.Second)
}
