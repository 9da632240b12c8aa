package office

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// limit is one end of a span that is asked for, as its form names it.
type limit struct {
	text string
	name txn.Words
}

// pair refuses ends of a span that are none, and a span that ends before it begins. Example is what would be right.
func pair[T any](from, to limit, read func(string) (T, error), compare func(a, b T) int, what, example txn.Words) error {
	var ends [2]T
	for i, end := range []limit{from, to} {
		if end.text == "" {
			continue
		}
		var err error
		if ends[i], err = read(end.text); err != nil {
			return refuse(http.StatusBadRequest, fmt.Sprintf("“%s”填的 %.40q 不是%s：应如 %s", end.name.ZH, end.text, what.ZH, example.ZH),
				fmt.Sprintf("%q has %.40q, which is no %s: want one like %s", end.name.EN, end.text, what.EN, example.EN))
		}
	}
	if from.text != "" && to.text != "" && compare(ends[0], ends[1]) > 0 {
		return refuse(http.StatusBadRequest, fmt.Sprintf("%s的起止颠倒：从 %s 到 %s，请对调", what.ZH, from.text, to.text),
			fmt.Sprintf("the %ss are the wrong way round: from %s to %s; exchange them", what.EN, from.text, to.text))
	}
	return nil
}

// readMoment reads what forms give: a date and a time of day in Beijing, seconds optional.
func readMoment(s string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04", s, txn.Beijing)
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02T15:04:05", s, txn.Beijing)
	}
	return at, err
}

func readDate(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) }

// sensible refuses filters that no transaction could fit, with what would be right, and names of things that
// there are not.
func sensible(a host.Question) error {
	plain := func(s string) txn.Words { return txn.Words{ZH: s, EN: s} }
	day := txn.Words{ZH: "日期", EN: "date"}
	if err := cmp.Or(
		pair(limit{a.Least, txn.Words{ZH: "金额从", EN: "Amount from"}}, limit{a.Most, txn.Words{ZH: "金额到", EN: "Amount to"}},
			txn.ParseFen, cmp.Compare[txn.Fen], txn.Words{ZH: "金额", EN: "amount"}, txn.Words{ZH: "12.34（元）", EN: "12.34 (yuan)"}),
		pair(limit{a.Since, txn.Words{ZH: "时间从", EN: "Time from"}}, limit{a.Until, txn.Words{ZH: "时间到", EN: "Time until"}},
			readMoment, time.Time.Compare, txn.Words{ZH: "时间", EN: "time"}, txn.Words{ZH: "2026-11-21T20:15（北京时间）", EN: "2026-11-21T20:15 (Beijing)"}),
		pair(limit{a.From, txn.Words{ZH: "清算日期从", EN: "Settlement date from"}}, limit{a.To, txn.Words{ZH: "清算日期到", EN: "Settlement date to"}},
			readDate, time.Time.Compare, day, plain("2026-11-21")),
		sensibleCard(a.Card),
	); err != nil {
		return err
	}
	var kind txn.Kind
	if a.Kind != "" && kind.UnmarshalText([]byte(a.Kind)) != nil {
		return refuse(http.StatusBadRequest, fmt.Sprintf("没有交易类型 %.40q：请在列表中选择", a.Kind), fmt.Sprintf("there is no kind %.40q: choose one of the list", a.Kind))
	}
	if a.Status != "" && !slices.Contains(host.Statuses(), host.Status(a.Status)) {
		return refuse(http.StatusBadRequest, fmt.Sprintf("没有状态 %.40q：请在列表中选择", a.Status), fmt.Sprintf("there is no status %.40q: choose one of the list", a.Status))
	}
	return nil
}

var (
	someDigits = regexp.MustCompile(`^[0-9]+$`)
	wholeCard  = regexp.MustCompile(`[0-9]{12}`)
)

// sensibleCard refuses a number that is not masked, without repeating it, and digits that are not the last four.
func sensibleCard(card string) error {
	switch {
	case wholeCard.MatchString(strings.NewReplacer(" ", "", "-", "").Replace(card)):
		return refuse(http.StatusBadRequest, "请勿输入完整卡号：填后四位，或 622202******1234 这样的掩码", "do not give a whole card number: give the last four digits, or it masked like 622202******1234")
	case someDigits.MatchString(card) && len(card) != 4:
		return refuse(http.StatusBadRequest, fmt.Sprintf("卡号填后四位，%.40q 是 %d 位", card, len(card)), fmt.Sprintf("give the last four digits of the card, %.40q are %d", card, len(card)))
	}
	return nil
}
