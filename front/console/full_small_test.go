package console

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"posterm/front/eslip"
	"posterm/txn"
)

// walk hits a key until nothing changes, and gives everything that was seen on the way.
func (b *board) walk(key string) (seen string) {
	for range 200 {
		before := b.shows()
		seen += before + "\n"
		b.keys(key)
		if b.shows() == before {
			break
		}
	}
	return seen
}

// In a small window a menu scrolls: every item can be seen and chosen, and the field is always there.
func TestAMenuScrollsInASmallWindow(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for _, size := range [][2]int{{40, 20}, {30, 10}, {30, 7}, {80, 8}} {
			b := newBoard(t, lang, 40, 20)
			b.Update(standMsg{slipsOwed.In(lang)})
			b.asks(menuQuestion)
			b.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			step := "[down]"
			if b.columns() == 2 {
				step = "[right]"
			}
			seen := b.walk(step)
			for i := range tree.under {
				require.Contains(t, seen, tree.under[i].key+" "+tree.under[i].words.In(lang), "%v", size)
			}
			require.Contains(t, b.shows(), "> _")
			require.Contains(t, b.shows(), "0 "+tree.under[len(tree.under)-1].words.In(lang), "the last one stays in sight")
			b.keys("[enter]")
			b.hears("0")
		}
	}
}

// Whatever is asked is whole, or the window is called too small and takes no keys.
func TestAQuestionIsWholeOrNotAsked(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for _, q := range []question{amountQuestion, pinQuestion, traceQuestion, {prompt: cardPrompt, manner: asSecret}, {prompt: againPrompt}} {
			for height := 1; height < 14; height++ {
				b := newBoard(t, lang, 30, height)
				b.asks(q)
				b.notice = tooEarly
				prompt := q.prompt
				if q.keys != (txn.Words{}) {
					prompt = q.keys
				}
				plain := func(s string) string { return strings.NewReplacer("\n", "", " ", "").Replace(s) }
				whole := strings.Contains(plain(b.shows()), plain(strings.TrimSuffix(strings.TrimSpace(prompt.In(lang)), ":")))
				require.NotEqual(t, b.tooSmall(), whole, "%d rows: %s", height, b.shows())
				if b.tooSmall() {
					b.keys("1[enter]")
					require.Empty(t, b.answers)
				}
			}
		}
	}
	b := newBoard(t, txn.Chinese, 20, 8)
	b.asks(amountQuestion)
	require.Contains(t, b.shows(), "窗口太小")
	require.Contains(t, strings.ReplaceAll(b.shows(), "\n", " "), "window too small")
}

// A list whose end was seen keeps it in sight when the window shrinks; what is above can be scrolled to.
func TestTheEndOfAListStaysInSight(t *testing.T) {
	b := newBoard(t, txn.Chinese, 40, 15)
	for i := range 10 {
		b.Update(tellMsg{text: fmt.Sprintf("row %d", i)})
	}
	b.asks(menuQuestion)
	require.Contains(t, b.shows(), "row 9")
	b.Update(tea.WindowSizeMsg{Width: 40, Height: 7})
	require.Contains(t, b.shows(), "row 9")
	require.Contains(t, b.shows(), "↑5 ")
	seen := b.walk("[up]")
	require.Contains(t, seen, "row 0")
	require.Contains(t, b.shows(), "↓5 ")
	b.Update(tea.WindowSizeMsg{Width: 40, Height: 15})
	require.Contains(t, b.shows(), "row 0")
	require.Contains(t, b.shows(), "row 9")
}

// What stands beside a question scrolls, too: the original of a refund is longer than a small window.
func TestWhatStandsBesideAQuestionScrolls(t *testing.T) {
	b := newBoard(t, txn.Chinese, 30, 9)
	for i := range 12 {
		b.Update(tellMsg{text: fmt.Sprintf("row %d", i)})
	}
	b.asks(traceQuestion)
	require.Contains(t, b.shows(), "row 11")
	require.Contains(t, b.walk("[up]"), "row 0")
	b.keys("12[enter]")
	b.hears("12")
}

const link = "http://192.168.100.50:8584/s/AQAAAAAAKGsC3MWuXc2RjKIo7RexDsjVL2d8"

// The QR code is whole in every window that holds it, and in a smaller one words say so and the link is there.
func TestTheCodeOfAnEslipIsWholeOrNotDrawn(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 20}, {60, 30}, {39, 20}, {30, 10}, {40, 12}} {
		b := newBoard(t, txn.Chinese, size[0], size[1])
		b.qr = eslip.Blocks
		b.Update(tellMsg{text: "已收款", loud: true, page: true})
		b.Update(tellMsg{code: link, page: true})
		b.Update(tellMsg{text: "电子小票: " + link, page: true})
		b.asks(menuQuestion)
		require.NotContains(t, b.shows(), "█")
		require.Contains(t, b.shows(), hintCode.ZH)
		b.keys("[enter]")
		code := eslip.Blocks(link, size[0], size[1]-1)
		if code == nil {
			require.Contains(t, strings.ReplaceAll(b.shows(), "\n", ""), noRoomForCode.ZH)
			require.NotContains(t, b.shows(), "█")
			require.Zero(t, b.lastTop(), "all of it is in sight: nothing scrolls")
		}
		for range 20 { // however it is scrolled
			drawn := strings.Count(b.shows(), "▀")+strings.Count(b.shows(), "█") > 0
			require.Equal(t, drawn, b.codeRows() > 0 && b.top == 0, b.shows())
			if drawn {
				require.Contains(t, b.shows(), strings.Join(b.codeOf(link), "\n"))
			}
			b.keys("[down]")
		}
		for range 40 {
			b.keys("[up]")
		}
		require.Contains(t, strings.NewReplacer("\n", "", " ", "").Replace(b.walk("[down]")), link[:28])
		b.keys("[enter]")
		require.False(t, b.reading)
	}
}
