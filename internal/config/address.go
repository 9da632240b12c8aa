package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// hostName is a DNS name or an IPv4 address as text; IPv6 is checked by netip.
var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,62}\.)*[A-Za-z0-9-]{1,63}$|^[A-Za-z0-9]$`)

// hostNameLimit is the longest DNS name (RFC 1035).
const hostNameLimit = 253

// checkAddress wants host:port with a port from 1 to 65535.
func checkAddress(s string) error {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Errorf(`%s is no address: want "host:port", like "127.0.0.1:8583"`, quote(s))
	}
	_, notIP := netip.ParseAddr(host)
	if notIP != nil && (len(host) > hostNameLimit || !hostName.MatchString(host)) {
		return fmt.Errorf(`%s has no valid host before the port: want "host:port"`, quote(s))
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("%s: the port must be 1 to 65535", quote(s))
	}
	return nil
}

// isLoopback says whether an address stays on this machine. A name other than
// localhost may lead anywhere.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// portLimit bounds the printer's URL in characters.
const portLimit = 255

var errPort = errors.New(`want "tcp://host:port", "serial:///dev/...", "usb:///dev/..." or "none"`)

// checkPort looks at the shape of the printer's URL. Its options belong to the
// driver, which knows them.
func checkPort(s string) error {
	if s == "none" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || len(s) > portLimit {
		return fmt.Errorf("%s is no printer: %w", quote(s), errPort)
	}
	switch u.Scheme {
	case "tcp":
		if err := checkAddress(u.Host); err != nil || u.Path != "" {
			return fmt.Errorf("%s is no printer: %w", quote(s), errPort)
		}
		return nil
	case "serial", "usb":
		if u.Host == "" && strings.HasPrefix(u.Path, "/") && len(u.Path) > 1 {
			return nil
		}
		return fmt.Errorf("%s: want three slashes and a device, like %q", quote(s), u.Scheme+":///dev/...")
	}
	return fmt.Errorf("%s is no printer: %w", quote(s), errPort)
}
