package command

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"posterm/front/console"
)

// Main is the program of the board, from the process's arguments and signals to its exit code.
func Main() int {
	closeMemory()
	signal.Ignore(syscall.SIGPIPE) // who stops reading what it says must not stop a terminal in the middle of a sale
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	switch {
	case signal.Ignored(syscall.SIGHUP): // nohup: so it was wanted
	case slices.Contains(os.Args, "run") && console.IsTTY(os.Stdin) && !console.IsWindow(os.Stdin):
		signal.Ignore(syscall.SIGHUP) // the cable of a serial console: the terminal goes on (docs/menu.md)
	case !slices.ContainsFunc(os.Args, func(arg string) bool { return strings.HasPrefix(arg, "--log-file") }):
		ends = append(ends, syscall.SIGHUP) // the tty is gone; with a log file it means: open that again
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once; the journal is made for that
	return Program{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}.Run(ctx, os.Args[1:])
}
