package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"time"

	"posterm/internal/few"
	"posterm/internal/metrics"
)

// Limits of the server. Chosen: a scraper asks every few seconds and sends a few hundred bytes.
const (
	headLimit  = 8 << 10
	readLimit  = 5 * time.Second  // for a whole request
	writeLimit = 15 * time.Second // for an answer, the loop's included
	idleLimit  = time.Minute      // between two requests of one connection
	connLimit  = 16               // at once; a further one is closed
	closeLimit = time.Second      // for answers under way when the program ends
)

// Server answers /metrics, /healthz and /readyz.
type Server struct {
	listener net.Listener
	http     *http.Server
	ended    chan struct{}
}

// Listen opens the address and serves a watch on it, until Close. Requests must name this machine in
// their Host: an IP address, localhost, or the name in address; so a page in a browser cannot read it under a
// name of its own.
func Listen(address string, w *Watch) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	own, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return serve(listener, own, w), nil
}

func serve(listener net.Listener, own string, w *Watch) *Server {
	s := &Server{listener: few.Refusing(listener, connLimit), ended: make(chan struct{})}
	s.http = &http.Server{
		Handler: guarded(own, w.pages()), ReadTimeout: readLimit, ReadHeaderTimeout: readLimit, WriteTimeout: writeLimit, IdleTimeout: idleLimit,
		MaxHeaderBytes: headLimit, ErrorLog: log.New(io.Discard, "", 0), DisableGeneralOptionsHandler: true,
	}
	go func() {
		defer close(s.ended)
		_ = s.http.Serve(s.listener)
	}()
	return s
}

// Address is where it listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Close ends it; answers under way may be finished for a second.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close()
	}
	<-s.ended
	return err
}

// pages are the three there are.
func (w *Watch) pages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/metrics": func(to http.ResponseWriter, r *http.Request) {
			var text bytes.Buffer
			if err := metrics.Write(&text, w.families(r.Context())); err != nil {
				w.cfg.Log.Error().Err(err).Msg("metrics")
				http.Error(to, err.Error(), http.StatusInternalServerError)
				return
			}
			to.Header().Set("Content-Type", metrics.ContentType)
			_, _ = to.Write(text.Bytes())
		},
		"/healthz": func(to http.ResponseWriter, r *http.Request) {
			h := w.health(r.Context())
			object(to, h.Healthy, h)
		},
		"/readyz": func(to http.ResponseWriter, r *http.Request) {
			h := w.readiness(r.Context())
			object(to, h.Ready, h)
		},
	}
}

// object answers 200 or 503 with one JSON object on one line.
func object(to http.ResponseWriter, well bool, v any) {
	to.Header().Set("Content-Type", "application/json; charset=utf-8")
	if !well {
		to.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(to).Encode(v)
}

// guarded lets through what a monitoring system asks, and nothing else.
func guarded(own string, pages map[string]http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(to http.ResponseWriter, r *http.Request) {
		head := to.Header()
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cache-Control", "no-store")
		head.Set("Content-Security-Policy", "default-src 'none'")
		page, known := pages[r.URL.Path]
		switch {
		case !ours(r.Host, own):
			refuse(to, http.StatusMisdirectedRequest, "这是另一台主机：请用 IP 地址、localhost 或 observe.listen 中的名字访问\nthis is another host: ask by its IP address, as localhost, or by the name in observe.listen")
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			head.Set("Allow", "GET, HEAD")
			refuse(to, http.StatusMethodNotAllowed, "只接受 GET 和 HEAD\nonly GET and HEAD")
		case r.ContentLength != 0:
			refuse(to, http.StatusBadRequest, "查询不应带正文\na question has no body")
		case !known:
			refuse(to, http.StatusNotFound, "这里只有 /metrics、/healthz 和 /readyz\nthere are /metrics, /healthz and /readyz")
		default:
			page(to, r)
		}
	})
}

// refuse answers with a reason and ends the connection: what else comes on it is not read.
func refuse(to http.ResponseWriter, status int, why string) {
	to.Header().Set("Connection", "close")
	to.Header().Set("Content-Type", "text/plain; charset=utf-8")
	to.WriteHeader(status)
	fmt.Fprintln(to, why)
}

// ours says whether a Host names this machine: a name that somebody else gave it does not.
func ours(host, own string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	_, notIP := netip.ParseAddr(trimBrackets(name))
	return notIP == nil || name == "localhost" || own != "" && name == own
}

func trimBrackets(s string) string {
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		return s[1 : len(s)-1]
	}
	return s
}
