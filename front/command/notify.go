package command

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"posterm/front/notify"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// notifyCmd is about the events that others are told 事件通知 (docs/notifications.md).
type notifyCmd struct {
	List    notifyListCmd    `cmd:"" help:"what waits, what was given up, and how the endpoint stands"`
	Deliver notifyDeliverCmd `cmd:"" help:"try everything that waits once, now; \"posterm run\" does so by itself"`
	Enable  notifyEnableCmd  `cmd:"" help:"a person's word: tell a stopped endpoint again, try anew what was given up"`
}

// outbox is how notifications stand, as status, doctor and notify tell it.
type outbox struct {
	Waiting     int    `json:"waiting"`
	Parked      int    `json:"parked"` // given up until a person says otherwise
	Dropped     int    `json:"dropped"`
	Full        bool   `json:"full"`
	Stopped     bool   `json:"stopped"` // the endpoint answered 410
	Oldest      string `json:"oldest"`
	Delivered   int    `json:"delivered"`
	DeliveredAt string `json:"delivered_at"`
}

// notice is one event of the outbox.
type notice struct {
	ID     string     `json:"id"`
	Type   roll.Event `json:"type"`
	Batch  string     `json:"batch"`
	Trace  string     `json:"trace"`
	Time   string     `json:"time"`
	Tries  int        `json:"tries"`
	Due    string     `json:"due"` // of the next try; empty: at once
	Parked bool       `json:"parked"`
	Why    string     `json:"why"` // the last try failed
}

// outbox asks the journal how notifications stand.
func (a *app) outbox(o *journal.Outbox) (outbox, error) {
	st, err := o.State()
	stopped := a.cfg.Notify.URL != "" && st.Stopped == notify.Endpoint(a.cfg.Notify.URL)
	return outbox{st.Waiting, st.Parked, st.Dropped, st.Full, stopped, instant(st.Oldest), st.Delivered, instant(st.DeliveredAt)}, err
}

// look lets somebody see an outbox.
type look func(func(*journal.Outbox) error) error

// seen is the outbox of a terminal, between two events of it.
func seen(ctx context.Context, t *terminal.Terminal) look {
	return func(with func(*journal.Outbox) error) error { return t.Outbox(ctx, with) }
}

// outboxNow is how notifications stand.
func (a *app) outboxNow(see look) (now outbox, err error) {
	err = see(func(o *journal.Outbox) (err error) {
		now, err = a.outbox(o)
		return err
	})
	return now, err
}

// instant is a time as JSON has it; empty: there is none.
func instant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(txn.Beijing).Format(time.RFC3339)
}

// trouble says what a person should know; both are empty when there is nothing.
func (o outbox) trouble() (what, mend txn.Words) {
	enable := txn.Words{ZH: "接收方恢复后运行 posterm notify enable", EN: `when the receiver is well again, run "posterm notify enable"`}
	switch {
	case o.Stopped:
		return txn.Words{ZH: "接收方要求停止通知（410）", EN: "the receiver wants no more notifications (410)"}, enable
	case o.Dropped > 0:
		return txn.Words{ZH: fmt.Sprintf("通知积压，已丢弃 %d 条与款项无关的", o.Dropped), EN: fmt.Sprintf("too many notifications wait, %d that are not about money were dropped", o.Dropped)}, enable
	case o.Full:
		return txn.Words{ZH: "通知积压已达上限，收款不受影响", EN: "the outbox is full; selling goes on"}, enable
	case o.Parked > 0:
		return txn.Words{ZH: fmt.Sprintf("%d 条通知多次未送达，已搁置", o.Parked), EN: fmt.Sprintf("%d notifications were given up after many tries", o.Parked)}, enable
	}
	return what, mend
}

// counts is the outbox in one line.
func (o outbox) counts() txn.Words {
	return txn.Words{
		ZH: fmt.Sprintf("通知：待送 %d，搁置 %d，已送达 %d", o.Waiting, o.Parked, o.Delivered),
		EN: fmt.Sprintf("notifications: %d waiting, %d given up, %d delivered", o.Waiting, o.Parked, o.Delivered),
	}
}

type notifyListCmd struct{}

// noticeLimit is how many events a list shows. Chosen: the oldest tell why the others wait.
const noticeLimit = 50

