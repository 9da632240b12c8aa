package check_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	paper "posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/printer/escpos"
	"posterm/printer/profile"
	"posterm/receipt"
	"posterm/txn"
)

// till is a terminal that has sold once, and its printer with a tear bar at which nobody tears.
type till struct {
	*testing.T
	*story
	printer *paper.Printer
	host    net.Conn
}

func atTheBar(t *testing.T) *till {
	p, err := paper.New(paper.Options{TearBar: true})
	require.NoError(t, err)
	near, far := net.Pipe()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		p.Serve(context.Background(), far)
	}()
	require.NoError(t, near.SetDeadline(time.Now().Add(30*time.Second)))
	t.Cleanup(func() {
		require.NoError(t, near.Close())
		<-gone
		require.NoError(t, p.Close())
	})
	s := begun()
	s.sold(1)
	return &till{T: t, story: s, printer: p, host: near}
}

// slip is a copy of the sale's slip, as its bytes.
func (c *till) slip(holder txn.Holder, marked bool) []byte {
	made, err := profile.ByName("58mm-bar")
	require.NoError(c, err)
	shop := receipt.Shop{Name: "测试商户", Version: foot}
	layout := receipt.Layout(check.Transactions(c.Rows)[0], roll.Attempt{Form: txn.FormSlip, For: holder, N: 2, Marked: marked}, shop, txn.Chinese, time.Time{})
	out, err := printer.Render(layout, printer.Style{Profile: made})
	require.NoError(c, err)
	return out
}

// print sends bytes and waits until all that they ask for is on paper.
func (c *till) print(data []byte) {
	c.send(data)
	c.answered()
}

// send asks to be told, with a number that no slip has.
func (c *till) send(data []byte) {
	_, err := c.host.Write(append(bytes.Clone(data), escpos.AskDone(escpos.ID{'t', 'i', 'l', 'l'})...))
	require.NoError(c, err)
}

// answered reads as far as that answer; the printer says other things, too.
func (c *till) answered() {
	for said := []byte(nil); !bytes.HasSuffix(said, []byte("\x37\x22till\x00")); {
		var b [1]byte
		_, err := io.ReadFull(c.host, b[:])
		require.NoError(c, err)
		said = append(said, b[0])
	}
}

// stuck sends bytes to a printer that will not print all of them.
func (c *till) stuck(data []byte, state string) {
	c.send(data)
	require.NoError(c, c.printer.WaitFor(c.Context(), func(s paper.Status) bool { return s.State == state }))
}

// endsIn lets the roll end so many rows before the end of what is printed, and puts the next one in.
func (c *till) endsIn(data []byte, rows int) {
	other := atTheBar(c.T)
	other.print(data)
	rows = int(other.printer.Status().RowsPrinted) - rows
	require.NoError(c, c.printer.SetFaults(paper.Faults{PaperOutAfterRows: &rows}))
	c.stuck(data, paper.StatePaperOut)
	c.printer.LoadPaper()
	c.answered()
}

func half(data []byte) []byte { return data[:len(data)/2] }

