package line

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"posterm/comms/frame"
)

// Dialer opens a connection to a host. It must obey ctx.
type Dialer func(ctx context.Context) (net.Conn, error)

// Path is one way to one host.
type Path struct {
	Host      string // Primary or Backup; "" for the only one
	Interface string // network interface; "" leaves the choice to the system
	Dial      Dialer
	Wrap      Wrap // what is put around a frame; nil is nothing
}

// The hosts.
const (
	Primary = "primary"
	Backup  = "backup"
)

// Name is for example "primary" or "backup/wwan0".
func (p Path) Name() string {
	if p.Interface == "" {
		return p.Host
	}
	return p.Host + "/" + p.Interface
}

// Open dials. The format is that of the frames on this path. The error is an *Error
// when this package can tell what is wrong.
func (p Path) Open(ctx context.Context, format frame.Format) (*Conn, error) {
	conn, err := p.Dial(ctx)
	if err != nil {
		return nil, err
	}
	wrap := p.Wrap
	if wrap == nil {
		wrap = Bare
	}
	return &Conn{Conn: conn, Codec: wrap(conn, format)}, nil
}

// Settings describe the ways to an acquirer, as a configuration has them.
type Settings struct {
	Primary    string   // host:port
	Backup     string   // host:port; empty: none
	Interfaces []string // tried in this order for each host; empty: the system's choice
	// UserTimeout is how long bytes may stay unacknowledged before the system
	// gives a connection up; Linux only. 0: the system's own limit.
	UserTimeout time.Duration
	TLS         *TLS        // nil: plain TCP
	Wrapper     WrapperName // "": WrapNone
	HTTPPath    string      // for WrapHTTP: "/" or longer
	Agent       string      // for WrapHTTP: the User-Agent
	KeepOpen    bool        // for WrapHTTP: says whether the connection is to stay open
	// Dial makes what opens a connection to an address; nil: TCP, by the interfaces.
	Dial func(address string) Dialer
}

// Paths makes the paths in the order in which they are tried: all interfaces of
// the primary, then those of the backup. Files are read here, once.
func Paths(s Settings) ([]Path, error) {
	var secure *tls.Config
	if s.TLS != nil {
		var err error
		if secure, err = s.TLS.config(); err != nil {
			return nil, err
		}
	}
	interfaces := s.Interfaces
	if len(interfaces) == 0 {
		interfaces = []string{""}
	}
	var all []Path
	for _, host := range []struct{ name, address string }{{Primary, s.Primary}, {Backup, s.Backup}} {
		if host.address == "" {
			continue
		}
		wrap, err := s.wrap(host.address)
		if err != nil {
			return nil, err
		}
		for _, through := range interfaces {
			dial := s.dialer(host.address, through)
			if secure != nil {
				dial = overTLS(dial, secure, s.serverName(host.address))
			}
			all = append(all, Path{Host: host.name, Interface: through, Dial: dial, Wrap: wrap})
		}
	}
	return all, nil
}

func (s Settings) dialer(address, through string) Dialer {
	if s.Dial != nil {
		return s.Dial(address)
	}
	return TCP(address, TCPOptions{Interface: through, UserTimeout: s.UserTimeout})
}

// serverName is the name that the host's certificate must carry.
func (s Settings) serverName(address string) string {
	if s.TLS != nil && s.TLS.Name != "" {
		return s.TLS.Name
	}
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return name
}
