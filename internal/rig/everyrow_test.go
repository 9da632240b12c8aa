package rig

import (
	"context"
	"flag"
	"fmt"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/emulator/host"
	paper "posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/internal/config"
	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/printer/profile"
	"posterm/terminal"
	"posterm/txn"
)

// accident is what happens to the printer behind some row of a slip, and how a person
// mends it.
type accident struct {
	name string
	at   func(row int) paper.Faults
	mend func(*paper.Printer) error
	// unseen: no sensor tells. A person looks at the paper and asks for a reprint.
	unseen bool
}

var accidents = []accident{
	{"the paper ends", func(n int) paper.Faults { return paper.Faults{PaperOutAfterRows: &n} }, loads, false},
	{"the cover opens", func(n int) paper.Faults { return paper.Faults{CoverOpenAfterRows: &n} }, closes, false},
	{"the power fails", func(n int) paper.Faults { return paper.Faults{PowerOffAfterRows: &n} }, switches, false},
	{"the cable parts", func(n int) paper.Faults { return paper.Faults{UnplugAfterRows: &n} }, plugs, false},
	{"the paper sticks", func(n int) paper.Faults { return paper.Faults{JamAfterRows: &n} }, frees, true},
}

func word(s string) *string { return &s }

func loads(p *paper.Printer) error    { p.LoadPaper(); return nil }
func frees(p *paper.Printer) error    { p.ClearJam(); return nil }
func closes(p *paper.Printer) error   { return p.SetFaults(paper.Faults{Cover: word("closed")}) }
func switches(p *paper.Printer) error { return p.SetFaults(paper.Faults{Power: word("on")}) }
func plugs(p *paper.Printer) error    { return p.SetFaults(paper.Faults{Cable: word("ok")}) }

var every = flag.Int("every", 13, "how many rows of paper are between two accidents of TestEveryRow")

// TestEveryRow lets each accident happen behind every row of a sale's slip. What the terminal
// says of the paper must be true of the paper before and after somebody mends it, and in
// the end every copy is there, at most one of its papers without a mark. A short test takes
// some of the rows; the command that proves takes them all.
func TestEveryRow(t *testing.T) {
	if testing.Short() {
		*every = max(*every, 97)
	}
	base := provisioned(t)
	var runs atomic.Int64
	t.Cleanup(func() { t.Logf("%d accidents", runs.Load()) })
	for i, m := range makes {
		step := *every
		if i > 0 {
			step *= 16
		}
		for _, a := range accidents {
			for shard := range runtime.GOMAXPROCS(0) {
				t.Run(fmt.Sprintf("%s, %s, part %d", m.name, a.name, shard), func(t *testing.T) {
					t.Parallel()
					for row := 1 + shard*step; row <= rowsOfASlip; row += step * runtime.GOMAXPROCS(0) {
						runs.Add(1)
						synctest.Test(t, func(t *testing.T) { shopAt(t, base, m).suffers(a, row) })
					}
				})
			}
		}
	}
}

// rowsOfASlip are the rows of a sale's first slip, of its feed to the cutter, and of the
// beginning of the second.
const rowsOfASlip = 1300

// printerMake is a printer and what the terminal takes it for.
type printerMake struct {
	name  string
	speed int  // mm/s
	bar   bool // it has a tear bar, and nobody tears: all copies lie on one strip
}

// makes are the printers that suffer. The first is the usual one; the others are so slow that more than the
// time to confirm passes while the paper moves, or leave it to a person to part the copies.
var makes = []printerMake{
	{"usual", paper.RealSpeed, false},
	{"10 mm/s", 10, false},
	{"4 mm/s", 4, false},
	{"tear bar", paper.RealSpeed, true},
}

// provisioned is a disk with a journal on it.
func provisioned(t *testing.T) *simdisk.Disk {
	d := simdisk.New()
	master, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	id := config.Default().Terminal
	first := roll.Book{Batch: 1, Terminal: id.ID, Merchant: id.Merchant}
	require.NoError(t, journal.Create(diskDir, first, master, opening, journal.WithVFS(d.Name())))
	return d
}

// later makes a day of trade of a bubble's clock, which starts with the year 2000.
func later(t time.Time) time.Time { return t.AddDate(26, 2, 0) }

var opening = later(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))

// diskDir is where the journal stands on the simulated disk.
const diskDir = "/var/posterm"

