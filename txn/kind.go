package txn

import (
	"fmt"
	"slices"
)

// Kind is what a transaction is. A kind added here must fill its row of the
// table below; tests walk all rows, so nothing can be half added.
type Kind uint8

// The kinds. KindNone is never written.
const (
	KindNone Kind = iota
	Sale
	Void
	Refund
	Balance
	Preauth
	PreauthVoid
	Complete     // pre-authorisation completion (request)
	CompleteVoid // void of a completion
	QRSale       // UnionPay C2B: the customer's code, scanned
	QRVoid
	QRRefund
	WalletPay // our acquirer's dialect for other wallets: asked, not reversed
	WalletRefund
	Cash // a tender that is recorded here alone: the host never hears of it
	CashVoid
	Query // enquiry 查单: what the host holds of a transaction
	SignIn
	SignOff
	Settle
	Echo
	kindCount
)

// Doubt is what an unknown outcome of a kind leads to (RULES.md 2.2, 3.10, 5).
type Doubt uint8

// The ways out of doubt.
const (
	Forgotten Doubt = iota // no money: nothing is owed
	Reversed               // undone by a reversal (0400)
	Repeated               // the same request again, until it is answered; never reversed
	Asked                  // the host is asked what became of it; never reversed
	Resumed                // settlement: it goes on where it was cut
	Certain                // there is none: nothing is sent, and the outcome is written with the intent
)

// Means is what the customer brings.
type Means uint8

// The means.
const (
	NoMeans Means = iota
	ByCard
	ByCode // a payment code shown on a phone
)

// Side is where settlement totals count a kind (PROTOCOL.md 6).
type Side uint8

// The sides. A voided sale stays counted as debit, and its void as credit.
const (
	Uncounted Side = iota
	Debit          // money for the merchant
	Credit         // money back to the customer
)

// Tie is what a kind does to its original transaction.
type Tie uint8

// The ties.
const (
	Alone     Tie = iota
	Undoes        // a void: afterwards the original counts for nothing
	Fulfils       // a completion: the hold becomes money
	GivesBack     // a refund: part of the original, several times
)

type kindRow struct {
	name  string
	words Words
	moves bool // can move or hold money; such kinds count as "the last transaction"
	doubt Doubt
	gated bool // what is owed to the host is delivered before it
	means Means
	side  Side
	good  Verdict // when approved
	tie   Tie
	of    []Kind // kinds of original it can have
}

var kinds = [kindCount]kindRow{
	KindNone:     {name: ""},
	Sale:         {"sale", Words{"消费", "SALE"}, true, Reversed, true, ByCard, Debit, Paid, Alone, nil},
	Void:         {"void", Words{"消费撤销", "VOID"}, true, Reversed, true, ByCard, Credit, Returned, Undoes, []Kind{Sale}},
	Refund:       {"refund", Words{"退货", "REFUND"}, true, Repeated, true, ByCard, Credit, Returned, GivesBack, []Kind{Sale, Complete}},
	Balance:      {"balance", Words{"余额查询", "BALANCE"}, false, Forgotten, true, ByCard, Uncounted, Done, Alone, nil},
	Preauth:      {"preauth", Words{"预授权", "PRE-AUTH"}, true, Reversed, true, ByCard, Uncounted, OnHold, Alone, nil},
	PreauthVoid:  {"preauth_void", Words{"预授权撤销", "PRE-AUTH VOID"}, true, Reversed, true, ByCard, Uncounted, Returned, Undoes, []Kind{Preauth}},
	Complete:     {"complete", Words{"预授权完成", "COMPLETION"}, true, Reversed, true, ByCard, Debit, Paid, Fulfils, []Kind{Preauth}},
	CompleteVoid: {"complete_void", Words{"预授权完成撤销", "COMPLETION VOID"}, true, Reversed, true, ByCard, Credit, Returned, Undoes, []Kind{Complete}},
	QRSale:       {"qr_sale", Words{"扫码消费", "QR SALE"}, true, Reversed, true, ByCode, Debit, Paid, Alone, nil},
	QRVoid:       {"qr_void", Words{"扫码撤销", "QR VOID"}, true, Reversed, true, NoMeans, Credit, Returned, Undoes, []Kind{QRSale}},
	QRRefund:     {"qr_refund", Words{"扫码退货", "QR REFUND"}, true, Repeated, true, NoMeans, Credit, Returned, GivesBack, []Kind{QRSale}},
	WalletPay:    {"wallet_pay", Words{"钱包支付", "WALLET PAY"}, true, Asked, true, ByCode, Debit, Paid, Alone, nil},
	WalletRefund: {"wallet_refund", Words{"钱包退款", "WALLET REFUND"}, true, Repeated, true, NoMeans, Credit, Returned, GivesBack, []Kind{WalletPay}},
	Cash:         {"cash", Words{"现金收款", "CASH"}, true, Certain, false, NoMeans, Uncounted, Paid, Alone, nil},
	CashVoid:     {"cash_void", Words{"现金撤销", "CASH VOID"}, true, Certain, false, NoMeans, Uncounted, Returned, Undoes, []Kind{Cash}},
	Query:        {"query", Words{"查单", "ENQUIRY"}, false, Forgotten, true, NoMeans, Uncounted, Done, Alone, nil},
	SignIn:       {"signin", Words{"签到", "SIGN-IN"}, false, Forgotten, false, NoMeans, Uncounted, Done, Alone, nil},
	SignOff:      {"signoff", Words{"签退", "SIGN-OFF"}, false, Forgotten, false, NoMeans, Uncounted, Done, Alone, nil},
	Settle:       {"settle", Words{"批结算", "SETTLEMENT"}, false, Resumed, true, NoMeans, Uncounted, Done, Alone, nil},
	Echo:         {"echo", Words{"回响测试", "ECHO TEST"}, false, Forgotten, false, NoMeans, Uncounted, Done, Alone, nil},
}

