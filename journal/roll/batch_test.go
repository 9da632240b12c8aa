package roll_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// teller writes rows as a terminal would.
type teller struct{ *story }

func newTeller() *teller { return &teller{newStory()} }

// begin writes an intent.
func (s *teller) begin(k txn.Kind, amount txn.Fen, orig roll.Row) roll.Row {
	return s.add(roll.Row{
		What: roll.IntentMade, Kind: k, Batch: s.book.Batch, Trace: s.book.Trace.Next(), Orig: orig.Txn,
		Body: roll.Intent{Amount: amount, Terminal: "00010001", Merchant: "104512541110001"},
	})
}

// then writes what became of it.
func (s *teller) then(r roll.Row, what roll.What, body any) {
	r.What, r.Body = what, body
	s.add(r)
}

// deal is a transaction that was approved.
func (s *teller) deal(k txn.Kind, amount txn.Fen, orig roll.Row) roll.Row {
	r := s.begin(k, amount, orig)
	s.then(r, roll.Approved, roll.Outcome{Code: "00"})
	return r
}

// freeze begins a settlement.
func (s *teller) freeze() roll.Row {
	f := s.book.Totals
	f.Reserve = 3
	return s.add(roll.Row{What: roll.IntentMade, Kind: txn.Settle, Batch: s.book.Batch, Trace: s.book.Trace.Next(), Body: roll.Intent{Frozen: &f}})
}

// close ends it.
func (s *teller) close(settle roll.Row) {
	s.then(settle, roll.Approved, roll.Outcome{Code: "00"})
	s.add(roll.Row{What: roll.Closed, Batch: s.book.Batch, Body: roll.Checkpoint{Book: s.book.NextBatch()}})
}

var none roll.Row

