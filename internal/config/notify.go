package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"posterm/journal/roll"
)

// Notify says whom events are told (docs/notifications.md).
type Notify struct {
	URL        string       // empty: nobody
	SecretFile string       // absolute path of the file that holds the endpoint's secret
	Events     []roll.Event // empty: all
	Timeout    time.Duration
	Insecure   bool // plain HTTP beyond this machine is allowed
}

// Wanted are the events that are told; none when nobody is.
func (n Notify) Wanted() []roll.Event {
	switch {
	case n.URL == "":
		return nil
	case len(n.Events) == 0:
		return roll.Events()
	}
	return n.Events
}

// urlLimit bounds the endpoint's address in characters.
const urlLimit = 1024

// checkEndpoint wants an address without a name and password in it, which logs would show.
func checkEndpoint(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || len(s) > urlLimit || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fmt.Errorf(`%s is no URL: want one like "https://shop.example.com/pos"`, quote(s))
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return fmt.Errorf(`%s: want https:// and a host, like "https://shop.example.com/pos"`, quote(s))
	case u.User != nil || u.Fragment != "":
		return errors.New("want no user, password or fragment: the receiver knows us by the signature")
	}
	return nil
}

// notifyConflict looks at the keys of [notify] together.
func (c *Config) notifyConflict() (string, error) {
	n := c.Notify
	u, err := url.Parse(n.URL)
	switch {
	case n.URL == "" || err != nil:
		return "", nil
	case n.SecretFile == "":
		return "notify.url", errors.New(`notify.url needs notify.secret_file: a file, mode 0600, with the endpoint's secret "whsec_..."`)
	case u.Scheme == "http" && !n.Insecure && !isLoopback(net.JoinHostPort(u.Hostname(), "80")):
		return "notify.url", errors.New("notify.url: plain HTTP beyond this machine can be read and altered on the way: want https://, or notify.insecure = true")
	}
	return "", nil
}
