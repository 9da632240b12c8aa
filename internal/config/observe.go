package config

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// Observe says where metrics and health are served.
type Observe struct {
	Listen   string // host:port; empty: nowhere
	Insecure bool   // beyond this machine, too
}

// errExposed: what is served there is not for everybody, and not encrypted.
var errExposed = errors.New("anybody beyond this machine could read it: listen on 127.0.0.1, or say so with insecure = true under [observe]")

// checkListen wants host:port; the host may be missing, which is every address of this machine, and
// port 0 is any free one.
func checkListen(s string) error {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Errorf(`%s is no address: want "host:port", like "127.0.0.1:9464"`, quote(s))
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%s: the port must be 0 to 65535", quote(s))
	}
	if host == "" {
		return nil
	}
	return checkHostName(host)
}

func (c *Config) observeConflict() (string, error) {
	if o := c.Observe; o.Listen != "" && !o.Insecure && !isLoopback(o.Listen) {
		return "observe.listen", fmt.Errorf("observe.listen: %w", errExposed)
	}
	return "", nil
}
