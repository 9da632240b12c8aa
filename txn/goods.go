package txn

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Limits of the goods on one slip. Chosen: a paper that is still a slip, and a row of the
// journal that is small however many of them a batch holds. Beyond them a payment is refused, never cut.
const (
	GoodsLines   = 20 // lines
	GoodsColumns = 48 // columns of a line with its amount, a hanzi is two: one line on 80 mm paper, two on 58 mm
)

// Item is one line of goods or services, as the merchant words it.
type Item struct {
	Text   string `json:"text"`             // 1 to GoodsColumns columns
	Amount Fen    `json:"amount,omitempty"` // fen; 0: the line names none; a discount is negative
}

// Goods are the lines of goods or services of one payment, at most GoodsLines. They are for slips
// and records only: no message to a host has a field for them.
type Goods []Item

// GoodsError is why goods are refused. It never repeats a line: somebody may have typed a card number.
type GoodsError struct {
	Line int // from 1; 0: it is about all of them
	Says Words
}

// Error is English.
func (e *GoodsError) Error() string { return e.Words().EN }

// Words say which line and why.
func (e *GoodsError) Words() Words {
	if e.Line == 0 {
		return e.Says
	}
	return Words{ZH: fmt.Sprintf("商品明细第 %d 行：%s", e.Line, e.Says.ZH), EN: fmt.Sprintf("goods line %d: %s", e.Line, e.Says.EN)}
}

// Why goods are refused.
var (
	goodsMany = Words{fmt.Sprintf("商品明细超过 %d 行", GoodsLines), fmt.Sprintf("more than %d goods lines", GoodsLines)}
	goodsWide = Words{fmt.Sprintf("超过 %d 列（汉字占 2 列）", GoodsColumns), fmt.Sprintf("more than %d columns, a hanzi is two", GoodsColumns)}
	goodsCard = Words{fmt.Sprintf("含有 %d 位以上数字，可能是卡号", cardDigits), fmt.Sprintf("%d digits in a row could be a card number", cardDigits)}
	goodsHide = Words{"含有控制字符等不可打印的内容", "it holds control characters or others that cannot be printed"}
	goodsRare = Words{"含有打印机没有的字（GB18030 双字节以外）", "it holds a character that printers do not have, beyond the two bytes of GB18030"}
	goodsSum  = Words{"商品明细合计 %s 元，与金额 %s 元不符", "the goods come to %s yuan, and the amount is %s"}
)

// ParseGoods reads lines such as "咖啡 x2 8.00": the last word is the line's amount when it has
// two decimals and is not zero. Empty lines are left out. Errors are *GoodsError.
func ParseGoods(lines []string) (goods Goods, err error) {
	for i, line := range lines {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(goods) == GoodsLines {
			return nil, &GoodsError{Says: goodsMany}
		}
		if why := unprintable(line); why != (Words{}) {
			return nil, &GoodsError{i + 1, why}
		}
		goods = append(goods, item(line))
	}
	return goods, nil
}

// item divides a line into its words and its amount.
func item(line string) Item {
	at := strings.LastIndexByte(line, ' ')
	if at < 0 {
		return Item{Text: line}
	}
	digits, negative := strings.CutPrefix(line[at+1:], "-")
	amount, err := ParseFen(digits)
	if point := strings.IndexByte(digits, '.'); err != nil || point < 0 || len(digits)-point != len(".00") {
		return Item{Text: line} // "x2" is no amount, and "0.5" is a size
	}
	if negative {
		amount = -amount
	}
	return Item{Text: strings.TrimSpace(line[:at]), Amount: amount}
}

// cardDigits is the length of the shortest card number.
const cardDigits = 13

// grouped is a number as cards have it, in groups of four digits or more, with signs between them that prices and days
// have, too: those have shorter groups.
var grouped = regexp.MustCompile(`\p{Nd}{4,}(?:[\p{P}\p{S}]\p{Nd}{4,}){2,}`)

// groupedCard says whether a line holds a card number in groups.
func groupedCard(line string) bool {
	for _, found := range grouped.FindAllString(line, -1) {
		digits := 0
		for _, r := range found {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if digits >= cardDigits {
			return true
		}
	}
	return false
}

// unprintable says why a line cannot stand on a slip; empty: it can. Chinese printers hold the
// one- and two-byte characters of GB18030.
func unprintable(line string) Words {
	columns, digits := 0, 0
	hanzi := simplifiedchinese.GBK.NewEncoder()
	for _, r := range line {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r != ' ' && r != '-':
			digits = 0
		}
		switch {
		case digits >= cardDigits:
			return goodsCard
		case ' ' <= r && r <= '~':
			columns++
			continue
		case !unicode.IsPrint(r), unicode.Is(unicode.M, r), r == unicode.ReplacementChar:
			return goodsHide
		}
		columns += 2
		if _, err := hanzi.String(string(r)); err != nil {
			return goodsRare
		}
	}
	switch {
	case groupedCard(line):
		return goodsCard
	case columns > GoodsColumns:
		return goodsWide
	}
	return Words{}
}

// Total is what the lines that name an amount come to, and whether any does.
func (g Goods) Total() (total Fen, named bool) {
	for _, one := range g {
		total, named = total+one.Amount, named || one.Amount != 0
	}
	return total, named
}

// Match checks that the lines that name an amount come to the amount paid; lines without are
// words only. The error is a *GoodsError.
func (g Goods) Match(amount Fen) error {
	if total, named := g.Total(); named && total != amount {
		return &GoodsError{Says: Words{fmt.Sprintf(goodsSum.ZH, total, amount), fmt.Sprintf(goodsSum.EN, total, amount)}}
	}
	return nil
}
