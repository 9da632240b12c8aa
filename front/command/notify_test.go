package command

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/printer"
	"posterm/txn"
)

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// hooks is the lab's receiver, behind a door that can be held.
type hooks struct {
	*httptest.Server
	mu     sync.Mutex
	told   []emulator.Webhook
	status int // that every message is answered; 0: what the receiver says
	came   chan struct{}
	hold   chan struct{} // nil: nobody waits
}

// notified is a rig whose events go to a receiver.
func notified(t *testing.T, changes ...settings) (*rig, *hooks) {
	h := &hooks{came: make(chan struct{}, 100)}
	receiver, err := emulator.NewWebhooks(hookSecret, 0, func(m emulator.Webhook) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.told = append(h.told, m)
	})
	require.NoError(t, err)
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		status, hold := h.status, h.hold
		h.mu.Unlock()
		if status != 0 {
			w.WriteHeader(status)
			return
		}
		receiver.ServeHTTP(w, r)
		h.came <- struct{}{}
		if hold != nil {
			<-hold // it has it, and says so to nobody
		}
	}))
	t.Cleanup(h.Close)
	r := newRig(t)
	secret := r.write("notify.secret", hookSecret)
	r.configure(append([]settings{{"notify.url": quoted(h.URL + "/shop?token=tell-nobody"), "notify.secret_file": quoted(secret)}}, changes...)...)
	t.Cleanup(func() {
		require.NotContains(t, r.said.String(), "tell-nobody")
		require.NotContains(t, r.said.String(), "MfKQ9r8G")
	})
	return r, h
}

func (h *hooks) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

// events are what was believed, each once; all says how often anything came.
func (h *hooks) events() (events []string, all int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range h.told {
		if m.Refused == "" && !m.Again {
			events = append(events, m.Type+" "+m.Trace)
		}
	}
	return events, len(h.told)
}

func (h *hooks) waitFor(t *testing.T, n int) {
	t.Helper()
	for range n {
		select {
		case <-h.came:
		case <-time.After(20 * time.Second):
			require.FailNow(t, "nothing came")
		}
	}
}

// TestADayIsTold: every end of a transaction, and nothing of what may still be reversed.
//
// Covers: R80.
func TestADayIsTold(t *testing.T) {
	t.Parallel()
	r, h := notified(t)
	r.sale("12.34")
	r.fault("drop_response", "0200")
	r.ask(4, "sale", "5", "--card", "A")
	require.Equal(t, 1.0, r.ask(0, "notify", "list").in("notifications")["waiting"], "nothing of what is in doubt")
	r.ask(0, "balance", "--card", "A")
	r.hurt(printer.Faults{Paper: ptr("out")})
	r.ask(5, "sale", "6", "--card", "A")
	r.ask(3, "sale", "600", "--card", "C")
	done := r.ask(0, "notify", "deliver")
	require.Equal(t, 6.0, done["delivered"])
	require.Equal(t, 0.0, done.in("notifications")["waiting"])
	r.lab.Printer.LoadPaper()
	r.ask(0, "settle")
	r.ask(0, "notify", "deliver")
	events, all := h.events()
	require.Equal(t, []string{
		"transaction.approved 000002", "transaction.reversed 000003", "transaction.approved 000005", "printer.fault 000005", "slip.owed 000005",
		"transaction.declined 000006", "batch.settled 000007",
	}, events)
	require.Len(t, events, all)
	require.Equal(t, true, r.ask(0, "journal", "check")["sound"])
	require.Equal(t, 0.0, r.ask(0, "notify", "deliver")["delivered"])
}

// TestOnlySomeEvents: the rest is not even kept.
func TestOnlySomeEvents(t *testing.T) {
	t.Parallel()
	r, _ := notified(t, settings{"notify.events": `["batch.settled"]`})
	r.sale("1")
	r.ask(0, "settle")
	list := r.ask(0, "notify", "list").list("events")
	require.Len(t, list, 1)
	require.Equal(t, "batch.settled", list[0]["type"])
}

// TestRunDelivers while a person sells, and by itself what was sold before.
func TestRunDelivers(t *testing.T) {
	t.Parallel()
	r, h := notified(t)
	r.sale("12.34")
	till := r.start()
	h.waitFor(t, 1)
	require.Zero(t, r.ask(0, "notify", "deliver").in("notifications")["waiting"], "by the door, one at a time")
	till.end(t)
	events, _ := h.events()
	require.Equal(t, []string{"transaction.approved 000002"}, events)
}

// TestKilledWhileTelling: the receiver has it, and the process died before it knew.
func TestKilledWhileTelling(t *testing.T) {
	t.Parallel()
	r, h := notified(t)
	r.sale("12.34")
	r.sale("1")
	h.hold = make(chan struct{})
	cmd := r.process("run")
	require.NoError(t, cmd.Start())
	h.waitFor(t, 1)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	close(h.hold)
	require.Equal(t, 2.0, r.ask(0, "notify", "list").in("notifications")["waiting"])
	r.ask(0, "notify", "deliver")
	events, all := h.events()
	require.Equal(t, []string{"transaction.approved 000002", "transaction.approved 000003"}, events)
	require.Equal(t, 3, all, "the first one twice, under one id")
}

