package receipt

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/txn"
)

// KindSum is what the transactions of one kind come to.
type KindSum struct {
	Kind txn.Kind
	txn.Sum
}

// Sums adds up, kind by kind in the order of the table of kinds, what stands: approved by
// the host, or by a person's word. A voided sale still counts, and so does its void.
func Sums(txns []roll.Txn) []KindSum {
	byKind := map[txn.Kind]txn.Sum{}
	for _, t := range txns {
		if t.Kind.Moves() && t.Stands() {
			byKind[t.Kind] = byKind[t.Kind].Add(t.Intent.Amount)
		}
	}
	var sums []KindSum
	for _, k := range txn.Kinds() {
		if s := byKind[k]; s.Count > 0 {
			sums = append(sums, KindSum{k, s})
		}
	}
	return sums
}

// totalsOf are the two sides of kinds.
func totalsOf(kinds []KindSum) (t txn.Totals) {
	for _, k := range kinds {
		switch k.Kind.Side() {
		case txn.Debit:
			t.Debit = plus(t.Debit, k.Sum)
		case txn.Credit:
			t.Credit = plus(t.Credit, k.Sum)
		}
	}
	return t
}

func plus(a, b txn.Sum) txn.Sum {
	return txn.Sum{Count: a.Count + b.Count, Amount: a.Amount + b.Amount}
}

// columns are the heads of count and amount, above what sum prints.
func (p *page) columns() {
	p.add(Line{Text: labelKind.In(p.lang), Right: labelColumns.In(p.lang)})
}

// sum is one row of a table: what, how many, how much. On paper of 32 columns it takes two
// lines when the amount has more than twelve characters.
func (p *page) sum(what string, s txn.Sum) {
	p.add(Line{Text: what, Right: fmt.Sprintf("%3d %12s", s.Count, s.Amount)})
}

// sides are debit and credit; what goes back has a minus.
func (p *page) sides(t txn.Totals) {
	p.sum(labelDebit.In(p.lang), t.Debit)
	p.sum(labelCredit.In(p.lang), txn.Sum{Count: t.Credit.Count, Amount: -t.Credit.Amount})
}

// kinds are the rows of those kinds that count on either side.
func (p *page) kinds(kinds []KindSum, counted bool) {
	for _, k := range kinds {
		if (k.Kind.Side() != txn.Uncounted) == counted && !k.Kind.Local() {
			p.sum(p.words(k.Kind.Words()), txn.Sum{Count: k.Count, Amount: toward(k.Kind, k.Amount)})
		}
	}
}

// cash is what the drawer should hold of the batch: no host knows it, and no total counts it.
func (p *page) cash(kinds []KindSum) {
	var drawer txn.Fen
	before := len(p.lines)
	for _, k := range kinds {
		if k.Kind.Local() {
			amount := toward(k.Kind, k.Amount)
			drawer += amount
			p.sum(p.words(k.Kind.Words()), txn.Sum{Count: k.Count, Amount: amount})
		}
	}
	if len(p.lines) > before {
		p.row(labelDrawer, currencyMark+drawer.String())
		p.say(cashOnly)
		p.rule()
	}
}

// net is what the batch brings in.
func (p *page) net(t txn.Totals) {
	p.add(Line{Text: labelNet.In(p.lang), Right: currencyMark + (t.Debit.Amount - t.Credit.Amount).String(), Bold: true})
}