// Kinds lists every kind, in the order of the table.
func Kinds() []Kind {
	all := make([]Kind, 0, kindCount-1)
	for k := Sale; k < kindCount; k++ {
		all = append(all, k)
	}
	return all
}

// String is the name used in files and JSON: "sale".
func (k Kind) String() string { return kinds[k].name }

// Words is the name for people: 消费 / SALE.
func (k Kind) Words() Words { return kinds[k].words }

// Moves says whether the kind can move or hold money.
func (k Kind) Moves() bool { return kinds[k].moves }

// Doubt says what an unknown outcome leads to.
func (k Kind) Doubt() Doubt { return kinds[k].doubt }

// Reversible says whether an unknown outcome is undone by a reversal (0400).
func (k Kind) Reversible() bool { return kinds[k].doubt == Reversed }

// Local says whether it is recorded here alone: no message to a host tells it.
func (k Kind) Local() bool { return kinds[k].doubt == Certain }

// Gated says whether what is owed to the host must be delivered before it.
func (k Kind) Gated() bool { return kinds[k].gated }

// Carded says whether it needs a card.
func (k Kind) Carded() bool { return kinds[k].means == ByCard }

// Means says what the customer brings.
func (k Kind) Means() Means { return kinds[k].means }

// Side says where settlement totals count it.
func (k Kind) Side() Side { return kinds[k].side }

// Tie says what it does to its original.
func (k Kind) Tie() Tie { return kinds[k].tie }

// Of says whether an original of that kind fits.
func (k Kind) Of(original Kind) bool { return slices.Contains(kinds[k].of, original) }

// VoidKind is the kind that undoes k; KindNone when none does.
func (k Kind) VoidKind() Kind { return k.tied(Undoes) }

// RefundKind is the kind that gives money of k back; KindNone when none does.
func (k Kind) RefundKind() Kind { return k.tied(GivesBack) }

func (k Kind) tied(tie Tie) Kind {
	for other := Sale; other < kindCount; other++ {
		if kinds[other].tie == tie && other.Of(k) {
			return other
		}
	}
	return KindNone
}

// BringsMoney says whether the merchant is paid by it.
func (k Kind) BringsMoney() bool { return kinds[k].good == Paid }

// MarshalText writes the name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name.
func (k *Kind) UnmarshalText(b []byte) error {
	for i, row := range kinds {
		if row.name == string(b) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("unknown kind of transaction %q", clip(string(b)))
}
