package message

import (
	"errors"
	"fmt"
	"strings"

	"posterm/txn"
)

// Sizes in field 48, in digits (PROTOCOL.md 2.6).
const (
	sumCountSize  = 3
	sumAmountSize = 12
	halfSize      = 2*(sumCountSize+sumAmountSize) + 1
	totalsSize    = 2 * halfSize
	// ListLimit is how many records a batch list has at most.
	ListLimit  = 8
	countLimit = 999
	sumLimit   = 999_999_999_999
)

// ErrField48: totals or a list that cannot be read or written. It repeats no value.
var ErrField48 = errors.New("field 48")

// Half is one half of a settlement's totals: cards of this country, or foreign ones.
type Half struct {
	txn.Totals
	Result txn.Comparison // NotCompared in a request
}

// Totals is field 48 of a settlement, 62 digits: domestic debit amount 12, debit count 3,
// credit amount 12, credit count 3, result 1; then the same of foreign cards. Example, one
// sale of 12.34: 000000001234 001 000000000000 000 0, then 31 zeros.
type Totals struct{ Domestic, Foreign Half }

// Pack gives the 62 digits. More than 999 transactions or 9,999,999,999.99 yuan on a
// side do not fit.
func (t Totals) Pack() (string, error) {
	var b strings.Builder
	for _, h := range []Half{t.Domestic, t.Foreign} {
		for _, s := range []txn.Sum{h.Debit, h.Credit} {
			if s.Count < 0 || s.Count > countLimit || s.Amount < 0 || s.Amount > sumLimit {
				return "", fmt.Errorf("%w: the totals do not fit", ErrField48)
			}
			fmt.Fprintf(&b, "%012d%03d", s.Amount, s.Count)
		}
		fmt.Fprintf(&b, "%d", h.Result)
	}
	return b.String(), nil
}

// ParseTotals reads the 62 digits.
func ParseTotals(v string) (Totals, error) {
	if len(v) != totalsSize || strings.Trim(v, "0123456789") != "" {
		return Totals{}, fmt.Errorf("%w: totals have %d digits, not %d", ErrField48, totalsSize, len(v))
	}
	var t Totals
	for i, h := range []*Half{&t.Domestic, &t.Foreign} {
		part := v[i*halfSize:]
		h.Debit, h.Credit = sum(part), sum(part[sumAmountSize+sumCountSize:])
		result := part[halfSize-1] - '0'
		if result > uint8(txn.CompareError) {
			return Totals{}, fmt.Errorf("%w: result %d of the totals is not known", ErrField48, result)
		}
		h.Result = txn.Comparison(result)
	}
	return t, nil
}

func sum(v string) txn.Sum {
	return txn.Sum{Amount: txn.Fen(value(v[:sumAmountSize])), Count: int(value(v[sumAmountSize : sumAmountSize+sumCountSize]))}
}

// value reads digits that are known to be digits.
func value(v string) (n int64) {
	for _, c := range v {
		n = n*10 + int64(c-'0')
	}
	return n
}

// Record is one transaction of a batch list, 40 digits: card flag 2 (00 domestic, 01
// foreign), trace 6, card number 20 with zeros before it, amount 12.
type Record struct {
	Foreign bool
	Trace   txn.Trace
	PAN     txn.PAN // empty: zeros, for payments without a card
	Amount  txn.Fen
}

// PackList gives field 48 of a batch list: the count, 2 digits, and the records.
func PackList(records []Record) (string, error) {
	if len(records) == 0 || len(records) > ListLimit {
		return "", fmt.Errorf("%w: a list has 1 to %d records, not %d", ErrField48, ListLimit, len(records))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%02d", len(records))
	for _, r := range records {
		flag := "00"
		if r.Foreign {
			flag = "01"
		}
		pan := r.PAN.Digits()
		if len(pan) > listPANEnd-listPAN || r.Amount < 0 || r.Amount > sumLimit {
			return "", fmt.Errorf("%w: a record does not fit", ErrField48)
		}
		b.WriteString(flag + r.Trace.String() + strings.Repeat("0", listPANEnd-listPAN-len(pan)) + pan + r.Amount.Digits12())
	}
	return b.String(), nil
}

// ParseList reads field 48 of a batch list.
func ParseList(v string) ([]Record, error) {
	if len(v) < listCount || strings.Trim(v, "0123456789") != "" {
		return nil, fmt.Errorf("%w: no batch list", ErrField48)
	}
	n := int(value(v[:listCount]))
	if n == 0 || n > ListLimit || len(v) != listCount+n*listRecord {
		return nil, fmt.Errorf("%w: a list of %d records with %d digits", ErrField48, n, len(v))
	}
	records := make([]Record, 0, n)
	for rest := v[listCount:]; rest != ""; rest = rest[listRecord:] {
		flag := rest[:2]
		if flag != "00" && flag != "01" {
			return nil, fmt.Errorf("%w: card flag is neither 00 nor 01", ErrField48)
		}
		records = append(records, Record{
			Foreign: flag == "01", Trace: txn.Trace(value(rest[2:listPAN])),
			PAN: txn.PAN(strings.TrimLeft(rest[listPAN:listPANEnd], "0")), Amount: txn.Fen(value(rest[listPANEnd:listRecord])),
		})
	}
	return records, nil
}
