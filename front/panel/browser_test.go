package panel

import (
	"bytes"
	"context"
	"flag"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	emprinter "posterm/emulator/printer"
	"posterm/txn"
)

// pictures is where the pictures of the documentation are written:
//
//	go test ./front/panel -run Browser -pictures ../../docs/images
var pictures = flag.String("pictures", "", "write the pictures of the documentation into this folder")

// browserWait bounds one story in a browser; a slow machine takes a fraction of it.
const browserWait = 3 * time.Minute

// pictureLimit is how large a picture of the documentation may be, in bytes.
const pictureLimit = 300_000

// browser is a page of the panel in a headless Chromium.
type browser struct {
	*shop
	ctx context.Context
}

// openBrowser opens the page and waits until it knows the shop.
func openBrowser(t *testing.T, s *shop, width, height int64) *browser {
	t.Helper()
	b := newBrowser(t, s, width, height)
	b.until(`document.querySelectorAll("#tray button").length === 7 && document.querySelector("#money .word").textContent !== ""`)
	return b
}

// newBrowser skips the test where there is no Chromium.
func newBrowser(t *testing.T, s *shop, width, height int64) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" || testing.Short() {
		t.Skip("no Chromium is installed (apt-get install chromium), or -short: the page was not looked at in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("force-prefers-reduced-motion", true))
	ctx, stop := context.WithTimeout(t.Context(), browserWait)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	b := &browser{s, ctx}
	b.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(s.url+"/"))
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	require.NoError(b, chromedp.Do(b.ctx, steps...))
}

// until waits until an expression holds in the page.
func (b *browser) until(expr string) {
	b.Helper()
	wait := `new Promise(done => { const look = () => (` + expr + `) ? done(true) : setTimeout(look, 20); look(); })`
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](wait, func(p *runtime.EvaluateParams) { p.AwaitPromise = new(true) }))
	require.NoError(b, err, "waited for %s", expr)
}

// shows waits until an element contains a text.
func (b *browser) shows(element, text string) {
	b.Helper()
	b.until(`document.querySelector(` + strconv.Quote(element) + `).textContent.includes(` + strconv.Quote(text) + `)`)
}

// value is what an expression comes to in the page.
func value[T any](b *browser, expr string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expr))
	require.NoError(b, err, expr)
	return v
}

func (b *browser) click(elements ...string) {
	b.Helper()
	for _, e := range elements {
		b.do(chromedp.Click(chromedp.CSS(e), chromedp.NodeVisible))
	}
}

// sale keys a sale with card A and its own PIN, by clicking.
func (b *browser) sale(digits ...string) {
	b.Helper()
	b.click(`[data-key="sale"]`)
	for _, d := range digits {
		b.click(`[data-key="` + d + `"]`)
	}
	b.click(`[data-key="enter"]`)
	b.shows("#s-title", "请刷卡")
	b.click(`[data-card="A"]`)
	b.shows("#s-title", "密码")
	b.click(`[data-key="enter"]`)
}

// composed makes the timeline as high as the last transaction's rows: no row is cut, and none of them is missing.
const composed = `(() => {
	const box = document.getElementById("timeline"), rows = [...document.querySelectorAll("#lines tr")], head = box.querySelector("thead").offsetHeight;
	const from = rows.findLastIndex((r) => r.dataset.lane === "journal" && /意图已落盘.*¥|intent on disk.*¥/.test(r.textContent));
	const first = rows[Math.max(0, from)], last = rows.at(-1);
	if (!first || document.documentElement.clientWidth < 1000) return document.documentElement.clientHeight;
	box.style.height = head + last.offsetTop + last.offsetHeight - first.offsetTop + "px";
	box.scrollTop = first.offsetTop - head;
	return document.documentElement.scrollHeight;
})()`

// picture keeps what the whole page looks like, where somebody asked for it.
func (b *browser) picture(name string) {
	b.Helper()
	b.do(chromedp.EmulateViewport(wide, value[int64](b, composed)))
	b.capture(name)
	value[bool](b, `document.getElementById("timeline").style.height = "" || true`)
	b.do(chromedp.EmulateViewport(wide, high))
}

// english keeps the upper part of the page in English: verdict, terminal and paper.
func (b *browser) english(name, money string) {
	b.Helper()
	b.click("#lang-en")
	b.shows("#money .word", money)
	b.do(chromedp.EmulateViewport(wide, value[int64](b, `Math.round(document.querySelector(".printer").getBoundingClientRect().bottom + scrollY + 14)`)))
	b.capture("en_" + name)
	b.do(chromedp.EmulateViewport(wide, high))
	b.click("#lang-zh")
}

// capture keeps what stands in the window.
func (b *browser) capture(name string) {
	b.Helper()
	raw, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b, err)
	img, err := png.Decode(bytes.NewReader(raw))
	require.NoError(b, err)
	require.Greater(b, img.Bounds().Dx(), 300)
	if *pictures == "" {
		return
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	require.NoError(b, encoder.Encode(&out, thrifty(img)))
	require.Less(b, out.Len(), pictureLimit)
	require.NoError(b, os.WriteFile(filepath.Join(*pictures, "panel_"+name+".png"), out.Bytes(), 0o644))
}

