package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"posterm/emulator"
	"posterm/internal/few"
)

// webhooksCmd receives a terminal's notifications and shows each on one line.
type webhooksCmd struct {
	Listen string `help:"Where it listens; port 0 picks a free one." placeholder:"ADDR" default:"127.0.0.1:0"`
	Secret string `help:"The terminal's notify.secret_file: whsec_ and base64." placeholder:"whsec_..." required:""`
	Fail   int    `help:"Answer every message with this status, like 503 or 410." placeholder:"STATUS"`
	JSON   bool   `help:"One JSON object for each message." name:"json"`
	openly `embed:""`
}

// Limits of the receiver. Chosen: a terminal keeps one connection, sends 1 KiB, and is done in less.
const (
	webhookTime  = 30 * time.Second // a request, and silence between two
	webhookConns = 64               // at once; further ones wait
	webhookHead  = 16 << 10
)

// Run serves until SIGTERM. Its first line is {"webhooks":"http://127.0.0.1:43210/"}.
func (c *webhooksCmd) Run(ctx context.Context, s *streams) error {
	receiver, err := emulator.NewWebhooks(c.Secret, c.Fail, func(m emulator.Webhook) { c.show(s.out, m) })
	if err != nil {
		return misuse(err, "poslab webhooks --help")
	}
	if err := c.allow(s.errw, listening{"listen", "通知接收器", "the receiver of notifications", c.Listen}); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return advised(err, "--listen 127.0.0.1:0 picks a free port")
	}
	if err := json.NewEncoder(s.out).Encode(map[string]string{"webhooks": "http://" + listener.Addr().String() + "/"}); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: receiver, ReadTimeout: webhookTime, WriteTimeout: webhookTime, IdleTimeout: webhookTime, MaxHeaderBytes: webhookHead}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(few.Waiting(listener, webhookConns)); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// show is one line: "20:15:01 transaction.approved 000012 12.34 approved  已收款。 Paid.  msg_…".
func (c *webhooksCmd) show(out io.Writer, m emulator.Webhook) {
	if c.JSON {
		_ = json.NewEncoder(out).Encode(m)
		return
	}
	at := m.Time.Format(time.TimeOnly)
	if m.Refused != "" {
		fmt.Fprintf(out, "%s 拒绝 refused %d: %s  %.80q\n", at, m.Status, m.Refused, m.ID)
		return
	}
	fmt.Fprintf(out, "%s %s %s %s %s  %s  %.80s", at, m.Type, m.Trace, m.Amount, m.Money, m.Said, m.ID)
	if m.Again {
		fmt.Fprint(out, "  重复 again")
	}
	if m.Status != http.StatusOK {
		fmt.Fprintf(out, "  应答 answered %d", m.Status)
	}
	fmt.Fprintln(out)
}
