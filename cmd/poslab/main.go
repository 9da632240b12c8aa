// Command poslab is the lab around the terminal: an acquirer host, a printer and
// cards to sell to, the demonstration that shows what they are for, and a reader
// of the bytes they speak. It knows test cards and test keys only.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // a reader that goes away is an error of a write: what was made for a while is removed
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
