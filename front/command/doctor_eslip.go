package command

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"posterm/front/eslip"
	"posterm/txn"
)

// checkEslips: where e-slips are to be served, "posterm run" serves them, or could.
func (a *app) checkEslips(ctx context.Context) []check {
	address := a.cfg.Eslip.Listen
	if address == "" {
		return nil
	}
	c := check{Name: "eslip", OK: true, Detail: txn.Words{ZH: address + " 空闲，由 posterm run 提供", EN: address + ` is free, "posterm run" serves it`}.In(a.lang())}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		_ = l.Close()
	case eslipsAt(ctx, address):
		c.Detail = txn.Words{ZH: "正在 " + address + " 提供，链接 " + a.cfg.Eslip.BaseURL, EN: "served at " + address + ", links " + a.cfg.Eslip.BaseURL}.In(a.lang())
	default:
		a.log.Error().Err(err).Msg("eslip.listen")
		c.OK, c.Detail = false, caused(txn.Words{ZH: address + " 无法打开", EN: address + " cannot be opened"}, err).In(a.lang())
		c.Hint = txn.Words{ZH: "请为 eslip.listen 选择本机空闲的端口；目前顾客打不开电子小票", EN: "choose a free port of this machine for eslip.listen; until then customers find no e-slips"}.In(a.lang())
	}
	return []check{c}
}

// eslipsAt asks whoever holds the port for an address that nobody has, and looks for this program's policy.
func eslipsAt(ctx context.Context, address string) bool {
	conn, err := (&net.Dialer{Timeout: doctorLimit}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	if conn.SetDeadline(time.Now().Add(doctorLimit)) != nil {
		return false
	}
	_, _ = fmt.Fprintf(conn, "HEAD / HTTP/1.0\r\nHost: %s\r\n\r\n", address)
	answer, _ := io.ReadAll(io.LimitReader(conn, 4<<10))
	return strings.Contains(string(answer), eslip.Policy)
}
