package notify

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// story runs a test in a bubble: its hours take milliseconds.
func story(t *testing.T, name string, tell func(t *testing.T, s *shop)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { tell(t, open(t)) })
	})
}

func TestDelivery(t *testing.T) {
	story(t, "at once, once, in order", func(t *testing.T, s *shop) {
		s.sale() // before the terminal was switched on
		s.run(func() {
			synctest.Wait()
			require.Len(t, s.received(), 1)
			s.pass(time.Hour)
			s.sale()
			synctest.Wait()
			got := s.received()
			require.Len(t, got, 2)
			require.Zero(t, time.Since(got[1].at), "nobody waited for a timer")
			require.NotEqual(t, got[0].id, got[1].id)
			require.Contains(t, got[1].body, `"trace":"000002"`)
			s.pass(48 * time.Hour)
		})
		require.Len(t, s.received(), 2)
		require.Equal(t, 2, s.state().Delivered)
		require.Zero(t, s.state().Waiting)
	})
	story(t, "the line was down for hours", func(t *testing.T, s *shop) {
		s.listens(false)
		s.run(func() {
			for range 60 {
				s.sale()
				s.pass(10 * time.Minute)
			}
			require.Less(t, int(s.dials.Load()), 240, "in ten hours, nobody is stormed")
			require.Greater(t, int(s.dials.Load()), 100, "and it is looked for")
			require.Equal(t, 60, s.state().Waiting)
			s.listens(true)
			s.pass(pauseLimit)
			require.Len(t, s.received(), 60, "found soon, and then all at once")
			s.pass(eventLimit)
		})
		ids := map[string]bool{}
		for _, d := range s.received() {
			ids[d.id] = true
		}
		require.Len(t, ids, 60)
		require.Len(t, s.received(), 60)
	})
}

// TestDeath: what is told, and how often, survives the process.
func TestDeath(t *testing.T) {
	story(t, "it died between the answer and the mark", func(t *testing.T, s *shop) {
		s.sale()
		s.unmark = errors.New("input/output error")
		s.run(func() { s.pass(time.Minute - 1) })
		require.Len(t, s.received(), 1)
		s.start()
		s.run(func() { s.pass(time.Hour) })
		got := s.received()
		require.Len(t, got, 2)
		require.Equal(t, got[0].id, got[1].id)
		require.Equal(t, got[0].body, got[1].body)
	})
	story(t, "a restart does not forget how often it was tried", func(t *testing.T, s *shop) {
		s.listens(false)
		s.sale()
		s.run(func() { s.pass(20 * time.Minute) })
		before := s.dials.Load()
		s.start()
		s.run(synctest.Wait)
		require.Equal(t, before, s.dials.Load(), "it is not due yet")
	})
	story(t, "what is undone later does not change what was told", func(t *testing.T, s *shop) {
		s.listens(false)
		s.sale()
		sale := s.live.Txn
		s.run(func() { s.pass(time.Second) })
		s.commit(roll.IntentMade, txn.Void, roll.Intent{Amount: 1234, Terminal: "00010001", Merchant: "104512541110001", Original: &roll.Original{Trace: 1}})
		require.NotEqual(t, sale, s.live.Txn)
		s.commit(roll.Approved, txn.Void, roll.Outcome{Code: "00"})
		s.listens(true)
		s.run(func() { s.pass(time.Hour) })
		got := s.received()
		require.Len(t, got, 2)
		for _, d := range got {
			require.Equal(t, 1, strings.Count(d.body, `"money":"approved"`))
		}
	})
}