func (*notifyListCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("notify list", func(t *terminal.Terminal) (int, error) {
		var now outbox
		events := []notice{}
		err := t.Outbox(ctx, func(o *journal.Outbox) error {
			st, err := a.outbox(o)
			if err != nil {
				return err
			}
			now = st
			all, err := o.List(0, noticeLimit)
			for _, n := range all {
				events = append(events, notice{n.ID, n.Event, n.Row.Batch.String(), n.Row.Trace.String(), instant(n.Row.At), n.Tries, instant(n.Due), n.Parked, n.Why})
			}
			return err
		})
		if err != nil {
			return 0, err
		}
		if a.json {
			a.object(map[string]any{"notifications": now, "events": events})
			return terminal.ExitDone, nil
		}
		fmt.Fprintln(a.out, now.counts().In(a.lang()))
		for _, e := range events {
			fmt.Fprintln(a.out, "  "+e.line().In(a.lang()))
		}
		a.tellOutbox(now)
		return terminal.ExitDone, nil
	})
}

// line is an event on one line.
func (n notice) line() txn.Words {
	w := txn.Words{ZH: "待送", EN: "waiting"}
	if n.Parked {
		w = txn.Words{ZH: "搁置", EN: "given up"}
	}
	about := fmt.Sprintf("%s  %s %s/%s  ", n.Time, n.Type, n.Batch, n.Trace)
	w.ZH, w.EN = about+w.ZH, about+w.EN
	if n.Tries > 0 {
		why := notify.Because(n.Why)
		w.ZH, w.EN = w.ZH+fmt.Sprintf("，已试 %d 次：%s", n.Tries, why.ZH), w.EN+fmt.Sprintf(", tried %d times: %s", n.Tries, why.EN)
	}
	return w
}

// tellOutbox prints what a person should know of notifications, if there is anything.
func (a *app) tellOutbox(o outbox) {
	what, mend := o.trouble()
	if what != (txn.Words{}) {
		fmt.Fprintln(a.out, txn.Words{ZH: "注意：" + what.ZH + "；" + mend.ZH + "。", EN: "Note: " + what.EN + "; " + mend.EN + "."}.In(a.lang()))
	}
}

type notifyDeliverCmd struct{}

func (*notifyDeliverCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("notify deliver", func(t *terminal.Terminal) (int, error) {
		d, err := a.deliverer(t)
		if err == nil && a.shared != nil && a.shared.deliverer != nil {
			d = a.shared.deliverer // one at a time
		}
		if err != nil {
			return 0, err
		}
		done, err := d.Drain(ctx)
		if err != nil {
			return 0, err
		}
		now, err := a.outboxNow(seen(ctx, t))
		if err != nil {
			return 0, err
		}
		a.tellDrained(done, now)
		switch {
		case now.Stopped || now.Parked > 0:
			return terminal.ExitPerson, nil
		case now.Waiting > 0:
			return terminal.ExitNotNow, nil
		}
		return terminal.ExitDone, nil
	})
}

func (a *app) tellDrained(done notify.Drained, now outbox) {
	if a.json {
		a.object(map[string]any{"delivered": done.Delivered, "failed": done.Failed, "why": done.Why, "notifications": now})
		return
	}
	fmt.Fprintln(a.out, drained(done, now).In(a.lang()))
	if done.Why != "" && !done.Stopped {
		fmt.Fprintln(a.out, "  "+notify.Because(done.Why).In(a.lang()))
	}
	if done.Stopped {
		fmt.Fprintln(a.out, stillStopped.In(a.lang()))
		return
	}
	fmt.Fprintln(a.out, now.counts().In(a.lang()))
	a.tellOutbox(now)
}

// drained says what became of the events that a person wanted delivered.
func drained(done notify.Drained, now outbox) txn.Words {
	kept := now.Waiting + now.Parked
	switch {
	case done.Stopped && done.Why == "":
		return txn.Words{ZH: fmt.Sprintf("未发送：接收方此前已永久拒收（410），通知已停止；保留 %d 条。", kept),
			EN: fmt.Sprintf("Nothing was sent: the receiver refused for good before (410), notifications are stopped; %d kept.", kept)}
	case done.Stopped:
		return txn.Words{ZH: fmt.Sprintf("送达 %d 条；接收方永久拒收（410），通知已停止，保留 %d 条。", done.Delivered, kept),
			EN: fmt.Sprintf("%d delivered; the receiver refused for good (410), notifications are stopped, %d kept.", done.Delivered, kept)}
	}
	return txn.Words{ZH: fmt.Sprintf("送达 %d 条，未送达 %d 条。", done.Delivered, done.Failed), EN: fmt.Sprintf("%d delivered, %d not.", done.Delivered, done.Failed)}
}

