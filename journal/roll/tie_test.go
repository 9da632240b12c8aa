package roll_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// fold is a transaction as all rows tell it.
func (s *teller) fold(of roll.Row) roll.Txn {
	var about []roll.Row
	for _, r := range s.rows {
		if r.Txn == of.Txn || r.Orig == of.Txn {
			about = append(about, r)
		}
	}
	return roll.FoldTxn(about)
}

// endings are all ways in which something tied to an original may stand.
var endings = []struct {
	name  string
	is    roll.What // as its original sees it
	moved bool      // the money moved
	open  bool      // nobody knows yet
	rows  []func(*teller, roll.Row)
}{
	{"asked", roll.IntentMade, false, true, nil},
	{"approved", roll.Approved, true, false, rows(end(roll.Approved, roll.Outcome{Code: "00"}))},
	{"declined", roll.Declined, false, false, rows(end(roll.Declined, roll.Outcome{Code: "51"}))},
	{"not sent", roll.NotSent, false, false, rows(end(roll.NotSent, roll.Doubt{}))},
	{"in doubt", roll.InDoubt, false, true, rows(end(roll.InDoubt, roll.Doubt{}))},
	{"in doubt, then approved", roll.Approved, true, false, rows(end(roll.InDoubt, roll.Doubt{}), end(roll.Repeat, roll.Try{N: 1}), end(roll.Approved, roll.Outcome{Code: "00"}))},
	{"in doubt, refused", roll.InDoubt, false, true, rows(end(roll.InDoubt, roll.Doubt{}), end(roll.RevTry, roll.Try{N: 1}), end(roll.RevRefused, roll.Refusal{Code: "96"}))},
	{"reversed", roll.Reversed, false, false, rows(end(roll.InDoubt, roll.Doubt{}), end(roll.Reversed, roll.Refusal{Code: "00"}))},
	{"parked", roll.Parked, false, true, rows(end(roll.InDoubt, roll.Doubt{}), end(roll.Parked, roll.Refusal{Code: "30"}))},
	{"parked, then approved", roll.Approved, true, false, rows(end(roll.Parked, roll.Refusal{}), end(roll.Approved, roll.Outcome{Code: "00"}))},
	{"parked, a person says it stands", roll.Approved, true, false, rows(end(roll.Parked, roll.Refusal{}), end(roll.Resolved, roll.Decision{Stands: true}))},
	{"parked, a person says it was reversed", roll.Reversed, false, false, rows(end(roll.Parked, roll.Refusal{}), end(roll.Resolved, roll.Decision{}))},
	{"approved and printed", roll.Approved, true, false, rows(end(roll.Approved, roll.Outcome{Code: "00", Copies: 1}), end(roll.AttemptMade, roll.Attempt{Form: txn.FormSlip}))},
}

func rows(r ...func(*teller, roll.Row)) []func(*teller, roll.Row) { return r }

func end(what roll.What, body any) func(*teller, roll.Row) {
	return func(s *teller, r roll.Row) { s.then(r, what, body) }
}

// TestTies: what each ending of a void, a completion and a refund does to its original.
func TestTies(t *testing.T) {
	for _, tt := range endings {
		t.Run(tt.name, func(t *testing.T) {
			for _, pair := range [][2]txn.Kind{
				{txn.Void, txn.Sale}, {txn.PreauthVoid, txn.Preauth}, {txn.CompleteVoid, txn.Complete}, {txn.QRVoid, txn.QRSale},
				{txn.Complete, txn.Preauth}, {txn.Refund, txn.Sale}, {txn.QRRefund, txn.QRSale}, {txn.WalletRefund, txn.WalletPay},
			} {
				s := newTeller()
				original := s.deal(pair[1], 1000, none)
				tied := s.begin(pair[0], 300, original)
				for _, row := range tt.rows {
					row(s, tied)
				}
				o := s.fold(original)
				want := o
				switch pair[0].Tie() {
				case txn.Undoes:
					want.Void, want.VoidIs = tied.Txn, tt.is
				case txn.Fulfils:
					want.Taken, want.TakenIs = tied.Txn, tt.is
				case txn.GivesBack:
					want.Refunded, want.Refunding = 0, 0
					if tt.moved {
						want.Refunded = 300
					}
					if tt.open {
						want.Refunding = 300
					}
				}
				require.Equal(t, want, o, pair[0])
				require.Equal(t, want.Refunded+want.Refunding, 1000-o.Left(), pair[0])
				if held, found := s.book.Find(original.Txn); found {
					require.Equal(t, o, held)
				}
			}
		})
	}
}

