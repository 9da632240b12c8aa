package terminals

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"posterm/txn"
)

// Command drives a terminal by a command line, run by sh. In it {do}, {amount} and {trace} stand for what is to be done
// ("sale"), yuan ("12.34") and the original of a void ("000012"); the environment has the same as POSLAB_DO, POSLAB_AMOUNT
// and POSLAB_TRACE. Its exit code is not looked at, but for 126 and 127, which say that there is no such command.
type Command struct {
	Line string
	Env  []string  // more for its environment, such as POSLAB_HOST=127.0.0.1:8583
	Out  io.Writer // gets what the command prints
}

// killDelay is how long a command that overstays may take to end by itself. Chosen: enough to write a journal.
const killDelay = 5 * time.Second

// errNoCommand: the shell could not run it.
var errNoCommand = errors.New("the command cannot be run")

// Do runs it.
func (c Command) Do(ctx context.Context, a Action) error {
	amount := ""
	if a.Amount > 0 {
		amount = a.Amount.String()
	}
	line := strings.NewReplacer("{do}", a.Do, "{amount}", amount, "{trace}", a.Trace).Replace(c.Line)
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Env = append(append(os.Environ(), c.Env...), "POSLAB_DO="+a.Do, "POSLAB_AMOUNT="+amount, "POSLAB_TRACE="+a.Trace)
	cmd.Stdout, cmd.Stderr = c.Out, c.Out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = killDelay
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return errOverstayed
	case errors.As(err, &exit) && (exit.ExitCode() == 126 || exit.ExitCode() == 127):
		return fmt.Errorf("%w: exit %d", errNoCommand, exit.ExitCode())
	case errors.As(err, &exit):
		return nil
	}
	return err
}

// errOverstayed: the action took longer than its limit.
var errOverstayed = errors.New("the terminal did not end the action in time")

// Operator drives a terminal by telling a person what to do. The person presses Enter when the terminal has ended, or types
// s and Enter when it cannot do that.
type Operator struct {
	out   io.Writer
	lang  txn.Lang
	lines chan string // closed at the end of the input
}

// NewOperator talks to a person. Input is read by a goroutine that ends with it.
func NewOperator(in io.Reader, out io.Writer, lang txn.Lang) *Operator {
	o := &Operator{out, lang, make(chan string)}
	go func() {
		defer close(o.lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			o.lines <- s.Text()
		}
	}()
	return o
}

var (
	errCannot = errors.New("the operator says that the terminal cannot do that")
	errGone   = errors.New("nobody is there to work the terminal: the input has ended")
)

// Do tells what to do and waits.
func (o *Operator) Do(ctx context.Context, a Action) error {
	left := ""
	if end, limited := ctx.Deadline(); limited {
		left = time.Until(end).Round(time.Second).String()
	}
	how := txn.Words{ZH: "完成后按回车，做不到输入 s 再回车", EN: "then press Enter; s and Enter when it cannot"}
	fmt.Fprintf(o.out, "  » %s (%s; %s) ", a.Words.In(o.lang), how.In(o.lang), left)
	select {
	case line, open := <-o.lines:
		switch {
		case !open:
			return errGone
		case strings.TrimSpace(line) == "s":
			return errCannot
		}
		return nil
	case <-ctx.Done():
		fmt.Fprintln(o.out)
		return errOverstayed
	}
}
