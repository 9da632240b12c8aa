package receipt

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

func TestTheYearOfTheHostsDate(t *testing.T) {
	for _, tt := range []struct{ name, date, clock, terminal, want string }{
		{"the same day", "1121", "201503", "2026-11-21T20:15:01+08:00", "2026/11/21 20:15:03"},
		{"host in the old year", "1231", "235959", "2027-01-01T00:00:02+08:00", "2026/12/31 23:59:59"},
		{"host in the new year", "0101", "000001", "2026-12-31T23:59:58+08:00", "2027/01/01 00:00:01"},
		{"the terminal's zone does not matter", "0101", "000001", "2026-12-31T16:00:02Z", "2027/01/01 00:00:01"},
		{"leap day", "0229", "120000", "2028-02-29T12:00:00+08:00", "2028/02/29 12:00:00"},
		{"leap day that is none", "0229", "120000", "2030-02-28T12:00:00+08:00", "2030/02/28 12:00:00"},
		{"no time", "", "", "2026-11-21T20:15:01+08:00", "2026/11/21 20:15:01"},
		{"nonsense", "1399", "999999", "2026-11-21T20:15:01+08:00", "2026/11/21 20:15:01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			terminal, err := time.Parse(time.RFC3339, tt.terminal)
			require.NoError(t, err)
			require.Equal(t, tt.want, stamp(hostTime(tt.date, tt.clock, terminal)))
		})
	}
}

func TestValues(t *testing.T) {
	masked := txn.Masked("622202*********0128")
	require.Equal(t, "622202*********0128 /I", card(roll.Intent{Card: masked, Entry: txn.Insert}))
	require.Equal(t, "622202*********0128", card(roll.Intent{Card: masked}))
	require.Equal(t, "622202*********0128", card(roll.Intent{Card: "6222021234567890128"}), "masked again")
	require.Empty(t, card(roll.Intent{}))
	require.Equal(t, "2028/12", yearMonth("2812"))
	require.Empty(t, yearMonth(""))
	require.Equal(t, "11/22", monthDay("1122"))
	require.Empty(t, monthDay("112"))
	require.Equal(t, "-0.05", signed(roll.Txn{Kind: txn.Void, Intent: roll.Intent{Amount: 5}}))
}

func TestNumbersInHostTextAreMasked(t *testing.T) {
	require.Equal(t, "卡622202*********0128, 单号123456789012", maskNumbers("卡6222021234567890128, 单号123456789012"))
	require.Equal(t, "123456***0123", maskNumbers("1234567890123"))
	require.Empty(t, maskNumbers(""))
	for _, is := range []roll.What{roll.Approved, roll.Declined} { // both slips carry the host's text
		x := sale()
		x.Is, x.Outcome.Text = is, "card 6222021234567890128"
		require.Contains(t, text(x, slip), "622202*********0128")
		require.NotContains(t, text(x, slip), "6222021234567890128")
	}
}
