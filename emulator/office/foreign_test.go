package office

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
)

// TestATillThatSaysMarkup: whatever a terminal calls itself, and whatever stands on its paper, is text on every page, in
// tables and in the evidence pack, and leads nowhere.
func TestATillThatSaysMarkup(t *testing.T) {
	for _, who := range [][2]string{
		{`"><b>x</`, `<script>alert(1`},
		{`'onload=`, `javascript:al(1`},
		{"../../..", `" onerror="x()"`},
		{`=cmd|'/x`, `+1+HYPERLINK("x`},
	} {
		t.Run(who[0], func(t *testing.T) {
			s := newShop(t)
			s.terminal, s.merchant, s.batch = who[0], who[1], "000000"
			s.signIn()
			sale := s.sale(1_00, panA)
			reply := s.want("00", sale)
			s.want("00", s.refund(1_00, panA, reply))
			s.print("TERMINAL NO. "+who[0], "BATCH NO. "+s.batch, "VOUCHER NO. "+sale.Get(11), "</pre><script>alert(2)</script>")
			all, err := s.host.BackOffice(host.Question{})
			require.NoError(t, err)
			require.Len(t, all.Transactions, 2)
			refund, first := keyOf(&all.Transactions[0].Entry), keyOf(&all.Transactions[1].Entry)
			for _, path := range []string{"/office/", "/office/days", "/office/settled", "/office/check", pathOf(first), pathOf(refund, "note")} {
				w := s.get(path)
				require.Equal(t, http.StatusOK, w.Code, path)
				takenApart(t, w.Body.String()).wellMade(t)
				require.NotContains(t, w.Body.String(), "<script>alert")
			}
			pack := s.get(EvidencePath(first))
			require.Equal(t, http.StatusOK, pack.Code)
			require.NotContains(t, pack.Body.String(), "<script")
			require.NotRegexp(t, `(href|src|action)="[^d"]|url\(|<(a|link|iframe|object|form) `, pack.Body.String(), "it needs nothing else")
			require.Regexp(t, `^attachment; filename="evidence-[A-Za-z0-9_.-]+\.html"$`, pack.Header().Get("Content-Disposition"))
			for line := range strings.SplitSeq(s.get("/office/list.csv").Body.String(), "\n") {
				require.NotRegexp(t, `(^|,)"?[=+@]`, line, "a spreadsheet runs it")
			}
		})
	}
}

// TestPagesOfAManyThousand: five thousand transactions, each on one page and in order, also while more are made; the
// table goes on behind its thousand.
func TestPagesOfAManyThousand(t *testing.T) {
	s := newShop(t)
	const many = 5_000
	for range many {
		s.want("00", s.sale(1, panA))
	}
	link := regexp.MustCompile(`href="(/office/transactions/[^"]+)"`)
	older := regexp.MustCompile(`href="([^"]+)" rel="next"`)
	seen := map[string]bool{}
	pages, last := 0, "~"
	for path := "/office/"; path != ""; pages++ {
		w := s.get(path)
		require.Equal(t, http.StatusOK, w.Code)
		for _, found := range link.FindAllStringSubmatch(w.Body.String(), -1) {
			require.False(t, seen[found[1]], found[1])
			require.Less(t, found[1], last, "newest first")
			seen[found[1]], last = true, found[1]
		}
		if path = ""; len(seen) < many {
			path = strings.ReplaceAll(older.FindStringSubmatch(w.Body.String())[1], "&amp;", "&")
		}
		if pages == 3 {
			s.want("00", s.sale(2, panA)) // it belongs before the first page
		}
	}
	require.Len(t, seen, many)
	require.Equal(t, many/listLength, pages)
	rows := 0
	for path := "/office/list.csv"; path != ""; {
		w := s.get(path)
		rows += strings.Count(w.Body.String(), "\r\n") - 1
		next := regexp.MustCompile(`^<(.+)>; rel="next"$`).FindStringSubmatch(w.Header().Get("Link"))
		if path = ""; next != nil {
			path = next[1]
		}
	}
	require.Equal(t, many+1, rows)
}
