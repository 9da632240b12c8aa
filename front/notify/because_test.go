package notify

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// TestBecause: the Chinese is whole, without an English tail.
func TestBecause(t *testing.T) {
	for why, zh := range map[string]string{
		"503 Service Unavailable": "接收方应答 503",
		"401 Unauthorized, and this terminal's clock is 1h0m0s off the receiver's": "接收方应答 401，本机时钟与接收方相差 1h0m0s",
		"no answer within 10s":                                                             "10s 内没有应答",
		"dial tcp 127.0.0.1:1: connect: connection refused":                                "接收方拒绝连接",
		"dial tcp: lookup shop.example on 127.0.0.53:53: no such host":                     "找不到接收方的主机",
		"tls: failed to verify certificate: x509: certificate signed by unknown authority": "接收方的证书不可信",
		"tls: handshake failure":                                                           "无法与接收方建立加密连接",
		"EOF":                                                                              "连接中断，没有应答",
		"read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer":                "连接中断，没有应答",
		`net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0-x"`: "应答不是 HTTP",
		"5030 of something": "未能送达，原因见日志",
		"":                  "未能送达，原因见日志",
	} {
		require.Equal(t, txn.Words{ZH: zh, EN: why}, Because(why))
	}
}
