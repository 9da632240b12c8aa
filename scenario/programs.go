package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"

	"posterm/emulator/client"
	"posterm/emulator/link"
)

// Times of worlds of real programs. Chosen: a machine under load is slow, and nobody waits for hours.
const (
	realPatience = time.Minute
	realTick     = 50 * time.Millisecond // how often what tells no event is looked at
)

// withPrograms builds a world of the shipped programs: "poslab up", and "posterm run" at a tty.
func withPrograms(ctx context.Context, t *Telling, seed uint64, o Options) (w *world, err error) {
	w = newWorld(link.TCP, t.lang)
	w.settle, w.patience, w.tick = func() {}, realPatience, realTick
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if w.dir, err = os.MkdirTemp("", "posterm-story-"); err != nil {
		return w, err
	}
	lab, err := client.Up(o.Poslab, t.lab.arguments(seed), nil, os.Stderr)
	if err != nil {
		return w, err
	}
	w.closers, w.lab = append(w.closers, lab.Close), lab.Client
	each, err := lab.Events(ctx)
	if err != nil {
		return w, err
	}
	go func() {
		for {
			e, err := each()
			if err != nil {
				return // the lab ended
			}
			w.heard(e)
		}
	}()
	own := *t
	if own.words, err = w.facing(t.words); err != nil {
		return w, err
	}
	if !strings.Contains(t.words, "host.response_timeout") { // nobody waits a minute for what does not come
		own.words = "host.response_timeout = \"2s\"\n" + own.words
		if !strings.Contains(t.words, "printer.confirm_timeout") {
			own.words = "printer.confirm_timeout = \"3s\"\n" + own.words
		}
	}
	if err := w.furnish(ctx, &own, lab.At); err != nil {
		return w, err
	}
	w.till = &realTill{w: w, program: o.Posterm}
	return w, nil
}

// arguments are those of "poslab up" for the same lab.
func (l labSettings) arguments(seed uint64) []string {
	args := []string{"--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--seed", fmt.Sprint(seed)}
	for _, option := range []struct{ name, value string }{
		{"--profile", l.profile}, {"--wrapper", l.wrapper}, {"--printer-speed", l.speed}, {"--amounts", l.amounts},
	} {
		if option.value != "" {
			args = append(args, option.name, option.value)
		}
	}
	if l.backup {
		args = append(args, "--backup", "127.0.0.1:0")
	}
	return args
}

// realTill is posterm as a process, at a tty of its own.
type realTill struct {
	w       *world
	program string
	mu      sync.Mutex
	run     *realRun
}

type realRun struct {
	cmd    *exec.Cmd
	tty    *os.File
	errors bytes.Buffer
	ended  chan struct{}
	err    error
}

func (r *realTill) arguments(args []string) []string {
	return slices.Concat([]string{"--config", r.w.config(), "--data", r.w.data()}, args)
}

func (r *realTill) start(context.Context) error {
	run := &realRun{cmd: exec.Command(r.program, r.arguments([]string{"run", "--plain"})...), ended: make(chan struct{})}
	run.cmd.Stderr = &run.errors
	tty, err := pty.StartWithSize(run.cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return err
	}
	run.tty = tty
	go func() {
		_, _ = io.Copy(&r.w.screen, tty) // ends with the program
		run.err = run.cmd.Wait()
		close(run.ended)
		r.w.happened()
	}()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.run = run
	return nil
}

func (r *realTill) now() *realRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.run
}

// stop asks it to end, or kills it as a power cut does.
func (r *realTill) stop(inOrder bool) error {
	run := r.now()
	if run == nil {
		return nil
	}
	signal := os.Signal(syscall.SIGKILL)
	if inOrder {
		signal = syscall.SIGTERM
	}
	_ = run.cmd.Process.Signal(signal) // it may have ended already
	<-run.ended
	_ = run.tty.Close()
	r.mu.Lock()
	r.run = nil
	r.mu.Unlock()
	if inOrder && run.err != nil {
		return fmt.Errorf("posterm run: %w: %s", run.err, strings.TrimSpace(run.errors.String()))
	}
	return nil
}

func (r *realTill) typed(line string) error {
	run := r.now()
	if run == nil {
		return errDark
	}
	_, err := io.WriteString(run.tty, line+"\n")
	return err
}

func (r *realTill) command(ctx context.Context, args []string) result {
	var out, errw bytes.Buffer
	cmd := exec.CommandContext(ctx, r.program, r.arguments(args)...)
	cmd.Stdout, cmd.Stderr = &out, &errw
	done := result{args: args}
	if err := cmd.Run(); cmd.ProcessState == nil {
		errw.WriteString(err.Error())
		done.exit = -1
	} else {
		done.exit = cmd.ProcessState.ExitCode()
	}
	done.out, done.err = out.String(), errw.String()
	return done
}

// errOnlyInMemory: what no real program can be made to do from outside.
var errOnlyInMemory = errors.New("this is only told in memory: leave real: yes out")

func (r *realTill) moveClock(time.Duration) error { return errOnlyInMemory }
