package terminal

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// teller makes the notices of a story's last row.
type teller struct {
	rows   []roll.Row
	before roll.Row
}

func (s *teller) add(kind txn.Kind, what roll.What, body any) {
	seq := uint64(7 + len(s.rows))
	r := roll.Row{
		Seq: seq, Txn: 7, Batch: 1, Trace: 12, Kind: kind, What: what, Body: body,
		At: time.Date(2026, 11, 21, 12, 15, len(s.rows), 0, time.UTC),
	}
	if len(s.rows) > 0 && s.rows[len(s.rows)-1].What.EndsAttempt() {
		s.before = s.rows[len(s.rows)-1]
	}
	s.rows = append(s.rows, r)
}

func (s *teller) tell() (messages []Message) {
	for _, e := range roll.Told(s.rows, s.before) {
		messages = append(messages, Tell(journal.Notice{Event: e, Row: s.rows[len(s.rows)-1], About: s.rows}))
	}
	return messages
}

// notices are the stories of testdata/notices.txt.
func notices() (stories []struct {
	name string
	told []Message
}) {
	intent := roll.Intent{Amount: 1234, Card: "622202******1234", Digest: "d1", Entry: txn.Swipe, Expiry: "3012", Terminal: "00010001", Merchant: "104512541110001"}
	story := func(name string, kind txn.Kind, in roll.Intent, rows ...func(*teller)) {
		s := &teller{}
		s.add(kind, roll.IntentMade, in)
		for _, add := range rows {
			add(s)
		}
		stories = append(stories, struct {
			name string
			told []Message
		}{name, s.tell()})
	}
	row := func(kind txn.Kind, what roll.What, body any) func(*teller) {
		return func(s *teller) { s.add(kind, what, body) }
	}
	approved := roll.Outcome{Code: "00", Auth: "123456", RRN: "000000000017", Copies: 2}
	end := roll.End{Job: 9, Form: txn.FormSlip, For: txn.Merchant, Fault: txn.FaultPaperOut}
	story("a sale is approved", txn.Sale, intent, row(txn.Sale, roll.Approved, approved))
	story("a sale is declined", txn.Sale, intent, row(txn.Sale, roll.Declined, roll.Outcome{Code: "51", RRN: "000000000018"}))
	story("an answer was lost, and the reversal succeeded", txn.Sale, intent, row(txn.Sale, roll.InDoubt, roll.Doubt{Reason: txn.NoReply}),
		row(txn.Sale, roll.RevTry, roll.Try{N: 1}), row(txn.Sale, roll.Reversed, roll.Refusal{Code: "00", Slip: true}))
	story("the host refused the reversal for good", txn.Sale, intent, row(txn.Sale, roll.InDoubt, roll.Doubt{Reason: txn.NoReply}),
		row(txn.Sale, roll.RevTry, roll.Try{N: 3}), row(txn.Sale, roll.Parked, roll.Refusal{Code: "30", Counted: true, Slip: true}))
	story("a person lets it stand", txn.Sale, intent, row(txn.Sale, roll.InDoubt, roll.Doubt{Reason: txn.NoReply}),
		row(txn.Sale, roll.Parked, roll.Refusal{Code: "30"}), row(txn.Sale, roll.Resolved, roll.Decision{Stands: true, By: "01", RRN: "000000000019"}))
	story("the paper ran out in the middle of the slip", txn.Sale, intent, row(txn.Sale, roll.Approved, approved),
		row(txn.Sale, roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: 1}), row(txn.Sale, roll.Stalled, end))
	undo := intent
	undo.Original = &roll.Original{Batch: 1, Trace: 3, RRN: "000000000003"}
	story("a void is approved", txn.Void, undo, row(txn.Void, roll.Approved, approved))
	settle := roll.Intent{Terminal: "00010001", Merchant: "104512541110001", Frozen: &roll.Frozen{Domestic: txn.Totals{Debit: txn.Sum{Count: 2, Amount: 2468}}}}
	story("a batch is settled", txn.Settle, settle, row(txn.Settle, roll.Compared, roll.Verdict{Domestic: txn.Balanced, Foreign: txn.Balanced}),
		row(txn.Settle, roll.Approved, roll.Outcome{Code: "00", Report: &roll.Report{Result: txn.Balanced}}))
	return stories
}

