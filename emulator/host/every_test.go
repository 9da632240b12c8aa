package host_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
)

// request is a good request of one kind, and which of its fields it could do without.
type request struct {
	name     string
	m        *message.Message
	optional []int
}

// everyRequest builds a good request of every service, none of them sent yet; what they
// refer to was done before.
func everyRequest(x *till) []request {
	sale := x.sale(1_000, panB)
	sold := x.want("00", sale)
	hold := x.preauth(1_000, panB)
	held := x.want("00", hold)
	second := x.preauth(1_000, panB)
	completion := x.complete(900, second, x.want("00", second))
	completed := x.want("00", completion)
	code := x.qrSale(1_000, codeUnionPay)
	paid := x.want("00", code)
	order := x.order()
	x.want("00", x.pay(1_000, codeWeChat, order))
	nothing := count(0, 0, 0, 0)
	signIn := x.plain("0800", "003")
	signIn.Set(63, "001")
	all := []request{
		{"sale", x.sale(100, panB), nil},
		{"void", x.void(sale, sold), nil},
		{"refund", x.refund(100, sale, sold), nil},
		{"balance", x.money("310000", "01", -1, panB), nil},
		{"preauth", x.preauth(100, panB), nil},
		{"preauth void", x.preauthVoid(hold, held), nil},
		{"completion", x.complete(100, hold, held), nil},
		{"completion void", x.completeVoid(completion, completed), nil},
		{"completion advice", x.onHold("0220", "000000", "24", 100, hold, held), nil},
		{"code sale", x.qrSale(100, codeUnionPay), nil},
		{"code void", x.qrVoid(code, paid), nil},
		{"code refund", x.qrRefund(100, paid), []int{59}},
		{"wallet payment", x.pay(100, codeWeChat, x.order()), []int{22}},
		{"code that is shown", x.open(100, "wechat", x.order()), []int{22}},
		{"wallet query", x.orderQuery(order), []int{22}},
		{"wallet close", x.orderClose(order), []int{22}},
		{"wallet refund", x.walletRefund(100, order), []int{22, 63}},
		{"enquiry", x.enquiry(sale), []int{22}},
		{"settlement", x.settle(nothing, nothing), nil},
		{"batch list", x.list(recordOf(x, sale)), nil},
		{"batch end", x.end("202", 0), nil},
		{"sign-in", signIn, nil},
		{"sign-off", x.plain("0820", "002"), nil},
		{"echo", x.plain("0820", "301"), nil},
	}
	for _, of := range []request{
		{"sale", sale, nil}, {"preauth", hold, nil}, {"completion", completion, nil}, {"code sale", code, nil},
		{"void", all[1].m, nil}, {"preauth void", all[5].m, nil}, {"completion void", all[7].m, nil}, {"code void", all[10].m, nil},
	} {
		optional := []int{35, 61}
		if of.name == "code void" {
			optional = append(optional, 59)
		}
		all = append(all, request{"reversal of " + of.name, x.reversal(of.m), optional})
	}
	return all
}

// without is a message less one field.
func without(m *message.Message, missing int) *message.Message {
	less := message.New(m.MTI)
	for _, n := range m.Fields() {
		if n != missing {
			less.Set(n, m.Get(n))
		}
	}
	return less
}

// refused sends a spoiled request and wants a code, and an event that names the field.
func refused(x *till, what, code string, field int, m *message.Message) {
	x.t.Helper()
	for len(x.events) > 0 {
		<-x.events
	}
	require.Equal(x.t, code, x.ask(m).Get(39), what)
	e := x.event(host.Decided)
	require.Equal(x.t, field, e.Field, "%s: %s", what, e.Reason)
	require.NotEmpty(x.t, e.Reason, what)
}

// Every field that a request of a kind must have, left out.
func TestEveryMissingFieldIsNamed(t *testing.T) {
	x := newTill(newLab(t))
	for _, r := range everyRequest(x) {
		for _, n := range r.m.Fields() {
			if slices.Contains(r.optional, n) {
				continue
			}
			code, field := "30", n
			switch n {
			case 25:
				code = "40" // it is part of what is asked for
			case 35:
				field = 2 // either would do
			}
			before := x.host.Ledger()
			refused(x, fmt.Sprint(r.name, " without ", n), code, field, without(r.m, n))
			require.Equal(t, before, x.host.Ledger(), "what is refused this early leaves no trace")
		}
	}
}

// spoil is one way to spoil a field of every kind that has it.
type spoil struct {
	name, code string
	field      int                           // that the event names
	spoils     func(m *message.Message) bool // false: the kind has no such field
}

// set spoils a field that is there.
func set(n int, v string) func(*message.Message) bool {
	return func(m *message.Message) bool {
		if !m.Has(n) {
			return false
		}
		m.Set(n, v)
		return true
	}
}

