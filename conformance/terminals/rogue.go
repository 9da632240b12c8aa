package terminals

import (
	"fmt"
	"net"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
)

// partKeys signs in under a terminal's number behind its back, so that the host has new keys and the terminal does not.
func (x *exam) partKeys(like asked) error {
	m := message.New("0800")
	m.Set(11, "999999")
	m.Set(41, like.get(41))
	m.Set(42, like.get(42))
	m.Set(60, message.Field60{Type: "00", Batch: like.private().Batch, Network: "003"}.String())
	m.Set(63, "01 ")
	body, err := m.Pack()
	if err != nil {
		return fmt.Errorf("sign-in behind the terminal's back: %w", err)
	}
	near, far := net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		x.host.ServeConn(x.ctx, far)
	}()
	defer func() {
		_ = near.Close()
		<-served
	}()
	if err := near.SetDeadline(time.Now().Add(rogueLimit)); err != nil {
		return err
	}
	raw, err := frame.Frame{TPDU: frame.TPDU{0x60, 0, 1, 0, 0}, Header: frame.Header{0x60, 0x31, 0, 0x31, 0, 0}, Body: body}.Append(nil)
	if err == nil {
		_, err = near.Write(raw)
	}
	if err == nil {
		_, err = frame.Read(near)
	}
	return err
}

// rogueLimit bounds an exchange within the process.
const rogueLimit = 5 * time.Second
