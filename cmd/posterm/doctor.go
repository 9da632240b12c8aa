package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal"
	"posterm/txn"
)

// doctorCmd checks everything a terminal leans on, one line each 自检.
type doctorCmd struct{}

// check is one line of the doctor.
type check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Hint   string `json:"hint"`
}

// doctorLimit bounds each question to a device.
const doctorLimit = 5 * time.Second

func (*doctorCmd) run(ctx context.Context, a *app) (int, error) {
	checks, book := a.checkJournal()
	checks = append(checks, a.checkHosts(ctx, book.Batch)...)
	checks = append(checks, a.checkPrinter(ctx, book.OpenJobs()))
	exit := terminal.ExitDone
	for _, c := range checks {
		if !c.OK {
			exit = terminal.ExitError
		}
	}
	if a.json {
		a.object(map[string]any{"checks": checks})
		return exit, nil
	}
	for _, c := range checks {
		mark := "ok  "
		if !c.OK {
			mark = "FAIL"
		}
		fmt.Fprintf(a.out, "%s  %-8s %s\n", mark, c.Name, c.Detail)
		if c.Hint != "" {
			fmt.Fprintf(a.out, "      → %s\n", c.Hint)
		}
	}
	return exit, nil
}

// bad is a check that failed, in the words of the error it met.
func (a *app) bad(name string, err error) check {
	f := explain(err)
	return check{name, false, f.message.In(a.lang()), f.hint.In(a.lang())}
}

// checkJournal opens the journal the way every command does: settings, rights and chain are verified by that.
// It also gives what the journal says; an empty book when it cannot be read.
func (a *app) checkJournal() (checks []check, book roll.Book) {
	j, err := a.journal("doctor")
	if err != nil {
		return []check{a.bad("storage", err)}, book
	}
	defer j.Close()
	if book, _, err = j.Book(); err != nil {
		return []check{a.bad("storage", err)}, roll.Book{}
	}
	lang := a.lang()
	storage := txn.Words{ZH: fmt.Sprintf("%d 行，链完整；待打印小票 %d 张", book.Seq, book.OwedSlips()), EN: fmt.Sprintf("%d rows, chain sound; %d slips owed", book.Seq, book.OwedSlips())}
	checks = []check{{"storage", true, storage.In(lang), ""}, a.checkDisk(), a.checkClock(book.At)}
	return append(checks, a.checkKeys(j, book)...), book
}

// diskFloor is the free space under which the terminal may soon be unable to write,
// in bytes. Chosen: what the write-ahead log may take, 4,000 pages.
const diskFloor = 16 << 20

func (a *app) checkDisk() check {
	var s unix.Statfs_t
	if err := unix.Statfs(a.dir, &s); err != nil {
		return a.bad("disk", err)
	}
	free := s.Bavail * uint64(s.Bsize)
	c := check{"disk", free >= diskFloor, txn.Words{ZH: fmt.Sprintf("剩余 %d MiB", free>>20), EN: fmt.Sprintf("%d MiB free", free>>20)}.In(a.lang()), ""}
	if !c.OK {
		c.Hint = txn.Words{ZH: "请腾出磁盘空间，否则将无法收款", EN: "free some disk space, or no sale will be possible"}.In(a.lang())
	}
	return c
}

// checkClock: a clock before the last row, or before this program was written, is wrong.
func (a *app) checkClock(last time.Time) check {
	now := a.now()
	c := check{"clock", now.Year() >= 2025 && !now.Before(last), now.In(txn.Beijing).Format("2006-01-02 15:04:05 -0700"), ""}
	if !c.OK {
		c.Hint = txn.Words{ZH: "请校准时间", EN: "set the clock"}.In(a.lang())
	}
	return c
}

// checkPrinter opens the port, waits for the driver's first word and prints
// nothing. While a slip may still be in the printer it keeps away: its
// confirmation belongs to the terminal.
func (a *app) checkPrinter(ctx context.Context, inside []uint64) check {
	c := check{Name: "printer", OK: true, Detail: a.cfg.Printer.Port}
	switch {
	case !a.paper():
		c.Detail = txn.FaultDisabled.Words().In(a.lang())
		return c
	case len(inside) > 0:
		c.OK, c.Detail = false, c.Detail+": "+txn.Words{ZH: "小票可能还在打印机里", EN: "a slip may still be in the printer"}.In(a.lang())
		c.Hint = txn.Words{ZH: "请装纸，然后 posterm reprint", EN: `load paper, then "posterm reprint"`}.In(a.lang())
		return c
	}
	p, err := printer.Open(printer.Config{Port: a.cfg.Printer.Port, Columns: a.cfg.Printer.Columns, Log: a.log})
	if err != nil {
		return a.bad("printer", misuse("bad_config", err, "检查 printer.port", "look at printer.port"))
	}
	defer p.Close()
	return a.firstWord(ctx, p, c)
}

func (a *app) firstWord(ctx context.Context, p *printer.Printer, c check) check {
	ctx, cancel := context.WithTimeout(ctx, doctorLimit)
	defer cancel()
	fault := txn.FaultSilent
	select {
	case e := <-p.Events():
		switch e := e.(type) {
		case printer.Ready:
			c.Detail += "  " + txn.Words{ZH: "确认等级 ", EN: "grade "}.In(a.lang()) + e.Grade.String()
			return c
		case printer.Down:
			fault = e.Fault
		}
	case <-ctx.Done():
	}
	c.OK, c.Detail, c.Hint = false, c.Detail+": "+fault.Words().In(a.lang()), fault.Mend().In(a.lang())
	return c
}
