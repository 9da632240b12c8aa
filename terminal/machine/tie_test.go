package machine

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// tiedTo is a state that wants k of an approved original of some kind and 1000 fen, in the
// open batch, with its card.
func tiedTo(k, of txn.Kind, changes ...func(*State)) State {
	s := able()
	s.Policy.CompletePercent = 115
	s.Want = Command{Kind: k, Amount: 1000, Card: testCard, Digest: "d"}
	s.Want.Original = roll.Txn{ID: 4, Batch: 7, Trace: 2, Kind: of, Is: roll.Approved, Intent: roll.Intent{Digest: "d", Amount: 1000}, Outcome: numbered}
	all(changes...)(&s)
	return s
}

// sum changes what is wanted.
func sum(amount txn.Fen) func(*State) { return func(s *State) { s.Want.Amount = amount } }

// original changes the original.
func theOriginal(change func(*roll.Txn)) func(*State) {
	return func(s *State) { change(&s.Want.Original) }
}

// taken is how the newest completion of a hold stands; its void stands as voided says.
func taken(is, voided roll.What) func(*State) {
	return func(s *State) {
		s.Want.Original.Taken, s.Want.Original.TakenIs = 8, is
		s.Want.Completion = roll.Txn{ID: 8, Batch: 7, Kind: txn.Complete, Is: is, Intent: roll.Intent{Digest: "d", Amount: 1000}}
		if voided != roll.Nothing {
			s.Want.Completion.Void, s.Want.Completion.VoidIs = 9, voided
		}
	}
}

// owing puts something undecided into the Book.
func owing(id roll.ID, k txn.Kind, is roll.What) func(*State) {
	return func(s *State) { s.Book.Txns = append(s.Book.Txns, roll.Txn{ID: id, Orig: 4, Kind: k, Is: is}) }
}

func refunded(before, open txn.Fen) func(*State) {
	return theOriginal(func(o *roll.Txn) { o.Refunded, o.Refunding = before, open })
}

func otherBatch(s *State) { s.Want.Original.Batch = 6 }

