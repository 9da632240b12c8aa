package panel

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/txn"
)

// covered are the keys that something lies on, wherever the page is scrolled to.
const covered = `(() => {
	const over = new Set();
	for (let y = 0; y < document.documentElement.scrollHeight; y += 100) {
		scrollTo(0, y);
		for (const key of document.querySelectorAll(".device button")) {
			const r = key.getBoundingClientRect();
			if (r.top < 0 || r.bottom > innerHeight) continue;
			if (!key.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2))) over.add(key.dataset.key);
		}
	}
	scrollTo(0, 0);
	return [...over];
})()`

// On a telephone the page begins with what happened to the money and the paper, and nothing covers a key.
func TestBrowserOnAPhone(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, slim, tall)
	_, o := s.give(Command{ID: "one-sale", Do: "sale", Amount: "12.34", Card: "A"})
	require.Equal(t, txn.Paid, o.View.Verdict)
	b.click("#lang-en")
	b.shows("#money .word", "PAID")
	b.shows("#paper .word", "PRINTED")
	b.shows("#paper .proof", "clear")
	s.press("sale", "5")
	b.shows("#s-big", "0.05")
	require.Empty(t, value[[]string](b, covered))
	s.press("cancel")
	b.shows("#s-title", "Choose a transaction")
	require.True(t, value[bool](b, `scrollY === 0 && document.querySelector(".advice").getBoundingClientRect().bottom < innerHeight`), "the verdict is in view")
	b.capture("phone")
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	_, o = s.give(Command{ID: "in-doubt-1", Do: "sale", Amount: "488.88", Card: "tap"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	b.shows("#money .word", "NOT KNOWN")
	const lines = `((e) => Math.round(e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)))`
	require.LessOrEqual(t, value[int](b, lines+`(document.querySelector("#money .huge"))`), 2)
	b.until(`document.querySelectorAll("#ledger tbody tr").length === 2`)
	b.do(chromedp.EmulateViewport(slim, tall))
	require.Empty(t, value[[]string](b, `[...document.querySelectorAll("#ledger td")].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)`))
}

// A possible duplicate is a question that waits: the page says so, and that the facts are of the sale before.
func TestBrowserAQuestionWaits(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, wide, high)
	_, o := s.give(Command{ID: "one-sale", Do: "sale", Amount: "12.34", Card: "A"})
	require.Equal(t, txn.Paid, o.View.Verdict)
	b.shows("#money .word", "已收款")
	b.until(`document.querySelector("#money .which").textContent === ""`)
	b.sale("1", "2", "3", "4")
	b.shows("#s-title", "不要重复刷卡")
	b.shows("#advice", "终端在等您回答：A 卡 ¥12.34 还没有做")
	b.shows("#advice", "确为另一笔才按确认")
	b.shows("#money h3", "上一笔")
	b.shows("#paper h3", "上一笔")
	require.Len(t, s.lab.Host.Ledger(), 1)
	b.click(`[data-key="enter"]`)
	b.until(`document.querySelectorAll("#ledger tbody tr").length === 2`)
	b.until(`document.querySelector("#money .which").textContent === ""`)
	b.shows("#advice", "已收款")
}
