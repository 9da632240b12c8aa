package roll_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/journal/roll"
	"posterm/txn"
)

var begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// story makes rows one after the other, each about a transaction it made before, in
// any order, also in orders no terminal writes: a fold must survive them all.
type story struct {
	book    roll.Book
	rows    []roll.Row
	intents []roll.Row
	jobs    []uint64
}

func newStory() *story {
	s := &story{}
	s.add(roll.Row{What: roll.Provisioned, Batch: 1, Body: roll.Checkpoint{Book: roll.Book{Batch: 1}}})
	return s
}

func (s *story) add(r roll.Row) roll.Row {
	r.Seq = s.book.Seq + 1
	r.At = begin.Add(time.Duration(r.Seq) * time.Second)
	if r.What == roll.IntentMade {
		r.Txn = roll.ID(r.Seq)
		s.intents = append(s.intents, r)
	}
	if r.What == roll.AttemptMade {
		s.jobs = append(s.jobs, r.Seq)
	}
	s.rows, s.book = append(s.rows, r), s.book.Apply(r)
	return r
}

// draw makes any next row.
func (s *story) draw(t *rapid.T) roll.Row {
	what := rapid.SampledFrom([]roll.What{
		roll.IntentMade, roll.IntentMade, roll.Approved, roll.Declined, roll.NotSent, roll.InDoubt, roll.RevTry, roll.RevRefused,
		roll.Reversed, roll.Parked, roll.Resolved, roll.KeysSet, roll.KeysBad, roll.AttemptMade, roll.NotBegun, roll.Stalled,
		roll.Lost, roll.Printed, roll.Unconfirmed, roll.Closed,
	}).Draw(t, "what")
	if what == roll.IntentMade || len(s.intents) == 0 {
		r := roll.Row{What: roll.IntentMade, Batch: s.book.Batch, Trace: s.book.Trace.Next()}
		r.Kind = rapid.SampledFrom(txn.Kinds()).Draw(t, "kind")
		if r.Kind == txn.Void && len(s.intents) > 0 {
			r.Orig = rapid.SampledFrom(s.intents).Draw(t, "orig").Txn
		}
		r.Body = roll.Intent{Amount: txn.Fen(rapid.Int64Range(1, 99999).Draw(t, "amount")), Terminal: "12345678", Merchant: "123456789012345"}
		return r
	}
	if what == roll.Closed {
		return roll.Row{What: what, Batch: s.book.Batch, Body: roll.Checkpoint{Book: s.book.NextBatch()}}
	}
	r := rapid.SampledFrom(s.intents).Draw(t, "about")
	r.What, r.Body = what, s.body(t, what)
	return r
}

func (s *story) body(t *rapid.T, what roll.What) any {
	flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
	code := rapid.SampledFrom([]txn.Code{"00", "51", "A0", "96", "25"}).Draw(t, "code")
	form := rapid.SampledFrom([]txn.Form{txn.FormSlip, txn.FormReversal, txn.FormFault}).Draw(t, "form")
	holder := rapid.SampledFrom([]txn.Holder{txn.Merchant, txn.Cardholder}).Draw(t, "holder")
	switch what {
	case roll.Approved, roll.Declined:
		return roll.Outcome{Code: code, Copies: rapid.IntRange(0, 3).Draw(t, "copies")}
	case roll.NotSent, roll.InDoubt, roll.KeysBad:
		return roll.Doubt{Reason: txn.BadMAC, SignIn: flag("signin")}
	case roll.RevTry:
		return roll.Try{N: rapid.IntRange(1, 9).Draw(t, "n")}
	case roll.RevRefused, roll.Reversed, roll.Parked:
		return roll.Refusal{Code: code, Counted: flag("counted"), SignIn: flag("signin"), Slip: flag("slip")}
	case roll.Resolved:
		return roll.Decision{Stands: flag("stands"), By: "01", Note: "n"}
	case roll.KeysSet:
		return roll.Keys{Block: "00", HostBatch: txn.Batch(rapid.Uint32Range(0, 3).Draw(t, "batch"))}
	case roll.AttemptMade:
		return roll.Attempt{Form: form, For: holder, N: 1, Marked: flag("marked")}
	}
	job := uint64(0)
	if len(s.jobs) > 0 {
		job = rapid.SampledFrom(s.jobs).Draw(t, "job")
	}
	return roll.End{Job: job, Form: form, For: holder, Grade: txn.GradePrinted}
}

func text(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// TestApplyLeavesItsReceiverAlone: a Book may be kept and compared after more rows.
func TestApplyLeavesItsReceiverAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStory()
		var books []roll.Book
		var texts []string
		for range rapid.IntRange(1, 40).Draw(t, "rows") {
			s.add(s.draw(t))
			books, texts = append(books, s.book), append(texts, text(t, s.book))
		}
		for i, b := range books {
			require.Equal(t, texts[i], text(t, b), "after row %d", i+2)
		}
	})
}

// TestCheckpointsRoundTrip: a Book that went through a checkpoint's JSON is the same, and goes on the same.
func TestCheckpointsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStory()
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			s.add(s.draw(t))
		}
		saved := roll.Row{Seq: s.book.Seq, At: s.book.At, What: roll.Closed, Body: roll.Checkpoint{Book: s.book}}
		data, err := saved.Encode()
		require.NoError(t, err)
		saved.Body, err = roll.Decode(saved.What, data)
		require.NoError(t, err)
		restored := roll.Book{}.Apply(saved)
		require.Equal(t, s.book, restored)
		for range rapid.IntRange(0, 10).Draw(t, "more") {
			restored = restored.Apply(s.add(s.draw(t)))
		}
		require.Equal(t, s.book, restored)
		require.Equal(t, s.book, roll.Fold(s.rows))
	})
}

// TestRowsRoundTrip: every body reads back as it was written.
func TestRowsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStory()
		for range rapid.IntRange(0, 20).Draw(t, "rows") {
			r := s.add(s.draw(t))
			data, err := r.Encode()
			require.NoError(t, err)
			body, err := roll.Decode(r.What, data)
			require.NoError(t, err)
			require.Equal(t, r.Body, body)
		}
	})
}

// TestBooksStaySmall: however many transactions there were, a Book holds what is owed and the last one.
func TestBooksStaySmall(t *testing.T) {
	s := newStory()
	for range 100 {
		r := s.add(roll.Row{What: roll.IntentMade, Kind: txn.Sale, Batch: 1, Trace: s.book.Trace.Next(), Body: roll.Intent{}})
		r.What, r.Body = roll.Declined, roll.Outcome{Code: "51"}
		s.add(r)
	}
	require.Len(t, s.book.Txns, 1)
	require.Equal(t, 100, s.book.Count)
}
