package host_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/emulator/authority"
	"posterm/emulator/host"
)

// serveDoor runs the lab's host behind a door until the test ends.
func (l *lab) serveDoor(d host.Door) (addr string) {
	l.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(l.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.host.ServeDoor(ctx, listener, d) }()
	l.t.Cleanup(func() {
		cancel()
		require.NoError(l.t, <-done)
	})
	return listener.Addr().String()
}

// echo is an echo test as a frame.
func (l *lab) echo() []byte {
	t := &till{lab: l, batch: "000000"}
	body, err := t.plain("0820", "301").Pack()
	require.NoError(l.t, err)
	raw, err := frame.Frame{Body: body}.Append(nil)
	require.NoError(l.t, err)
	return raw
}

// answered wants the answer 00 to an echo.
func answered(t *testing.T, r io.Reader) {
	t.Helper()
	f, err := frame.Read(r)
	require.NoError(t, err)
	m, err := message.Unpack(f.Body)
	require.NoError(t, err)
	require.Equal(t, "0830", m.MTI)
	require.Equal(t, "00", m.Get(39))
}

func TestADoorWithSTX(t *testing.T) {
	l := newLab(t)
	conn := l.tcp(l.serveDoor(host.Door{Name: host.DoorBackup, Wrapper: host.WrapSTX}))
	for range 2 {
		_, err := conn.Write(append([]byte{2}, l.echo()...))
		require.NoError(t, err)
		var first [1]byte
		_, err = io.ReadFull(conn, first[:])
		require.NoError(t, err)
		require.Equal(t, byte(2), first[0])
		answered(t, conn)
	}
	require.Equal(t, host.DoorBackup, l.event(host.Connected).Door)
	_, err := conn.Write(l.echo())
	require.NoError(t, err)
	_, err = conn.Read(make([]byte, 1))
	require.Error(t, err)
	require.Equal(t, "a message begins with 00, not with STX, 02", l.event(host.Malformed).Reason)
}

// posted sends one POST by Go's own client, as a second opinion on HTTP.
func posted(t *testing.T, client *http.Client, url string, body []byte, change func(*http.Request)) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "x-ISO-TPDU/x-auth")
	if change != nil {
		change(r)
	}
	reply, err := client.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = reply.Body.Close() })
	return reply
}

func TestADoorWithHTTP(t *testing.T) {
	l := newLab(t)
	addr := l.serveDoor(host.Door{Wrapper: host.WrapHTTP})
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for range 2 { // the same connection
		reply := posted(t, client, "http://"+addr+"/pos", l.echo(), nil)
		require.Equal(t, http.StatusOK, reply.StatusCode)
		require.Equal(t, "x-ISO-TPDU/x-auth", reply.Header.Get("Content-Type"))
		answered(t, reply.Body)
		_, _ = io.Copy(io.Discard, reply.Body)
	}
	require.Equal(t, uint64(1), l.event(host.Connected).Conn)
	reply := posted(t, client, "http://"+addr+"/pos", l.echo(), func(r *http.Request) { r.Close = true })
	require.True(t, reply.Close)
	answered(t, reply.Body)

	require.NoError(t, l.host.AddFault(host.Fault{Name: "http_status"}))
	reply = posted(t, client, "http://"+addr+"/", l.echo(), nil)
	require.Equal(t, http.StatusBadGateway, reply.StatusCode)
}

func TestADoorWithHTTPIsStrict(t *testing.T) {
	l := newLab(t)
	addr := l.serveDoor(host.Door{Wrapper: host.WrapHTTP})
	head := "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: x-ISO-TPDU/x-auth\r\n"
	for _, tt := range []struct{ name, in, status string }{
		{"no HTTP", string(l.echo()) + "\r\n", "400"},
		{"GET", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
		{"another type", "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx", "415"},
		{"chunks", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "411"},
		{"too large", head + "Content-Length: 5000\r\n\r\n", "413"},
		{"no frame", head + "Content-Length: 2\r\n\r\nxx", "400"},
		{"bytes behind the frame", head + "Content-Length: 3\r\n\r\n\x00\x01xx", "400"},
		{"two at once", head + "Content-Length: 1\r\n\r\nxPOST", "400"},
		{"endless head", head + "X: " + strings.Repeat("x", 16<<10+frame.Limit+100), "400"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := l.tcp(addr)
			go func() { _, _ = io.WriteString(conn, tt.in) }()
			reply, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			require.NoError(t, reply.Body.Close())
			require.Equal(t, tt.status, reply.Status[:3])
			require.True(t, reply.Close)
			require.Contains(t, l.event(host.Malformed).Reason, "HTTP "+tt.status)
		})
	}
}

func TestADoorWithTLS(t *testing.T) {
	l := newLab(t)
	a, err := authority.New("lab", time.Now())
	require.NoError(t, err)
	server, err := a.Issue(authority.Subject{Name: "host", Names: []string{"127.0.0.1"}, Usage: x509.ExtKeyUsageServerAuth}, time.Now())
	require.NoError(t, err)
	client, err := a.Issue(authority.Subject{Name: "till", Usage: x509.ExtKeyUsageClientAuth}, time.Now())
	require.NoError(t, err)
	addr := l.serveDoor(host.Door{Name: host.DoorPrimary, TLS: &tls.Config{
		Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.Pool(),
	}})
	conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: a.Pool(), Certificates: []tls.Certificate{client}})
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write(l.echo())
	require.NoError(t, err)
	answered(t, conn)
	e := l.event(host.Connected)
	require.Equal(t, "primary TLS 1.3", e.Door+" "+e.TLS)
	require.Contains(t, e.Client, "CN=till")

	plain := l.tcp(addr)
	_, err = plain.Write(l.echo())
	require.NoError(t, err)
	require.Contains(t, l.event(host.Disconnected).Reason, "no TLS")
	nobody, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: a.Pool()})
	require.NoError(t, err)
	defer nobody.Close()
	_, err = nobody.Read(make([]byte, 1))
	require.ErrorContains(t, err, "certificate required")
	require.Contains(t, l.event(host.Disconnected).Reason, "no TLS: tls: client didn't provide a certificate")
}

// A fault may be for one door.
func TestFaultsAtADoor(t *testing.T) {
	l := newLab(t)
	primary := l.serveDoor(host.Door{Name: host.DoorPrimary})
	backup := l.serveDoor(host.Door{Name: host.DoorBackup})
	for _, name := range []string{"refuse_connection", "close_before_response"} {
		require.NoError(t, l.host.AddFault(host.Fault{Name: name, Match: host.Match{Door: host.DoorPrimary}}))
		for _, addr := range []string{backup, primary} {
			conn, err := net.Dial("tcp", addr)
			if err == nil {
				_, err = conn.Write(l.echo())
			}
			if addr == backup {
				require.NoError(t, err)
				answered(t, conn)
			} else if err == nil { // the reset may come as early as the dialling
				_, err = frame.Read(conn)
				require.Error(t, err)
			}
			if conn != nil {
				_ = conn.Close()
			}
		}
		require.Empty(t, l.host.Faults())
	}
}