// The window of a desk, and of a telephone.
const (
	wide, high = 1500, 1770
	slim, tall = 390, 844
)

func TestBrowserSale(t *testing.T) {
	t.Parallel()
	s := openShop(t, emprinter.RealSpeed)
	b := openBrowser(t, s, wide, high)
	b.sale("1", "2", "3", "4")
	b.shows("#money .word", "已收款")
	b.shows("#money .proof", "已扣款")
	b.shows("#money .proof", "487.66")
	b.shows("#paper .word", "正在打印")
	b.shows("#paper .word", "小票已打印")
	b.until(`document.querySelectorAll(".piece.off").length === 2`)
	b.shows("#paper .proof", "清晰")
	b.shows("#lines", "意图已落盘")
	b.shows("#lines", "0210")
	b.until(`document.querySelector(".piece canvas").getAttribute("aria-label").includes("RMB 12.34")`)
	b.until(`[...document.querySelectorAll("#ledger td")].some(e => e.textContent === "12.34")`)
	b.shows(`[data-ref="000001/000002"]`, "已扣款")
	b.shows(`[data-ref="000001/000002"]`, "小票已打印")
	b.picture("sale")
	b.click("#lang-en")
	b.shows("#money .word", "PAID")
	b.shows("#advice", "Paid. The slip is printed.")
	b.shows("#h-try", "Four things to try")
	b.shows("#chip-line", "live")
	b.until(`document.querySelector("#device").getAttribute("aria-label") === null && document.querySelector("#keys").getAttribute("aria-label") === "Keypad"`)
	b.picture("english")
	entry, err := s.till.Status(t.Context(), txn.Ref{})
	require.NoError(t, err)
	require.Equal(t, txn.Paid, entry.View.Verdict)
}

func TestBrowserPaperOutAndReprint(t *testing.T) {
	t.Parallel()
	s := openShop(t, emprinter.RealSpeed)
	b := openBrowser(t, s, wide, high)
	rows := 560
	require.NoError(t, s.lab.Printer.SetFaults(emprinter.Faults{PaperOutAfterRows: &rows}))
	b.sale("8", "8", "00")
	b.shows("#money .word", "已收款")
	b.shows("#paper .word", "小票待打印")
	b.shows("#advice", "请勿重复刷卡")
	b.until(`document.querySelector('[data-fault="paper"]').getAttribute("aria-pressed") === "true"`)
	b.picture("paper_out")
	b.english("paper_out", "PAID")
	b.click(`[data-lab="POST /v1/printer/load_paper"]`)
	b.shows("#paper .word", "已打印，分两截")
	b.until(`document.querySelectorAll(".piece.off").length === 3`)
	b.click(`[data-key="reprint"]`, `[data-key="enter"]`)
	b.until(`[...document.querySelectorAll(".piece.off canvas")].some(c => c.getAttribute("aria-label").includes("DUPLICATE"))`)
	require.Len(t, s.lab.Host.Ledger(), 1)
}

func TestBrowserLineCutAndReversal(t *testing.T) {
	t.Parallel()
	s := openShop(t, emprinter.RealSpeed)
	b := openBrowser(t, s, wide, high)
	b.click(`[data-fault="approve_then_close"]`)
	b.until(`document.querySelector('[data-fault="approve_then_close"]').getAttribute("aria-pressed") === "true"`)
	b.sale("6", "6", "00")
	b.shows("#money .word", "结果不明，冲正中")
	b.shows("#money .proof", "已扣款")
	b.shows("#paper .word", "没有小票")
	for _, where := range []string{"#screen", "#advice"} {
		for _, part := range []string{"不要重复刷卡", "终端号 00010001", "时间 20", "金额 66.00", "凭证号 000002", "24小时客服电话: 400-000-0000"} {
			b.shows(where, part)
		}
	}
	b.shows("#lines", "结果不明，冲正中")
	b.picture("line_cut")
	b.english("line_cut", "NOT KNOWN")
	b.click(`[data-key="reprint"]`, `[data-key="enter"]`) // of what nobody knows: paper that proves nothing
	b.shows("#paper .word", "打印了结果不明凭条")
	b.shows("#paper .more", "不是收款凭证")
	b.shows("#screen", "打印了一张结果不明凭条，不是收款凭证")
	b.shows(`[data-ref="000001/000002"]`, "打印了结果不明凭条")
	b.click(`[data-key="balance"]`, `[data-card="A"]`)
	b.shows("#s-title", "密码")
	b.click(`[data-key="enter"]`)
	b.shows("#money .word", "未收款")
	b.shows("#money .proof", "已冲正，款已退回；卡内余额 500.00")
	b.shows("#lines", "冲正成功")
	b.shows("#paper .word", "冲正单已打印")
	b.until(`[...document.querySelectorAll(".piece.off canvas")].some(c => c.getAttribute("aria-label").includes("冲正单"))`)
	b.picture("reversal")
}

