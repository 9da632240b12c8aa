package panel

import (
	_ "embed"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/txn"
)

//go:embed testdata/layout.js
var layout string

// everyWidth are windows from a telephone to a large desk.
var everyWidth = []int64{slim, 820, 1024, 1280, 1400, 1920}

// lookHigh is the height of those windows; the page is longer anyway.
const lookHigh = 900

// readable looks at the page in every width and both languages, and names what cannot be read.
func (b *browser) readable(where string) {
	b.Helper()
	for _, lang := range []string{"zh", "en"} {
		value[bool](b, `document.getElementById("lang-`+lang+`").click() || true`)
		for _, width := range everyWidth {
			b.do(chromedp.EmulateViewport(width, lookHigh))
			require.Empty(b, value[[]string](b, layout), "%s, %s, %d", where, lang, width)
		}
	}
	b.do(chromedp.EmulateViewport(wide, high))
}

// openMessages opens every message of the timeline.
func (b *browser) openMessages() {
	b.Helper()
	value[bool](b, `document.querySelectorAll("#lines details").forEach((d) => { d.open = true; }) || true`)
}

func TestBrowserNothingIsCut(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, wide, high)
	b.readable("empty")
	_, o := s.give(Command{ID: "much-money", Do: "sale", Amount: "9999999.99", Card: "A"})
	require.Equal(t, txn.NotPaid, o.View.Verdict)
	b.shows("#money .word", "NOT PAID")
	b.readable("declined")
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	_, o = s.give(Command{ID: "in-doubt-1", Do: "sale", Amount: "488.88", Card: "tap"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	b.until(`document.querySelectorAll("#ledger tbody tr").length === 2`)
	b.openMessages()
	b.readable("in_doubt")
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "decline", Value: "58", Count: 9, Match: host.Match{MTI: "0400"}}))
	s.give(Command{ID: "to-the-end", Do: "reversal"})
	b.shows("#money .word", "A PERSON")
	b.readable("needs_person")
	s.press("sale", "9", "9", "9", "9", "9", "9", "9", "9", "9")
	b.shows("#s-big", "9999999.99")
	b.readable("amount")
}
