package main

import (
	"fmt"
	"io"
	"net"

	"posterm/emulator"
)

// openly is the flag without which nothing listens beyond this machine. The admin API and the panel never do: they
// move money and paper.
type openly struct {
	Insecure bool `help:"Listen beyond this machine, too: anybody on the network can connect then."`
}

// listening is a door and its address.
type listening struct{ option, zh, en, address string }

// allow refuses what would listen beyond this machine without having been asked for, before anything listens, and warns
// of what was. An address that is none is told by whoever listens.
func (o openly) allow(errw io.Writer, doors ...listening) error {
	for _, d := range doors {
		if _, _, err := net.SplitHostPort(d.address); err != nil || emulator.Loopback(d.address) {
			continue
		}
		if !o.Insecure {
			return misuse(fmt.Errorf("--%s %s: anybody on the network could reach %s", d.option, d.address, d.en),
				"listen on 127.0.0.1, or say --insecure if that is what you want")
		}
		fmt.Fprintf(errw, "poslab: 注意：%s在 %s 向本机以外开放，网络上任何人都能连接。\n  Warning: %s at %s is open beyond this machine, anybody on the network can connect.\n",
			d.zh, d.address, d.en, d.address)
	}
	return nil
}
