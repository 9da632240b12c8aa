package socket

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// within gives work a path of the socket that is short enough for the kernel, which takes 107 bytes,
// however long the directory's own path is.
func within(dir string, work func(path string) error) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return work(fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), Name))
}

// sameUser says whether the caller is who runs the terminal.
func sameUser(conn *net.UnixConn) bool {
	raw, err := conn.SyscallConn()
	if err != nil {
		return false
	}
	var peer *unix.Ucred
	failed := raw.Control(func(fd uintptr) { peer, err = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) })
	return failed == nil && err == nil && int(peer.Uid) == os.Geteuid()
}
