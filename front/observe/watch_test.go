package observe

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"posterm/comms/line"
	"posterm/internal/redact"
	"posterm/internal/sdnotify"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a terminal whose loop can be hung up.
type fake struct {
	mu    sync.Mutex
	pulse terminal.Pulse
	err   error
	hangs bool
}

func (f *fake) Pulse(ctx context.Context) (terminal.Pulse, error) {
	f.mu.Lock()
	hangs, p, err := f.hangs, f.pulse, f.err
	f.mu.Unlock()
	if hangs {
		<-ctx.Done()
		return terminal.Pulse{}, ctx.Err()
	}
	return p, err
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

var well = terminal.Pulse{Condition: terminal.Condition{Signed: true, Fault: txn.FaultNone, Grade: txn.GradePrinted}, Rows: 42, InBatch: 3}

// watching is a watch over a fake.
func watching(p terminal.Pulse) (*Watch, *fake) {
	f := &fake{pulse: p}
	w := New(Config{
		Build: Build{"v1", "abc", "go1.26", 7}, Lang: txn.English, Paper: true, Log: zerolog.Nop(),
		Free:   func() (uint64, error) { return 1 << 30, nil },
		Lines:  func() []line.State { return []line.State{{Phase: line.Up}} },
		Hidden: func(k redact.Kind) uint64 { return uint64(k) },
	})
	w.Watch(f)
	return w, f
}

// get asks a page without a socket.
func get(w *Watch, path string) *httptest.ResponseRecorder {
	to := httptest.NewRecorder()
	guarded("127.0.0.1", w.pages()).ServeHTTP(to, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil))
	return to
}

// scraped is a scrape, as the parser of Prometheus reads it: name{labels} and value.
func scraped(t *testing.T, w *Watch) map[string]float64 {
	t.Helper()
	page := get(w, "/metrics")
	require.Equal(t, http.StatusOK, page.Code, page.Body.String())
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(page.Body)
	require.NoError(t, err)
	all := map[string]float64{}
	for name, f := range families {
		for _, m := range f.Metric {
			var labels []string
			for _, l := range m.Label {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			key := strings.TrimSuffix(name+" "+strings.Join(labels, " "), " ")
			all[key] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return all
}

// Covers: R37, R86.
func TestMetricsOfATerminal(t *testing.T) {
	t.Parallel()
	p := well
	p.Tray, p.Fault, p.NearEnd, p.Due, p.Parked, p.Orders, p.Owed = machine.Held, txn.FaultPaperOut, true, 1, 2, 3, 4
	w, _ := watching(p)
	got := scraped(t, w)
	for name, want := range map[string]float64{
		"posterm_build_info version=v1 commit=abc go=go1.26 schema=7": 0, "posterm_up": 1, "posterm_sellable": 1,
		"posterm_reversals_pending": 1, "posterm_reversals_parked": 2, "posterm_orders_open": 3, "posterm_slips_owed": 4,
		"posterm_printer_state state=held": 1, "posterm_printer_state state=free": 0, "posterm_printer_fault fault=paper_out": 1,
		"posterm_printer_fault fault=none": 0, "posterm_printer_near_end": 1, "posterm_printer_grade": 3, "posterm_signed_in": 1,
		"posterm_host_state path=primary state=up": 1, "posterm_journal_rows": 42, "posterm_batch_transactions": 3,
		"posterm_journal_safe_mode": 0, "posterm_disk_free_bytes": 1 << 30, "posterm_log_hidden_total like=track": 1,
	} {
		if name == "posterm_build_info version=v1 commit=abc go=go1.26 schema=7" {
			name, want = "posterm_build_info commit=abc go=go1.26 schema=7 version=v1", 1
		}
		value, there := got[name]
		require.True(t, there, "%s\n%v", name, got)
		require.Equal(t, want, value, name)
	}
	require.NotContains(t, got, "posterm_signin_age_seconds", "nobody knows")
}

func TestWithoutAPrinterNothingIsSaidOfOne(t *testing.T) {
	t.Parallel()
	w, _ := watching(well)
	w.cfg.Paper = false
	for name := range scraped(t, w) {
		require.NotContains(t, name, "posterm_printer")
	}
}

// A loop that hangs: alive says no after the limit, metrics go on with what is known without it.
//
// Covers: R85.
func TestALoopThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, f := watching(well)
		f.set(func(f *fake) { f.hangs = true })
		begun := time.Now()
		for _, path := range []string{"/healthz", "/readyz"} {
			page := get(w, path)
			require.Equal(t, http.StatusServiceUnavailable, page.Code)
			require.Contains(t, page.Body.String(), `"code":"no_answer","zh":"终端主循环无应答`)
			require.NotContains(t, page.Body.String(), "reversals", "nothing is made up")
		}
		require.Equal(t, 2*AnswerLimit, time.Since(begun))
		got := scraped(t, w)
		require.Zero(t, got["posterm_up"])
		require.Equal(t, 3.0, got["posterm_loop_unanswered_total"])
		require.NotContains(t, got, "posterm_reversals_pending", "nothing is made up")
		require.Contains(t, got, "posterm_disk_free_bytes")
		f.set(func(f *fake) { f.hangs = false })
		require.Equal(t, http.StatusOK, get(w, "/healthz").Code)
	})
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*Watch, *fake)
		code   int
		says   []string
	}{
		"well":          {func(*Watch, *fake) {}, 200, []string{`"ready":true,"why":[],"printer":null`, `"status":"can sell"`}},
		"printer":       {func(_ *Watch, f *fake) { f.pulse.Tray, f.pulse.Fault, f.pulse.Owed = machine.Down, txn.FaultCover, 2 }, 200, []string{`"ready":true`, `"printer":{"code":"cover_open","zh":"打印机盖未关：请合上打印机盖","en":"the printer's cover is open: close the cover"}`, "can sell; the printer's cover is open; slips owed: 2"}},
		"not signed in": {func(_ *Watch, f *fake) { f.pulse.Sellable = machine.RefusedNotSigned }, 503, []string{`"ready":false,"why":[{"code":"not_signed_in","zh":"终端未签到：请先签到","en":"the terminal is not signed in: sign in first"}]`, "cannot sell: the terminal is not signed in"}},
		"safe mode":     {func(_ *Watch, f *fake) { f.pulse.Safe = terminal.ErrSafe }, 503, []string{`"code":"safe_mode"`}},
		"closing":       {func(w *Watch, _ *fake) { w.Stopping() }, 503, []string{`"code":"closing"`}},
		"starting":      {func(w *Watch, _ *fake) { w.of = nil }, 503, []string{`"code":"starting"`, "终端正在启动"}},
		"stopped":       {func(_ *Watch, f *fake) { f.err = terminal.ErrStopped }, 503, []string{`"code":"stopped"`}},
		"in Chinese": {func(w *Watch, f *fake) {
			w.cfg.Lang, f.pulse.Due, f.pulse.Parked, f.pulse.Orders = txn.Chinese, 1, 2, 3
		}, 200, []string{"可以收款；待冲正 1 笔；待人工处理 2 笔；待查询订单 3 笔"}},
	} {
		w, f := watching(well)
		tt.change(w, f)
		page := get(w, "/readyz")
		require.Equal(t, tt.code, page.Code, name)
		for _, words := range tt.says {
			require.Contains(t, page.Body.String(), words, name)
		}
		require.Equal(t, 1, strings.Count(page.Body.String(), "\n"), name)
	}
}

