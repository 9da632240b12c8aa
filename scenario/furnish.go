package scenario

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/txn"
)

func newWorld(network link.Network, lang txn.Lang) *world {
	w := &world{network: network, lang: lang, patience: usualPatience}
	w.screen = screen{written: w.happened, dark: w.dark.Load}
	return w
}

// options are those of the lab, but for its addresses beyond host and printer.
func (l labSettings) options(seed uint64) (o emulator.Options, err error) {
	o = emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: seed, Profile: l.profile, Wrapper: host.Wrapper(l.wrapper)}
	if l.backup {
		o.Backup = "127.0.0.1:0"
	}
	if l.speed != "" {
		o.Printer.Speed, err = emulator.ParseSpeed(l.speed)
	}
	if err == nil {
		o.Amounts, err = emulator.ParseAmounts(l.amounts)
	}
	return o, err
}

// furnish puts lines, receiver and configuration around a lab that is ready.
func (w *world) furnish(ctx context.Context, t *Telling, at emulator.Addresses) (err error) {
	if w.hostLine, err = link.OpenLine(w.network, at.Host); err != nil {
		return err
	}
	w.closers = append(w.closers, w.hostLine.Close)
	if w.printerLine, err = link.OpenLine(w.network, at.PrinterTCP); err != nil {
		return err
	}
	w.closers = append(w.closers, w.printerLine.Close)
	for _, c := range t.lab.at {
		if err := c.do(ctx, w.lab); err != nil {
			return err
		}
	}
	if t.lab.webhooks {
		if err := w.openReceiver(); err != nil {
			return err
		}
	}
	if w.faced, err = hasDisplay(t.words); err != nil {
		return err
	}
	return w.configFile(t, at)
}

// receiver is another system of the shop, which is told of events.
type receiver struct {
	hooks  *emulator.Webhooks
	got    log[emulator.Webhook]
	url    string
	secret string
}

func (r *receiver) answer(status int) error {
	if status == http.StatusOK {
		status = 0
	}
	return r.hooks.Answer(status)
}

// headerWait bounds how long a request's header may take.
const headerWait = 10 * time.Second

func (w *world) openReceiver() error {
	listener, err := w.network.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	r := &receiver{url: "http://" + listener.Addr().String() + "/", secret: "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("story", 7)))}
	if r.hooks, err = emulator.NewWebhooks(r.secret, 0, func(h emulator.Webhook) { r.got.add(h); w.happened() }); err != nil {
		return err
	}
	server := &http.Server{Handler: r.hooks, ReadHeaderTimeout: headerWait}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	w.closers = append(w.closers, func() error {
		err := server.Close()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) && !errors.Is(served, net.ErrClosed) {
			err = errors.Join(err, fmt.Errorf("receiver: %w", served))
		}
		return err
	})
	w.receiver = r
	return nil
}
