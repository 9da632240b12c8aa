package panel

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	emprinter "posterm/emulator/printer"
)

// truth is all that a page says of the shop: what a browser might remember wrongly.
const truth = `JSON.stringify([...document.querySelectorAll("#money, #paper, #advice, #screen, #accounts, #ledger, #faults, #lines, .chips")].map((e) => e.textContent)
	.concat([...document.querySelectorAll("[aria-pressed]:not(.langs *)")].map((e) => e.ariaPressed), [...document.querySelectorAll("input")].map((e) => e.value), document.querySelectorAll(".piece").length))`

// alike waits until both pages say the same, and gives it.
func alike(one, two *browser) string {
	one.Helper()
	for {
		a, b := value[string](one, truth), value[string](two, truth)
		if a == b {
			return a
		}
		if one.ctx.Err() != nil {
			require.Equal(one, a, b)
		}
	}
}

func (b *browser) pressed(fault, is string) {
	b.Helper()
	b.until(`document.querySelector('[data-fault="` + fault + `"]').ariaPressed === "` + is + `"`)
}

// Two browsers change things at once, and the lab is changed behind their backs: what they show is the lab's state.
func TestBrowserTwoChangeThingsAtOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	one, two := openBrowser(t, s, wide, high), openBrowser(t, s, wide, high)
	one.click(`[data-fault="paper"]`)
	two.pressed("paper", "true")
	two.click(`[data-fault="paper"]`)
	one.pressed("paper", "false")
	require.Equal(t, "ok", s.lab.Printer.Status().Paper)

	both := make(chan struct{})
	for _, b := range []*browser{one, two} {
		go func() {
			defer func() { both <- struct{}{} }()
			_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.querySelector('[data-fault="cover"]').click() || document.querySelector('[data-fault="drop_response"]').click() || true`))
			if err != nil {
				t.Error(err)
			}
		}()
	}
	<-both
	<-both
	one.pressed("drop_response", "true")
	alike(one, two)
	require.NotEmpty(t, s.lab.Host.Faults())
	two.click(`[data-fault="drop_response"]`) // pressed again, a switch is off, however often it was pressed before
	one.pressed("drop_response", "false")
	require.Empty(t, s.lab.Host.Faults())

	one.tabTo("#range-supply")
	one.hit("ArrowLeft") // the slider keeps the focus
	two.until(`document.querySelector("#range-supply").value === "95"`)
	supply := 80.0
	require.NoError(t, s.lab.Printer.SetFaults(emprinter.Faults{SupplyPercent: &supply}))
	one.until(`document.querySelector("#range-supply").value === "80"`)
	two.click(`[data-fault="heal"]`)
	one.until(`document.querySelector("#range-supply").value === "100"`)
	one.pressed("cover", "false")

	_, o := s.give(Command{ID: "one-sale", Do: "sale", Amount: "3.00", Card: "A"})
	require.Empty(t, o.Refused)
	one.shows("#paper .proof", "清晰")
	two.click(`[data-lab="DELETE /v1/paper"]`)
	one.until(`document.querySelectorAll(".piece").length === 0`)
	one.until(`!document.querySelector("#paper .proof").textContent`)
	alike(one, two)
	three := openBrowser(t, s, wide, high) // who comes later is told the same
	require.NotEmpty(t, alike(one, three))
}

// One page too many says so, and comes in when another leaves.
func TestBrowserOneTooMany(t *testing.T) {
	t.Parallel()
	s := openShop(t, 0)
	leave := make([]func(), browserLimit)
	for n := range leave {
		leave[n] = s.listen()
	}
	b := newBrowser(t, s, wide, high)
	b.shows("#alert", "打开的页面太多")
	b.shows("#chip-line", "中断")
	b.shows("#h-try", "四个实验")
	leave[0]()
	b.shows("#chip-line", "在线")
	_, o := s.give(Command{ID: "one-sale", Do: "sale", Amount: "3.00", Card: "A"})
	require.Empty(t, o.Refused)
	b.shows("#money .word", "已收款")
}
