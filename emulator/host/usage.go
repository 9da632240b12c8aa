package host

import "posterm/txn"

// usage is what was spent on one settlement date, by a card or at a terminal.
type usage struct {
	day   string // YYYYMMDD
	sum   txn.Fen
	count int
}

// spends says whether limits count a kind.
func spends(k txn.Kind) bool {
	return k == txn.Sale || k == txn.Preauth || k == txn.QRSale || k == txn.WalletPay
}

// add counts an approved entry, or takes a reversed one away again.
func (u *usage) add(e *entry, sign int) {
	if e.Day > u.day {
		*u = usage{day: e.Day}
	}
	if e.Day == u.day {
		u.sum += txn.Fen(sign) * e.Amount
		u.count += sign
	}
}

// on is what was spent on a day: nothing, on every day but the last one used.
func (u *usage) on(day string) usage {
	if u == nil || u.day != day {
		return usage{day: day}
	}
	return *u
}

func (b *book) usageOf(terminal string) *usage {
	u := b.usage[terminal]
	if u == nil {
		u = &usage{}
		b.usage[terminal] = u
	}
	return u
}
