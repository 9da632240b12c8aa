package config

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"posterm/comms/line"
)

// optional lets an empty text pass.
func optional(check func(string) error) func(string) error {
	return func(s string) error {
		if s == "" {
			return nil
		}
		return check(s)
	}
}

func plainly(s string) string { return s }

// interfaceName is what Linux takes, up to 15 characters.
var interfaceName = regexp.MustCompile(`^[A-Za-z0-9_.:@-]{1,15}$`)

func parseInterface(s string) (string, error) {
	if !interfaceName.MatchString(s) {
		return "", fmt.Errorf(`%s is no network interface: want a name like "eth0"`, quote(s))
	}
	return s, nil
}

// checkHostName wants a DNS name or an IP address.
func checkHostName(s string) error {
	if _, err := netip.ParseAddr(s); err != nil && (len(s) > hostNameLimit || !hostName.MatchString(s)) {
		return fmt.Errorf(`%s is no host name: want a name like "pos.example.com"`, quote(s))
	}
	return nil
}

// checkHTTPPath wants a path as it stands in a request: visible ASCII, no fragment.
func checkHTTPPath(s string) error {
	if !strings.HasPrefix(s, "/") || len(s) > portLimit || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '#' }) {
		return errors.New(`want a path like "/pos"`)
	}
	return nil
}

// unprotected are the keys that protect a link, and whether they are set.
var unprotected = []struct {
	key string
	set func(Host) bool
}{
	{"host.ca", func(h Host) bool { return h.CA != "" }},
	{"host.cert", func(h Host) bool { return h.Cert != "" }},
	{"host.key", func(h Host) bool { return h.Key != "" }},
	{"host.pin", func(h Host) bool { return len(h.Pins) > 0 }},
	{"host.name", func(h Host) bool { return h.Name != "" }},
}

// lineConflict looks at what leads to the host: nobody shall believe a link to be
// protected that is not.
func (c *Config) lineConflict() (string, error) {
	h := c.Host
	for _, u := range unprotected {
		if !h.TLS && u.set(h) {
			return u.key, fmt.Errorf("%s: it protects nothing without TLS: set tls = true under [host], or leave it out", u.key)
		}
	}
	_, path := c.sources["host.path"]
	switch {
	case !h.Insecure && !h.TLS && !isLoopback(h.Primary):
		return "host.primary", fmt.Errorf("host.primary: %w", ErrInsecure)
	case !h.Insecure && !h.TLS && h.Backup != "" && !isLoopback(h.Backup):
		return "host.backup", fmt.Errorf("host.backup: %w", ErrInsecure)
	case h.Backup == h.Primary:
		return "host.backup", errors.New("host.backup: it is the same as host.primary: leave it empty, or give another address")
	case h.Cert != "" && h.Key == "":
		return "host.cert", errors.New("host.cert: its private key is missing: set host.key")
	case h.Key != "" && h.Cert == "":
		return "host.key", errors.New("host.key: its certificate is missing: set host.cert")
	case path && h.Wrapper != line.WrapHTTP:
		return "host.path", errors.New(`host.path: only HTTP has one: set wrapper = "http", or leave it out`)
	}
	for i, name := range h.Interfaces {
		if slices.Contains(h.Interfaces[:i], name) {
			return "host.interfaces", fmt.Errorf("host.interfaces: %q stands there twice", name)
		}
	}
	return "", nil
}

// Line is how the host is reached, for package line. Agent names this program to
// hosts behind HTTP.
func (h Host) Line(agent string) line.Settings {
	s := line.Settings{
		Primary: h.Primary, Backup: h.Backup, Interfaces: h.Interfaces, UserTimeout: h.ResponseTimeout,
		Wrapper: h.Wrapper, HTTPPath: h.Path, Agent: agent, KeepOpen: h.KeepOpen,
	}
	if h.TLS {
		s.TLS = &line.TLS{CA: h.CA, Cert: h.Cert, Key: h.Key, Pins: h.Pins, Name: h.Name}
	}
	return s
}
