package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"posterm/comms"
	"posterm/comms/line"
	"posterm/terminal"
	"posterm/txn"
)

// host is the way to the acquirer. Where certificates cannot be read it leads nowhere:
// what needs no host, reports and slips, must work then, too.
func (a *app) host() (*comms.Link, comms.Profile, error) {
	profile, err := comms.ProfileByName(a.cfg.Host.Profile)
	if err != nil {
		return nil, profile, misuse("bad_config", err, "检查 host.profile", "look at host.profile")
	}
	if profile, err = profile.Under(a.cfg.Host.Signin, a.cfg.Host.MAC); err != nil {
		return nil, profile, misuse("bad_config", err, "检查 host.signin 和 host.mac", "look at host.signin and host.mac")
	}
	profile.TPDU = a.cfg.Host.TPDU // not sent by profiles with bare frames
	link := &comms.Link{
		Profile:        profile,
		ConnectTimeout: a.cfg.Host.ConnectTimeout, ResponseTimeout: a.cfg.Host.ResponseTimeout,
		CoolDown: a.cfg.Host.CoolDown, KeepOpen: a.cfg.Host.KeepOpen, EchoAfter: a.cfg.Host.EchoAfter,
		Stray:   func(s comms.Stray) { a.log.Warn().Stringer("stray", s).Msg("an answer to something else was dropped") },
		Changed: a.pathChanged,
	}
	paths, err := a.paths()
	if err != nil {
		paths = []line.Path{{Dial: func(context.Context) (net.Conn, error) { return nil, err }}}
	}
	link.Paths = paths
	a.link = link
	return link, profile, nil
}

// paths are the ways to the hosts, with the certificates that go with them. The files
// are read once.
func (a *app) paths() ([]line.Path, error) {
	if a.ways != nil {
		return a.ways, nil
	}
	settings := a.cfg.Host.Line("posterm/" + version())
	if dial := a.edges.DialHost; dial != nil {
		settings.Dial = func(address string) line.Dialer {
			return func(ctx context.Context) (net.Conn, error) { return dial(ctx, address) }
		}
	}
	paths, err := line.Paths(settings)
	var file *line.FileError
	switch {
	case errors.As(err, &file):
		return nil, misuse("bad_certificate", fmt.Errorf("%s: %w", a.source(file.Key), err), "检查 "+file.Key, "look at "+file.Key)
	case err != nil:
		return nil, misuse("bad_config", err, "检查 [host]", "look at [host]")
	}
	a.ways = paths
	return paths, nil
}

// pathChanged writes to the log how the ways to the host stand. When there is but one,
// its failure is told by the transaction itself; a host that is not believed is an engineer's affair.
func (a *app) pathChanged(s line.State) {
	if a.watch != nil {
		a.watch.Line(s)
	}
	if s.Err == nil {
		a.log.Debug().Str("path", s.Path).Dur("connected", s.Connected).Str("tls", s.TLS).Str("peer", s.Peer).Msg("the host is reached")
		return
	}
	e := a.log.Info()
	var fault *line.Error
	if len(a.link.Paths) > 1 || errors.As(s.Err, &fault) && fault.Fault.OfTLS() {
		e = a.log.Warn()
	}
	e.Str("path", s.Path).Err(s.Err).Time("until", s.Until).Msg("this way to the host failed")
}

// checkHosts connects to every host by every interface, verifies its certificate, and
// asks for an echo.
func (a *app) checkHosts(ctx context.Context, batch txn.Batch) (checks []check) {
	if a.training() {
		return a.checkTraining()
	}
	_, err := a.paths()
	if err != nil {
		return []check{a.bad("host", err)}
	}
	link, profile, err := a.host()
	if err != nil {
		return []check{a.bad("host", err)}
	}
	for i, path := range link.Paths {
		one := &comms.Link{
			Paths: link.Paths[i : i+1], Profile: profile,
			ConnectTimeout: min(doctorLimit, a.cfg.Host.ConnectTimeout), ResponseTimeout: min(doctorLimit, a.cfg.Host.ResponseTimeout),
		}
		checks = append(checks, a.checkPath(ctx, one, path, max(batch, 1)))
	}
	return checks
}