// TestTied has one state for every refusal of what is tied to an original, and its
// neighbour that is possible.
func TestTied(t *testing.T) {
	noCard := func(s *State) { s.Want.Card = txn.Card{} }
	otherCard := func(s *State) { s.Want.Digest = "e" }
	is := func(w roll.What) func(*State) { return theOriginal(func(o *roll.Txn) { o.Is = w }) }
	voidIs := func(w roll.What) func(*State) {
		return theOriginal(func(o *roll.Txn) { o.Void, o.VoidIs = 9, w })
	}
	for _, tt := range []struct {
		name string
		s    State
		want Refusal
	}{
		{"refund", tiedTo(txn.Refund, txn.Sale), Possible},
		{"refund of a completion", tiedTo(txn.Refund, txn.Complete), Possible},
		{"refund of a closed batch", tiedTo(txn.Refund, txn.Sale, otherBatch), Possible},
		{"refund without a reference number", tiedTo(txn.Refund, txn.Sale, without("37")), RefusedNameless},
		{"refund of a code without a reference number", tiedTo(txn.QRRefund, txn.QRSale, without("37")), Possible},
		{"refund of a code without any number", tiedTo(txn.QRRefund, txn.QRSale, without("37 59")), RefusedNameless},
		{"refund of a wallet without any number of the host", tiedTo(txn.WalletRefund, txn.WalletPay, without("37 38 59")), Possible},
		{"void of a code without a voucher number", tiedTo(txn.QRVoid, txn.QRSale, without("59")), RefusedNameless},
		{"void of a code without a reference number", tiedTo(txn.QRVoid, txn.QRSale, without("37")), RefusedNameless},
		{"void of a completion without a reference number", tiedTo(txn.CompleteVoid, txn.Complete, without("37")), RefusedNameless},
		{"void of a hold without a reference number", tiedTo(txn.PreauthVoid, txn.Preauth, without("37")), Possible},
		{"void of a hold without an authorisation", tiedTo(txn.PreauthVoid, txn.Preauth, without("38")), RefusedNameless},
		{"completion without an authorisation", tiedTo(txn.Complete, txn.Preauth, without("38")), RefusedNameless},
		{"refund of a hold", tiedTo(txn.Refund, txn.Preauth), RefusedOtherKind},
		{"refund of a refund", tiedTo(txn.Refund, txn.Refund), RefusedOtherKind},
		{"refund with another card", tiedTo(txn.Refund, txn.Sale, otherCard), RefusedOtherCard},
		{"refund without card", tiedTo(txn.Refund, txn.Sale, noCard), RefusedNoCard},
		{"refund of a code needs none", tiedTo(txn.QRRefund, txn.QRSale, noCard, otherCard), Possible},
		{"refund of a wallet needs none", tiedTo(txn.WalletRefund, txn.WalletPay, noCard, otherCard), Possible},
		{"refund of a wallet as of a card", tiedTo(txn.Refund, txn.WalletPay), RefusedOtherKind},
		{"refund of more", tiedTo(txn.Refund, txn.Sale, sum(1001)), RefusedOverOriginal},
		{"refund of the rest", tiedTo(txn.Refund, txn.Sale, sum(300), refunded(700, 0)), Possible},
		{"refund of more than the rest", tiedTo(txn.Refund, txn.Sale, sum(301), refunded(700, 0)), RefusedOverOriginal},
		{"refund beside one that is parked", tiedTo(txn.Refund, txn.Sale, sum(1), refunded(0, 500)), RefusedRefunding},
		{"refund beside one that the gate would decide: whoever keys it again is not sure of the first", tiedTo(txn.Refund, txn.Sale, sum(1), refunded(0, 500), owing(9, txn.Refund, roll.InDoubt)), RefusedRefunding},
		{"refund beside one that waits for a person", tiedTo(txn.Refund, txn.Sale, sum(1), refunded(0, 500), owing(9, txn.Refund, roll.Parked)), RefusedVoidParked},
		{"refund of what is voided", tiedTo(txn.Refund, txn.Sale, voidIs(roll.Approved)), RefusedVoided},
		{"refund of what may be voided", tiedTo(txn.Refund, txn.Sale, voidIs(roll.Parked)), RefusedVoidParked},
		{"refund while a void is in doubt: the gate comes first", tiedTo(txn.Refund, txn.Sale, voidIs(roll.InDoubt), owing(9, txn.Void, roll.InDoubt)), Possible},
		{"refund of what is in doubt", tiedTo(txn.Refund, txn.Sale, is(roll.InDoubt)), RefusedInDoubt},
		{"refund of an order that is open", tiedTo(txn.WalletRefund, txn.WalletPay, is(roll.InDoubt)), RefusedInDoubt},
		{"refund of an order that is closed", tiedTo(txn.WalletRefund, txn.WalletPay, is(roll.Unpaid)), RefusedNotApproved},
		{"refund of what was declined", tiedTo(txn.Refund, txn.Sale, is(roll.Declined)), RefusedNotApproved},
		{"refund of what is parked", tiedTo(txn.Refund, txn.Sale, is(roll.Parked)), RefusedVoidParked},

		{"void of what was given back in part", tiedTo(txn.Void, txn.Sale, refunded(1, 0)), RefusedRefunded},
		{"void beside a refund that is parked", tiedTo(txn.Void, txn.Sale, refunded(0, 1)), RefusedRefunding},
		{"void beside a refund that the gate decides", tiedTo(txn.Void, txn.Sale, refunded(0, 1), owing(9, txn.Refund, roll.InDoubt)), Possible},
		{"void of a code", tiedTo(txn.QRVoid, txn.QRSale, noCard), Possible},
		{"void of a code of a closed batch", tiedTo(txn.QRVoid, txn.QRSale, otherBatch), RefusedOtherBatch},
		{"void of a wallet payment", tiedTo(txn.Void, txn.WalletPay), RefusedOtherKind},

		{"void of a hold", tiedTo(txn.PreauthVoid, txn.Preauth), Possible},
		{"void of a hold of a closed batch", tiedTo(txn.PreauthVoid, txn.Preauth, otherBatch), Possible},
		{"void of a hold that is voided", tiedTo(txn.PreauthVoid, txn.Preauth, voidIs(roll.Approved)), RefusedVoided},
		{"void of a hold that is completed", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Approved, roll.Nothing)), RefusedCompleted},
		{"void of a hold whose completion was declined", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Declined, roll.Nothing)), Possible},
		{"void of a hold whose completion was reversed", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Reversed, roll.Nothing)), Possible},
		{"void of a hold whose completion is parked", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Parked, roll.Nothing)), RefusedVoidParked},
		{"void of a hold whose completion is voided", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Approved, roll.Approved)), Possible},
		{"void of a hold whose completion's void was reversed", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Approved, roll.Reversed)), RefusedCompleted},
		{"void of a hold whose completion's void is parked", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.Approved, roll.Parked)), RefusedCompleted},
		{"void of a hold whose completion the gate undoes", tiedTo(txn.PreauthVoid, txn.Preauth, taken(roll.InDoubt, roll.Nothing), owing(8, txn.Complete, roll.InDoubt)), Possible},

		{"completion", tiedTo(txn.Complete, txn.Preauth), Possible},
		{"completion of a sale", tiedTo(txn.Complete, txn.Sale), RefusedOtherKind},
		{"completion of all that the hold allows", tiedTo(txn.Complete, txn.Preauth, sum(1150)), Possible},
		{"completion of more", tiedTo(txn.Complete, txn.Preauth, sum(1151)), RefusedOverHold},
		{"completion of the largest hold", tiedTo(txn.Complete, txn.Preauth, sum(txn.AmountLimit), theOriginal(func(o *roll.Txn) { o.Intent.Amount = txn.AmountLimit })), Possible},
		{"completion of a closed batch's hold", tiedTo(txn.Complete, txn.Preauth, otherBatch), Possible},
		{"completion with another card", tiedTo(txn.Complete, txn.Preauth, otherCard), RefusedOtherCard},
		{"completion of a hold that is voided", tiedTo(txn.Complete, txn.Preauth, voidIs(roll.Approved)), RefusedVoided},
		{"completion of a hold whose void the gate undoes", tiedTo(txn.Complete, txn.Preauth, voidIs(roll.InDoubt), owing(9, txn.PreauthVoid, roll.InDoubt)), Possible},
		{"completion of a hold whose void is parked", tiedTo(txn.Complete, txn.Preauth, voidIs(roll.Parked)), RefusedVoidParked},
		{"second completion", tiedTo(txn.Complete, txn.Preauth, taken(roll.Approved, roll.Nothing)), RefusedCompleted},
		{"completion after the first was voided", tiedTo(txn.Complete, txn.Preauth, taken(roll.Approved, roll.Approved)), Possible},
		{"completion after the first was parked", tiedTo(txn.Complete, txn.Preauth, taken(roll.Parked, roll.Nothing)), RefusedVoidParked},

		{"void of a completion", tiedTo(txn.CompleteVoid, txn.Complete), Possible},
		{"void of a completion of a closed batch", tiedTo(txn.CompleteVoid, txn.Complete, otherBatch), RefusedOtherBatch},
		{"void of a completion that is voided", tiedTo(txn.CompleteVoid, txn.Complete, voidIs(roll.Approved)), RefusedVoided},
		{"void of a completion given back in part", tiedTo(txn.CompleteVoid, txn.Complete, refunded(1, 0)), RefusedRefunded},
	} {
		require.Equal(t, tt.want, possible(tt.s, epoch), tt.name)
	}
}

