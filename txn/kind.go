package txn

import "fmt"

// Kind is what a transaction is. A kind added here must fill its row of the
// table below; tests walk all rows, so nothing can be half added.
type Kind uint8

// The kinds. KindNone is never written.
const (
	KindNone Kind = iota
	Sale
	Void
	Balance
	SignIn
	SignOff
	Echo
	kindCount
)

type kindRow struct {
	name  string
	words Words
	// moves: can move money; such kinds count as "the last transaction".
	// reversible: an unknown outcome is undone by a reversal.
	// gated: owed reversals are delivered before it.
	// carded: needs a card.
	moves, reversible, gated, carded bool
}

var kinds = [kindCount]kindRow{
	KindNone: {name: ""},
	Sale:     {"sale", Words{"消费", "SALE"}, true, true, true, true},
	Void:     {"void", Words{"消费撤销", "VOID"}, true, true, true, true},
	Balance:  {"balance", Words{"余额查询", "BALANCE"}, false, false, true, true},
	SignIn:   {"signin", Words{"签到", "SIGN-IN"}, false, false, false, false},
	SignOff:  {"signoff", Words{"签退", "SIGN-OFF"}, false, false, false, false},
	Echo:     {"echo", Words{"回响测试", "ECHO TEST"}, false, false, false, false},
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

// Moves says whether the kind can move money.
func (k Kind) Moves() bool { return kinds[k].moves }

// Reversible says whether an unknown outcome is undone by a reversal (0400).
func (k Kind) Reversible() bool { return kinds[k].reversible }

// Gated says whether owed reversals must be delivered before it.
func (k Kind) Gated() bool { return kinds[k].gated }

// Carded says whether it needs a card.
func (k Kind) Carded() bool { return kinds[k].carded }

// BringsMoney says whether the merchant is paid by it.
func (k Kind) BringsMoney() bool { return k == Sale }

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
