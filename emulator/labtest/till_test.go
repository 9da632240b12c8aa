package labtest_test

import (
	"errors"
	"fmt"
	"io"
	"net"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
)

// till is the smallest terminal that can sell: it keeps one connection and never reverses.
type till struct {
	host  net.Conn
	mac   *keys.Sealer
	trace int
}

// track is built-in card B, which needs no PIN.
const track = "6222020000072345=30122200000000002"

func (s *till) message(mti, f60 string) *message.Message {
	s.trace++
	m := message.New(mti)
	m.Set(11, fmt.Sprintf("%06d", s.trace))
	m.Set(41, "00010001")
	m.Set(42, "104512541110001")
	m.Set(60, f60)
	return m
}

func (s *till) exchange(m *message.Message) (reply *message.Message, err error) {
	body, err := m.Pack()
	if s.mac != nil {
		body, err = m.Seal(s.mac.Sum)
	}
	if err != nil {
		return nil, err
	}
	if err := frame.Write(s.host, frame.Frame{Body: body}); err != nil {
		return nil, err
	}
	f, err := frame.Read(s.host)
	if err != nil {
		return nil, err
	}
	return message.Unpack(f.Body)
}

// signIn gets the keys of the day.
func (s *till) signIn() error {
	m := s.message("0800", "00000000003")
	m.Set(63, "001")
	reply, err := s.exchange(m)
	if err != nil {
		return err
	}
	tmk, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return err
	}
	working, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(reply.Get(62)))
	if err != nil {
		return err
	}
	s.mac, err = keys.NewSealer(keys.UnionPayECB, working.MAK)
	return err
}

// sell sells for an amount in fen, and gives the answer's code.
func (s *till) sell(fen int) (code string, err error) {
	if s.mac == nil {
		err = s.signIn()
	}
	m := s.message("0200", "2200000100050")
	m.Set(3, "000000")
	m.Set(4, fmt.Sprintf("%012d", fen))
	m.Set(22, "022")
	m.Set(25, "00")
	m.Set(35, track)
	m.Set(49, "156")
	if err != nil {
		return "", err
	}
	reply, err := s.exchange(m)
	if err != nil {
		return "", err
	}
	return reply.Get(39), nil
}

// slip prints a receipt with a QR code and cuts it.
func slip(printer io.Writer, lines, qr string) error {
	_, err := io.WriteString(printer, "\x1b@"+lines)
	_, err2 := fmt.Fprintf(printer, "\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k%c\x001P0%s\x1d(k\x03\x001Q0\n\x1dVA\x00", len(qr)+3, qr)
	return errors.Join(err, err2)
}
