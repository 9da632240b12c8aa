// Package till is somebody else's terminal: a few messages of its own, two connections, and no code of posterm. It is
// here to be tested; see till_test.go.
package till

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// Till sells with one test card. What it does not know the end of it reverses, at once or before the next sale.
type Till struct {
	Dial          func(ctx context.Context, network, address string) (net.Conn, error)
	Host, Printer string        // host:port
	Patience      time.Duration // for one answer

	mac   *cipher
	trace int
	owed  message // the reversal of a sale whose end is not known; empty: none
}

// ErrUnknown: the money may have moved or not; a reversal is owed.
var ErrUnknown = errors.New("no answer")

// card is a test card of the lab without PIN.
const card = "6222020000072345D30122200000000002"

// Sell takes an amount in fen and prints a slip. It reports the host's answer: "00" is paid.
func (t *Till) Sell(ctx context.Context, fen int) (code string, err error) {
	if t.mac == nil {
		if err := t.signIn(ctx); err != nil {
			return "", err
		}
	}
	if err := t.settle(ctx); err != nil {
		return "", fmt.Errorf("a reversal is owed: %w", err)
	}
	sale := t.message("0200", "2200000100050")
	sale.set(3, "000000").set(4, fmt.Sprintf("%012d", fen)).set(22, "0220").set(25, "00").set(35, card).set(49, "156")
	reply, err := t.ask(ctx, sale)
	if err != nil {
		t.owed = sale.reversal()
		return "", errors.Join(ErrUnknown, err, t.settle(ctx))
	}
	if code = reply.text(39); code != "00" {
		return code, nil
	}
	return code, t.print(ctx, fmt.Sprintf("SALE %s\nRMB %d.%02d\n", sale.digits(11), fen/100, fen%100))
}

// settle delivers the reversal that is owed.
func (t *Till) settle(ctx context.Context) error {
	if t.owed.mti == "" {
		return nil
	}
	reply, err := t.ask(ctx, t.owed)
	if err != nil {
		return err
	}
	if code := reply.text(39); code != "00" && code != "25" {
		return fmt.Errorf("reversal answered %s", code)
	}
	t.owed = message{}
	return nil
}

func (t *Till) signIn(ctx context.Context) error {
	m := t.message("0800", "00000000003")
	m.set(63, "001")
	reply, err := t.ask(ctx, m)
	if err != nil {
		return err
	}
	t.mac, err = openMAK(reply.fields[62])
	return err
}

// message begins a request with a trace number of its own.
func (t *Till) message(mti, f60 string) message {
	t.trace++
	m := message{mti: mti, fields: map[int][]byte{}}
	m.set(11, fmt.Sprintf("%06d", t.trace)).set(41, "00010001").set(42, "104512541110001").set(60, f60)
	return m
}

// ask sends a request over a connection of its own, and reads the answer to it.
func (t *Till) ask(ctx context.Context, m message) (message, error) {
	conn, err := t.Dial(ctx, "tcp", t.Host)
	if err != nil {
		return message{}, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(t.Patience)); err != nil {
		return message{}, err
	}
	if err := send(conn, m, t.mac); err != nil {
		return message{}, err
	}
	reply, err := receive(conn, t.mac)
	if err == nil && reply.digits(11) != m.digits(11) {
		err = fmt.Errorf("asked %s, answered %s", m.digits(11), reply.digits(11))
	}
	return reply, err
}

// print sends text to an ESC/POS printer and cuts the paper.
func (t *Till) print(ctx context.Context, text string) error {
	conn, err := t.Dial(ctx, "tcp", t.Printer)
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte("\x1b@" + text + "\x1dVA\x00"))
	return errors.Join(err, conn.Close())
}
