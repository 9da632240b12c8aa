package host_test

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/txn"
)

// The requests of all kinds, as a good terminal builds them.

func fenOf(t *till, m *message.Message) txn.Fen {
	fen, err := txn.FenFromDigits(m.Get(4))
	require.NoError(t.t, err)
	return fen
}

// panOf is the card of a request.
func panOf(m *message.Message) string {
	pan, _, _ := cutTrack(m.Get(35))
	return pan
}

// named is field 61 with the batch and trace of a request, and without.
func named(of *message.Message) string { return of.Get(60)[2:8] + of.Get(11) }
func dated(reply *message.Message) string {
	return "000000000000" + reply.Get(13)
}

func (t *till) preauth(amount txn.Fen, pan string) *message.Message {
	m := t.money("030000", "10", amount, pan)
	m.MTI = "0100"
	m.Set(25, "06")
	return m
}

// onHold is a request about a hold: a void (0100, type 11) or a completion (0200, 20).
func (t *till) onHold(mti, f3, kind string, amount txn.Fen, hold, reply *message.Message) *message.Message {
	m := t.money(f3, kind, amount, panOf(hold))
	m.MTI = mti
	m.Set(25, "06")
	m.Set(38, reply.Get(38))
	m.Set(61, dated(reply))
	return m
}

func (t *till) preauthVoid(hold, reply *message.Message) *message.Message {
	return t.onHold("0100", "200000", "11", fenOf(t, hold), hold, reply)
}

func (t *till) complete(amount txn.Fen, hold, reply *message.Message) *message.Message {
	return t.onHold("0200", "000000", "20", amount, hold, reply)
}

func (t *till) completeVoid(completion, reply *message.Message) *message.Message {
	m := t.void(completion, reply)
	m.Set(25, "06")
	m.Set(38, reply.Get(38))
	m.Set(60, "21"+m.Get(60)[2:])
	return m
}

func (t *till) refund(amount txn.Fen, of, reply *message.Message) *message.Message {
	m := t.money("200000", "25", amount, panOf(of))
	m.MTI = "0220"
	m.Set(37, reply.Get(37))
	m.Set(61, dated(reply))
	m.Set(63, "000")
	return m
}

// byCode is a message about money without a card.
func (t *till) byCode(mti, f3, condition, kind string, amount txn.Fen, tags ...string) *message.Message {
	m := t.plain(mti, "000")
	m.Set(3, f3)
	if amount >= 0 {
		m.Set(4, amount.Digits12())
	}
	m.Set(22, "032")
	m.Set(25, condition)
	m.Set(49, "156")
	m.Set(60, kind+t.batch+"00060")
	var all message.Tags
	for i := 0; i < len(tags); i += 2 {
		all.Set(message.Tag(tags[i]), tags[i+1])
	}
	if v := all.String(); v != "" {
		m.Set(59, v)
	}
	return m
}

func (t *till) qrSale(amount txn.Fen, code string) *message.Message {
	return t.byCode("0200", "000000", "00", "22", amount, "A3", code)
}

func voucher(t *till, reply *message.Message) string {
	tags, err := message.ParseTags(reply.Get(59))
	require.NoError(t.t, err)
	return tags.Get(message.TagVoucher)
}

func (t *till) qrVoid(of, reply *message.Message) *message.Message {
	m := t.byCode("0200", "200000", "00", "23", fenOf(t, of), "A4", voucher(t, reply))
	m.Set(37, reply.Get(37))
	m.Set(61, named(of))
	return m
}

func (t *till) qrRefund(amount txn.Fen, reply *message.Message) *message.Message {
	m := t.byCode("0220", "200000", "00", "25", amount, "A4", voucher(t, reply))
	m.Set(37, reply.Get(37))
	m.Set(61, dated(reply))
	m.Set(63, "000")
	return m
}

// order is the number of a wallet order that nobody used before.
func (t *till) order() string {
	t.orders++
	return fmt.Sprintf("0001000120261121%06d", t.orders)
}

func (t *till) pay(amount txn.Fen, code, order string) *message.Message {
	m := t.byCode("0200", "450000", "01", "70", amount, "A5", order)
	m.Set(62, code)
	return m
}

// open asks for a code that a wallet's customer scans; without a wallet any of them.
func (t *till) open(amount txn.Fen, wallet, order string) *message.Message {
	m := t.byCode("0200", "450000", "01", "74", amount, "A5", order)
	if wallet != "" {
		m.Set(59, m.Get(59)+fmt.Sprintf("A6%03d%s", len(wallet), wallet))
	}
	return m
}

func (t *till) orderQuery(order string) *message.Message {
	return t.byCode("0200", "690000", "01", "71", -1, "A5", order)
}

func (t *till) orderClose(order string) *message.Message {
	return t.byCode("0200", "680000", "01", "72", -1, "A5", order)
}

func (t *till) walletRefund(amount txn.Fen, order string) *message.Message {
	m := t.byCode("0220", "200000", "01", "73", amount, "A5", order)
	m.Set(63, "000")
	return m
}

// enquiry asks what the host holds of a request.
func (t *till) enquiry(of *message.Message) *message.Message {
	m := t.byCode("0200", "690000", "00", "02", -1)
	m.Set(61, named(of))
	return m
}

// count is a half of a settlement's totals.
func count(debits int, debit txn.Fen, credits int, credit txn.Fen) message.Half {
	return message.Half{Totals: txn.Totals{Debit: txn.Sum{Count: debits, Amount: debit}, Credit: txn.Sum{Count: credits, Amount: credit}}}
}

func (t *till) settle(domestic, foreign message.Half) *message.Message {
	digits, err := message.Totals{Domestic: domestic, Foreign: foreign}.Pack()
	require.NoError(t.t, err)
	m := t.plain("0500", "201")
	m.Set(48, digits)
	m.Set(49, "156")
	m.Set(63, "01 ")
	return m
}

func (t *till) list(records ...message.Record) *message.Message {
	digits, err := message.PackList(records)
	require.NoError(t.t, err)
	m := t.plain("0320", "201")
	m.Set(48, digits)
	return m
}

// recordOf is a request as it stands in a batch list.
func recordOf(t *till, m *message.Message) message.Record {
	n, err := txn.ParseNumber(m.Get(11))
	require.NoError(t.t, err)
	return message.Record{Trace: txn.Trace(n), PAN: txn.PAN(panOf(m)), Amount: fenOf(t, m)}
}

func (t *till) end(network string, records int) *message.Message {
	m := t.plain("0320", network)
	m.Set(48, fmt.Sprintf("%04d", records))
	return m
}

// next takes over the batch that the host is at.
func (t *till) next() {
	t.batch = "000000"
	t.signIn()
}
