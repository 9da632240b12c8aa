package terminal

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/txn"
)

// entryLine is the first line of a transaction on the list: its voucher number, then its kind.
var entryLine = regexp.MustCompile(`^([0-9]{6}) \S`)

// listed is what one transaction says on the list.
type listed struct{ trace, amount string }

// TestTheListHasEveryTransactionOfTheBatch: the printed list is compared with the rows, one
// by one, whatever became of the money and however much lies between the transactions.
func TestTheListHasEveryTransactionOfTheBatch(t *testing.T) {
	r := newRig(t)
	p := obedient()
	var printed []printer.Job
	p.refuse = func(j printer.Job) error {
		printed = append(printed, j) // on the loop's goroutine
		return nil
	}
	r.paper = func() *fakePrinter { return p }
	r.open()
	happy := r.host.say
	sale := r.sale(1234).View
	r.answering(txn.Sale, false, "51")
	r.sale(555)
	r.lost()
	r.sale(99)
	r.answering(txn.Sale, true, "30")
	r.do(Order{Kind: txn.Balance, Card: testCard}) // parks what was lost
	r.lost()
	r.sale(98)
	r.host.set(happy)
	r.do(Order{Kind: txn.Balance, Card: testCard}) // reverses what was lost
	r.do(Order{Kind: txn.Void, Of: sale.Trace, Card: testCard})
	for range 20 {
		r.do(Order{Kind: txn.Balance, Card: testCard})
	}
	r.sale(7)

	_, err := r.Details(t.Context())
	require.NoError(t, err)
	r.settled()
	batch, err := r.Batch(t.Context())
	require.NoError(t, err)
	var list printer.Job
	r.inside(func(*loop) { list = printed[len(printed)-1] })
	r.stop()

	want := r.moved()
	require.Len(t, want, 6)
	require.Len(t, batch, len(want))
	var got []listed
	count := ""
	for _, line := range list.Slip.Lines {
		if found := entryLine.FindStringSubmatch(line.Text); found != nil {
			got = append(got, listed{found[1], line.Right})
		}
		if line.Text == "笔数" {
			count = line.Right
		}
	}
	require.Equal(t, want, got, "the same amounts, so the same sum")
	require.Equal(t, strconv.Itoa(len(want)), count)
}

// moved are the transactions of the open batch that could move money, from the rows alone.
func (r *rig) moved() (moved []listed) {
	r.t.Helper()
	j, err := journal.Open(r.dir, "moved")
	require.NoError(r.t, err)
	rows, err := j.Rows(0, 5_000)
	require.NoError(r.t, err)
	require.NoError(r.t, j.Close())
	for _, row := range rows {
		in, begun := row.Body.(roll.Intent)
		if !begun || !row.Kind.Moves() {
			continue
		}
		amount := in.Amount
		if !row.Kind.BringsMoney() {
			amount = -amount
		}
		moved = append(moved, listed{row.Trace.String(), amount.String()})
	}
	return moved
}
