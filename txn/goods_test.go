package txn

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseGoods(t *testing.T) {
	for _, tt := range []struct {
		line string
		want Item
	}{
		{"咖啡 x2 8.00", Item{"咖啡 x2", 800}},
		{"  delivery   4.34 ", Item{"delivery", 434}},
		{"会员优惠 -1.50", Item{"会员优惠", -150}},
		{"咖啡 x2", Item{Text: "咖啡 x2"}},
		{"beer 0.5", Item{Text: "beer 0.5"}},
		{"gift 0.00", Item{Text: "gift 0.00"}},
		{"8.00", Item{Text: "8.00"}},
		{"room 2026.11.21-2026.11.23 1280.00", Item{"room 2026.11.21-2026.11.23", 128000}},
		{"1280.00/1380.00/1480.00", Item{Text: "1280.00/1380.00/1480.00"}},
		{"13812345678/13912345678", Item{Text: "13812345678/13912345678"}},
		{"room 8.005", Item{Text: "room 8.005"}},
		{strings.Repeat("字", GoodsColumns/2), Item{Text: strings.Repeat("字", GoodsColumns/2)}},
	} {
		got, err := ParseGoods([]string{"", tt.line, " "})
		require.NoError(t, err, tt.line)
		require.Equal(t, Goods{tt.want}, got, tt.line)
	}
}

func TestGoodsThatAreRefused(t *testing.T) {
	for _, tt := range []struct{ name, line, says string }{
		{"a command of the printer", "tea\x1b@", "control characters"},
		{"a hidden direction", "tea\u202e8.00", "control characters"},
		{"a composed mark", "cafe\u0301", "control characters"},
		{"no text at all", "tea\xff", "control characters"},
		{"a tab", "tea\t8.00", "control characters"},
		{"too wide", strings.Repeat("字", GoodsColumns/2) + "a", "more than 48 columns"},
		{"a character of four bytes", "𠮷野家 8.00", "GB18030"},
		{"a card number", "6222021234567890128", "card number"},
		{"a card number in groups", "card 6222 0212 3456 7890 128", "card number"},
		{"a card number with points", "6222.0212.3456.7890", "card number"},
		{"a card number with other signs", "card 6222/021234·56789_0128", "card number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseGoods([]string{"tea 8.00", tt.line})
			require.ErrorContains(t, err, "goods line 2: ")
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), "6222")
		})
	}
	_, err := ParseGoods(make([]string, 100))
	require.NoError(t, err, "empty lines do not count")
	many := strings.Split(strings.TrimSuffix(strings.Repeat("tea\n", GoodsLines+1), "\n"), "\n")
	_, err = ParseGoods(many[:GoodsLines])
	require.NoError(t, err)
	_, err = ParseGoods(many)
	require.ErrorContains(t, err, "more than 20 goods lines")
}

func TestGoodsMatchTheAmount(t *testing.T) {
	for _, tt := range []struct {
		lines string
		ok    bool
	}{
		{"coffee 8.00\ntea 4.34", true},
		{"coffee 9.00\ndiscount -1.00\ntea 4.34", true},
		{"coffee\ntea 12.34", true},
		{"coffee", true},
		{"", true},
		{"coffee 8.00\ntea 4.33", false},
		{"coffee 8.00\ntea", false},
		{"coffee 8.00\ndiscount -8.00", false},
	} {
		goods, err := ParseGoods(strings.Split(tt.lines, "\n"))
		require.NoError(t, err)
		require.Equal(t, tt.ok, goods.Match(1234) == nil, tt.lines)
	}
	require.EqualError(t, Goods{{"tea", 800}}.Match(1234), "the goods come to 8.00 yuan, and the amount is 12.34")
}

// FuzzParseGoods: whatever is taken fits on a slip and names no card.
func FuzzParseGoods(f *testing.F) {
	f.Add("咖啡 x2 8.00\n会员优惠 -1.50")
	f.Add("6222 0212-3456 7890128\x1b")
	f.Fuzz(func(t *testing.T, text string) {
		goods, err := ParseGoods(strings.Split(text, "\n"))
		if err != nil {
			require.Nil(t, goods)
			return
		}
		require.LessOrEqual(t, len(goods), GoodsLines)
		for _, one := range goods {
			require.NotEmpty(t, one.Text)
			require.Equal(t, Words{}, unprintable(one.Text))
			require.LessOrEqual(t, one.Amount, AmountLimit)
			require.GreaterOrEqual(t, one.Amount, -AmountLimit)
		}
	})
}
