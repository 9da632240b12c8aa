package line

import (
	"fmt"

	"posterm/txn"
)

// Fault is why a host could not be reached. Nothing was sent in any case.
type Fault uint8

// The faults. The first ones are the network's, then come those of TLS.
const (
	FaultUnknown     Fault = iota
	FaultRefused           // nobody listens there
	FaultUnreachable       // no way there
	FaultSlow              // no connection in time
	FaultName              // the name of the host leads to no address
	FaultInterface         // the network interface is not there, or not ours to use
	FaultHandshake         // no TLS handshake in time
	FaultNotTLS            // the host speaks something else
	FaultVersion           // no TLS version or cipher suite in common
	FaultExpired           // certificate
	FaultNotYet            // certificate
	FaultOtherName         // certificate
	FaultUnknownCA         // certificate
	FaultSelfSigned        // certificate
	FaultUsage             // certificate
	FaultWeak              // key
	FaultPin               // key
	FaultClient            // the host wants another certificate of ours, or any
	FaultTLS               // any other failure of the handshake
	faultCount
)

// faults is the only place that knows what a fault is called and what to do.
var faults = [faultCount]struct {
	name       string
	what, mend txn.Words
}{
	FaultUnknown: {"unknown", txn.Words{ZH: "无法连接主机", EN: "the host cannot be reached"},
		txn.Words{ZH: "请检查网络和主机地址", EN: "check the line and the host's address"}},
	FaultRefused: {"refused", txn.Words{ZH: "连接被拒绝", EN: "the connection was refused"},
		txn.Words{ZH: "请检查网络和主机地址，或联系收单机构", EN: "check the line and the host's address, or call the acquirer"}},
	FaultUnreachable: {"unreachable", txn.Words{ZH: "网络不通", EN: "there is no way to the host"},
		txn.Words{ZH: "请检查网线、SIM 卡和路由", EN: "check cable, SIM card and routing"}},
	FaultSlow: {"timeout", txn.Words{ZH: "连接超时", EN: "no connection in time"},
		txn.Words{ZH: "请检查网络和主机地址", EN: "check the line and the host's address"}},
	FaultName: {"name", txn.Words{ZH: "主机域名无法解析", EN: "the host's name leads to no address"},
		txn.Words{ZH: "请检查主机地址的拼写和 DNS", EN: "check the spelling of the host's address, and DNS"}},
	FaultInterface: {"interface", txn.Words{ZH: "网络接口不可用", EN: "the network interface cannot be used"},
		txn.Words{ZH: "请检查 host.interfaces（Linux 5.7 以前需要 CAP_NET_RAW）", EN: "check host.interfaces (before Linux 5.7 it needs CAP_NET_RAW)"}},
	FaultHandshake: {"handshake", txn.Words{ZH: "TLS 握手超时", EN: "no TLS handshake in time"},
		txn.Words{ZH: "请检查端口：该主机可能不使用 TLS", EN: "check the port: this host may not speak TLS"}},
	FaultNotTLS: {"not_tls", txn.Words{ZH: "主机不使用 TLS", EN: "the host does not speak TLS"},
		txn.Words{ZH: "请检查主机端口和 host.tls", EN: "check the host's port, and host.tls"}},
	FaultVersion: {"version", txn.Words{ZH: "主机的 TLS 版本或加密套件太旧", EN: "the host's TLS versions or cipher suites are too old"},
		txn.Words{ZH: "主机须支持 TLS 1.2 以上及 ECDHE 加密套件，请联系收单机构", EN: "it must offer TLS 1.2 or later with an ECDHE suite: call the acquirer"}},
	FaultExpired: {"expired", txn.Words{ZH: "主机证书已过期", EN: "the host's certificate has expired"},
		txn.Words{ZH: "请校准终端时间；时间无误则联系收单机构更换证书", EN: "set the clock; if it is right, the acquirer must renew the certificate"}},
	FaultNotYet: {"not_yet_valid", txn.Words{ZH: "主机证书尚未生效", EN: "the host's certificate is not valid yet"},
		txn.Words{ZH: "请校准终端时间", EN: "set the clock"}},
	FaultOtherName: {"wrong_name", txn.Words{ZH: "主机证书属于其他名称", EN: "the host's certificate is for another name"},
		txn.Words{ZH: "请检查主机地址；或将 host.name 设为收单机构给出的名称", EN: "check the host's address, or set host.name to the name the acquirer gave"}},
	FaultUnknownCA: {"unknown_ca", txn.Words{ZH: "主机证书的签发机构不受信任", EN: "the host's certificate was issued by nobody who is trusted"},
		txn.Words{ZH: "请将收单机构的根证书放入 host.ca", EN: "set host.ca to the root certificate the acquirer gave"}},
	FaultSelfSigned: {"self_signed", txn.Words{ZH: "主机证书是自签名的", EN: "the host's certificate is self-signed"},
		txn.Words{ZH: "请核对主机地址；应使用收单机构根证书签发的证书（host.ca）", EN: "check the host's address; it needs a certificate issued under host.ca"}},
	FaultUsage: {"wrong_usage", txn.Words{ZH: "主机证书不能用于服务器", EN: "the host's certificate is not for a server"},
		txn.Words{ZH: "请联系收单机构更换证书", EN: "the acquirer must replace the certificate"}},
	FaultWeak: {"weak_key", txn.Words{ZH: "主机证书的密钥太短", EN: "a key in the host's certificates is too short"},
		txn.Words{ZH: "请联系收单机构更换证书", EN: "the acquirer must replace the certificate"}},
	FaultPin: {"wrong_pin", txn.Words{ZH: "主机的密钥不是 host.pin 指定的密钥", EN: "the host's key is none of those in host.pin"},
		txn.Words{ZH: "请向收单机构核实；确认更换后再改 host.pin", EN: "ask the acquirer; change host.pin only when they confirm a new key"}},
	FaultClient: {"client_certificate", txn.Words{ZH: "主机不接受本终端的证书", EN: "the host does not accept this terminal without the right certificate"},
		txn.Words{ZH: "请检查 host.cert 和 host.key（收单机构签发的终端证书）", EN: "check host.cert and host.key, the terminal's certificate issued by the acquirer"}},
	FaultTLS: {"tls", txn.Words{ZH: "TLS 握手失败", EN: "the TLS handshake failed"},
		txn.Words{ZH: "请联系收单机构", EN: "call the acquirer"}},
}

