// Package sdnotify tells systemd how a service is: sd_notify(3), without its library.
//
//	n, err := sdnotify.Dial(os.Getenv)
//	err = n.Send(sdnotify.Ready, sdnotify.Status("selling"))
//
// Where nobody listens, because the program was not started by systemd or not with Type=notify,
// Dial gives a Notifier that sends nothing.
package sdnotify

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Messages.
const (
	Ready    = "READY=1"
	Stopping = "STOPPING=1"
	Alive    = "WATCHDOG=1"
)

// statusLimit is the longest status in bytes. Chosen: one line of a terminal in Chinese.
const statusLimit = 240

// Status is a line for "systemctl status"; what would end the line is left out.
func Status(line string) string {
	line = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, ""))
	if len(line) > statusLimit {
		line = strings.ToValidUTF8(line[:statusLimit], "")
	}
	return "STATUS=" + line
}

// Notifier sends messages to the service manager. One caller at a time.
type Notifier struct {
	conn  *net.UnixConn
	every time.Duration
}

// Dial finds the service manager by $NOTIFY_SOCKET: a path, or "@" and an abstract name. The
// watchdog's time comes from $WATCHDOG_USEC, unless $WATCHDOG_PID names another process.
func Dial(getenv func(string) string) (*Notifier, error) {
	name := getenv("NOTIFY_SOCKET")
	if name == "" {
		return &Notifier{}, nil
	}
	if name[0] != '/' && name[0] != '@' {
		return nil, fmt.Errorf("NOTIFY_SOCKET: %q is no path", name)
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return nil, fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	return &Notifier{conn: conn, every: watchdog(getenv)}, nil
}

func watchdog(getenv func(string) string) time.Duration {
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	const most = uint64(1<<63-1) / uint64(time.Microsecond)
	n, err := strconv.ParseUint(getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || n > most {
		return 0
	}
	return time.Duration(n) * time.Microsecond
}

// Watchdog is how often Alive must be sent, else the service is ended; 0: nobody waits for it.
func (n *Notifier) Watchdog() time.Duration { return n.every }

// Listens says whether a service manager listens.
func (n *Notifier) Listens() bool { return n.conn != nil }

// Send sends messages in one datagram.
func (n *Notifier) Send(messages ...string) error {
	if n.conn == nil {
		return nil
	}
	_, err := n.conn.Write([]byte(strings.Join(messages, "\n")))
	return err
}

// Close ends the connection.
func (n *Notifier) Close() error {
	if n.conn == nil {
		return nil
	}
	return n.conn.Close()
}
