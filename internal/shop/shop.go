package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"posterm/card"
	"posterm/emulator/link"
	"posterm/txn"
)

// Limits of a shop.
const (
	commandTime = 60 * time.Second // a command that takes longer hangs; none waits that long for a device here
	batchRoom   = 400              // kills of sales before a new shop: a batch holds 500 transactions
	lowBalance  = txn.Fen(2_000)   // below that the accounts are restored
)

// shop is a terminal in processes of its own, and a lab in another, with a line to
// the host and one to the printer that can be bad.
type shop struct {
	posterm, dir string
	lab          *lab
	hostLine     *link.Line
	printerLine  *link.Line
	till         // the terminal that is in the shop now

	tills int
	sale  time.Duration // how long one takes that nobody kills
	doing string        // what is under way, for a disagreement
	tally Tally
}

// till is one provisioned terminal: a data directory, a terminal number, its paper.
type till struct {
	config, data string
	terminal     string
	paper        paper
	before       txn.Fen // balance of card A before the first entry of the ledger
	paid         string  // trace of the last sale, when it stands
	held         string  // trace of the last hold
}

// open opens a shop with a lab of its own and a terminal that was never provisioned.
func (p *Programs) open(ctx context.Context) (*shop, error) {
	dir, err := os.MkdirTemp(p.dir, "shop")
	if err != nil {
		return nil, err
	}
	s := &shop{posterm: p.posterm, dir: dir, tally: newTally()}
	if s.lab, err = startLab(p.poslab, filepath.Join(dir, "ledger")); err != nil {
		return nil, err
	}
	if s.hostLine, err = link.OpenLine(link.TCP, s.lab.At.Host); err == nil {
		s.printerLine, err = link.OpenLine(link.TCP, s.lab.At.PrinterTCP)
	}
	if err == nil {
		err = s.renew(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *shop) close() error {
	var err error
	for _, l := range []*link.Line{s.hostLine, s.printerLine} {
		if l != nil {
			err = errors.Join(err, l.Close())
		}
	}
	return errors.Join(err, s.lab.Close())
}

// settings make a terminal that does not wait a minute for an answer that was lost.
const settings = `[terminal]
id = %q
[host]
primary = %q
response_timeout = "2s"
[printer]
port = "tcp://%s"
confirm_timeout = "1s"
`

// renew puts a terminal with a new number and an empty data directory into the shop.
func (s *shop) renew(ctx context.Context) error {
	now, err := s.balance(ctx)
	if err != nil {
		return err
	}
	if _, err := s.lab.TakePaper(ctx); err != nil {
		return err
	}
	s.tills++
	name := filepath.Join(s.dir, fmt.Sprintf("till%d", s.tills))
	s.till = till{config: name + ".toml", data: name, terminal: fmt.Sprintf("%08d", s.tills), before: now, paper: paper{}}
	text := fmt.Sprintf(settings, s.terminal, s.hostLine.Address(), s.printerLine.Address())
	return os.WriteFile(s.config, []byte(text), 0o600)
}

// provision makes the terminal ready to sell, and measures what a sale takes.
func (s *shop) provision(ctx context.Context) error {
	for _, args := range [][]string{{"init"}, {"signin"}, {"sale", "1.00", "--card", "A"}, {"sale", "1.00", "--card", "A"}} {
		begin := time.Now()
		if err := s.must(ctx, args...); err != nil {
			return err
		}
		s.sale = time.Since(begin)
	}
	return nil
}

// arguments of every command of this shop.
func (s *shop) arguments(args ...string) []string {
	return append([]string{"--config", s.config, "--data", s.data, "--json"}, args...)
}

// answer is what is read of a command's JSON.
type answer struct {
	code         int
	Batch, Trace string
	Money        txn.Money
	Verdict      txn.Verdict
	OwedSlips    int `json:"owed_slips"`
	Error        struct{ Code, Message, Hint string }
	Transactions []answer
}

// ask runs a command to its end and reads its one JSON object.
func (s *shop) ask(ctx context.Context, args ...string) (a answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	c := exec.CommandContext(ctx, s.posterm, s.arguments(args...)...)
	out, err := c.Output()
	if ctx.Err() != nil {
		return a, fmt.Errorf("posterm %v: %w", args, ctx.Err())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return a, err
	}
	if err := json.Unmarshal(out, &a); err != nil {
		return a, s.disagree("posterm %v printed %q: %v", args, out, err)
	}
	a.code = c.ProcessState.ExitCode()
	return a, nil
}

// must runs a command that has to succeed.
func (s *shop) must(ctx context.Context, args ...string) error {
	a, err := s.ask(ctx, args...)
	if err == nil && a.code != 0 {
		err = s.disagree("posterm %v: exit %d, %s %s: %s", args, a.code, a.Money, a.Verdict, a.Error.Message)
	}
	return err
}

// card A is the one that pays.
var payer = card.Builtin()[0]
