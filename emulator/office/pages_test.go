package office

import (
	"encoding/csv"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/canary"
)

// Every page in both languages, as a person reads it.
func TestPages(t *testing.T) {
	s := traded(t)
	require.NoError(t, s.office.Take(strings.NewReader(export(
		row("000002", "sale", "12.34", "approved", "goods", []Item{{"coffee <b>x2</b>", "8.00"}, {"to go", ""}}), row("000003", "sale", "20.00", "declined"), row("000099", "sale", "8.88", "approved"),
	)), ""))
	for _, p := range []struct{ name, path string }{
		{"list", "/office/"},
		{"filtered", "/office/?card=0026&least=10&most=20&status=settled&terminal=00010001"},
		{"nothing", "/office/?card=9999"},
		{"days", "/office/days"},
		{"settled", "/office/settled"},
		{"check", "/office/check?window=5"},
		{"sale", "/office/transactions/00010001/000001/000002"},
		{"reversed", "/office/transactions/00010001/000001/000008"},
		{"refund", "/office/transactions/00010001/000001/000009"},
		{"note", "/office/transactions/00010001/000001/000009/note"},
		{"void_note", "/office/transactions/00010001/000001/000006/note"},
	} {
		for _, lang := range []string{"zh", "en"} {
			t.Run(p.name+"_"+lang, func(t *testing.T) {
				join := "?"
				if strings.Contains(p.path, "?") {
					join = "&"
				}
				w := s.get(p.path + join + "lang=" + lang)
				require.Equal(t, http.StatusOK, w.Code, w.Body.String())
				guarded(t, w.Header())
				m := takenApart(t, w.Body.String())
				m.wellMade(t)
				golden(t, p.name+"_"+lang+".txt", m.text)
				if lang == "en" {
					require.NotRegexp(t, `[\p{Han}]`, strings.NewReplacer("测试商户", "", "中文", "").Replace(m.text))
				}
			})
		}
	}
}

// guarded wants the headers that keep a page to itself.
func guarded(t *testing.T, h http.Header) {
	t.Helper()
	require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'self'")
	require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
	require.Equal(t, "no-store", h.Get("Cache-Control"))
	require.Empty(t, h.Values("Set-Cookie"))
}

// Pages follow each other without a gap or a repetition, and keep the filter.
func TestPaging(t *testing.T) {
	s := newShop(t)
	for range listLength + 7 {
		s.want("00", s.sale(1, panA))
	}
	s.want("00", s.sale(2, panA))
	seen := 0
	for path, n := "/office/?most=0.01&lang=en", 0; path != ""; n++ {
		require.Less(t, n, 3)
		m := takenApart(t, s.get(path).Body.String())
		seen += strings.Count(m.text, "| SALE |")
		require.NotContains(t, m.text, "0.02")
		path = ""
		for _, g := range m.tags {
			if g.attrs["rel"] == "next" {
				path = g.attrs["href"]
				require.Contains(t, path, "most=0.01")
				require.Contains(t, path, "lang=en")
			}
		}
		require.Equal(t, n == 0, strings.Contains(m.text, "renews itself"), "only the newest page is live")
	}
	require.Equal(t, listLength+7, seen)
}

func TestCSV(t *testing.T) {
	s := traded(t)
	for _, p := range []struct{ name, path string }{
		{"list_zh.csv", "/office/list.csv?card=0026"}, {"days_zh.csv", "/office/days.csv"}, {"days_en.csv", "/office/days.csv?lang=en&from=2026-11-21&to=2026-11-21"},
	} {
		w := s.get(p.path)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		require.Equal(t, "text/csv; charset=utf-8", w.Header().Get("Content-Type"))
		require.Contains(t, w.Header().Get("Content-Disposition"), "attachment")
		golden(t, p.name, w.Body.String())
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		require.NoError(t, err)
		require.Greater(t, len(rows), 1)
		for _, row := range rows {
			for _, cell := range row {
				require.NotRegexp(t, `^[=@\t\r]`, cell, "a formula")
			}
		}
	}
	require.Equal(t, http.StatusBadRequest, s.get("/office/days.csv?from=x").Code)
	require.Empty(t, s.get("/office/list.csv?limit=3").Header().Get("Content-Disposition"), "an error is no file")
}

// The evidence pack needs nothing else, tells no secret, and shows the paper.
func TestEvidence(t *testing.T) {
	s := traded(t)
	require.NoError(t, s.office.Take(strings.NewReader(export(row("000002", "sale", "12.34", "approved"))), ""))
	for _, lang := range []string{"zh", "en"} {
		w := s.get("/office/transactions/00010001/000001/000002/evidence.html?lang=" + lang)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		require.Equal(t, `attachment; filename="evidence-00010001-000001-000002.html"`, w.Header().Get("Content-Disposition"))
		require.Equal(t, packPolicy, w.Header().Get("Content-Security-Policy"))
		page := w.Body.String()
		m := takenApart(t, page)
		golden(t, "evidence_"+lang+".txt", m.text)
		pictures := 0
		for _, g := range m.tags {
			require.NotContains(t, []string{"link", "script", "iframe", "a", "form", "base", "object"}, g.name, "a reference")
			require.NotContains(t, g.attrs, "href")
			if src, has := g.attrs["src"]; has {
				pictures++
				require.True(t, strings.HasPrefix(src, "data:image/png;base64,iVBOR"), src[:min(40, len(src))])
			}
		}
		require.Equal(t, 1, pictures, "its own slip and no other")
		require.NotContains(t, page, "http://")
		require.NotContains(t, page, "https://")
		require.NotContains(t, page, "@import")
		require.NotContains(t, page, "url(")
		noSecrets(t, page)
	}
}

// noSecrets looks for the cards and their tracks in whatever form.
func noSecrets(t *testing.T, page string) {
	t.Helper()
	scanner, err := scan()
	require.NoError(t, err)
	require.Empty(t, scanner.Bytes("page", []byte(page)))
}

// scan is made once: it proves itself, which takes a while.
var scan = sync.OnceValues(func() (*canary.Scanner, error) {
	var secrets []canary.Secret
	for name, pan := range map[string]string{"A": panA, "B": panB, "C": panC} {
		secrets = append(secrets, canary.Digits("card "+name, pan), canary.Digits("track "+name, pan+"=3012101123456789"))
	}
	return canary.New(secrets...)
})

// No page at all shows a whole card number.
func TestNoPageShowsACard(t *testing.T) {
	s := traded(t)
	all := ""
	for _, path := range []string{"/office/", "/office/days", "/office/settled", "/office/check", "/office/list.csv"} {
		all += s.get(path).Body.String()
	}
	for _, e := range s.host.Ledger() {
		all += s.get(pathOf(keyOf(&e))).Body.String() + s.get(EvidencePath(keyOf(&e))).Body.String()
	}
	require.Contains(t, all, "622202*********0018")
	noSecrets(t, all)
}
