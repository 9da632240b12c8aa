package printer

import (
	"net"

	"golang.org/x/sys/unix"
)

// narrow keeps the kernel from taking far more for us than a printer does: its window for every connection is
// about as large as the receive buffer. Best effort: other listeners than TCP have no window.
func narrow(listener net.Listener, bytes int) {
	tcp, ok := listener.(*net.TCPListener)
	if !ok {
		return
	}
	if raw, err := tcp.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, bytes)
		})
	}
}
