package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// Limits of the admin API's server, all chosen: local requests are small and quick.
const (
	headerTimeout   = 5 * time.Second
	requestTimeout  = 10 * time.Second
	responseTimeout = 30 * time.Second
	idleTimeout     = time.Minute
	headerLimit     = 16 << 10
	shutdownGrace   = 500 * time.Millisecond
	linkPoll        = 2 * time.Millisecond // how often the printer's link is looked for while it is made
)

// ErrNotLoopback: the admin API was asked to listen where others could reach it.
var ErrNotLoopback = errors.New("admin API listens on the loopback only")

// openDoors starts to listen wherever an address was given.
func (l *Lab) openDoors(o Options) error {
	if err := l.openHost(o); err != nil {
		return err
	}
	if o.PrinterTCP != "" {
		listener, err := l.listen("printer-tcp", o.PrinterTCP)
		if err != nil {
			return err
		}
		l.at.PrinterTCP = listener.Addr().String()
		l.spawn(func() error { return l.Printer.ServeTCP(l.ctx, listener) })
	}
	if o.PrinterPTY != "" {
		if err := l.openPTY(o.PrinterPTY); err != nil {
			return &OptionError{"printer-pty", o.PrinterPTY, err}
		}
		l.at.PrinterPTY = o.PrinterPTY
	}
	if o.Admin != "" {
		return l.openAdmin(o.Admin)
	}
	return nil
}

// openPTY waits until the link is there: whoever started the lab may use it at once. An older link gives way; anything
// else does not, and is not the link that is waited for.
func (l *Lab) openPTY(path string) error {
	if linked(path) {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("replace the printer's link: %w", err)
		}
	} else if _, err := os.Lstat(path); err == nil {
		return errors.New("something is there already, and is left alone")
	}
	failed := make(chan error, 1)
	l.spawn(func() error {
		err := l.Printer.ServePTY(l.ctx, path)
		failed <- err
		return err
	})
	tick := time.NewTicker(linkPoll)
	defer tick.Stop()
	for {
		if linked(path) {
			return nil
		}
		select {
		case err := <-failed:
			return err
		case <-l.ctx.Done():
			return context.Cause(l.ctx)
		case <-tick.C:
		}
	}
}

func linked(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}

func (l *Lab) openAdmin(addr string) error {
	if !Loopback(addr) {
		return fmt.Errorf("%w: %q is not 127.0.0.1, ::1 or localhost", ErrNotLoopback, addr)
	}
	listener, err := l.listen("admin", addr)
	if err != nil {
		return err
	}
	l.at.Admin = "http://" + listener.Addr().String()
	server := l.server()
	l.spawn(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("admin: %w", err)
		}
		return nil
	})
	l.spawn(func() error {
		<-l.ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(l.ctx), shutdownGrace)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			return server.Close()
		}
		return nil
	})
	return nil
}

// server serves the admin API within its limits.
func (l *Lab) server() *http.Server {
	return &http.Server{
		Handler:           l.Handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      responseTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerLimit,
		BaseContext:       func(net.Listener) context.Context { return l.ctx },
	}
}

// Loopback says whether host:port or a bare host names this machine only.
func Loopback(addr string) bool {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		name = addr
	}
	if len(name) > 1 && name[0] == '[' && name[len(name)-1] == ']' {
		name = name[1 : len(name)-1]
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
