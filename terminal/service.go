package terminal

import (
	"fmt"
	"strings"

	"posterm/txn"
)

// Service is what a cashier needs to call the service desk.
type Service struct {
	Terminal string // its number, which the desk asks for
	Phone    string // 24 hours; empty: none is configured
}

var (
	deskAsks = txn.Words{ZH: "客服所需: 终端号 %s  时间 %s  金额 %s  凭证号 %s", EN: "for the service desk: terminal %s  time %s  amount %s  trace %s"}
	phoneIs  = txn.Words{ZH: "24小时客服电话: %s", EN: "service phone, 24 hours: %s"}
	noPhone  = txn.Words{ZH: "24小时客服电话: 未设置（参数 terminal.service_phone）", EN: "service phone: not set (terminal.service_phone)"}
)

// Asks is what the service desk asks for about a transaction. Say it where Guidance.Desk is true.
func (s Service) Asks(v View) txn.Words {
	tell := func(format string) string { return fmt.Sprintf(format, s.Terminal, v.When(), v.Amount, v.TraceText) }
	return txn.Words{ZH: tell(deskAsks.ZH), EN: tell(deskAsks.EN)}
}

// Number is the service desk's, or that there is none.
func (s Service) Number() txn.Words {
	if s.Phone == "" {
		return noPhone
	}
	return txn.Words{ZH: fmt.Sprintf(phoneIs.ZH, s.Phone), EN: fmt.Sprintf(phoneIs.EN, s.Phone)}
}

// When is the transaction's time as a person reads it, without its zone, which is always Beijing's.
func (v View) When() string {
	return strings.Replace(strings.TrimSuffix(v.Time, "+08:00"), "T", " ", 1)
}
