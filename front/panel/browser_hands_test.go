package panel

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	emprinter "posterm/emulator/printer"
	"posterm/txn"
)

// The timeline shows the shop's time, as slips do, wherever the browser is.
func TestBrowserElsewhereShowsTheShopsTime(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, wide, high)
	_, err := chromedp.Call(b.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "America/New_York"})
	require.NoError(t, err)
	_, o := s.give(Command{ID: "far-away", Do: "sale", Amount: "1.00", Card: "A"})
	require.Equal(t, txn.Paid, o.View.Verdict)
	var told Line
	require.NoError(t, json.Unmarshal([]byte(s.stream().until(t, "line", "intent on disk")), &told))
	b.shows("#lines", "意图已落盘")
	shown := value[string](b, `[...document.querySelectorAll("#lines tr")].find((r) => r.textContent.includes("意图已落盘")).querySelector(".time").textContent`)
	require.Equal(t, told.At.In(txn.Beijing).Format("15:04:05.000"), shown)
	b.shows("#h-story", "北京时间 UTC+8")
}

// tap touches an element as a finger does.
func (b *browser) tap(element string) {
	b.Helper()
	at := value[[]float64](b, `(() => { const e = document.querySelector('`+element+`'); e.scrollIntoView({ block: "center" });
		const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	for _, step := range []input.DispatchTouchEventParams{
		{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}}}, {Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		_, err := chromedp.Call(b.ctx, input.DispatchTouchEvent, step)
		require.NoError(b, err)
	}
}

// typed are the keys that a page may keep from its buttons. chromedp.KeyEvent sends the character apart from the key, so
// that a page that keeps the key gets the character all the same, as from no keyboard.
var typed = map[string]input.DispatchKeyEventParams{
	"Enter": {Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}, " ": {Key: " ", Code: "Space", Text: " ", WindowsVirtualKeyCode: 32},
	"ArrowLeft": {Key: "ArrowLeft", Code: "ArrowLeft", WindowsVirtualKeyCode: 37},
}

func (b *browser) hit(key string) {
	b.Helper()
	p := typed[key]
	for _, p.Type = range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
		require.NoError(b, err)
	}
}

// tabTo moves the focus with the keyboard alone to an element.
func (b *browser) tabTo(element string) {
	b.Helper()
	for range 60 {
		if value[bool](b, `document.activeElement.matches('`+element+`')`) {
			return
		}
		b.do(chromedp.KeyEvent("\t"))
	}
	require.FailNow(b, "the keyboard does not come to "+element)
}

// Whoever points at a switch, a card or a key and goes on with the keyboard is at the keypad again.
func TestBrowserEnterIsTheTerminalsAfterPointing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		point func(*browser, string)
	}{{"mouse", func(b *browser, e string) { b.click(e) }}, {"finger", (*browser).tap}} {
		t.Run(tt.name, func(t *testing.T) {
			s := openShop(t, 0)
			b := openBrowser(t, s, wide, high)
			if tt.name == "finger" {
				b.do(chromedp.EmulateViewport(wide, high, chromedp.EmulateTouch))
			}
			tt.point(b, `[data-key="sale"]`)
			b.shows("#s-title", "请输入金额")
			tt.point(b, `[data-key="5"]`)
			b.shows("#s-big", "0.05")
			tt.point(b, `[data-fault="paper"]`)
			b.until(`document.querySelector('[data-fault="paper"]').getAttribute("aria-pressed") === "true"`)
			tt.point(b, `#range-humidity`)
			b.do(chromedp.KeyEvent("7"))
			b.shows("#s-big", "0.57")
			tt.point(b, `[data-fault="t0"]`)
			b.hit("Enter")
			b.shows("#s-title", "请刷卡")
			tt.point(b, `#lang-en`)
			tt.point(b, `[data-card="A"]`)
			b.shows("#s-title", "Key the PIN")
			b.hit("Enter")
			b.shows("#money .word", "PAID")
			require.Equal(t, "out", s.lab.Printer.Status().Paper, "the switch was not pressed again")
			require.Len(t, s.lab.Host.Ledger(), 1)
		})
	}
}

// With the keyboard alone every button does what stands on it: with Enter, and with the space bar.
func TestBrowserByKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, wide, high)
	b.tabTo(`[data-key="sale"]`)
	b.hit("Enter")
	b.shows("#s-title", "请输入金额")
	b.tabTo(`[data-key="5"]`)
	b.hit("Enter")
	b.shows("#s-big", "0.05")
	b.hit(" ")
	b.shows("#s-big", "0.55")
	b.tabTo(`[data-key="enter"]`)
	b.hit("Enter")
	b.shows("#s-title", "请刷卡")
	b.tabTo(`[data-card="A"]`)
	b.hit("Enter")
	b.shows("#s-title", "密码")
	b.do(chromedp.KeyEvent("\x1b")) // Escape is the terminal's wherever the focus is
	b.shows("#s-title", "请选择交易")
	b.tabTo(`[data-fault="paper"]`)
	b.hit("Enter")
	b.until(`document.querySelector('[data-fault="paper"]').getAttribute("aria-pressed") === "true"`)
	b.hit(" ")
	b.until(`document.querySelector('[data-fault="paper"]').getAttribute("aria-pressed") === "false"`)
	b.tabTo(`[data-fault="heal"]`)
	require.Equal(t, "ok", s.lab.Printer.Status().Paper)
}

// What a button began does not take the focus away from whoever came there with the keyboard.
func TestBrowserAButtonKeepsTheFocus(t *testing.T) {
	t.Parallel()
	s := openShop(t, emprinter.RealSpeed)
	b := openBrowser(t, s, wide, high)
	b.tabTo(`[data-try="sale"]`)
	b.hit("Enter")
	b.shows("#money .word", "已收款")
	require.True(t, value[bool](b, `document.activeElement.matches('[data-try="sale"]')`))
}