// TestVoidOfWhatAPersonSaidStands: it is a void like any other.
func TestVoidOfWhatAPersonSaidStands(t *testing.T) {
	s := newTeller()
	sale := s.begin(txn.Sale, 1000, none)
	s.then(sale, roll.Parked, roll.Refusal{Code: "30"})
	s.then(sale, roll.Resolved, roll.Decision{Stands: true})
	require.Equal(t, txn.MoneyApproved, s.fold(sale).Money(0))
	void := s.begin(txn.Void, 1000, sale)
	require.Equal(t, txn.MoneyApproved, s.fold(sale).Money(0), "while it is in doubt the sale stands")
	s.then(void, roll.Approved, roll.Outcome{Code: "00"})
	require.Equal(t, txn.MoneyVoided, s.fold(sale).Money(0))
	require.Equal(t, txn.Returned, s.fold(sale).Verdict(0))
}

// TestUndecided: what nobody decided yet is kept, of every kind that can be in doubt.
func TestUndecided(t *testing.T) {
	for _, k := range txn.Kinds() {
		for is, want := range map[roll.What]bool{
			roll.IntentMade: true, roll.InDoubt: k.Moves() || k == txn.Settle, roll.Parked: k.Moves() || k == txn.Settle,
			roll.Approved: false, roll.Declined: false, roll.NotSent: false, roll.Reversed: false, roll.Unpaid: false, roll.Resolved: false,
		} {
			made := roll.Txn{ID: 2, Kind: k, Is: is, Decision: &roll.Decision{}}
			require.Equal(t, want, made.Undecided(), "%s that is %s", k, is)
			require.Equal(t, want, made.Owed(), "%s that is %s", k, is)
		}
	}
}

// TestRefundsAddUp: several, one after the other, and what a decline gives free again.
func TestRefundsAddUp(t *testing.T) {
	s := newTeller()
	sale := s.deal(txn.Sale, 1000, none)
	s.deal(txn.Refund, 300, sale)
	require.Equal(t, txn.Fen(700), s.fold(sale).Left())
	second := s.begin(txn.Refund, 600, sale)
	require.Equal(t, txn.Fen(100), s.fold(sale).Left(), "what is under way is not free")
	s.then(second, roll.Declined, roll.Outcome{Code: "61"})
	require.Equal(t, txn.Fen(700), s.fold(sale).Left())
	s.deal(txn.Refund, 700, sale)
	require.Zero(t, s.fold(sale).Left())
	require.Equal(t, txn.MoneyApproved, s.fold(sale).Money(0), "it was sold all the same")
}

// TestRepeatsAreCounted: final refusals of a repeat bring a person, as those of a reversal do.
func TestRepeatsAreCounted(t *testing.T) {
	s := newTeller()
	refund := s.begin(txn.Refund, 300, none)
	s.then(refund, roll.Repeat, roll.Try{N: 1})
	s.then(refund, roll.Refused, roll.Refusal{Code: "94", Counted: true})
	s.then(refund, roll.Repeat, roll.Try{N: 2})
	s.then(refund, roll.Refused, roll.Refusal{Code: "96"})
	s.then(refund, roll.Refused, roll.Refusal{Forged: true})
	got := s.fold(refund)
	require.Equal(t, 1, got.Refused)
	require.Equal(t, 2, got.Tries)
	require.Equal(t, txn.Code("96"), got.RevCode)
	require.Equal(t, txn.MoneyPending, got.Money(0))
}