// Slips on one strip are told apart as a person tells them, by where one ends and the next begins: two whole copies
// are two copies, what is missing of one is missing of that one only, and an original too many is found. The journal of
// the till records each in one piece, so that one over two rolls is told.
func TestSlipsOnOneStrip(t *testing.T) {
	merchant, cardholder := txn.Merchant, txn.Cardholder
	after := func(n int) paper.Faults { return paper.Faults{PaperOutAfterRows: &n} }
	word := func(s string) *string { return &s }
	for _, tt := range []struct {
		name   string
		print  func(c *till)
		papers int
		want   []check.Problem
	}{
		{"both copies", func(c *till) {
			c.print(c.slip(merchant, false))
			c.print(c.slip(cardholder, false))
		}, 2, nil},
		{"torn off together", func(c *till) {
			c.print(c.slip(merchant, false))
			c.print(c.slip(cardholder, false))
			c.printer.TearOff()
		}, 2, nil},
		{"torn off one by one", func(c *till) {
			c.print(c.slip(merchant, false))
			c.printer.TearOff()
			c.print(c.slip(cardholder, false))
		}, 2, nil},
		{"switched off afterwards", func(c *till) {
			c.print(c.slip(merchant, false))
			c.print(c.slip(cardholder, false))
			require.NoError(c, c.printer.SetFaults(paper.Faults{Power: word("off")}))
		}, 2, nil},
		{"a reprint of the first behind them", func(c *till) {
			c.print(c.slip(merchant, false))
			c.print(c.slip(cardholder, false))
			c.print(c.slip(merchant, true))
		}, 3, nil},
		{"the roll ends in the second", func(c *till) {
			c.print(c.slip(merchant, false))
			require.NoError(c, c.printer.SetFaults(after(300)))
			c.stuck(c.slip(cardholder, false), paper.StatePaperOut)
			c.printer.LoadPaper()
			c.answered()
		}, 2, []check.Problem{check.PartedUnsaid}},
		{"the roll ends in the last feed", func(c *till) {
			c.print(c.slip(merchant, false))
			c.endsIn(c.slip(cardholder, false), 40)
		}, 2, nil},
		{"the roll ends in the feed between", func(c *till) {
			c.endsIn(c.slip(merchant, false), 40)
			c.print(c.slip(cardholder, false))
		}, 2, nil},
		{"the roll ends in the last lines of the first", func(c *till) {
			c.endsIn(c.slip(merchant, false), 140)
			c.print(c.slip(cardholder, false))
		}, 2, []check.Problem{check.PartedUnsaid}},
		{"the roll ends in the first, and the power fails", func(c *till) {
			require.NoError(c, c.printer.SetFaults(after(300)))
			c.stuck(c.slip(merchant, false), paper.StatePaperOut)
			require.NoError(c, c.printer.SetFaults(paper.Faults{Power: word("off")}))
			c.printer.LoadPaper()
		}, 1, []check.Problem{check.NotOnPaper, check.NotOnPaper}},
		{"only half of the first", func(c *till) {
			c.print(half(c.slip(merchant, false)))
			c.print(c.slip(cardholder, false))
		}, 2, []check.Problem{check.NotOnPaper}},
		{"only half of the first, and its reprint", func(c *till) {
			c.print(half(c.slip(merchant, false)))
			c.print(c.slip(merchant, true))
			c.print(c.slip(cardholder, false))
		}, 3, nil},
		{"only half of the last", func(c *till) {
			c.print(c.slip(merchant, false))
			c.print(half(c.slip(cardholder, false)))
		}, 2, []check.Problem{check.NotOnPaper}},
		{"the last is not out of the printer", func(c *till) {
			c.print(c.slip(merchant, false))
			whole := c.slip(cardholder, false)
			c.print(whole[:len(whole)-len(escpos.FeedDots(96))])
		}, 2, []check.Problem{check.NotOnPaper}},
		{"two originals of one copy", func(c *till) {
			c.print(c.slip(merchant, false))
			c.print(c.slip(cardholder, false))
			c.print(c.slip(merchant, false))
		}, 3, []check.Problem{check.SecondOriginal}},
		{"half an original and a whole one", func(c *till) {
			c.print(half(c.slip(merchant, false)))
			c.print(c.slip(merchant, false))
			c.print(c.slip(cardholder, false))
		}, 3, []check.Problem{check.SecondOriginal}},
		{"the power fails in the first", func(c *till) {
			rows := 300
			require.NoError(c, c.printer.SetFaults(paper.Faults{PowerOffAfterRows: &rows}))
			go func() { _, _ = c.host.Write(c.slip(merchant, false)) }() // the line breaks
			require.NoError(c, c.printer.WaitFor(c.Context(), func(s paper.Status) bool { return s.State == paper.StateOff }))
		}, 1, []check.Problem{check.NotOnPaper, check.NotOnPaper}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := atTheBar(t)
			tt.print(c)
			c.Slips = c.printer.Slips()
			require.Equal(t, tt.want, problems(check.Of(c.Evidence)))
			_, slips := check.Compared(c.Evidence)
			pieces := 0
			for _, p := range check.Read(c.Slips, foot) {
				pieces += len(p.Pieces) - 1
			}
			require.Equal(t, tt.papers, slips-pieces)
		})
	}
}