// TestBadReceivers: whatever it says but 2xx, it is told again, and nothing else happens.
func TestBadReceivers(t *testing.T) {
	status := func(code int) func(http.ResponseWriter, delivery) {
		return func(w http.ResponseWriter, _ delivery) { w.WriteHeader(code) }
	}
	raw := func(answer string) func(http.ResponseWriter, delivery) {
		return func(w http.ResponseWriter, _ delivery) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = conn.Write([]byte(answer))
				_ = conn.Close()
			}
		}
	}
	for _, tt := range []struct {
		name  string
		serve func(http.ResponseWriter, delivery)
		why   string
	}{
		{"an error of its own", status(500), "500"},
		{"too busy", status(503), "503"},
		{"refuses", status(400), "400"},
		{"not there", status(404), "404"},
		{"moved", func(w http.ResponseWriter, _ delivery) {
			w.Header().Set("Location", address+"/elsewhere")
			w.WriteHeader(http.StatusPermanentRedirect)
		}, "308"},
		{"garbage", raw("\x00\x01\x02 no HTTP at all\r\n\r\n"), "malformed HTTP"},
		{"half a header", raw("HTTP/1.1 200 OK\r\nContent-Le"), "malformed MIME header"},
		{"a header without end", raw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20)), "header"},
		{"says nothing", func(_ http.ResponseWriter, d delivery) { <-d.over }, "no answer within 10s"},
		{"hangs up", raw(""), "EOF"},
	} {
		story(t, tt.name, func(t *testing.T, s *shop) {
			s.sale()
			s.answers(tt.serve)
			s.run(func() {
				s.pass(2 * time.Minute)
				require.GreaterOrEqual(t, len(s.received()), 3, "5, 10, 20 seconds later")
				require.LessOrEqual(t, len(s.received()), 7)
				all := s.list()
				require.Contains(t, all[0].Why, tt.why)
				require.NotContains(t, all[0].Why, address)
				s.answers(nil)
				s.pass(10 * time.Minute)
			})
			got := s.received()
			for _, d := range got {
				require.Equal(t, got[0].id, d.id)
				require.Equal(t, got[0].body, d.body)
			}
			require.Equal(t, 1, s.state().Delivered)
		})
	}
}

