package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"posterm/front/socket"
	"posterm/internal/check"
	"posterm/internal/config"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// reconcileCmd is `poslab reconcile`.
type reconcileCmd struct {
	Data   string `help:"Data directory of the terminal; one that runs is asked by its door." placeholder:"DIR" type:"path" required:""`
	Admin  string `help:"Admin API of the lab with the host and the printer." placeholder:"URL" required:""`
	Config string `help:"The terminal's configuration, for how many copies it prints and what its keys are bound to; default: the built-in one." placeholder:"FILE" type:"path"`
	JSON   bool   `name:"json" help:"One JSON object on one line."`
}

// reconciliation is what reconcile found, and the object it prints with --json.
type reconciliation struct {
	Agree        bool            `json:"agree"`
	Terminal     string          `json:"terminal"`
	Merchant     string          `json:"merchant"`
	Transactions int             `json:"transactions"` // in the journal
	Entries      int             `json:"entries"`      // of the ledger, this terminal's
	Slips        int             `json:"slips"`        // of the printer, this terminal's
	Forgotten    int             `json:"forgotten"`    // slips that the printer keeps no more: not compared
	Unwitnessed  int             `json:"unwitnessed"`  // copies printed before the lab was started: their paper is not known, not compared
	Findings     []check.Finding `json:"findings"`
	Open         []openItem      `json:"open"`

	since time.Time // of the lab's paper
}

// Run compares journal, ledger and paper and lists every disagreement.
func (c *reconcileCmd) Run(ctx context.Context, s *streams) error {
	cfg, err := config.Load(c.Config)
	if err != nil {
		return misuse(err, "--config names the terminal's configuration file")
	}
	lab, err := newAdmin(c.Admin)
	if err != nil {
		return err
	}
	e := check.Evidence{Foot: "posterm", Copies: cfg.Terminal.Copies}
	if cfg.Printer.Port == "none" {
		e.Copies = 0
	}
	broken, err := readRoll(ctx, c.Data, cfg.Terminal.DeviceKey, &e)
	if err != nil {
		return err
	}
	if e.Book != nil && e.Book.Training {
		return c.lesson()
	}
	forgotten, err := lab.witness(ctx, &e)
	if err != nil {
		return err
	}
	r := reconciliation{Forgotten: forgotten, Findings: append([]check.Finding{}, broken...), Open: []openItem{}}
	if e.Book != nil { // without it there is nothing to compare with
		if e.Terminal == "" { // nothing was sold yet
			e.Terminal, e.Merchant = cfg.Terminal.ID, cfg.Terminal.Merchant
		}
		r.Terminal, r.Merchant, r.Transactions = e.Terminal, e.Merchant, len(check.Transactions(e.Rows))
		r.Entries, r.Slips = check.Compared(e)
		r.Unwitnessed, r.since = check.Unwitnessed(e), e.Since
		r.Findings = append(r.Findings, check.Of(e)...)
		r.Open = append(r.Open, stillOpen(e)...)
	}
	r.Agree = len(r.Findings) == 0
	if err := r.tell(s, c.JSON); err != nil || r.Agree {
		return err
	}
	return advised(fmt.Errorf("money, record and paper disagree: %s", counting(len(r.Findings), "finding", "findings")),
		"keep the data directory and the ledger as they are")
}

// lesson is about a journal of training: there is no second witness of what no host ever heard.
func (c *reconcileCmd) lesson() error {
	return misuse(fmt.Errorf("%s is a journal of training 训练流水: no money moved and no host was asked, so there is nothing to compare it with", c.Data),
		"reconcile the journal of trade, the directory above; what a lesson printed says 训练 and is not compared with trade")
}

// counting is "1 finding", "2 findings".
func counting(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// tell prints the findings, Chinese and English side by side, or the object.
func (r *reconciliation) tell(s *streams, asJSON bool) (err error) {
	if asJSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(r)
	}
	line := func(w txn.Words) {
		_, failed := fmt.Fprintf(s.out, "%s\n  %s\n", w.ZH, w.EN)
		err = errors.Join(err, failed)
	}
	line(r.extent())
	if r.Forgotten > 0 {
		line(txn.Words{ZH: fmt.Sprintf("打印机不再保存此前的 %d 张小票，未核对", r.Forgotten), EN: fmt.Sprintf("the printer keeps %d earlier slips no more: they were not compared", r.Forgotten)})
	}
	if r.Unwitnessed > 0 {
		line(r.before())
	}
	for _, f := range r.Findings {
		line(txn.Words{ZH: "✗ " + f.In(txn.Chinese), EN: f.In(txn.English)})
	}
	switch {
	case !r.Agree:
	case r.Forgotten > 0 || r.Unwitnessed > 0:
		line(txn.Words{ZH: "✓ 已核对的部分，账本、流水、纸，三者一致。", EN: "Ledger, journal and paper agree, as far as they were compared."})
	default:
		line(txn.Words{ZH: "✓ 账本、流水、纸，三者一致。", EN: "Ledger, journal and paper agree."})
	}
	if len(r.Open) > 0 {
		line(openWords(r.Open))
	}
	return err
}