// numbered is an answer with all the numbers by which a host knows a transaction.
var numbered = roll.Outcome{RRN: "000000000007", Auth: "123456", Voucher: "12345678901234567890"}

// without takes numbers away: "37 59".
func without(fields string) func(*State) {
	return theOriginal(func(o *roll.Txn) {
		for field, number := range map[string]*string{"37": &o.Outcome.RRN, "38": &o.Outcome.Auth, "59": &o.Outcome.Voucher} {
			if strings.Contains(fields, field) {
				*number = ""
			}
		}
	})
}

// TestTiedElsewhere: what this roll does not have, the host alone knows.
func TestTiedElsewhere(t *testing.T) {
	named := roll.Original{RRN: "000000000007", Auth: "123456", Date: "0301"}
	open := func(o roll.Original) func(*State) {
		return func(s *State) {
			s.Book.Txns = append(s.Book.Txns, roll.Txn{ID: 9, Kind: txn.Refund, Is: roll.Parked, Intent: roll.Intent{Original: &o}})
		}
	}
	for _, tt := range []struct {
		name   string
		kind   txn.Kind
		named  roll.Original
		change func(*State)
		want   Refusal
	}{
		{"refund by reference", txn.Refund, named, want(txn.Refund), Possible},
		{"refund by nothing", txn.Refund, roll.Original{Date: "0301"}, want(txn.Refund), RefusedNoOriginal},
		{"refund without card", txn.Refund, named, func(s *State) { s.Want.Card = txn.Card{} }, RefusedNoCard},
		{"refund of a wallet by its order", txn.WalletRefund, roll.Original{Order: "0001"}, func(s *State) { s.Want.Card = txn.Card{} }, Possible},
		{"refund beside one of the same", txn.Refund, named, open(named), RefusedRefunding},
		{"refund beside one of another", txn.Refund, named, open(roll.Original{RRN: "000000000008"}), Possible},
		{"completion by approval and date", txn.Complete, named, want(txn.Complete), Possible},
		{"completion without its date", txn.Complete, roll.Original{Auth: "123456"}, want(txn.Complete), RefusedNoOriginal},
		{"void of a hold by approval and date", txn.PreauthVoid, named, want(txn.PreauthVoid), Possible},
		{"void of a hold without approval", txn.PreauthVoid, roll.Original{Date: "0301"}, want(txn.PreauthVoid), RefusedNoOriginal},
		{"void of a sale", txn.Void, named, want(txn.Void), RefusedNoOriginal},
		{"void of a completion", txn.CompleteVoid, named, want(txn.CompleteVoid), RefusedNoOriginal},
	} {
		s := tiedTo(tt.kind, txn.Sale)
		s.Want.Original, s.Want.Named = roll.Txn{}, tt.named
		tt.change(&s)
		s.Want.Kind = tt.kind
		require.Equal(t, tt.want, possible(s, epoch), tt.name)
	}
}

