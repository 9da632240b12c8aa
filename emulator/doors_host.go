package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"posterm/emulator/authority"
	"posterm/emulator/host"
)

// hostDoor is an address at which the host listens, now or again.
type hostDoor struct {
	host.Door
	address string // with the port that was chosen
	mu      sync.Mutex
	stop    context.CancelFunc // nil: closed
	ended   chan struct{}      // closed when nobody listens any more
}

// DoorState is a door of the host as the admin API shows it.
type DoorState struct {
	Door    string `json:"door"` // primary or backup
	Address string `json:"address"`
	Open    bool   `json:"open"`
}

// ErrNoTLS: terminals were to show certificates over plain TCP.
var ErrNoTLS = errors.New("a terminal's certificate can only be asked for with TLS")

// errNoDoor: the lab was started without it.
var errNoDoor = errors.New("the host has no such door")

// openHost opens the doors of the host.
func (l *Lab) openHost(o Options) error {
	if o.Host == "" {
		return nil
	}
	if err := o.Wrapper.Check(); err != nil {
		return err
	}
	l.at.Wrapper = string(o.Wrapper)
	if o.Wrapper == "" {
		l.at.Wrapper = string(host.WrapNone)
	}
	secure, err := l.certificates(o)
	if err != nil {
		return err
	}
	for _, d := range []struct {
		name, address string
		at            *string
	}{{host.DoorPrimary, o.Host, &l.at.Host}, {host.DoorBackup, o.Backup, &l.at.Backup}} {
		if d.address == "" {
			continue
		}
		door := &hostDoor{Door: host.Door{Name: d.name, TLS: secure, Wrapper: o.Wrapper}, address: d.address}
		if err := l.openDoor(door); err != nil {
			return err
		}
		*d.at = door.address
		l.doors = append(l.doors, door)
	}
	return nil
}

// certificates reads or makes what TLS needs; nil for plain TCP.
func (l *Lab) certificates(o Options) (*tls.Config, error) {
	switch {
	case o.TLS == "" && o.ClientCert:
		return nil, ErrNoTLS
	case o.TLS == "":
		return nil, nil
	}
	folder, err := Certificates(o.TLS, o.Host, o.Backup)
	if err != nil {
		return nil, err
	}
	l.at.TLS = &folder.Files
	return Secure(folder, o.ClientCert), nil
}

// Certificates reads what a host at some addresses needs for TLS from a directory, or fills an empty one. The names in its
// certificate are the addresses' and this machine's own.
func Certificates(dir string, addresses ...string) (*authority.Folder, error) {
	folder, err := authority.Open(dir, certified(addresses...), time.Now())
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	return folder, nil
}

// Secure is how a door with these certificates speaks TLS, and whether terminals must show one of the same authority.
func Secure(f *authority.Folder, demand bool) *tls.Config {
	secure := &tls.Config{Certificates: []tls.Certificate{f.Host}, ClientCAs: f.Trust, ClientAuth: tls.VerifyClientCertIfGiven}
	if demand {
		secure.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return secure
}

// certified are the names by which terminals may know the host: this machine's own,
// and those it listens at. An address that stands for all of them brings all.
func certified(addresses ...string) []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	for _, address := range addresses {
		name, _, err := net.SplitHostPort(address)
		if err != nil {
			continue
		}
		if ip := net.ParseIP(name); name != "" && (ip == nil || !ip.IsUnspecified()) {
			names = append(names, name)
			continue
		}
		if own, err := os.Hostname(); err == nil {
			names = append(names, own)
		}
		all, _ := net.InterfaceAddrs()
		for _, one := range all {
			if ip, ok := one.(*net.IPNet); ok {
				names = append(names, ip.IP.String())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// doorOptions give the addresses of the doors.
var doorOptions = map[string]string{host.DoorPrimary: "host", host.DoorBackup: "backup"}

// openDoor listens at a door's address, which is complete afterwards.
func (l *Lab) openDoor(d *hostDoor) error {
	listener, err := l.listen(doorOptions[d.Name], d.address)
	if err != nil {
		return err
	}
	d.address = listener.Addr().String()
	ctx, stop := context.WithCancel(l.ctx)
	ended := make(chan struct{})
	d.stop, d.ended = stop, ended
	if !l.spawn(func() error { defer close(ended); return l.Host.ServeDoor(ctx, listener, d.Door) }) {
		stop()
		_ = listener.Close()
		return ErrClosed
	}
	return nil
}

// SetDoor opens or closes a door of the host, as if that machine came up or went
// down: nobody listens at a closed one, and its connections are closed. Ledger and
// sessions stay; the other door goes on.
func (l *Lab) SetDoor(name string, open bool) error {
	i := slices.IndexFunc(l.doors, func(d *hostDoor) bool { return d.Name == name })
	if i < 0 {
		return fmt.Errorf("%w: %q", errNoDoor, name)
	}
	d := l.doors[i]
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case open && d.stop == nil:
		return l.openDoor(d)
	case !open && d.stop != nil:
		d.stop()
		<-d.ended
		d.stop = nil
	}
	return nil
}

// Doors lists the doors of the host.
func (l *Lab) Doors() []DoorState {
	all := []DoorState{}
	for _, d := range l.doors {
		d.mu.Lock()
		all = append(all, DoorState{d.Name, d.address, d.stop != nil})
		d.mu.Unlock()
	}
	return all
}
