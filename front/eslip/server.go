package eslip

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"posterm/internal/few"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/receipt/link"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Limits of the server. Chosen: customers fetch one slip each, from a phone.
const (
	connLimit   = 64               // connections at once; further ones wait to be accepted
	headLimit   = 4 << 10          // bytes of a request's header; net/http allows 4 KiB more
	uriLimit    = 256              // characters of an address; longer ones are not found
	readLimit   = 5 * time.Second  // to send a request
	writeLimit  = 10 * time.Second // to take the answer
	makeLimit   = 3 * time.Second  // to make an e-slip, waiting included
	makersLimit = 1                // e-slips made at once: a board has few cores, and selling needs them
	wrongBurst  = 20               // wrong tokens at once, and then one every
	wrongEvery  = 200 * time.Millisecond
	listenAgain = 10 * time.Second // between attempts to open the port
)

// Source is what the server needs of the terminal.
type Source interface {
	EslipOf(context.Context, roll.ID, txn.Lang) (terminal.Eslip, error)
}

var _ Source = (*terminal.Terminal)(nil)

// Config is everything a server is made of.
type Config struct {
	Source Source
	Links  link.Maker
	Paper  Paper
	Lang   txn.Lang // of slips whose link asks for no other
	Log    zerolog.Logger
	Now    func() time.Time
}

// Serve answers on a TCP address until ctx ends, and returns when the last answer is given. When the port cannot
// be opened it tells, and goes on trying: whoever sells must not stop for that, and must know.
func (c Config) Serve(ctx context.Context, address string, tell func(error)) {
	for told := false; ; {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
		if err == nil {
			c.Log.Info().Stringer("address", l.Addr()).Msg("e-slips are served")
			err = c.On(ctx, l)
		}
		if ctx.Err() != nil {
			return
		}
		if !told {
			tell(err)
			told = true
		}
		c.Log.Error().Err(err).Msg("e-slips are not served")
		select {
		case <-ctx.Done():
			return
		case <-time.After(listenAgain):
		}
	}
}

// On is Serve on a listener, which it closes.
func (c Config) On(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: c.Handler(), MaxHeaderBytes: headLimit, ReadTimeout: readLimit, ReadHeaderTimeout: readLimit, WriteTimeout: writeLimit,
		DisableGeneralOptionsHandler: true, ErrorLog: log.New(c.Log, "", 0),
	}
	server.SetKeepAlivesEnabled(false)
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		grace, cancel := context.WithTimeout(context.Background(), makeLimit)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // a client that reads slowly is left
		}
	})
	err := server.Serve(few.Waiting(l, connLimit))
	if !stop() {
		<-done
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Handler answers GET and HEAD of /s/TOKEN, /s/TOKEN.png and /s/TOKEN.pdf, with ?lang=zh or en. All other addresses
// are not found, whatever they are.
func (c Config) Handler() http.Handler {
	return &server{Config: c, makers: make(chan struct{}, makersLimit), wrong: bucket{burst: wrongBurst, every: wrongEvery}}
}

type server struct {
	Config
	makers chan struct{}
	wrong  bucket
}

// headers are on every answer.
var headers = map[string]string{
	"Cache-Control": "no-store", "Content-Security-Policy": Policy + "; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex",
}

// ServeHTTP answers one request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.plain(w, http.StatusMethodNotAllowed)
		return
	}
	a, known := parse(r.RequestURI, s.Lang)
	if !known {
		s.plain(w, http.StatusNotFound)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), makeLimit)
	defer cancel()
	data, status := s.answer(ctx, a)
	if status != http.StatusOK {
		s.plain(w, status)
		return
	}
	w.Header().Set("Content-Type", mediaTypes[a.format])
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // who hung up has it no more
}

// address is what a request asks for.
type address struct {
	token  string
	format Format
	lang   txn.Lang
}

// parse reads the address of a request. Nothing in it is decoded: a token has no letters that would need it.
func parse(uri string, lang txn.Lang) (a address, known bool) {
	path, query, asked := strings.Cut(uri, "?")
	if asked {
		var err error
		value, named := strings.CutPrefix(query, "lang=")
		if lang, err = txn.ParseLang(value); err != nil || !named {
			return a, false
		}
	}
	token, found := strings.CutPrefix(path, link.Path)
	if !found || len(uri) > uriLimit || len(token) < link.TokenLength {
		return a, false
	}
	a = address{token[:link.TokenLength], HTML, lang}
	switch token[link.TokenLength:] {
	case "":
		return a, true
	case ".png":
		a.format = PNG
		return a, true
	case ".pdf":
		a.format = PDF
		return a, true
	}
	return a, false
}

// answer makes what an address asks for, or says by a status why there is nothing.
func (s *server) answer(ctx context.Context, a address) ([]byte, int) {
	id, err := s.Links.Read(a.token, s.Now())
	switch {
	case errors.Is(err, link.ErrExpired): // nobody guessed it: it was signed here
		return nil, http.StatusGone
	case err != nil && !s.wrong.take(s.Now()):
		return nil, http.StatusTooManyRequests
	case err != nil:
		return nil, http.StatusNotFound
	}
	select {
	case s.makers <- struct{}{}:
		defer func() { <-s.makers }()
	case <-ctx.Done():
		return nil, http.StatusServiceUnavailable
	}
	e, err := s.Source.EslipOf(ctx, id, a.lang)
	switch {
	case errors.Is(err, journal.ErrUnknown), e.Refusal == machine.RefusedNoSlip:
		return nil, http.StatusNotFound
	case ctx.Err() != nil, errors.Is(err, terminal.ErrStopped), e.Refusal != machine.Possible:
		return nil, http.StatusServiceUnavailable
	}
	var data []byte
	if err == nil {
		data, err = s.made(e, a)
	}
	if err != nil {
		s.Log.Error().Err(err).Uint64("txn", uint64(id)).Msg("an e-slip could not be made")
		return nil, http.StatusInternalServerError
	}
	s.Log.Info().Stringer("of", e.View.Trace).Str("format", string(a.format)).Msg("e-slip fetched") // never its token
	return data, http.StatusOK
}

// made is an e-slip with the ways to its other forms.
func (s *server) made(e terminal.Eslip, a address) ([]byte, error) {
	if a.format != HTML {
		return Make(e.Slip, a.format, a.lang, s.Paper)
	}
	return page(e.Slip, a.lang, ways(a))
}