// manager notes what it is told, and when.
type manager struct {
	limit time.Duration
	mu    sync.Mutex
	heard []string
	fails error
}

func (m *manager) Listens() bool           { return true }
func (m *manager) Watchdog() time.Duration { return m.limit }

func (m *manager) Send(messages ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard = append(m.heard, messages...)
	return m.fails
}

// since is what it was told since the last time.
func (m *manager) since() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	heard := m.heard
	m.heard = nil
	return heard
}

func TestTheServiceManagerIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, f := watching(well)
		m := &manager{limit: 9 * time.Second}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.Serve(ctx, m)
		}()
		synctest.Wait()
		require.Equal(t, []string{sdnotify.Ready, "STATUS=can sell", sdnotify.Alive}, m.since())
		time.Sleep(9*time.Second + time.Millisecond)
		require.Equal(t, []string{sdnotify.Alive, sdnotify.Alive, sdnotify.Alive}, m.since(), "a status is told when it changes")
		f.set(func(f *fake) { f.pulse.Due = 1 })
		time.Sleep(3 * time.Second)
		require.Equal(t, []string{"STATUS=can sell; reversals owed: 1", sdnotify.Alive}, m.since())

		f.set(func(f *fake) { f.hangs = true })
		time.Sleep(time.Minute)
		require.Equal(t, []string{"STATUS=the terminal's loop does not answer: restart the terminal"}, m.since(), "no sign of life while the loop hangs")
		f.set(func(f *fake) { f.hangs = false })
		time.Sleep(6 * time.Second)
		require.Contains(t, m.since(), sdnotify.Alive)

		m.fails = errors.New("gone")
		cancel()
		<-ended
		require.Equal(t, []string{sdnotify.Stopping, "STATUS=the terminal is shutting down"}, m.since())
	})
}

func TestWithoutAWatchdogThereIsNoSignOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := watching(well)
		m := &manager{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		w.Serve(ctx, m)
		require.Equal(t, []string{sdnotify.Ready, "STATUS=can sell", sdnotify.Stopping, "STATUS=the terminal is shutting down"}, m.since())
		w.Serve(t.Context(), &sdnotify.Notifier{}) // nobody listens: it returns
	})
}
