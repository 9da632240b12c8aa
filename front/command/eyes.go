package command

import (
	"context"
	"errors"
	"net"
	"runtime"
	"sync"

	"posterm/comms/line"
	"posterm/front/observe"
	"posterm/internal/sdnotify"
	"posterm/journal"
	"posterm/terminal"
	"posterm/txn"
)

// eyes watch over a terminal that runs: metrics and health over HTTP, where that is configured, and the
// service manager, where it started this program.
type eyes struct {
	app     *app
	server  *observe.Server // nil: none
	manager *sdnotify.Notifier
	shut    context.CancelFunc
	serving sync.WaitGroup
}

// openEyes begins to serve before the terminal is opened: an address that is in use is told before
// anything else happens.
func (a *app) openEyes() (*eyes, error) {
	a.watch = observe.New(observe.Config{
		Build: observe.Build{Version: version(), Commit: commit(), Go: runtime.Version(), Schema: journal.Schema()},
		Lang:  a.lang(), Paper: a.paper(), Free: a.freeDisk, Lines: a.lines, Hidden: a.guard.Hidden, Log: a.log,
	})
	e := &eyes{app: a, manager: &sdnotify.Notifier{}, shut: func() {}}
	if address := a.cfg.Observe.Listen; address != "" {
		server, err := observe.Listen(address, a.watch)
		if err != nil {
			a.log.Error().Err(err).Msg("observe.listen")
			at := a.source("observe.listen") + ": observe.listen"
			return nil, &failure{code: "bad_config", exit: terminal.ExitUse, message: caused(txn.Words{ZH: at, EN: at}, withoutAddress(err)),
				hint: txn.Words{ZH: "检查 observe.listen", EN: "look at observe.listen"}}
		}
		e.server = server
		a.log.Info().Str("address", server.Address()).Msg("metrics and health are served")
	}
	manager, err := sdnotify.Dial(a.getenv)
	if err != nil { // no reason not to sell
		a.log.Warn().Err(err).Msg("the service manager cannot be told anything")
		return e, nil
	}
	e.manager = manager
	return e, nil
}

func withoutAddress(err error) error {
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		return op.Err
	}
	return err
}

// begin watches the terminal, which has recovered from its journal.
func (e *eyes) begin(t *terminal.Terminal) {
	e.app.watch.Watch(t)
	ctx, shut := context.WithCancel(context.Background())
	e.shut = shut
	e.serving.Go(func() { e.app.watch.Serve(ctx, e.manager) })
}

// stopping tells that the terminal is about to be closed.
func (e *eyes) stopping() {
	e.app.watch.Stopping()
	e.shut()
	e.serving.Wait()
}

func (e *eyes) close() {
	e.stopping()
	err := e.manager.Close()
	if e.server != nil {
		err = errors.Join(err, e.server.Close())
	}
	if err != nil {
		e.app.log.Warn().Err(err).Msg("closing what watches the terminal")
	}
}

// lines are the ways to the host, once there are any.
func (a *app) lines() []line.State {
	if a.link == nil {
		return nil
	}
	return a.link.States()
}

// watched counts what a journal writes, when somebody watches.
func (a *app) watched(r terminal.Roll, err error) (terminal.Roll, error) {
	if err != nil || a.watch == nil {
		return r, err
	}
	return a.watch.Roll(r), nil
}
