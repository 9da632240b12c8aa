package host

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
)

// Serve answers connections of a listener until ctx ends, then closes all of
// them, waits for their goroutines and returns nil. It owns the listener.
func (h *Host) Serve(ctx context.Context, l net.Listener) error { return h.ServeDoor(ctx, l, Door{}) }

// ServeDoor is Serve for a listener that has TLS or a wrapper.
func (h *Host) ServeDoor(ctx context.Context, l net.Listener, d Door) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	free := make(chan struct{}, ConnectionLimit)
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			if err == nil {
				_ = conn.Close()
			}
			return nil
		}
		if errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("host: accept: %w", err)
		}
		if err != nil { // out of descriptors, most likely: it passes
			h.tell(Event{Type: Disconnected, Reason: err.Error()})
			_ = pause(ctx, h.options.After(acceptPause))
			continue
		}
		select {
		case free <- struct{}{}:
		default:
			h.turnAway(conn, fmt.Sprintf("more than %d connections", ConnectionLimit))
			continue
		}
		all.Go(func() {
			h.serveConn(ctx, conn, d)
			<-free
		})
	}
}

// turnAway closes a connection that is not served, hard, so that the client
// sees a reset and not a polite end.
func (h *Host) turnAway(conn net.Conn, reason string) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
	h.tell(Event{Type: Disconnected, Conn: h.conns.Add(1), Reason: reason})
}

// ServeConn answers one connection until either side ends it or ctx ends. It
// owns the connection. Pipes of package net work too.
func (h *Host) ServeConn(ctx context.Context, conn net.Conn) { h.serveConn(ctx, conn, Door{}) }

func (h *Host) serveConn(ctx context.Context, raw net.Conn, d Door) {
	if f := h.faults.forConnection(d.Name); f.Name != "" {
		h.tell(Event{Type: FaultUsed, Fault: f.Name, Door: d.Name})
		h.turnAway(raw, "on purpose")
		return
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	defer stop()
	defer func() { _ = raw.Close() }()
	id := h.conns.Add(1)
	line := &pace{Conn: raw}
	conn, version, client, err := d.secure(ctx, line)
	if err == nil {
		h.tell(Event{Type: Connected, Conn: id, Door: d.Name, TLS: version, Client: client})
		c := &conversation{host: h, ctx: ctx, conn: conn, pace: line, in: bufio.NewReader(conn), id: id, door: d.Name, envelope: d.Wrapper.envelope()}
		err = c.run()
		_ = conn.Close()
	}
	if ctx.Err() != nil {
		err = errors.New("host stops")
	}
	h.tell(Event{Type: Disconnected, Conn: id, Reason: err.Error()})
}