// before tells of copies whose paper only a former lab could have.
func (r *reconciliation) before() txn.Words {
	at := r.since.In(txn.Beijing).Format("2006-01-02 15:04:05")
	return txn.Words{
		ZH: fmt.Sprintf("模拟环境于 %s 启动，此前打印的 %d 联纸张无从查证，未核对", at, r.Unwitnessed),
		EN: fmt.Sprintf("the lab was started at %s (Beijing): the paper of %s printed before is not known and was not compared", at, counting(r.Unwitnessed, "copy", "copies")),
	}
}

// extent is how much was compared.
func (r *reconciliation) extent() txn.Words {
	if r.Terminal == "" {
		return txn.Words{ZH: "对账：流水损坏，不知是哪台终端，账本与小票均未核对", EN: "Reconciliation: the journal is damaged and does not say whose it is; ledger and paper were not compared"}
	}
	return txn.Words{
		ZH: fmt.Sprintf("对账：终端 %s 流水 %d 笔，其主机账本 %d 笔，其小票 %d 张", r.Terminal, r.Transactions, r.Entries, r.Slips),
		EN: fmt.Sprintf("Reconciliation of terminal %s: %s in the journal, %s of its own in the ledger, %s", r.Terminal,
			counting(r.Transactions, "transaction", "transactions"), counting(r.Entries, "entry", "entries"), counting(r.Slips, "slip", "slips")),
	}
}

// readRoll reads a terminal's whole roll into the evidence. A journal that is damaged is
// a finding; then there may be no Book to compare.
func readRoll(ctx context.Context, dir, deviceKey string, e *check.Evidence) (broken []check.Finding, err error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, misuse(fmt.Errorf("%s is no directory", dir), "--data names the directory that holds journal.db, not a file in it")
	}
	j, err := journal.Open(dir, "reconcile", journal.BoundTo(deviceKey))
	var held *journal.HeldError
	if errors.As(err, &held) {
		if broken, err := rollByDoor(ctx, dir, e); !errors.Is(err, socket.ErrNobody) {
			return broken, err
		}
	}
	if err != nil {
		return damage(err)
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	report, err := j.Check(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range report.Findings {
		broken = append(broken, damaged(f.String()))
	}
	book, _, err := j.Book()
	for err == nil && (len(e.Rows) == 0 || uint64(len(e.Rows)) < j.Seq()) {
		var more []roll.Row
		if more, err = j.Rows(uint64(len(e.Rows)), rowsAtOnce); len(more) == 0 {
			break
		}
		e.Rows = append(e.Rows, more...)
	}
	if err != nil {
		e.Rows = nil
		more, err := damage(err)
		return append(broken, more...), err
	}
	e.Book, e.Terminal, e.Merchant = &book, book.Terminal, book.Merchant
	return broken, nil
}

// rowsAtOnce is how many rows are asked for at a time. Chosen.
const rowsAtOnce = 1000

// damage tells a journal that cannot be believed from one that cannot be had.
func damage(err error) ([]check.Finding, error) {
	var held *journal.HeldError
	var broken *journal.BrokenError
	switch {
	case errors.As(err, &held):
		return nil, &failure{exitHeld, "stop it first: a journal is read by one process at a time", err}
	case errors.Is(err, journal.ErrMissing):
		return nil, misuse(err, "--data names the data directory of a terminal")
	case errors.Is(err, journal.ErrDevice):
		return nil, advised(err, "reconcile on the terminal's machine, or give --config FILE whose terminal.device_key names the secret that the keys are bound to")
	case errors.As(err, &broken), errors.Is(err, journal.ErrDamaged), errors.Is(err, journal.ErrForeign), errors.Is(err, journal.ErrSecrets):
		return []check.Finding{damaged(err.Error())}, nil
	}
	return nil, err
}

func damaged(how string) check.Finding {
	return check.Finding{Problem: check.JournalBroken, Detail: txn.Words{ZH: how, EN: how}}
}
