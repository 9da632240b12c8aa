package office

import (
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

// Options are what an office is made of.
type Options struct {
	Host *host.Host
	// Paper is the printer whose slips are shown; nil: none.
	Paper *printer.Printer
	// Names are those of merchants, by their numbers; who has none is shown by the number.
	Names map[string]string
	Fee   Rate
	Now   func() time.Time
}

// Office serves the pages. Its methods may be called from several goroutines.
type Office struct {
	Options
	mux     *http.ServeMux
	token   string
	uploads uploads
	busy    chan struct{} // room for what is costly
}

// Chosen: what walks over a whole ledger or reads a whole journal is done for so many at once;
// who comes while all of them work, waits, or is told so if he brings a journal.
const busyLimit = 4

//go:embed static
var static embed.FS

// New makes an office.
func New(o Options) *Office {
	var secret [16]byte
	_, _ = rand.Read(secret[:]) // it never fails
	f := &Office{Options: o, token: base64.RawURLEncoding.EncodeToString(secret[:]), busy: make(chan struct{}, busyLimit)}
	f.mux = http.NewServeMux()
	for path, page := range map[string]page{
		"GET /office/{$}":      f.listPage,
		"GET /office/days":     f.daysPage,
		"GET /office/settled":  f.settledPage,
		"GET /office/check":    f.checkPage,
		"POST /office/check":   f.takeExport,
		"GET /office/list.csv": f.listCSV,
		"GET /office/days.csv": f.daysCSV,
		"GET /office/transactions/{terminal}/{batch}/{trace}":               f.storyPage,
		"GET /office/transactions/{terminal}/{batch}/{trace}/note":          f.notePage,
		"GET /office/transactions/{terminal}/{batch}/{trace}/evidence.html": f.evidenceFile,
		"/office/": f.nowhere,
	} {
		f.mux.Handle(path, f.serve(page))
	}
	for name, kind := range map[string]string{"office.css": "text/css", "live.js": "text/javascript", "icon.svg": "image/svg+xml"} {
		f.mux.Handle("GET /office/static/"+name, headers(file(name, kind)))
	}
	return f
}

// Handler serves everything below /office/.
func (f *Office) Handler() http.Handler { return f.mux }

// file serves one of the files that are built in.
func file(name, kind string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		data, err := static.ReadFile("static/" + name)
		if err != nil { // it is built in
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", kind+"; charset=utf-8")
		_, _ = w.Write(data)
	})
}

// page answers a request; an error becomes a page of its own.
type page func(w http.ResponseWriter, r *http.Request, v view) error

// pagePolicy lets a page load what is the lab's own, and nothing else.
const pagePolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// headers stand on everything the office says.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func (f *Office) serve(p page) http.Handler {
	return headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := viewOf(r)
		if err == nil {
			err = p(w, r, v)
		}
		var no *Refusal
		switch {
		case err == nil:
			return
		case !errors.As(err, &no):
			no = refuse(http.StatusInternalServerError, "页面没有做出来，账目不受影响：请稍后再试，仍不行请重启实验室", "the page could not be made, and no money is touched: "+err.Error()+"; try again, or restart the lab")
		}
		w.Header().Del("Content-Disposition")
		_ = v.titled("", txn.Words{ZH: "不行", EN: "Not possible"}).write(w, no.Status, "error", no)
	}))
}

// viewOf reads the language of a request.
func viewOf(r *http.Request) (view, error) {
	q, unread := url.ParseQuery(r.URL.RawQuery)
	v := view{path: r.URL.Path, query: q}
	if asked := v.query.Get("lang"); asked != "" {
		var err error
		if v.Lang, err = txn.ParseLang(asked); err != nil {
			return v, refuse(http.StatusBadRequest, "lang 只能是 zh 或 en", "lang is zh or en")
		}
	}
	if unread != nil { // what was read of it may be less than was asked
		v.query = url.Values{}
		return v, refuse(http.StatusBadRequest, "地址中的查询条件无法读取：请从页面的表单重新查询", "the question in the address cannot be read: ask again by the form of the page")
	}
	return v, nil
}

// nowhere answers what no page is at, and methods that a page does not take.
func (f *Office) nowhere(w http.ResponseWriter, r *http.Request, _ view) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return refuse(http.StatusMethodNotAllowed, "这里只能查看（GET）", "this can only be looked at (GET)")
	}
	return refuse(http.StatusNotFound, "没有这个页面", "there is no such page")
}

// mine says whether a form is one that this office gave out.
func (f *Office) mine(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(f.token)) == 1
}

// costly does one of the things of which only a few are done at once.
func (f *Office) costly(r *http.Request, work func() error) error {
	select {
	case f.busy <- struct{}{}:
		defer func() { <-f.busy }()
		return work()
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

// keyIn reads a transaction's number out of the path.
func keyIn(r *http.Request) host.Key {
	return host.Key{Terminal: r.PathValue("terminal"), Batch: r.PathValue("batch"), Trace: r.PathValue("trace")}
}

// pathOf is where a transaction's page is.
func pathOf(k host.Key, below ...string) string {
	parts := append([]string{"/office/transactions", url.PathEscape(k.Terminal), url.PathEscape(k.Batch), url.PathEscape(k.Trace)}, below...)
	return strings.Join(parts, "/")
}

// EvidencePath is where a transaction's evidence pack is.
func EvidencePath(k host.Key) string { return pathOf(k, "evidence.html") }

// Limits of a merchant's name and number. The number is field 42.
const (
	nameLimit    = 40 // characters; chosen: two lines of a slip
	merchantSize = 15
)

// ErrName marks a merchant's name that was refused.
var ErrName = errors.New("bad merchant name")

// CheckNames refuses names that are too long or empty, and numbers that no merchant has.
func CheckNames(names map[string]string) error {
	for number, name := range names {
		if len(number) != merchantSize {
			return fmt.Errorf("%w: merchant number %.20q: want %d characters", ErrName, number, merchantSize)
		}
		if n := utf8.RuneCountInString(name); n == 0 || n > nameLimit || !utf8.ValidString(name) {
			return fmt.Errorf("%w of %s: want 1 to %d characters", ErrName, number, nameLimit)
		}
	}
	return nil
}

// name is what a merchant is called.
func (f *Office) name(merchant string) string {
	if n := f.Names[merchant]; n != "" {
		return n
	}
	return merchant
}
