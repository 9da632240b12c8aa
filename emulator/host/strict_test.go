package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
)

// changed is a copy of a message with another value in one field.
func changed(m *message.Message, n int, v string) *message.Message {
	other := without(m, 0)
	other.Set(n, v)
	return other
}

// TestNothingSlipsInBeforeTheEndOfABatch: what came after the totals were compared would be settled unseen.
func TestNothingSlipsInBeforeTheEndOfABatch(t *testing.T) {
	x := newTill(newLab(t))
	kept := x.sale(1_000, panB)
	sold := x.want("00", kept)
	one, none := count(1, 1_000, 0, 0), count(0, 0, 0, 0)
	x.want("00", x.settle(one, none))
	for name, m := range map[string]*message.Message{
		"sale": x.sale(100, panB), "void": x.void(kept, sold), "refund": x.refund(100, kept, sold), "hold": x.preauth(100, panB),
		"code": x.qrSale(100, codeUnionPay), "wallet": x.pay(100, codeWeChat, x.order()),
	} {
		refused(x, name, "12", 60, m)
	}
	x.want("00", x.money("310000", "01", -1, panB)) // a balance is no money
	x.want("00", x.end("207", 0))
	x.next()
	x.want("00", x.sale(100, panB))
	settlements := x.host.Settlements()
	require.Len(t, settlements, 1)
	require.Equal(t, "10.00", settlements[0].Domestic.Host.Debit.Amount)
}

// TestABatchThatWasClosedBefore is compared and ended once more for a terminal that did not hear of it. The
// host's batch does not go back.
func TestABatchThatWasClosedBefore(t *testing.T) {
	x := newTill(newLab(t))
	x.want("00", x.sale(1_000, panB))
	one, none := count(1, 1_000, 0, 0), count(0, 0, 0, 0)
	x.want("00", x.settle(one, none))
	x.want("00", x.end("207", 0))
	x.next()
	x.want("00", x.sale(200, panB)) // in batch 000002
	second := count(1, 200, 0, 0)
	x.want("00", x.settle(second, none))
	x.want("00", x.end("207", 0))
	settled := x.host.Ledger()
	again := changed(x.settle(one, none), 60, "00"+"000001"+"201")
	d, _ := verdicts(t, x.want("00", again))
	require.Equal(t, "balanced", d.String())
	x.want("00", changed(x.end("207", 0), 60, "00"+"000001"+"207"))
	require.Equal(t, settled, x.host.Ledger())
	x.next()
	x.want("00", x.sale(300, panB)) // batch 000003, not 000002
}

// TestARepeatThatSaysSomethingElse is no repeat.
func TestARepeatThatSaysSomethingElse(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_000, panB)
	sold := x.want("00", sale)
	refund := x.refund(100, sale, sold)
	first := x.want("00", refund)
	for n, v := range map[int]string{
		37: "999999999999", 61: "0000010000010101", 22: "012", 14: "3101", 38: "ABCDEF", 63: "999", 60: refund.Get(60)[:len(refund.Get(60))-1] + "2",
	} {
		if refund.Has(n) || n != 14 {
			refused(x, "a repeat", "94", 11, changed(refund, n, v))
		}
	}
	require.Equal(t, first.Get(37), x.want("00", refund).Get(37), "the same one is answered as the first time")
	require.Len(t, x.host.Ledger(), 2)
}

// TestAReversalNamesItsOriginal in every field that both have.
func TestAReversalNamesItsOriginal(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_000, panB)
	sold := x.want("00", sale)
	other := x.sale(500, panB)
	x.want("00", other)
	void := x.void(sale, sold)
	x.want("00", void)
	for name, tt := range map[string]struct {
		of    *message.Message
		spoil func(*message.Message) *message.Message
		code  string
		field int
	}{
		"another transaction in 61": {other, func(m *message.Message) *message.Message { return changed(m, 61, named(sale)) }, "30", 61},
		"no 61 beside a void":       {void, func(m *message.Message) *message.Message { return without(m, 61) }, "30", 61},
		"no card":                   {other, func(m *message.Message) *message.Message { return without(without(m, 2), 35) }, "30", 2},
		"another card":              {other, func(m *message.Message) *message.Message { return changed(without(m, 35), 2, panC) }, "14", 2},
		"another amount":            {other, func(m *message.Message) *message.Message { return changed(m, 4, "000000000501") }, "64", 4},
		"another entry mode":        {other, func(m *message.Message) *message.Message { return changed(m, 22, "012") }, "30", 22},
		"another authorisation":     {void, func(m *message.Message) *message.Message { return changed(m, 38, "NOAUTH") }, "30", 38},
		"a customer's reason":       {other, func(m *message.Message) *message.Message { return changed(m, 39, "17") }, "30", 39},
	} {
		refused(x, name, tt.code, tt.field, tt.spoil(x.reversal(tt.of)))
	}
	x.want("00", changed(x.reversal(void), 61, named(sale))) // as some terminals name it: by what was voided
	x.want("00", x.reversal(other))
}