// TestASlowReceiverStopsNobody: what hangs is one try, not the shop, and SIGTERM ends it.
func TestASlowReceiverStopsNobody(t *testing.T) {
	t.Parallel()
	r, h := notified(t)
	r.sale("12.34")
	h.hold = make(chan struct{})
	t.Cleanup(func() { close(h.hold) })
	till := r.start("--lang", "en")
	h.waitFor(t, 1)
	till.shows(t, "SALE")
	events := r.lab.Subscribe(t.Context())
	till.key(t, "1", "4.00", "A", "123456") // while the receiver keeps us waiting
	waitFor(t, events, "host.decided")
	till.end(t)
	require.Equal(t, 2.0, r.ask(0, "notify", "list").in("notifications")["waiting"])
}

func TestGoneUntilEnabled(t *testing.T) {
	t.Parallel()
	r, h := notified(t)
	r.sale("12.34")
	require.Nil(t, r.ask(0, "status")["notifications"], "nothing to say")
	h.answer(http.StatusGone)
	done := r.ask(7, "notify", "deliver")
	require.Equal(t, true, done.in("notifications")["stopped"])
	require.Equal(t, "410 Gone", done["why"])
	h.answer(0)
	again := r.run("notify", "deliver")
	require.Equal(t, 7, again.code)
	require.Contains(t, again.out, "未发送：接收方此前已永久拒收（410），通知已停止；保留 1 条。\n要重新开始：接收方恢复后先运行 posterm notify enable")
	_, all := h.events()
	require.Zero(t, all, "not even asked")
	require.Equal(t, true, r.ask(0, "status").in("notifications")["stopped"])
	require.Contains(t, r.run("--lang", "en", "status").out, `Note: the receiver wants no more notifications (410); when the receiver is well again, run "posterm notify enable".`)
	require.Equal(t, false, r.doctor("notify")["ok"])
	r.sale("1") // selling goes on
	require.Equal(t, false, r.ask(0, "notify", "enable").in("notifications")["stopped"])
	require.Equal(t, 2.0, r.ask(0, "notify", "deliver")["delivered"])
	require.Equal(t, true, r.doctor("notify")["ok"])
}

// TestARefusalForGoodIsTold: that it is one, what was kept, and how to start again.
func TestARefusalForGoodIsTold(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{
		"zh": "送达 0 条；接收方永久拒收（410），通知已停止，保留 2 条。\n要重新开始：接收方恢复后先运行 posterm notify enable，再运行 posterm notify deliver。\n",
		"en": "0 delivered; the receiver refused for good (410), notifications are stopped, 2 kept.\nTo start again: when the receiver is well, run \"posterm notify enable\", then \"posterm notify deliver\".\n",
	} {
		r, h := notified(t)
		r.sale("1")
		r.sale("2")
		h.answer(http.StatusGone)
		told := r.run("--lang", lang, "notify", "deliver")
		require.Equal(t, 7, told.code)
		require.Equal(t, want, told.out)
	}
}

// doctor is one line of the doctor.
func (r *rig) doctor(name string) object {
	r.Helper()
	var o object
	res := r.run("--json", "doctor")
	o = r.one(res)
	lines := o.list("checks")
	i := slices.IndexFunc(lines, func(c object) bool { return c["name"] == name })
	require.GreaterOrEqual(r, i, 0, name)
	return lines[i]
}

// Covers: R80.
func TestReceiverDown(t *testing.T) {
	t.Parallel()
	r, h := notified(t)
	r.sale("12.34")
	h.answer(http.StatusServiceUnavailable)
	done := r.ask(6, "notify", "deliver")
	require.Equal(t, "503 Service Unavailable", done["why"])
	event := r.ask(0, "notify", "list").list("events")[0]
	require.Equal(t, 1.0, event["tries"])
	require.NotEmpty(t, event["due"])
	require.Contains(t, r.run("--lang", "en", "notify", "list").out, "waiting, tried 1 times: 503 Service Unavailable")
	require.Contains(t, r.run("notify", "list").out, "待送，已试 1 次：接收方应答 503\n")
	require.Contains(t, r.run("notify", "deliver").out, "送达 0 条，未送达 1 条。\n  接收方应答 503\n")
	h.answer(0)
	r.ask(0, "notify", "deliver")
}

// TestWithoutASecret: nobody is told, and the doctor says so; the shop sells.
func TestWithoutASecret(t *testing.T) {
	t.Parallel()
	r, _ := notified(t, settings{"notify.secret_file": quoted("/nowhere/secret")})
	r.sale("12.34")
	r.refused(2, "bad_config", "notify", "deliver")
	require.Equal(t, false, r.doctor("notify")["ok"])
	till := r.start()
	till.shows(t, "1")
	till.end(t)
}

func TestNoEndpoint(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("12.34")
	r.refused(2, "usage", "notify", "deliver")
	require.Equal(t, 0.0, r.ask(0, "notify", "list").in("notifications")["waiting"])
	r.ask(0, "notify", "enable")
}

// TestEveryTroubleIsTold in both languages, the worst first.
func TestEveryTroubleIsTold(t *testing.T) {
	for _, tt := range []struct {
		now  outbox
		want string
	}{
		{outbox{Waiting: 9, Delivered: 9}, ""},
		{outbox{Parked: 2}, "2 notifications were given up"},
		{outbox{Full: true, Parked: 2}, "the outbox is full; selling goes on"},
		{outbox{Dropped: 3, Full: true}, "3 that are not about money were dropped"},
		{outbox{Stopped: true, Dropped: 3}, "wants no more"},
	} {
		what, mend := tt.now.trouble()
		if tt.want == "" {
			require.Equal(t, txn.Words{}, what)
			continue
		}
		require.Contains(t, what.EN, tt.want)
		require.NotEmpty(t, what.ZH)
		require.NotEmpty(t, mend.ZH)
		require.NotEmpty(t, mend.EN)
	}
}