// TestForged: so many wrong MACs in a row, wherever they come from, mean that keys have parted.
func TestForged(t *testing.T) {
	wrong := roll.Doubt{Reason: txn.BadMAC}
	inDoubt := func(s *teller) { s.then(s.begin(txn.Sale, 1, none), roll.InDoubt, wrong) }
	refused := func(r roll.Refusal) func(*teller) {
		return func(s *teller) { s.then(s.intents[len(s.intents)-1], roll.RevRefused, r) }
	}
	settled := func(what roll.What, body any) func(*teller) {
		return func(s *teller) { s.then(s.intents[len(s.intents)-1], what, body) }
	}
	for _, tt := range []struct {
		name   string
		rows   []func(*teller)
		forged int
		signed bool
	}{
		{"two", rowsOf(inDoubt, inDoubt), 2, true},
		{"three", rowsOf(inDoubt, inDoubt, inDoubt), 3, false},
		{"of reversals too", rowsOf(inDoubt, refused(roll.Refusal{Forged: true}), refused(roll.Refusal{Forged: true})), 3, false},
		{"a good one between them", rowsOf(inDoubt, inDoubt, refused(roll.Refusal{Code: "96"}), inDoubt), 1, true},
		{"a good sale between them", rowsOf(inDoubt, inDoubt, func(s *teller) { s.deal(txn.Sale, 1, none) }, inDoubt), 1, true},
		{"good totals between them", rowsOf(inDoubt, inDoubt, settled(roll.Compared, roll.Verdict{}), inDoubt), 1, true},
		{"a good group between them", rowsOf(inDoubt, inDoubt, settled(roll.Uploaded, roll.Upload{}), inDoubt), 1, true},
		{"silence is none", rowsOf(inDoubt, inDoubt, func(s *teller) { s.then(s.begin(txn.Sale, 1, none), roll.InDoubt, roll.Doubt{Reason: txn.NoReply}) }), 2, true},
		{"told to sign in", rowsOf(inDoubt, refused(roll.Refusal{Code: "A0", SignIn: true})), 1, false},
		{"told to sign in, without a MAC", rowsOf(inDoubt, func(s *teller) {
			s.then(s.begin(txn.Sale, 1, none), roll.InDoubt, roll.Doubt{Reason: txn.BadMAC, Code: "77", SignIn: true})
		}), 1, false},
		{"asked to in the header", rowsOf(refused(roll.Refusal{Code: "96", Requires: 3})), 0, false},
		{"asked to in the header of a good answer", rowsOf(func(s *teller) {
			s.then(s.begin(txn.Sale, 1, none), roll.Approved, roll.Outcome{Code: "00", Requires: 3})
		}), 0, false},
		{"asked to in the header of an answer that decides nothing", rowsOf(func(s *teller) {
			s.then(s.begin(txn.WalletPay, 1, none), roll.InDoubt, roll.Doubt{Code: "W1", Requires: 3})
		}), 0, false},
		{"other wishes in the header", rowsOf(refused(roll.Refusal{Code: "96", Requires: 4})), 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newTeller()
			sign := s.begin(txn.SignIn, 0, none)
			s.then(sign, roll.Approved, roll.Outcome{Code: "00", Requires: 3})
			s.then(sign, roll.KeysSet, roll.Keys{Block: "01", HostBatch: 1})
			require.True(t, s.book.Signed, "a sign-in is what was required")
			for _, row := range tt.rows {
				row(s)
			}
			require.Equal(t, tt.forged, s.book.Forged)
			require.Equal(t, tt.signed, s.book.Signed)
			s.then(sign, roll.KeysSet, roll.Keys{Block: "02", HostBatch: 1})
			require.True(t, s.book.Signed)
			require.Zero(t, s.book.Forged, "new keys begin anew")
		})
	}
}

func rowsOf(r ...func(*teller)) []func(*teller) { return r }