// String is a word for programs, for example "wrong_pin".
func (f Fault) String() string { return faults[f].name }

// OfTLS says whether there is a host, and one side does not believe the other. Neither passes
// by itself.
func (f Fault) OfTLS() bool { return f >= FaultHandshake }

// FaultNamed finds the fault with a name.
func FaultNamed(name string) (Fault, bool) {
	for f := range faultCount {
		if faults[f].name == name {
			return f, true
		}
	}
	return FaultUnknown, false
}

// Words say what is wrong.
func (f Fault) Words() txn.Words { return faults[f].what }

// Mend says what to do about it.
func (f Fault) Mend() txn.Words { return faults[f].mend }

// Error is why a path could not be opened. It names no address and no key; a
// certificate's names, dates and key digest are public.
type Error struct {
	Fault Fault
	Err   error // the detail; nil when the fault says it all
}

// Error says what is wrong and what to do, for example "the host's certificate has
// expired (2026-01-01): set the clock; if it is right, ...".
func (e *Error) Error() string {
	return e.What(txn.English) + ": " + e.Fault.Mend().EN
}

// What says what is wrong, with the detail and without the advice.
func (e *Error) What(lang txn.Lang) string {
	if e.Err == nil {
		return e.Fault.Words().In(lang)
	}
	return fmt.Sprintf("%s (%v)", e.Fault.Words().In(lang), e.Err)
}

// Unwrap gives the detail.
func (e *Error) Unwrap() error { return e.Err }
