package panel

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"

	"posterm/emulator"
)

// tokenHeader carries the token of the page.
const tokenHeader = "X-Posterm-Token"

// bodyLimit is the largest body of the panel's own calls, in bytes; those of the lab have its limit.
const bodyLimit = 4096

// headers go with every answer. Nothing but our own files is loaded, nobody frames the page, and nothing is kept.
var headers = map[string]string{
	"Content-Security-Policy":      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cache-Control":                "no-store",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
}

// newToken is different at every start.
func newToken() string { return rand.Text() }

// guard lets in whoever may be let in.
func guard(token string, next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		origin := r.Header.Get("Origin")
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case !emulator.Loopback(r.Host):
			notLocal.write(w)
		case origin != "" && origin != "http://"+r.Host, cross.Check(r) != nil:
			foreign.write(w)
		case !reads && subtle.ConstantTimeCompare([]byte(r.Header.Get(tokenHeader)), []byte(token)) != 1:
			noToken.write(w)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// read takes the one JSON object of a request, strictly.
func read(w http.ResponseWriter, r *http.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return notJSON
	}
	if r.ContentLength > bodyLimit {
		return tooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return tooLarge
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return tooSlow
	}
	if err != nil {
		return notObject
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return notObject
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return notObject
	}
	return nil
}
