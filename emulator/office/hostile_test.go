package office

import (
	"bytes"
	"errors"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// form is what the page of the reconciliation sends; the journal comes last.
func form(t *testing.T, journal io.Reader, fields ...string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		require.NoError(t, w.WriteField(fields[i], fields[i+1]))
	}
	if journal != nil {
		file, err := w.CreateFormFile("journal", "<script>.json")
		require.NoError(t, err)
		_, err = io.Copy(file, journal)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	r := httptest.NewRequest(http.MethodPost, "/office/check", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// A whole card number is no filter, and is not repeated, neither on the page nor in the table.
func TestAWholeCardNumberIsNoFilter(t *testing.T) {
	s := traded(t)
	for _, card := range []string{"6222021234561234", "6222+0212+3456+1234", "6222-0212-3456-1234", "%3B6222021234561234%3D3012"} {
		for _, path := range []string{"/office/?card=", "/office/list.csv?card="} {
			reply := s.get(path + card)
			code, page := reply.Code, reply.Body.String()
			require.Equal(t, http.StatusBadRequest, code)
			require.Contains(t, page, "请勿输入完整卡号")
			require.NotContains(t, page, "6222021234561234")
			require.NotContains(t, page, "3456")
		}
	}
}

// The Chinese words of a refusal are whole: they have no English tail.
func TestRefusalsAreWhole(t *testing.T) {
	s := traded(t)
	for _, path := range []string{"?least=abc", "?most=-1", "?since=yesterday", "?until=1", "?from=x", "?to=2026-13-01", "?status=paid", "?kind=bar", "?card=12", "?least=2&most=1"} {
		reply := s.get("/office/" + path)
		code, page := reply.Code, reply.Body.String()
		require.Equal(t, http.StatusBadRequest, code)
		said := regexp.MustCompile(`<p class="large">(.*?)</p>`).FindStringSubmatch(page)
		require.NotNil(t, said, page)
		require.NotRegexp(t, `[a-z]{2,} [a-z]{2,}`, html.UnescapeString(said[1]))
	}
}

// What makes no sense is refused on a page of its own, which says what would.
func TestBadRequests(t *testing.T) {
	s := traded(t)
	story := "/office/transactions/00010001/000001/000002"
	for _, tt := range []struct {
		path string
		code int
		want string
	}{
		{"/office/nowhere", 404, "no such page"},
		{"/office/static/", 404, "no such page"},
		{"/office/?trmnal=1", 400, "valid are before, card, from, kind, lang, least, live, merchant, most, since, status, terminal, to, until"},
		{"/office/?card=1&card=2", 400, "comes twice"},
		{"/office/?%3Cscript%3E=1", 400, `no parameter "<script>"`},
		{"/office/?least=１２", 400, `"Amount from" has "１２", which is no amount: want one like 12.34 (yuan)`},
		{"/office/?most=" + strings.Repeat("9", 4000), 400, `"Amount to" has "9999`},
		{"/office/?least=-1", 400, "which is no amount"},
		{"/office/?least=10&most=9.99", 400, "the amounts are the wrong way round: from 10 to 9.99; exchange them"},
		{"/office/?since=yesterday", 400, "want one like 2026-11-21T20:15 (Beijing)"},
		{"/office/?since=2026-11-27T15:00&until=2026-11-27T14:59:59", 400, "exchange them"},
		{"/office/?from=2026-13-01", 400, "no date: want one like 2026-11-21"},
		{"/office/?from=2026-11-22&to=2026-11-21", 400, "exchange them"},
		{"/office/?card=12", 400, "give the last four digits of the card"},
		{"/office/?status=declined;card=1234", 400, "cannot be read"},
		{"/office/?card=%zz", 400, "cannot be read"},
		{"/office/?status=paid", 400, `there is no status "paid"`},
		{"/office/?kind=%00", 400, `there is no kind "\x00"`},
		{"/office/?before=-1", 400, "before is a number"},
		{"/office/?before=99999999999999999999999", 400, "before is a number"},
		{"/office/days?day=1", 400, "valid are from, lang, merchant, terminal, to"},
		{"/office/days?from=2026-13-01", 400, "from is a date"},
		{"/office/settled?x", 400, "valid are lang, terminal"},
		{"/office/check?window=0", 400, "1 to 1440"},
		{"/office/check?window=1441", 400, "1 to 1440"},
		{"/office/check?day=today", 400, "day is a date"},
		{"/office/transactions/00010001/000001/999999", 404, "holds no transaction 00010001/000001/999999"},
		{"/office/transactions/%3Cb%3E%2F/1/%22", 404, `holds no transaction <b>//1/"`},
		{story + "/note", 404, "gave nothing back"},
		{story + "?x=1", 400, "valid are lang, live"},
		{story + "/evidence.html?x=1", 400, "valid are lang"},
		{"/office/transactions/00010001/000001/000007/note", 404, "gave nothing back"},
	} {
		t.Run(tt.path[:min(60, len(tt.path))], func(t *testing.T) {
			path := tt.path + "?lang=en"
			if strings.Contains(tt.path, "?") {
				path = tt.path + "&lang=en"
			}
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			var err error
			r.URL, err = url.Parse(path)
			require.NoError(t, err)
			w := s.do(r)
			if w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusMovedPermanently {
				w = s.get(w.Header().Get("Location")) // a path that was made clean
			}
			require.Equal(t, tt.code, w.Code)
			guarded(t, w.Header())
			m := takenApart(t, w.Body.String())
			m.wellMade(t)
			require.Contains(t, m.text, tt.want)
			require.Less(t, len(m.text), 2_000)
		})
	}
	require.Equal(t, 400, s.get("/office/?lang=fr").Code)
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		require.Equal(t, http.StatusMethodNotAllowed, s.do(httptest.NewRequest(method, "/office/", nil)).Code)
	}
}

// A journal is taken only by a form of this office, as a whole, within its limits.
func TestBadUploads(t *testing.T) {
	s := traded(t)
	good := func() io.Reader { return strings.NewReader(export(row("000002", "sale", "12.34", "approved"))) }
	for _, tt := range []struct {
		name string
		r    *http.Request
		code int
		want string
	}{
		{"no token", form(t, good()), 403, "open the page again"},
		{"another token", form(t, good(), "token", "the-token-of-this-tesu"), 403, "open the page again"},
		{"an unknown field", form(t, good(), "token", s.office.token, "admin", "1"), 400, "valid are token, terminal, day, window, journal"},
		{"a long field", form(t, good(), "token", strings.Repeat("x", 1000)), 400, "field token is too long"},
		{"no file", form(t, nil, "token", s.office.token), 400, "no journal"},
		{"no form", httptest.NewRequest(http.MethodPost, "/office/check", good()), 415, "use the form"},
		{"no export", form(t, strings.NewReader("<script>alert(1)</script>"), "token", s.office.token), 422, "not a journal's export"},
		{"an empty journal", form(t, strings.NewReader(export()), "token", s.office.token), 422, "no transaction that moves money"},
		{"a card in clear", form(t, strings.NewReader(export(row("000002", "sale", "1.00", "approved", "card", panA))), "token", s.office.token), 422, `member "card"`},
		{"blanks", form(t, io.LimitReader(blank{}, ExportLimit-1), "token", s.office.token), 422, "ends too early"},
		{"too much", form(t, io.LimitReader(blank{}, ExportLimit+formRoom), "token", s.office.token), 413, "at most"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.URL.RawQuery = "lang=en"
			w := s.do(tt.r)
			require.Equal(t, tt.code, w.Code)
			m := takenApart(t, w.Body.String())
			m.wellMade(t)
			require.Contains(t, m.text, tt.want)
			noSecrets(t, w.Body.String())
			require.Empty(t, s.office.uploads.records(), "nothing of it was kept")
		})
	}
	cut := form(t, good(), "token", s.office.token)
	cut.Body = io.NopCloser(io.MultiReader(io.LimitReader(cut.Body, 400), broken{}))
	require.Equal(t, http.StatusBadRequest, s.do(cut).Code, "a line that broke")
	require.Empty(t, s.office.uploads.records())

	w := s.do(form(t, good(), "token", s.office.token, "window", "5", "day", "2026-11-21"))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/office/check?day=2026-11-21&window=5", w.Header().Get("Location"))
	require.Len(t, s.office.uploads.records(), 1)
}

// blank is JSON that never begins.
type blank struct{}

func (blank) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// broken is a line that was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// While as many journals are read as there is room for, the next one is told so; pages wait.
func TestManyUploads(t *testing.T) {
	s := newShop(t)
	for range busyLimit {
		s.office.busy <- struct{}{}
	}
	w := s.do(form(t, strings.NewReader(export()), "token", s.office.token))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, "1", w.Header().Get("Retry-After"))
	waited := make(chan int, 1)
	go func() { waited <- s.get("/office/days").Code }()
	<-s.office.busy
	require.Equal(t, http.StatusOK, <-waited)
}

// A thousand readers at once all get the same page, and selling goes on.
func TestManyReaders(t *testing.T) {
	s := traded(t)
	var group sync.WaitGroup
	codes := make(chan int, 1000)
	for i := range cap(codes) {
		group.Go(func() { codes <- s.get([]string{"/office/", "/office/days", "/office/check"}[i%3]).Code })
	}
	s.want("00", s.sale(1, panA))
	group.Wait()
	close(codes)
	for code := range codes {
		require.Equal(t, http.StatusOK, code)
	}
}