// checkPath is one line of the doctor.
func (a *app) checkPath(ctx context.Context, link *comms.Link, path line.Path, batch txn.Batch) check {
	name, address := "host", a.cfg.Host.Primary
	if path.Host == line.Backup {
		name, address = "backup", a.cfg.Host.Backup
	}
	if path.Interface != "" {
		name += "/" + path.Interface
	}
	answer, err := link.Echo(ctx, batch, a.cfg.Terminal.ID, a.cfg.Terminal.Merchant)
	c := check{Name: name, OK: err == nil && answer.Code.Approves(), Detail: address}
	var fault *line.Error
	state := link.States()[0]
	lang := a.lang()
	switch {
	case errors.As(err, &fault):
		c.Detail += ": " + fault.What(lang)
		c.Hint = fault.Fault.Mend().In(lang)
	case errors.Is(err, comms.ErrNotSent):
		c.Detail += ": " + plain(errors.Unwrap(err))
		c.Hint = line.FaultUnknown.Mend().In(lang)
	case err != nil:
		c.Detail += told(state, lang) + ": " + txn.Words{ZH: "已连接，回响测试无应答：", EN: "connected, but the echo was not answered: "}.In(lang) + plain(errors.Unwrap(err))
		c.Hint = txn.Words{ZH: "请检查 host.tls、host.profile、host.tpdu 和 host.wrapper，或联系收单机构", EN: "check host.tls, host.profile, host.tpdu and host.wrapper, or call the acquirer"}.In(lang)
	case !c.OK:
		c.Detail += told(state, lang) + ": " + answer.Code.Words().In(lang)
		c.Hint = txn.Words{ZH: "请检查 terminal.id 和 terminal.merchant，或联系收单机构", EN: "check terminal.id and terminal.merchant, or call the acquirer"}.In(lang)
	default:
		c.Detail += told(state, lang)
	}
	return c
}

// told is what was found out about a path that works: "  TLS 1.3 CN=pos  connected in
// 3 ms, answered in 2 ms".
func told(s line.State, lang txn.Lang) string {
	var b strings.Builder
	if s.TLS != "" {
		fmt.Fprintf(&b, "  %s %s", s.TLS, plain(errors.New(s.Peer)))
	}
	fmt.Fprintf(&b, txn.Words{ZH: "  连接 %s", EN: "  connected in %s"}.In(lang), short(s.Connected))
	if s.Answered > 0 {
		fmt.Fprintf(&b, txn.Words{ZH: "，应答 %s", EN: ", answered in %s"}.In(lang), short(s.Answered))
	}
	return b.String()
}

// short is a time on the line as people read it.
func short(d time.Duration) string {
	const fine = 10 * time.Millisecond
	if d < fine {
		return d.Round(100 * time.Microsecond).String()
	}
	return d.Round(time.Millisecond).String()
}

// tellEcho tells an echo test, and which host answered it. In JSON that is the member
// answered_by: "primary", "backup/wwan0", or null.
func (a *app) tellEcho(v terminal.View) {
	answered := struct {
		terminal.View
		AnsweredBy *string `json:"answered_by"`
	}{View: v}
	var last line.State
	for _, s := range a.link.States() {
		if s.AnswerAt.After(last.AnswerAt) {
			last, answered.AnsweredBy = s, &s.Path
		}
	}
	if a.json {
		a.object(answered)
		return
	}
	a.tell(v)
	if answered.AnsweredBy != nil {
		fmt.Fprintf(a.out, "  %s%s%s\n", txn.Words{ZH: "应答主机：", EN: "answered by: "}.In(a.lang()), last.Path, told(last, a.lang()))
	}
}
