package panel

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"net"
	"net/http"
	"path"
	"regexp"
	"slices"
	"sync"
	"time"

	"posterm/emulator"
	"posterm/internal/few"
	"posterm/terminal"
	"posterm/txn"
)

// Limits of the server, all chosen: requests are local, small and quick.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	answerTimeout = 2 * time.Minute // a settlement of a full batch may take a while
	idleTimeout   = time.Minute
	headerLimit   = 16 << 10
	connLimit     = 256 // connections at a time; more wait to be accepted
	stopGrace     = 500 * time.Millisecond
)

// ErrNotLoopback: the panel was asked to listen where others could reach it.
var ErrNotLoopback = errors.New("the panel listens on the loopback only")

// Config is everything a panel is made of.
type Config struct {
	Terminal Terminal
	Lab      *emulator.Lab
	Board    *Board           // what terminal and lab were opened with
	Service  terminal.Service // whom a cashier calls, and what is asked
	Lang     txn.Lang         // of a page before somebody chooses
}

//go:embed web
var web embed.FS

// page is the file of / and the mark in it where the token goes.
const (
	page      = "web/index.html"
	tokenMark = "{{token}}"
)

// types are the kinds of files there are. The system's table is not asked: it may be wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

// server is a panel at work.
type server struct {
	cfg      Config
	token    string
	start    string
	till     *till
	gather   *gatherer
	browsers chan struct{}
}

func newServer(ctx context.Context, cfg Config) *server {
	s := &server{cfg: cfg, token: newToken(), start: newToken(), till: newTill(ctx, cfg), browsers: make(chan struct{}, browserLimit)}
	s.gather = &gatherer{cfg: cfg, till: s.till}
	return s
}

// Listen opens the panel's door: host:port on the loopback, port 0 picks a free one.
func Listen(addr string) (net.Listener, error) {
	if !emulator.Loopback(addr) {
		return nil, ErrNotLoopback
	}
	return net.Listen("tcp", addr)
}

// Serve serves the panel until ctx or the lab ends. It closes the listener.
func Serve(ctx context.Context, l net.Listener, cfg Config) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := newServer(ctx, cfg)
	h := s.http(ctx)
	var work sync.WaitGroup
	work.Go(func() { s.gather.run(ctx) })
	work.Go(func() { s.gather.watchPaper(ctx) })
	work.Go(func() {
		select {
		case <-ctx.Done():
		case <-cfg.Lab.Done():
		}
		stop() // streams end with it
		end, cancel := context.WithTimeout(context.Background(), stopGrace)
		defer cancel()
		if h.Shutdown(end) != nil {
			_ = h.Close()
		}
	})
	err := h.Serve(few.Waiting(l, connLimit))
	stop()
	work.Wait()
	s.till.work.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// http is the server with its limits; requests end with ctx.
func (s *server) http(ctx context.Context) *http.Server {
	return &http.Server{
		Handler: s.handler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: answerTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: headerLimit, BaseContext: func(net.Listener) context.Context { return ctx },
	}
}

// handler is all routes, guarded.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/events", only(http.MethodGet, s.events))
	mux.HandleFunc("/api/key", only(http.MethodPost, s.pressKey))
	mux.HandleFunc("/api/card", only(http.MethodPost, s.presentCard))
	mux.HandleFunc("/api/order", only(http.MethodPost, s.takeOrder))
	mux.HandleFunc("/lab/v1/events", func(w http.ResponseWriter, _ *http.Request) { noSuch.write(w) }) // /api/events has them, with its limits
	mux.Handle("/lab/", http.StripPrefix("/lab", s.noticed(s.cfg.Lab.Handler())))
	mux.HandleFunc("/", only(http.MethodGet, s.file))
	return guard(s.token, mux)
}

// noticed looks at the lab again after whatever may have changed it: not every change is an event.
func (s *server) noticed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		if r.Method != http.MethodGet {
			s.cfg.Board.touch(topicPrinter, topicHost)
		}
	})
}

func only(method string, do http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			noMethod.write(w)
			return
		}
		do(w, r)
	}
}

// file serves the page and what belongs to it.
func (s *server) file(w http.ResponseWriter, r *http.Request) {
	name := "web" + path.Clean(r.URL.Path)
	if r.URL.Path == "/" {
		name = page
	}
	data, err := web.ReadFile(name)
	kind, known := types[path.Ext(name)]
	if err != nil || !known {
		noSuch.write(w)
		return
	}
	if name == page {
		data = bytes.ReplaceAll(data, []byte(tokenMark), []byte(s.token))
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(data)
}

// ok is the answer where there is nothing to say.
var ok = map[string]bool{"ok": true}

func (s *server) pressKey(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Key string `json:"key"`
	}
	if err := read(w, r, &body); err != nil {
		refuse(w, err)
		return
	}
	if !slices.Contains(Keys(), body.Key) {
		badKey.write(w)
		return
	}
	s.till.key(body.Key)
	writeJSON(w, http.StatusOK, ok)
}

func (s *server) presentCard(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Card string `json:"card"`
	}
	if err := read(w, r, &body); err != nil {
		refuse(w, err)
		return
	}
	def, known := builtin(body.Card)
	if !known {
		badMember("card", txn.Words{ZH: "没有这张测试卡", EN: "there is no such test card"}).write(w)
		return
	}
	s.till.present(def.Name, !def.Unreadable)
	writeJSON(w, http.StatusOK, ok)
}

// idForm is what names a command.
var idForm = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

func (s *server) takeOrder(w http.ResponseWriter, r *http.Request) {
	var c Command
	if err := read(w, r, &c); err != nil {
		refuse(w, err)
		return
	}
	if !idForm.MatchString(c.ID) {
		badID.write(w)
		return
	}
	o, err := s.till.give(r.Context(), c)
	switch {
	case err != nil:
		refuse(w, err)
	case o.Refused != "":
		writeJSON(w, http.StatusConflict, o)
	default:
		writeJSON(w, http.StatusOK, o)
	}
}

// refuse says why a request was not carried out.
func refuse(w http.ResponseWriter, err error) {
	p := interrupts
	asProblem(err, &p)
	p.write(w)
}
