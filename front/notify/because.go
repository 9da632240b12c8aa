package notify

import (
	"regexp"
	"strings"

	"posterm/txn"
)

// said are the shapes of a reason that this room writes itself.
var (
	saidStatus = regexp.MustCompile(`^([0-9]{3})\b`)
	saidClock  = regexp.MustCompile(`this terminal's clock is (\S+) off`)
	saidSilent = regexp.MustCompile(`^no answer within (\S+)$`)
)

// broken are the shapes of the network's reasons.
var broken = []struct{ shows, zh string }{
	{"connection refused", "接收方拒绝连接"},
	{"no such host", "找不到接收方的主机"},
	{"certificate", "接收方的证书不可信"},
	{"tls:", "无法与接收方建立加密连接"},
	{"unreachable", "网络不通"},
	{"no route", "网络不通"},
	{"EOF", "连接中断，没有应答"},
	{"reset by peer", "连接中断，没有应答"},
	{"broken pipe", "连接中断，没有应答"},
	{"malformed", "应答不是 HTTP"},
}

// Because is why an event was not delivered, for a person. The English words are the reason itself, as the outbox
// holds it; the Chinese ones are whole, and leave to the log what has no words of its own.
func Because(why string) txn.Words {
	w := txn.Words{ZH: "未能送达，原因见日志", EN: why}
	if silent := saidSilent.FindStringSubmatch(why); silent != nil {
		w.ZH = silent[1] + " 内没有应答"
		return w
	}
	if status := saidStatus.FindStringSubmatch(why); status != nil {
		w.ZH = "接收方应答 " + status[1]
		if clock := saidClock.FindStringSubmatch(why); clock != nil {
			w.ZH += "，本机时钟与接收方相差 " + clock[1]
		}
		return w
	}
	for _, b := range broken {
		if strings.Contains(why, b.shows) {
			w.ZH = b.zh
			return w
		}
	}
	return w
}
