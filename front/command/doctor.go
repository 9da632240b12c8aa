package command

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// doctorCmd checks everything a terminal leans on, one line each 自检.
type doctorCmd struct {
	Print bool `help:"print a test slip with a ramp of greys, and tell how well the printer confirms it 打印测试"`
}

// check is one line of the doctor.
type check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Hint   string `json:"hint"`
}

// doctorLimit bounds each question to a device.
const doctorLimit = 5 * time.Second

// lowLimit is how long the near end is waited for, which a printer's driver tells with its
// first word. Chosen: long for one event, short for a person.
const lowLimit = 100 * time.Millisecond

func (c *doctorCmd) run(ctx context.Context, a *app) (int, error) {
	checks, book := a.checkJournal(ctx)
	checks = append(checks, a.checkHosts(ctx, book.Batch)...)
	checks = append(checks, a.checkPrinter(ctx, book.UnendedJobs(), c.Print)...)
	checks = append(checks, a.checkEslips(ctx)...)
	checks = append(checks, a.checkOperators()...)
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
func (a *app) checkJournal(ctx context.Context) (checks []check, book roll.Book) {
	if a.shared != nil {
		book, err := a.shared.terminal.Book(ctx)
		if err != nil {
			return []check{a.bad("storage", err)}, book
		}
		checks := a.checkBook(a.shared.journal, book)
		return append(checks, a.checkNotify(seen(ctx, a.shared.terminal))...), book
	}
	j, err := a.journal("doctor")
	if err != nil {
		return []check{a.bad("storage", err)}, book
	}
	defer j.Close()
	if book, _, err = j.Book(); err != nil {
		return []check{a.bad("storage", err)}, roll.Book{}
	}
	see := func(with func(*journal.Outbox) error) error { return with(j.Outbox()) }
	return append(a.checkBook(j, book), a.checkNotify(see)...), book
}

func (a *app) checkBook(j *journal.Journal, book roll.Book) []check {
	lang := a.lang()
	storage := txn.Words{ZH: fmt.Sprintf("%d 行，链完整；待打印小票 %d 张", book.Seq, book.OwedSlips()), EN: fmt.Sprintf("%d rows, chain sound; %d slips owed", book.Seq, book.OwedSlips())}
	checks := []check{{"storage", true, storage.In(lang), ""}, a.checkDisk(), a.checkClock(book.At)}
	return append(checks, a.checkKeys(j, book)...)
}

// diskFloor is the free space under which the terminal may soon be unable to write,
// in bytes. Chosen: what the write-ahead log may take, 4,000 pages.
const diskFloor = 16 << 20

// freeDisk is how many bytes may still be written where the journal is.
func (a *app) freeDisk() (uint64, error) {
	var s unix.Statfs_t
	err := unix.Statfs(a.dir, &s)
	return s.Bavail * uint64(s.Bsize), err
}

func (a *app) checkDisk() check {
	free, err := a.freeDisk()
	if err != nil {
		return a.bad("disk", err)
	}
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
