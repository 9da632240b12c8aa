package printer

import (
	"bytes"
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// babble answers whatever it is sent with the next bytes of its own, and hangs up after the last.
func babble(conn net.Conn, says []byte, step int) {
	defer conn.Close()
	buf := make([]byte, 4096)
	for len(says) > 0 {
		if _, err := conn.Read(buf); err != nil {
			return
		}
		n := min(step, len(says))
		if _, err := conn.Write(says[:n]); err != nil {
			return
		}
		says = says[n:]
	}
}

// FuzzHostilePrinter: no bytes a printer may send make the driver panic, hang, or
// believe in a process id that was not there.
func FuzzHostilePrinter(f *testing.F) {
	id := jobID(7, 1)
	named := "\x37\x22" + id.String() + "\x00"
	f.Add([]byte("\x12\x12\x00\x12\x12\x12\x12"+named+"\x00"), uint8(1))
	f.Add([]byte("\x1a\x72\x32\x18\x00\x0c\x00\x12\x12\x00\x00\x00"), uint8(3))
	f.Add([]byte("\x37\x22~000\x00\x12\x12\x00\x12\x12"), uint8(2))
	f.Fuzz(func(t *testing.T, says []byte, step uint8) {
		synctest.Test(t, func(t *testing.T) {
			lines := 0
			p, err := Open(Config{Nonce: 7, Log: zerolog.Nop(), Known: []uint64{9}, Dial: func(context.Context) (Port, error) {
				near, far := net.Pipe()
				if lines++; lines > 3 {
					return nil, net.ErrClosed
				}
				go babble(far, says, int(step)+1)
				return near, nil
			}})
			require.NoError(t, err)
			ended := time.After(5 * time.Minute)
			handed := false
			for over := false; !over; {
				select {
				case e := <-p.Events():
					if _, ready := e.(Ready); ready && !handed {
						handed = true
						require.NoError(t, p.Print(Job{1, testSlip()}))
					}
					if e, ok := e.(Printed); ok && e.Grade == txn.GradePrinted {
						id := jobID(7, e.Job)
						for i := range id {
							require.True(t, bytes.IndexByte(says, id[i]) >= 0, "%v believed, never said", e)
						}
					}
				case <-ended:
					over = true
				}
			}
			require.NoError(t, p.Close())
		})
	})
}
