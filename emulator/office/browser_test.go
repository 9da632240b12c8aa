package office

import (
	"net/http/httptest"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestBrowserPhone: on a phone no page is wider than its screen, and what stands above a table stands in lines, not in a
// column of single characters.
func TestBrowserPhone(t *testing.T) {
	path, err := exec.LookPath("chromium")
	if err != nil || testing.Short() {
		t.Skip("no Chromium is installed (apt-get install chromium), or -short: the pages were not looked at in a browser")
	}
	s := traded(t)
	server := httptest.NewServer(s.office.Handler())
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	for _, page := range []string{"/office/", "/office/days", "/office/settled", "/office/check", "/office/transactions/00010001/000001/000002"} {
		require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(server.URL+page)))
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth`))
		require.NoError(t, err)
		require.LessOrEqual(t, wide, 390, page)
		narrow, err := chromedp.Run(ctx, chromedp.Evaluate[int](`[...document.querySelectorAll("caption")].filter(c => c.offsetWidth < 200).length`))
		require.NoError(t, err)
		require.Zero(t, narrow, page)
	}
}