// stillStopped: only a person starts it again.
var stillStopped = txn.Words{ZH: "要重新开始：接收方恢复后先运行 posterm notify enable，再运行 posterm notify deliver。",
	EN: `To start again: when the receiver is well, run "posterm notify enable", then "posterm notify deliver".`}

type notifyEnableCmd struct{}

func (*notifyEnableCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("notify enable", func(t *terminal.Terminal) (int, error) {
		if err := t.MarkOutbox(ctx, (*journal.Outbox).Resume); err != nil {
			return 0, err
		}
		now, err := a.outboxNow(seen(ctx, t))
		if err != nil {
			return 0, err
		}
		if a.json {
			a.object(map[string]any{"notifications": now})
			return terminal.ExitDone, nil
		}
		fmt.Fprintln(a.out, txn.Words{ZH: "通知已恢复，搁置的将重新发送。", EN: "Notifications are on again; what was given up is tried anew."}.In(a.lang()))
		fmt.Fprintln(a.out, now.counts().In(a.lang()))
		return terminal.ExitDone, nil
	})
}

// deliverer makes what delivers the events of a terminal.
func (a *app) deliverer(t *terminal.Terminal) (*notify.Deliverer, error) {
	c := a.cfg.Notify
	if c.URL == "" {
		return nil, wrongUse(txn.Words{ZH: "没有配置通知地址", EN: "no endpoint is configured"}, txn.Words{ZH: "设置 notify.url 和 notify.secret_file", EN: "set notify.url and notify.secret_file"})
	}
	secret, err := notify.ReadSecret(c.SecretFile)
	if err != nil {
		a.log.Error().Err(err).Msg("notify.secret_file")
		at := a.source("notify.secret_file") + ": notify.secret_file"
		return nil, &failure{code: "bad_config", exit: terminal.ExitUse, message: caused(txn.Words{ZH: at, EN: at}, err),
			hint: txn.Words{ZH: "检查 notify.secret_file", EN: "look at notify.secret_file"}}
	}
	return notify.New(notify.Config{
		Dial:   a.edges.DialNotify,
		Source: t, URL: c.URL, Secret: secret, Timeout: c.Timeout, Agent: "posterm/" + version(), Seed: rand.Uint64(), Now: a.now, Wake: a.told,
		Log: a.log.With().Str("room", "notify").Logger(),
	}), nil
}

// along is the deliverer of a terminal that runs; nil: nobody is told. Whatever is wrong with notifications, the shop
// sells.
func (a *app) along(t *terminal.Terminal) *notify.Deliverer {
	if a.cfg.Notify.URL == "" {
		return nil
	}
	d, err := a.deliverer(t)
	if err != nil {
		a.log.Error().Err(err).Msg("nobody is notified")
		return nil
	}
	return d
}

// delivering delivers until the stop that it gives is called.
func delivering(d *notify.Deliverer) (stop func()) {
	if d == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// committed is called after every commit: there may be something to tell.
func (a *app) committed() {
	select {
	case a.told <- struct{}{}:
	default:
	}
}

// checkNotify is one line of the doctor, when there is an endpoint or something waits.
func (a *app) checkNotify(see look) []check {
	now, err := a.outboxNow(see)
	if err != nil {
		return []check{a.bad("notify", err)}
	}
	if a.cfg.Notify.URL == "" && now.Waiting+now.Parked == 0 {
		return nil
	}
	c := check{"notify", true, now.counts().In(a.lang()), ""}
	if at, err := url.Parse(a.cfg.Notify.URL); err == nil && at.Host != "" {
		c.Detail = at.Host + "  " + c.Detail
	}
	what, mend := now.trouble()
	if a.cfg.Notify.URL == "" {
		what, mend = txn.Words{ZH: "没有配置通知地址", EN: "no endpoint is configured"}, txn.Words{ZH: "设置 notify.url", EN: "set notify.url"}
	} else if _, err := notify.ReadSecret(a.cfg.Notify.SecretFile); err != nil {
		what, mend = caused(txn.Words{ZH: "密钥文件不可用", EN: "the secret cannot be used"}, err), txn.Words{ZH: "检查 notify.secret_file", EN: "look at notify.secret_file"}
	}
	if what != (txn.Words{}) {
		c.OK, c.Detail, c.Hint = false, c.Detail+txn.Words{ZH: "；" + what.ZH, EN: "; " + what.EN}.In(a.lang()), mend.In(a.lang())
	}
	return []check{c}
}