// money spoils a field of what is about money and no reversal, whether it is there or not.
func money(n int, v string) func(*message.Message) bool {
	return func(m *message.Message) bool {
		if m.MTI == "0400" || !m.Has(22) {
			return false
		}
		m.Set(n, v)
		return true
	}
}

// carded spoils a field of what has a card.
func carded(n int, v string) func(*message.Message) bool {
	return func(m *message.Message) bool {
		if !m.Has(35) {
			return false
		}
		m.Set(n, v)
		return true
	}
}

// entry spoils one digit of field 22.
func entry(at int, digit byte) func(*message.Message) bool {
	return func(m *message.Message) bool {
		v := []byte(m.Get(22))
		if len(v) == 0 || at == 2 && digit == '1' && m.MTI == "0400" || at == 0 && v[1] == '3' {
			return false
		}
		v[at] = digit
		m.Set(22, string(v))
		return true
	}
}

var spoils = []spoil{
	{"unknown processing code", "40", 3, set(3, "990000")},
	{"trace zero", "30", 11, set(11, "000000")},
	{"month 13", "30", 14, carded(14, "3013")},
	{"expiry not the track's", "54", 14, carded(14, "3011")},
	{"entry mode 92", "30", 22, entry(0, '9')},
	{"third digit of the entry mode", "30", 22, entry(2, '9')},
	{"a PIN announced", "30", 52, entry(2, '1')},
	{"unknown condition", "40", 25, set(25, "77")},
	{"longest PIN without PIN", "30", 26, money(26, "12")},
	{"track without separator", "30", 35, carded(35, panB)},
	{"track cut short", "30", 35, carded(35, panB+"=")},
	{"two cards", "14", 35, carded(2, panC)},
	{"short card number", "30", 2, carded(2, "62220")},
	{"reason of a decline", "30", 39, func(m *message.Message) bool { return m.MTI == "0400" && set(39, "51")(m) }},
	{"blank terminal", "97", 41, func(m *message.Message) bool { return m.Get(3) != "450000" && set(41, "        ")(m) }}, // an order has its terminal's number
	{"blank merchant", "03", 42, set(42, " ")},
	{"short field 48", "30", 48, set(48, "1")},
	{"half a field 48", "30", 48, set(48, "0100000")},
	{"dollars", "30", 49, set(49, "840")},
	{"PIN format without PIN", "30", 53, money(53, "2600000000000000")},
	{"encrypted track", "30", 53, money(53, "0610000000000000")},
	{"rest of field 53", "30", 53, money(53, "0600000000000001")},
	{"algorithm", "30", 53, money(53, "0900000000000000")},
	{"chip data without end", "30", 55, money(55, "\x9f")},
	{"chip data with a length out of all bounds", "30", 55, money(55, "\x9f\x26\x88\xff\xff\xff\xff\xff\xff\xff\xff")},
	{"short cryptogram", "30", 55, money(55, "\x9f\x26\x01\x00")},
	{"half a tag", "30", 59, set(59, "A3")},
	{"another tag", "30", 59, func(m *message.Message) bool { return m.MTI != "0220" && set(59, "B1001X")(m) && m.MTI != "0400" }},
	{"half a batch number", "30", 60, set(60, "22000")},
	{"no network code", "30", 60, set(60, "22000001")},
	{"partial approval 7", "30", 60, func(m *message.Message) bool { return m.Has(49) && m.Has(3) && set(60, m.Get(60)+"7")(m) }},
	{"capability 9", "30", 60, func(m *message.Message) bool { return m.Has(49) && m.Has(3) && set(60, m.Get(60)[:11]+"90")(m) }},
	{"network code of a settlement", "30", 60, func(m *message.Message) bool { return m.Has(49) && m.Has(3) && set(60, m.Get(60)[:8]+"201")(m) }},
	{"half a reference", "30", 61, set(61, "0000010")},
	{"half a payment code", "30", 62, set(62, "123")},
	{"no operator", "30", 63, set(63, "  ")},
}

// Every field that has a form, spoiled, in every kind that has it.
func TestEverySpoiledFieldIsNamed(t *testing.T) {
	x := newTill(newLab(t))
	for _, r := range everyRequest(x) {
		for _, tt := range spoils {
			m := without(r.m, 0)
			if !tt.spoils(m) {
				continue
			}
			before := x.host.Ledger()
			refused(x, r.name+", "+tt.name, tt.code, tt.field, m)
			require.Equal(t, before, x.host.Ledger())
		}
	}
}

// What names an original wrongly is declined, which the ledger keeps.
func TestEveryWrongReferenceIsNamed(t *testing.T) {
	x := newTill(newLab(t))
	for _, r := range everyRequest(x) {
		for n, v := range map[int]string{37: " ", 38: "NOAUTH"} {
			m := without(r.m, 0)
			if !set(n, v)(m) || m.MTI == "0400" {
				continue
			}
			x.trace = x.trace.Next()
			m.Set(11, x.trace.String())
			refused(x, fmt.Sprint(r.name, " ", n), "25", n, m)
		}
	}
}