// TestSlowReceivers: they take what is told, each in its own time.
func TestSlowReceivers(t *testing.T) {
	story(t, "takes it and never ends its answer", func(t *testing.T, s *shop) {
		s.sale()
		s.answers(func(w http.ResponseWriter, d delivery) {
			w.WriteHeader(http.StatusAccepted)
			_ = http.NewResponseController(w).Flush()
			<-d.over
		})
		s.run(func() { s.pass(2 * time.Hour) })
		require.Len(t, s.received(), 1)
	})
	story(t, "asks for a pause", func(t *testing.T, s *shop) {
		s.sale()
		s.answers(func(w http.ResponseWriter, _ delivery) {
			w.Header().Set("Retry-After", "1200")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		s.run(func() {
			s.pass(20*time.Minute - time.Second)
			s.sale()
			synctest.Wait()
			require.Len(t, s.received(), 1, "others wait, too")
			s.answers(nil)
			s.pass(2 * time.Second)
			require.Len(t, s.received(), 3)
		})
	})
}

func TestGone(t *testing.T) {
	story(t, "410 stops until a person says otherwise", func(t *testing.T, s *shop) {
		s.sale()
		s.sale()
		s.answers(func(w http.ResponseWriter, _ delivery) { w.WriteHeader(http.StatusGone) })
		s.run(func() { s.pass(100 * time.Hour) })
		require.Len(t, s.received(), 1)
		require.Equal(t, Endpoint(address), s.state().Stopped)
		s.start()
		s.answers(nil)
		s.run(func() { s.pass(100 * time.Hour) })
		require.Len(t, s.received(), 1, "a restart is no permission")
		done, err := s.deliverer().Drain(t.Context())
		require.NoError(t, err)
		require.Equal(t, Drained{Stopped: true}, done)
		s.run(func() {
			s.pass(time.Second)
			s.resume()
			s.pass(2 * time.Minute)
			require.Len(t, s.received(), 3)
		})
	})
	story(t, "410 at a person's own try", func(t *testing.T, s *shop) {
		for range 3 {
			s.sale()
		}
		s.answers(func(w http.ResponseWriter, d delivery) {
			if strings.Contains(d.body, `"trace":"000002"`) {
				w.WriteHeader(http.StatusGone)
			}
		})
		done, err := s.deliverer().Drain(t.Context())
		require.NoError(t, err)
		require.Equal(t, Drained{Delivered: 1, Failed: 1, Why: "410 Gone", Stopped: true}, done)
		require.Equal(t, 2, s.state().Waiting, "what was refused is kept with the rest")
	})
	story(t, "another endpoint is another one", func(t *testing.T, s *shop) {
		s.sale()
		s.answers(func(w http.ResponseWriter, _ delivery) { w.WriteHeader(http.StatusGone) })
		s.run(func() { s.pass(time.Hour) })
		s.answers(nil)
		s.url = address + "/v2"
		s.run(func() { s.pass(time.Hour) })
		require.Len(t, s.received(), 2)
	})
}

func TestParked(t *testing.T) {
	story(t, "one that the receiver never takes is in nobody's way, and is given up after three days", func(t *testing.T, s *shop) {
		s.sale()
		poison := ""
		s.answers(func(w http.ResponseWriter, d delivery) {
			if strings.Contains(d.body, `"trace":"000001"`) {
				poison = d.id
				w.WriteHeader(http.StatusUnprocessableEntity)
			}
		})
		s.run(func() {
			s.pass(time.Minute)
			for range 70 {
				s.sale()
				s.pass(time.Hour)
				require.Equal(t, 1, s.state().Waiting)
			}
			require.Zero(t, s.state().Parked)
			s.pass(4 * time.Hour)
			require.Equal(t, 1, s.state().Parked)
			before := len(s.received())
			s.pass(1000 * time.Hour)
			require.Len(t, s.received(), before)
			s.answers(nil)
			s.resume()
			s.sale()
			s.pass(time.Minute)
		})
		require.Zero(t, s.state().Parked+s.state().Waiting)
		got := s.received()
		require.Equal(t, poison, got[len(got)-2].id)
	})
}

func TestTheClockJumps(t *testing.T) {
	story(t, "a year ahead: nothing is given up for its age alone", func(t *testing.T, s *shop) {
		s.sale()
		s.listens(false)
		s.run(func() {
			s.pass(time.Minute)
			s.skew.Store(int64(365 * 24 * time.Hour))
			s.pass(time.Hour)
			require.Zero(t, s.state().Parked)
			s.listens(true)
			s.pass(time.Hour)
		})
		require.Equal(t, 1, s.state().Delivered)
	})
	story(t, "a year back: nothing waits for a year", func(t *testing.T, s *shop) {
		s.skew.Store(int64(365 * 24 * time.Hour))
		s.sale()
		s.listens(false)
		s.run(func() {
			s.pass(time.Minute)
			s.skew.Store(0)
			s.listens(true)
			s.pass(10 * time.Minute)
		})
		require.Equal(t, 1, s.state().Delivered)
	})
	story(t, "the receiver's refusal names the clock", func(t *testing.T, s *shop) {
		s.skew.Store(int64(time.Hour))
		s.sale()
		s.answers(func(w http.ResponseWriter, _ delivery) { w.WriteHeader(http.StatusUnauthorized) })
		s.run(func() { s.pass(time.Second) })
		all := s.list()
		require.Equal(t, "401 Unauthorized, and this terminal's clock is 1h0m0s off the receiver's", all[0].Why)
	})
}

func TestDrain(t *testing.T) {
	story(t, "everything, due or not", func(t *testing.T, s *shop) {
		for range drainPage + 5 {
			s.sale()
		}
		s.listens(false)
		d := s.deliverer()
		done, err := d.Drain(t.Context())
		require.NoError(t, err)
		require.Equal(t, Drained{Failed: drainFailures, Why: "connection refused"}, done)
		s.listens(true)
		done, err = s.deliverer().Drain(t.Context())
		require.NoError(t, err)
		require.Equal(t, Drained{Delivered: drainPage + 5}, done)
		require.Len(t, s.received(), drainPage+5)
		done, err = s.deliverer().Drain(t.Context())
		require.NoError(t, err)
		require.Equal(t, Drained{}, done)
	})
	story(t, "two refused ones do not stop the rest", func(t *testing.T, s *shop) {
		for range 5 {
			s.sale()
		}
		s.answers(func(w http.ResponseWriter, d delivery) {
			if strings.Contains(d.body, `"trace":"000002"`) || strings.Contains(d.body, `"trace":"000003"`) {
				w.WriteHeader(http.StatusBadRequest)
			}
		})
		done, err := s.deliverer().Drain(t.Context())
		require.NoError(t, err)
		require.Equal(t, Drained{Delivered: 3, Failed: 2, Why: "400 Bad Request"}, done)
	})
	story(t, "stopped in the middle", func(t *testing.T, s *shop) {
		s.sale()
		ctx, cancel := context.WithCancel(t.Context())
		s.answers(func(_ http.ResponseWriter, d delivery) {
			cancel()
			<-d.over
		})
		_, err := s.deliverer().Drain(ctx)
		require.ErrorIs(t, err, context.Canceled)
		all := s.list()
		require.Zero(t, all[0].Tries, "that was nobody's failure")
	})
}
