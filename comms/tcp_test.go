package comms

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

func TestOverTCP(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	served := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			served <- err
			return
		}
		defer conn.Close()
		f, err := frame.Read(conn)
		if err != nil {
			served <- err
			return
		}
		m, err := message.Unpack(f.Body)
		if err == nil {
			(&peer{t, conn, f, m, sealer(t)}).approve()
		}
		served <- err
	}()
	l := &Link{Dial: TCP(listener.Addr().String()), Profile: UnionPay}
	a, err := l.Exchange(t.Context(), sale(), sealer(t))
	require.NoError(t, err)
	require.NoError(t, <-served)
	require.True(t, a.Authentic)
	require.Equal(t, txn.Code("00"), a.Code)
}

func TestRefusedTCPIsNotSentAndNamesNoAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	l := &Link{Dial: TCP(address), Profile: UnionPay}
	_, err = l.Exchange(t.Context(), sale(), sealer(t))
	requireNotSent(t, err)
	require.NotContains(t, err.Error(), "127.0.0.1")
	require.ErrorContains(t, err, "refused")
}
