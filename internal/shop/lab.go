package shop

import (
	"context"
	"os"

	"posterm/emulator/client"
	"posterm/emulator/host"
)

// lab is `poslab up` in a process of its own.
type lab struct{ *client.Process }

func startLab(poslab, ledger string) (*lab, error) {
	p, err := client.Up(poslab, []string{"--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--ledger", ledger}, []string{thrifty}, os.Stderr)
	if err != nil {
		return nil, err
	}
	return &lab{p}, nil
}

// ledger is what the host decided for one terminal.
func (l *lab) ledger(ctx context.Context, terminal string) (own []host.Entry, err error) {
	all, err := l.Ledger(ctx)
	for _, e := range all {
		if e.Terminal == terminal {
			own = append(own, e)
		}
	}
	return own, err
}

// heal ends every fault of host and printer, and loads paper.
func (l *lab) heal(ctx context.Context) error {
	if err := l.ClearHostFaults(ctx); err != nil {
		return err
	}
	return l.ClearPrinterFaults(ctx)
}