func TestMessages(t *testing.T) {
	var text bytes.Buffer
	for _, s := range notices() {
		require.NotEmpty(t, s.told, s.name)
		for _, m := range s.told {
			body, err := json.MarshalIndent(m, "", "  ")
			require.NoError(t, err)
			fmt.Fprintf(&text, "== %s\n%s\n\n", s.name, body)
		}
	}
	file := filepath.Join("..", "testdata", "notices.txt")
	if *updateWords {
		require.NoError(t, os.WriteFile(file, text.Bytes(), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text.String())
}

// notifying makes a rig whose journal keeps what is to be told.
func notifying(t *testing.T) *rig {
	r := newRig(t)
	r.change = func(c *Config) {
		c.OpenRoll = func() (Roll, error) { return journal.Open(r.dir, "test", journal.Notifying(roll.Events()...)) }
	}
	return r
}

// waiting is what the outbox holds, through the terminal's door.
func (r *rig) waiting() (all []journal.Notice) {
	r.t.Helper()
	require.NoError(r.t, r.Outbox(r.t.Context(), func(o *journal.Outbox) (err error) {
		all, err = o.List(0, 99)
		return err
	}))
	return all
}

// TestWhatATerminalTells: a sale, a lost answer, and the reversal before the next sale.
func TestWhatATerminalTells(t *testing.T) {
	r := notifying(t)
	r.open()
	r.do(Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	r.host.set(func(comms.Request) (comms.Answer, error) {
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpWait, Reason: txn.NoReply, Err: context.DeadlineExceeded}
	})
	r.do(Order{Kind: txn.Sale, Amount: 500, Card: testCard})
	require.Len(t, r.waiting(), 1, "of what is in doubt nothing is told")
	r.host.set(approve(t))
	r.do(Order{Kind: txn.Balance, Card: testCard})
	all := r.waiting()
	require.Len(t, all, 2)
	require.Equal(t, []roll.Event{roll.TxnApproved, roll.TxnReversed}, []roll.Event{all[0].Event, all[1].Event})
	require.Equal(t, txn.MoneyApproved, Tell(all[0]).Data.Money)
	require.Equal(t, txn.MoneyReversed, Tell(all[1]).Data.Money)
}

// TestMarksWaitForTheSale: reading does not wait while the host is asked, writing does.
func TestMarksWaitForTheSale(t *testing.T) {
	r := notifying(t)
	r.open()
	r.do(Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	asked, answer := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(answer) })
	defer release()
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		close(asked)
		<-answer
		return approve(t)(q)
	})
	sold := make(chan Reply, 1)
	go func() {
		reply, _ := r.Do(context.Background(), Order{Kind: txn.Sale, Amount: 500, Card: testCard})
		sold <- reply
	}()
	<-asked
	all := r.waiting()
	require.Len(t, all, 1)
	var ran atomic.Bool
	marked := make(chan error, 1)
	go func() {
		marked <- r.MarkOutbox(context.Background(), func(o *journal.Outbox) error {
			ran.Store(true)
			return o.Delivered(all[0], time.Now())
		})
	}()
	for waits := 0; waits == 0 && !ran.Load(); {
		var err error
		waits, err = ask(t.Context(), r.Terminal, func(l *loop) (int, error) { return len(l.chores), nil })
		require.NoError(t, err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.MarkOutbox(over, func(*journal.Outbox) error { return nil }), context.Canceled)
	require.Len(t, r.waiting(), 1)
	require.False(t, ran.Load(), "marked in the middle of a sale")
	release()
	require.Equal(t, txn.MoneyApproved, (<-sold).View.Money)
	require.NoError(t, <-marked)
	require.Len(t, r.waiting(), 1, "the second sale")
}
