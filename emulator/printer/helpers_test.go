package printer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// bench is a machine on the workbench: no goroutine, no port.
type bench struct {
	*machine
	answers []byte
	seen    []Event
}

func newBench(t testing.TB, opt Options) *bench {
	opt, err := opt.withDefaults()
	require.NoError(t, err)
	return &bench{machine: newMachine(opt)}
}

// print hands over bytes as the receive buffer has room and lets the mechanism work. It returns how many
// bytes were taken.
func (b *bench) print(data []byte) int {
	taken := 0
	for taken < len(data) && b.room() > 0 {
		b.receive(data[taken])
		taken++
		b.run()
	}
	b.run()
	return taken
}

func (b *bench) run() {
	for {
		_, ok := b.step()
		b.collect()
		if !ok {
			return
		}
	}
}

// collect takes answers and events off the machine.
func (b *bench) collect() {
	for _, a := range b.outbox {
		b.answers = append(b.answers, a...)
	}
	b.seen = append(b.seen, b.events...)
	b.outbox, b.events = nil, nil
}

// take gives the answers so far and forgets them.
func (b *bench) take() []byte {
	b.collect()
	a := b.answers
	b.answers = nil
	return a
}

func (b *bench) fault(f Faults) {
	b.change(func() { b.setFaults(f) })
	b.run()
}

func (b *bench) slips() []Slip {
	var all []Slip
	for _, p := range b.lying() {
		all = append(all, p.slip())
	}
	return all
}

// gb encodes text as a Chinese host would send it.
func gb(t testing.TB, parts ...string) []byte {
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.Join(parts, "")))
	require.NoError(t, err)
	return out
}

// say lets an interpreter take all of it, with a device that is always done.
func say(ip *interpreter, data []byte) {
	for len(data) > 0 {
		data = data[ip.feed(data):]
	}
}

func ptr[T any](v T) *T { return &v }

// receipt is a sale slip, its commands written by hand, with a code and a process id after its cut.
func receipt(t testing.TB) []byte {
	return gb(t,
		"\x1b@\x1ba\x01\x1d!\x11\x1bE\x01签购单\n\x1d!\x00\x1bE\x00POS SALES SLIP\n\x1ba\x00",
		"--------------------------------\n",
		"商户名称 MERCHANT:\n  海淀区中关村小吃店\n商户编号 MID:   104512541110001\n终端编号 TID:          00010001\n",
		"操作员 OPERATOR: 01\n", "--------------------------------\n",
		"卡号 CARD NO:\n\x1d!\x01622202******1234 /S\x1d!\x00\n发卡行 ISSUER:工商银行\n",
		"交易类型 TXN TYPE:\n\x1d!\x01消费 SALE\x1d!\x00\n",
		"批次号 BATCH:000001\n凭证号 TRACE:000012\n授权码 AUTH:123456\n参考号 REF:000000000017\n",
		"日期/时间:2026/11/21 20:15:03\n金额 AMOUNT:\n\x1ba\x02\x1d!\x11\x1bE\x01RMB 12.34\x1bE\x00\x1d!\x00\n\x1ba\x00",
		"--------------------------------\n备注 REFERENCE:\n\x1bM\x01ARQC:1A2B3C4D5E6F7081 TVR:0000000000 AID:A000000333010101\x1bM\x00\n",
		"持卡人签名 SIGNATURE:\n\x1bd\x02", "\x1b-\x01                                \x1b-\x00\n",
		"本人确认以上交易，同意将其记入本卡账户\n\x1ba\x01商户存根 MERCHANT COPY\n",
		"\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\x1d\x001P0000001/000012/000000000017", "\x1d(k\x03\x001Q0",
		"\x1ba\x00\x1dVB\x08", "\x1d(H\x06\x00000001")
}
