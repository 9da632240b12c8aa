package line

import (
	"golang.org/x/sys/unix"
)

// apply ties the socket to its interface (SO_BINDTODEVICE) and bounds how long sent
// bytes may stay unacknowledged (TCP_USER_TIMEOUT).
//
// Binding to the interface's address would not do: with two default routes, the
// routing table would still send everything through the cheaper one. Since Linux
// 5.7 tying a fresh socket to a device needs no privilege; before, CAP_NET_RAW.
func (o TCPOptions) apply(fd int) error {
	if o.Interface != "" {
		if err := unix.BindToDevice(fd, o.Interface); err != nil {
			return bound(o.Interface, err)
		}
	}
	if o.UserTimeout > 0 {
		return unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(o.UserTimeout.Milliseconds()))
	}
	return nil
}
