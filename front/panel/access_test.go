package panel

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/txn"
)

//go:embed testdata/contrast.js
var contrast string

// part is a node of the accessibility tree: what a screen reader says of it.
type part struct{ role, name string }

// heard is the page as a screen reader has it, in its order.
func (b *browser) heard() (parts []part) {
	b.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	require.NoError(b, err)
	text := func(v *accessibility.Value) (s string) {
		if v != nil {
			_ = json.Unmarshal(v.Value, &s)
		}
		return s
	}
	for _, n := range tree.Nodes {
		if !n.Ignored {
			parts = append(parts, part{text(n.Role), strings.TrimSpace(text(n.Name))})
		}
	}
	return parts
}

// needName are the roles that mean nothing without a name.
var needName = map[string]bool{
	"button": true, "slider": true, "region": true, "table": true, "image": true, "link": true, "heading": true,
	"columnheader": true, "DisclosureTriangle": true, "RootWebArea": true,
}

// Who cannot see the page has all of it: everything has a name, in the language that was chosen; the verdict is said once, as a
// sentence; nothing is too pale to be read.
func TestBrowserForEverybody(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, wide, high)
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	said := []string{"24 hours: 400-000-0000", "The slip is printed", "Hand over no goods"}
	for n, want := range []string{"NOT KNOWN", "PAID", "NOT PAID"} {
		_, o := s.give(Command{ID: fmt.Sprintf("sale-%04d", n), Do: "sale", Amount: fmt.Sprintf("%d.00", 300+n), Card: []string{"A", "A", "C"}[n]})
		require.Empty(t, o.Refused)
		b.click("#lang-en")
		b.shows("#money .word", want)
		b.shows("#spoken", want)
		b.shows("#spoken", said[n])
		require.Empty(t, value[[]string](b, contrast))
		parts := b.heard()
		roles := map[string]int{}
		for _, p := range parts {
			roles[p.role]++
			require.False(t, needName[p.role] && p.name == "", "%s without a name", p.role)
			if p.role == "button" && p.name != "中文" {
				require.NotRegexp(t, `\p{Han}`, p.name)
			}
		}
		require.Equal(t, 2, roles["slider"])
		require.Greater(t, roles["button"], 50)
		require.GreaterOrEqual(t, roles["table"], 3)
		b.click("#lang-zh")
		require.Empty(t, value[[]string](b, contrast))
	}
	// A state that comes again is not said again.
	value[bool](b, `(window.said = 0, new MutationObserver(() => { said++; }).observe(document.getElementById("spoken"), { childList: true, subtree: true, characterData: true }), true)`)
	s.press("sale", "1", "cancel")
	b.shows("#s-title", "请选择交易")
	require.Zero(t, value[int](b, "said"))
	_, o := s.give(Command{ID: "sale-again", Do: "sale", Amount: "1.00", Card: "B"})
	require.Equal(t, txn.Paid, o.View.Verdict)
	b.until("said > 0")
}

// The keyboard goes through the page in the order in which the eye does, where the columns are not side by side.
func TestBrowserFocusGoesDown(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, slim, tall)
	for _, width := range []int64{slim, 1024} {
		b.do(chromedp.EmulateViewport(width, high))
		order := value[[]string](b, `[...document.querySelectorAll("main > section")].map((e) => e.className)`)
		seen := value[[]string](b, `[...document.querySelectorAll("main > section")].map((e) => [e.getBoundingClientRect(), e.className])
			.sort(([a], [b]) => Math.abs(a.top - b.top) > 2 ? a.top - b.top : a.left - b.left).map(([, name]) => name)`)
		require.Equal(t, order, seen, "%d", width)
	}
}