// counter is a shop in a bubble of virtual time: the real terminal, journal, link, driver,
// host and printer, with pipes instead of sockets.
type counter struct {
	*testing.T
	disk    *simdisk.Disk
	host    *host.Host
	printer *paper.Printer
	roll    *journal.Journal
	term    *terminal.Terminal
	view    terminal.View // the sale
}

func shopAt(t *testing.T, base *simdisk.Disk, m printerMake) *counter {
	c := &counter{T: t, disk: base.Clone()}
	t.Cleanup(c.disk.Close)
	var err error
	c.host, err = host.New(host.Options{Accounts: []host.Account{{Name: "rig", PAN: Card(1).Card.PAN, Expiry: "3012", Balance: 1_000_000}}, Seed: 1, Now: func() time.Time { return later(time.Now()) }})
	require.NoError(t, err)
	c.printer, err = paper.New(paper.Options{Speed: m.speed, TearBar: m.bar})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.printer.Close()) })
	cfg := Config(diskDir)
	cfg.Now = func() time.Time { return later(time.Now()) }
	cfg.OpenRoll = func() (_ terminal.Roll, err error) {
		c.roll, err = journal.Open(diskDir, "rig", journal.WithVFS(c.disk.Name()))
		return c.roll, err
	}
	cfg.Host = &comms.Link{Profile: comms.UnionPay, Dial: func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		go c.host.ServeConn(t.Context(), far)
		return near, nil
	}}
	cfg.OpenPaper = func(nonce [4]byte, known []uint64) (terminal.Paper, error) {
		p := PrinterConfig("", nonce, known)
		p.Dial, p.Log = c.plug, zerolog.Nop()
		if m.bar {
			var err error
			if p.Profile, err = profile.ByName("58mm-bar"); err != nil {
				return nil, err
			}
		}
		return printer.Open(p)
	}
	c.term, err = terminal.Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.term.Close(context.Background())) })
	return c
}

// plug is the printer's cable.
func (c *counter) plug(context.Context) (printer.Port, error) {
	near, far := net.Pipe()
	go c.printer.Serve(c.Context(), far)
	return near, nil
}

// suffers sells while an accident waits behind a row, and has a person mend it.
func (c *counter) suffers(a accident, row int) {
	say := func(when string) string { return fmt.Sprintf("%s behind row %d, %s", a.name, row, when) }
	pass(10 * time.Second) // the printer is found
	require.NoError(c, c.printer.SetFaults(a.at(row)))
	c.sells(say("the sale"))
	pass(time.Minute)
	if !a.unseen {
		c.agree(say("not mended yet"))
	}
	hurt := c.printer.Faults().Jam != nil
	require.NoError(c, a.mend(c.printer))
	pass(2 * time.Minute)
	if a.unseen && hurt {
		c.reprints()
	}
	c.agree(say("mended"))
	stands, err := c.term.Settled(c.Context())
	require.NoError(c, err)
	require.Zero(c, stands.Owed, say("mended"))
	c.confirms(say("mended"))
}

// sells is a sale that is paid, whatever becomes of its slips.
func (c *counter) sells(say string) {
	reply, err := c.term.Do(c.Context(), terminal.Order{Kind: txn.Sale, Amount: 1234, Card: Card(1).Card})
	require.NoError(c, err, say)
	require.Equal(c, txn.Paid, reply.View.Verdict, "%s: %v", say, reply.Refusal)
	c.view = reply.View
}

// reprints is a person who has looked at the paper.
func (c *counter) reprints() {
	for _, holder := range []txn.Holder{txn.Merchant, txn.Cardholder} {
		_, err := c.term.Reprint(c.Context(), c.view.Trace, holder)
		require.NoError(c, err)
		pass(time.Minute)
	}
}

// agree asks the three witnesses.
func (c *counter) agree(say string) {
	rows, err := c.roll.Rows(0, rowLimit) // the terminal is at rest
	require.NoError(c, err)
	require.Empty(c, check.Of(check.Evidence{
		Rows: rows, Ledger: c.host.Ledger(), Slips: c.printer.Slips(), Foot: "posterm rig", Copies: config.Default().Terminal.Copies,
	}), say)
}

// confirms: this printer has names for slips, and never leaves one in doubt.
func (c *counter) confirms(say string) {
	rows, err := c.roll.Rows(0, rowLimit)
	require.NoError(c, err)
	for _, r := range rows {
		require.NotEqual(c, roll.Unconfirmed, r.What, say)
	}
}

// rowLimit is more rows than a sale writes.
const rowLimit = 1000

// pass lets virtual time go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
