package config

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ErrInsecureSlips: links or the server of e-slips would leave this machine in plain HTTP.
var ErrInsecureSlips = errors.New("plain HTTP beyond this machine can be read on the way: put a proxy with https before it, " +
	"or on a private line say so with insecure = true under [eslip]")

// baseLimit keeps links short enough for a QR code that phones read off a slip, in characters.
const baseLimit = 100

// checkBaseURL wants scheme, host, and at most a path.
func checkBaseURL(s string) error {
	u, err := url.Parse(s)
	bad := err != nil || len(s) > baseLimit || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil ||
		strings.ContainsAny(s, "?#") || strings.HasSuffix(s, "/") || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
	if bad {
		return fmt.Errorf("want an address of at most %d characters without a slash at its end, like %q", baseLimit, "https://slips.example.com")
	}
	return nil
}

// eslipConflict looks at what belongs together: nobody shall promise a link that leads nowhere, nor leave a
// customer without any slip.
func (c *Config) eslipConflict() (string, error) {
	e := c.Eslip
	switch {
	case c.Terminal.SlipCode == SlipCodeEslip && e.BaseURL == "":
		return "terminal.slip_code", errors.New(`terminal.slip_code: links need base_url under [eslip], like "https://slips.example.com"`)
	case c.Terminal.Paper == PaperRequest && e.BaseURL == "":
		return "terminal.paper", errors.New("terminal.paper: without paper the customer needs the e-slip: set base_url under [eslip]")
	case e.Listen != "" && e.BaseURL == "":
		return "eslip.listen", errors.New("eslip.listen: nobody finds an e-slip without a link: set base_url beside it")
	case !e.Insecure && e.Listen != "" && !isLoopback(e.Listen):
		return "eslip.listen", fmt.Errorf("eslip.listen: %w", ErrInsecureSlips)
	case !e.Insecure && strings.HasPrefix(e.BaseURL, "http://") && !loopbackURL(e.BaseURL):
		return "eslip.base_url", fmt.Errorf("eslip.base_url: %w", ErrInsecureSlips)
	}
	return "", nil
}

// loopbackURL says whether a checked address stays on this machine.
func loopbackURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	if u.Port() == "" {
		return isLoopback(u.Host + ":80")
	}
	return isLoopback(u.Host)
}