// TestTotals: what settlement compares, kind by kind. What was voided stays counted, and
// its void too; what was reversed, declined or is only held counts nowhere.
func TestTotals(t *testing.T) {
	sum := func(count int, amount txn.Fen) txn.Sum { return txn.Sum{Count: count, Amount: amount} }
	decided := roll.Decision{Stands: true, By: "01", Note: "n"}
	for _, tt := range []struct {
		name string
		do   func(*teller)
		want roll.Frozen
	}{
		{"nothing", func(*teller) {}, roll.Frozen{}},
		{"debits", func(s *teller) {
			for i, k := range []txn.Kind{txn.Sale, txn.Complete, txn.QRSale, txn.WalletPay} {
				s.deal(k, txn.Fen(1000+i), none)
			}
		}, roll.Frozen{Domestic: txn.Totals{Debit: sum(4, 4006)}}},
		{"credits", func(s *teller) {
			for i, k := range []txn.Kind{txn.Void, txn.Refund, txn.CompleteVoid, txn.QRVoid, txn.QRRefund, txn.WalletRefund} {
				s.deal(k, txn.Fen(100+i), none)
			}
		}, roll.Frozen{Domestic: txn.Totals{Credit: sum(6, 615)}}},
		{"neither", func(s *teller) {
			for _, k := range []txn.Kind{txn.Preauth, txn.PreauthVoid, txn.Balance, txn.Query, txn.SignIn, txn.Echo} {
				s.deal(k, 100, none)
			}
		}, roll.Frozen{}},
		{"voided", func(s *teller) {
			s.deal(txn.Void, 900, s.deal(txn.Sale, 900, none))
		}, roll.Frozen{Domestic: txn.Totals{Debit: sum(1, 900), Credit: sum(1, 900)}}},
		{"another organisation's card", func(s *teller) {
			s.then(s.begin(txn.Sale, 700, none), roll.Approved, roll.Outcome{Code: "00", Org: "VIS"})
			s.then(s.begin(txn.Refund, 50, none), roll.Approved, roll.Outcome{Code: "00", Org: "CUP"})
		}, roll.Frozen{Domestic: txn.Totals{Credit: sum(1, 50)}, Foreign: txn.Totals{Debit: sum(1, 700)}}},
		{"no money", func(s *teller) {
			s.then(s.begin(txn.Sale, 1, none), roll.Declined, roll.Outcome{Code: "51"})
			s.then(s.begin(txn.Sale, 2, none), roll.NotSent, roll.Doubt{})
			s.then(s.begin(txn.Sale, 4, none), roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
			s.then(s.begin(txn.WalletPay, 8, none), roll.Unpaid, roll.Outcome{Code: "00"})
			r := s.begin(txn.Sale, 16, none)
			s.then(r, roll.Reversed, roll.Refusal{Code: "00"})
			s.then(s.begin(txn.Sale, 32, none), roll.Parked, roll.Refusal{Code: "30"})
		}, roll.Frozen{}},
		{"a person says it stands", func(s *teller) {
			r := s.begin(txn.Sale, 300, none)
			s.then(r, roll.Parked, roll.Refusal{Code: "30"})
			s.then(r, roll.Resolved, decided)
		}, roll.Frozen{Domestic: txn.Totals{Debit: sum(1, 300)}}},
		{"a person says it was reversed", func(s *teller) {
			r := s.begin(txn.Sale, 300, none)
			s.then(r, roll.Parked, roll.Refusal{Code: "30"})
			s.then(r, roll.Resolved, roll.Decision{By: "01", Note: "n"})
		}, roll.Frozen{}},
		{"what was parked in an earlier batch", func(s *teller) {
			refund, sale := s.begin(txn.Refund, 300, none), s.begin(txn.Sale, 400, none)
			s.then(refund, roll.Parked, roll.Refusal{Code: "94"})
			s.then(sale, roll.Parked, roll.Refusal{Code: "30"})
			s.close(s.freeze())
			s.then(refund, roll.Approved, roll.Outcome{Code: "00"})
			s.then(sale, roll.Resolved, decided)
		}, roll.Frozen{}},
		{"what a person says of a frozen batch", func(s *teller) {
			sale := s.begin(txn.Sale, 400, none)
			s.then(sale, roll.Parked, roll.Refusal{Code: "30"})
			s.freeze()
			s.then(sale, roll.Resolved, decided)
		}, roll.Frozen{}},
		{"the next batch begins at nothing", func(s *teller) {
			s.deal(txn.Sale, 900, none)
			s.close(s.freeze())
			s.deal(txn.Sale, 5, none)
		}, roll.Frozen{Domestic: txn.Totals{Debit: sum(1, 5)}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newTeller()
			tt.do(s)
			require.Equal(t, tt.want, s.book.Totals)
			require.Equal(t, s.book, roll.Fold(s.rows))
		})
	}
}

// TestTotalsFitTheWire: a full batch of the largest amounts has 12 digits and a count of 3
// (PROTOCOL.md 2.6).
func TestTotalsFitTheWire(t *testing.T) {
	const limit = 500 // transactions of a batch
	s := newTeller()
	for range limit {
		s.deal(txn.Sale, txn.AmountLimit, none)
	}
	all := s.book.Totals.All()
	require.Equal(t, txn.Sum{Count: limit, Amount: limit * txn.AmountLimit}, all.Debit)
	require.Less(t, all.Debit.Count, 1000)
	require.Len(t, all.Debit.Amount.Digits12(), 12)
	require.Equal(t, "499999999500", all.Debit.Amount.Digits12())
	require.Len(t, s.book.Txns, 1, "and the Book stays small")
}

// TestFreeze: which rows freeze a batch, and which thaw it.
func TestFreeze(t *testing.T) {
	s := newTeller()
	s.deal(txn.Sale, 100, none)
	trace, used := s.book.Trace, s.book.Used
	settle := s.freeze()
	require.Equal(t, settle.Txn, s.book.Freeze)
	require.Equal(t, trace+4, s.book.Trace, "its own number and three more")
	require.Equal(t, used+4, s.book.Used)
	s.then(settle, roll.Repeat, roll.Try{N: 1})
	s.then(settle, roll.Refused, roll.Refusal{Code: "96"})
	s.then(settle, roll.Compared, roll.Verdict{Domestic: txn.Unbalanced, Foreign: txn.Balanced})
	s.then(settle, roll.Uploaded, roll.Upload{Groups: 1, Records: 1})
	require.Equal(t, settle.Txn, s.book.Freeze)
	held, found := s.book.Find(settle.Txn)
	require.True(t, found, "it is kept until it ends")
	require.Equal(t, 1, held.Tries)
	require.Equal(t, txn.Unbalanced, held.Compared.Result())
	require.Equal(t, roll.Upload{Groups: 1, Records: 1}, held.Upload)
	require.Equal(t, txn.Asking, held.Verdict(0))
	s.close(settle)
	require.Zero(t, s.book.Freeze)
	require.Equal(t, settle.Txn, s.book.Closed)

	settle = s.freeze()
	s.then(settle, roll.NotSent, roll.Doubt{})
	require.Zero(t, s.book.Freeze, "the host has not heard of it")
	other := s.begin(txn.Sale, 1, none)
	settle = s.freeze()
	s.then(other, roll.NotSent, roll.Doubt{})
	require.Equal(t, settle.Txn, s.book.Freeze, "another transaction's news")
}

// TestTheNextBatch: what a closed batch leaves behind.
func TestTheNextBatch(t *testing.T) {
	keys := func(host txn.Batch) roll.Keys { return roll.Keys{Block: "01", HostBatch: host} }
	full := roll.Book{Trace: 999_998, Used: 700, Count: 500, Signed: true, Freeze: 9, Last: 7, Order: 12, Forged: 1,
		Totals: roll.Frozen{Domestic: txn.Totals{Debit: txn.Sum{Count: 1, Amount: 1}}}}
	for _, tt := range []struct {
		name   string
		batch  txn.Batch
		keys   roll.Keys
		next   txn.Batch
		host   txn.Batch
		signed bool
	}{
		{"one more", 41, keys(41), 42, 42, true},
		{"the last number is followed by the first", 999_999, keys(999_999), 1, 1, true},
		{"the host is in the next batch already", 41, keys(42), 42, 42, true},
		{"the host was in another batch: its sign-in says which", 41, keys(7), 42, 42, false},
		{"never signed in", 41, roll.Keys{}, 42, 0, true},
	} {
		b := full
		b.Batch, b.Keys = tt.batch, tt.keys
		n := b.NextBatch()
		require.Equal(t, tt.next, n.Batch, tt.name)
		require.Equal(t, tt.host, n.Keys.HostBatch, tt.name)
		require.Equal(t, tt.signed, n.Signed, tt.name)
		require.False(t, n.Clash(), tt.name)
		require.Equal(t, full.Trace, n.Trace, "traces go on")
		require.Equal(t, full.Order, n.Order, "order numbers go on")
		require.Equal(t, roll.ID(9), n.Closed)
		require.Zero(t, n.Freeze)
		require.Zero(t, n.Used+n.Count)
		require.Equal(t, roll.Frozen{}, n.Totals)
	}
}

// TestBatchAdopted: the host's number only counts while nothing that counts was done.
func TestBatchAdopted(t *testing.T) {
	sign := func(s *teller, host txn.Batch) {
		s.add(roll.Row{What: roll.KeysSet, Kind: txn.SignIn, Body: roll.Keys{Block: "01", HostBatch: host}})
	}
	s := newTeller()
	s.deal(txn.Balance, 0, none)
	sign(s, 999_999)
	require.Equal(t, txn.Batch(999_999), s.book.Batch)
	require.Zero(t, s.book.Used)
	sale := s.begin(txn.Sale, 1, none)
	s.then(sale, roll.NotSent, roll.Doubt{})
	sign(s, 5)
	require.Equal(t, txn.Batch(999_999), s.book.Batch)
	require.True(t, s.book.Clash())
	s.close(s.freeze())
	require.Equal(t, txn.Batch(1), s.book.Batch)
	require.False(t, s.book.Signed)
	sign(s, 5)
	require.Equal(t, txn.Batch(5), s.book.Batch)
	require.False(t, s.book.Clash())
}