func TestBrowserColdPaper(t *testing.T) {
	t.Parallel()
	s := openShop(t, emprinter.RealSpeed)
	b := openBrowser(t, s, wide, high)
	b.click(`[data-try="cold"]`)
	b.until(`document.querySelector('[data-fault="t-20"]').getAttribute("aria-pressed") === "true"`)
	b.shows("#money .word", "已收款")
	b.shows("#paper .word", "已打印，可能偏淡")
	b.until(`document.querySelectorAll(".piece.off").length === 2`)
	b.shows("#paper .proof", "第 2 张纸：很淡，建议重打")
	b.picture("cold")
	b.english("cold", "PAID")
	b.click(`[data-fault="heal"]`)
	b.until(`document.querySelector('[data-fault="t25"]').getAttribute("aria-pressed") === "true"`)
	b.click(`[data-key="unreadable"]`, `[data-key="enter"]`)
	b.until(`[...document.querySelectorAll(".piece.off canvas")].some(c => c.getAttribute("aria-label").includes("DUPLICATE"))`)
	b.shows("#paper .word", "小票已打印，另有重打印")
	b.shows("#paper .proof", "第 3 张纸，重打印：清晰")
	b.shows("#screen", "最新一张标明“重打印”")
	b.until(`!document.querySelector("#screen, #advice").textContent.includes("较淡")`)
	require.False(t, value[bool](b, `/[a-z]+_[a-z]/.test(document.querySelector("#lines").textContent)`), "a name of the API stands in the timeline")
}

// Two browsers are two windows on one terminal; the smaller one is a phone.
func TestBrowserTwoSeeTheSame(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	desk := openBrowser(t, s, wide, high)
	phone := openBrowser(t, s, slim, tall)
	phone.until(`document.documentElement.scrollWidth <= innerWidth`)
	phone.click(`[data-key="sale"]`, `[data-key="5"]`, `[data-key="00"]`)
	desk.shows("#s-big", "5.00")
	desk.do(chromedp.KeyEvent("\r"))
	phone.shows("#s-title", "请刷卡")
	phone.click(`[data-card="tap"]`)
	desk.shows("#s-title", "密码")
	for _, digit := range "123456" {
		desk.do(chromedp.KeyEvent(string(digit)))
	}
	phone.shows("#s-big", "●●●●●●")
	desk.click(`[data-key="cancel"]`)
	phone.shows("#s-title", "请选择交易")
	_, err := chromedp.Run(desk.ctx, chromedp.Evaluate[bool](`(() => { // a card dragged onto the terminal
		const carried = new DataTransfer(), card = document.querySelector('[data-card="B"]'), device = document.querySelector("#device");
		card.dispatchEvent(new DragEvent("dragstart", { dataTransfer: carried, bubbles: true }));
		return device.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
	})()`))
	require.NoError(t, err)
	phone.shows("#s-card", "B")
	phone.click(`[data-key="cancel"]`)
	desk.shows("#s-title", "请选择交易")
	require.Empty(t, s.lab.Host.Ledger())
}

// Somebody who has never seen it presses four buttons in their order and mends nothing between, as each begins in a shop
// in order. He is told four times what happened to the money and the paper.
//
// Covers: R1, R3.
func TestBrowserTheFourExperiments(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	b := openBrowser(t, s, wide, high)
	for _, tt := range []struct{ try, money, paper, said, eye, moneyEN, paperEN string }{
		{"sale", "已收款", "小票已打印", "已收款，小票已打印", "清晰", "PAID", "PRINTED"},
		{"paper", "已收款", "小票待打印", "请勿重复刷卡", "", "PAID", "SLIP OWED"},
		{"cold", "已收款", "已打印，可能偏淡", "气温过低", "很淡，建议重打", "PAID", "PRINTED, MAY BE FAINT"},
		{"line", "结果不明，冲正中", "没有小票", "款项将退回，请勿重复刷卡", "", "NOT KNOWN, BEING REVERSED", "NO SLIP"},
	} {
		before := len(s.lab.Host.Ledger())
		b.click(`[data-try="` + tt.try + `"]`)
		b.until(`[...document.querySelectorAll("#ledger tbody tr")].length === ` + strconv.Itoa(before+1))
		b.shows("#money .word", tt.money)
		b.shows("#paper .word", tt.paper)
		b.shows("#advice", tt.said)
		b.until(`document.querySelector("#paper .proof").textContent.includes("` + tt.eye + `")`)
		require.Equal(t, tt.eye == "", value[bool](b, `document.querySelector("#paper .proof").textContent === ""`), "no finished piece is of it")
		b.click("#lang-en")
		b.shows("#money .word", tt.moneyEN)
		b.shows("#paper .word", tt.paperEN)
		b.click("#lang-zh")
		b.until(`document.querySelector('[data-try="` + tt.try + `"]').ariaDisabled === "false"`)
	}
	b.click(`[data-key="reversal"]`)
	b.shows("#money .word", "未收款")
	b.shows("#paper .word", "冲正单已打印")
	b.shows("#money .proof", "款已退回")
}
