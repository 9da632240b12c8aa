package explain

import (
	"errors"
	"fmt"
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// settlement is field 48: totals, a batch list or the count at its end. They have the
// same shape, digits; the message says which it is (PROTOCOL.md 2.6).
func settlement(l *look, v string, it *Item) {
	var err error
	switch l.name {
	case settle:
		err = totals(v, it)
	case batchList:
		err = list(v, it)
	case batchEnd:
		err = end(v, it)
	default:
		it.means(count(len(v), "位数字", "digit"))
	}
	if err != nil {
		it.means(unreadable(err))
	}
}

func totals(v string, it *Item) error {
	t, err := message.ParseTotals(v)
	if err != nil {
		return err
	}
	for i, half := range []struct {
		words Words
		message.Half
	}{{Words{"内卡", "domestic cards"}, t.Domestic}, {Words{"外卡", "foreign cards"}, t.Foreign}} {
		const halfSize = 31
		part := Item{Name: fmt.Sprintf("48.%d", i+1), Words: half.words, Value: v[i*halfSize : (i+1)*halfSize]}
		part.Parts = []Item{
			sum(Words{"借记", "debit"}, half.Debit), sum(Words{"贷记", "credit"}, half.Credit),
			{Words: Words{"对账结果", "result"}, Value: fmt.Sprint(uint8(half.Result)), Means: &comparisons[half.Result]},
		}
		it.Parts = append(it.Parts, part)
	}
	return nil
}

func sum(name Words, s txn.Sum) Item {
	it := Item{Words: name, Value: fmt.Sprintf("%s %03d", s.Amount.Digits12(), s.Count)}
	it.means(yuan(s.Amount.Digits12()).and(count(s.Count, "笔", "transaction")))
	return it
}

// comparisons are the result digits of a settlement.
var comparisons = [...]Words{
	txn.NotCompared:  {"未对账", "not compared"},
	txn.Balanced:     {"对账平", "balanced"},
	txn.Unbalanced:   {"对账不平", "unbalanced"},
	txn.CompareError: {"对账错", "error"},
}

func list(v string, it *Item) error {
	records, err := message.ParseList(v)
	if err != nil {
		return err
	}
	it.means(count(len(records), "笔", "transaction"))
	for i, r := range records {
		card := Words{"内卡", "domestic card"}
		if r.Foreign {
			card = Words{"外卡", "foreign card"}
		}
		number := string(r.PAN.Masked())
		if r.PAN == "" {
			number, card = "0", card.and(Words{"无卡号", "no card number"})
		}
		one := Item{Name: fmt.Sprintf("48.%d", i+1), Words: Words{"凭证号 " + r.Trace.String(), "trace " + r.Trace.String()}, Value: number}
		one.means(yuan(r.Amount.Digits12()).and(card))
		it.Parts = append(it.Parts, one)
	}
	return nil
}

func end(v string, it *Item) error {
	const size = 4
	if len(v) != size {
		return errors.New("the count at the end of a batch list has 4 digits")
	}
	n := strings.TrimLeft(v, "0")
	if n == "" {
		n = "0"
	}
	it.means(Words{"已上送 " + n + " 笔", "records uploaded: " + n})
	return nil
}