// TestTheIntentNamesItsOriginal: as the roll tells it, or as a person named it.
func TestTheIntentNamesItsOriginal(t *testing.T) {
	b := signedBench(t)
	b.key(txn.QRSale)
	sale := b.s.Live
	b.give(Answered{At: b.at(), Authentic: true, Outcome: roll.Outcome{Code: "00", RRN: "000000000009", Auth: "654321", HostDate: "0301", Voucher: "12345678901234567890"}})
	b.keyTie(txn.QRRefund, 5, sale)
	o := b.txn(sale)
	require.Equal(t, &roll.Original{
		Batch: 1, Trace: o.Trace, RRN: "000000000009", Auth: "654321", Date: "0301", Voucher: "12345678901234567890",
	}, b.txn(b.s.Live).Intent.Original)
	require.Equal(t, sale, b.txn(b.s.Live).Orig)
	b.answer("00")

	b.key(txn.WalletPay)
	pay := b.s.Live
	b.answer("00")
	b.keyTie(txn.WalletRefund, 5, pay)
	require.Equal(t, b.txn(pay).Intent.Order, b.txn(b.s.Live).Intent.Original.Order)
	require.Empty(t, b.txn(b.s.Live).Intent.Order, "a refund opens no order")
	b.answer("00")

	named := roll.Original{RRN: "000000000001", Date: "0228"}
	b.give(Keyed{At: b.at(), Command: Command{Kind: txn.Refund, Amount: 1, Card: testCard, Digest: "d", Named: named}})
	require.Equal(t, &named, b.txn(b.s.Live).Intent.Original)
	require.Zero(t, b.txn(b.s.Live).Orig)
}
