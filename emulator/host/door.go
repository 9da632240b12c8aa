package host

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// Door is how terminals are spoken to at one address. The zero value is plain TCP
// with nothing around a message.
type Door struct {
	Name    string      // DoorPrimary or DoorBackup: events tell it, faults may be for one of them
	TLS     *tls.Config // nil: plain TCP
	Wrapper Wrapper
}

// The doors of a host.
const (
	DoorPrimary = "primary"
	DoorBackup  = "backup"
)

// NoTLS is how the reason of a Disconnected event begins when the handshake failed.
const NoTLS = "no TLS"

// handshakeLimit bounds a TLS handshake. Chosen: far above any network.
const handshakeLimit = 10 * time.Second

// secure makes the handshake of a door with TLS. It tells the version and who the
// terminal proved to be.
func (d Door) secure(ctx context.Context, conn net.Conn) (c net.Conn, version, client string, err error) {
	if d.TLS == nil {
		return conn, "", "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, handshakeLimit)
	defer cancel()
	secured := tls.Server(conn, d.TLS)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, "", "", fmt.Errorf(NoTLS+": %w", err)
	}
	state := secured.ConnectionState()
	if len(state.PeerCertificates) > 0 {
		client = state.PeerCertificates[0].Subject.String()
	}
	return secured, tls.VersionName(state.Version), client, nil
}
