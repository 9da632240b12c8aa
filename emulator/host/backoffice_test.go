package host_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
)

func key(m *message.Message) host.Key {
	return host.Key{Terminal: m.Get(41), Batch: m.Get(60)[2:8], Trace: m.Get(11)}
}

// Covers: R4.
func TestBackOffice(t *testing.T) {
	x, domestic, foreign, _ := traded(t, knobs(host.Knobs{WalletWait: 0}))
	hold := x.preauth(4_000, panB)
	x.want("00", hold)
	ask := func(q host.Question) []host.BackOffice {
		page, err := x.host.BackOffice(q)
		require.NoError(t, err)
		return page.Transactions
	}
	for status, want := range map[string]int{
		"approved": 7, "voided": 1, "reversed": 1, "declined": 1, "completed": 1, "held": 1, "settled": 0, "refunded": 0, "waiting": 0,
	} {
		require.Len(t, ask(host.Question{Status: status}), want, status)
	}
	x.want("00", x.settle(domestic, foreign))
	x.want("00", x.end("207", 0))
	require.Len(t, ask(host.Question{Status: "settled"}), 7)
	require.Len(t, ask(host.Question{Status: "held"}), 1, "a hold is not settled")

	require.Len(t, ask(host.Question{Kind: "void"}), 1)
	require.Len(t, ask(host.Question{Amount: "20.00"}), 2)
	require.Len(t, ask(host.Question{Card: "visa"}), 2)
	require.Len(t, ask(host.Question{Card: "0034"}), 1)
	require.Len(t, ask(host.Question{Card: "622202*********0034"}), 1)
	require.Len(t, ask(host.Question{From: "2026-11-21", To: "2026-11-21"}), 12)
	require.Empty(t, ask(host.Question{From: "2026-11-22"}))
	require.Len(t, ask(host.Question{Least: "20.00", Most: "20"}), 2)
	require.Len(t, ask(host.Question{Least: "20.01"}), len(ask(host.Question{}))-len(ask(host.Question{Most: "20"})))
	require.Len(t, ask(host.Question{Since: "2026-11-21T20:15", Until: "2026-11-21T20:15:04"}), 12)
	require.Empty(t, ask(host.Question{Until: "2026-11-21T20:15:03"}), "the end does not belong to it")
	require.Empty(t, ask(host.Question{Since: "2026-11-21T20:15:04"}))
	for _, q := range []host.Question{{Least: "x"}, {Most: "0"}, {Since: "yesterday"}, {Until: "2026-11-21"}} {
		_, err := x.host.BackOffice(q)
		require.ErrorIs(t, err, host.ErrQuestion)
	}
	require.Empty(t, ask(host.Question{Terminal: "1"}))
	require.Equal(t, "swipe", ask(host.Question{Kind: "sale"})[0].Read)
	require.Equal(t, "scan", ask(host.Question{Kind: "qr_sale"})[0].Read)

	var seen []string
	q := host.Question{Limit: 5}
	for range 3 {
		page, err := x.host.BackOffice(q)
		require.NoError(t, err)
		for _, one := range page.Transactions {
			seen = append(seen, one.Trace)
		}
		q.Before = page.Next
	}
	require.Zero(t, q.Before)
	require.Len(t, seen, 12)
	require.Greater(t, seen[0], seen[11], "the newest first")
}

// The story of a sale that met everything.
func TestStory(t *testing.T) {
	clock := newWall()
	x := newTill(newLab(t, clock.option))
	sale := x.sale(1_000, panB)
	require.NoError(t, x.host.AddFault(host.Fault{Name: "duplicate_response"}))
	reply := x.want("00", sale)
	x.receive()
	clock.turn(time.Minute)
	void := x.void(sale, reply)
	x.want("00", void)
	x.want("00", x.reversal(void))
	refund := x.refund(1_000, sale, reply)
	x.want("00", refund)
	x.want("00", x.settle(count(1, 1_000, 1, 1_000), count(0, 0, 0, 0)))
	x.want("00", x.end("207", 0))

	s, err := x.host.Story(key(sale))
	require.NoError(t, err)
	var what []string
	for _, turn := range s.Timeline {
		what = append(what, turn.What)
		require.NotEmpty(t, turn.ZH)
		require.NotEmpty(t, turn.EN)
	}
	require.Equal(t, []string{"approved", "void", "void_reversed", "refund", "settled"}, what)
	require.Equal(t, key(refund), s.Timeline[3].By)
	require.Equal(t, "2026-11-21T20:15:03+08:00", s.Timeline[0].Time)
	require.Equal(t, "2026-11-21T20:16:03+08:00", s.Timeline[1].Time)
	require.Equal(t, host.StatusRefunded, s.Transaction.Status)
	require.Len(t, s.Messages, 3)
	require.False(t, s.Messages[0].Sent)
	require.Equal(t, "duplicate_response", s.Messages[1].Fault)
	for _, m := range s.Messages {
		require.NotContains(t, m.Message, panB)
		require.Contains(t, m.Message, "4=000000001000")
	}

	x.want("77", x.sale(1, panB))
	x.next()
	order := x.order()
	require.NoError(t, x.host.SetKnobs(host.Knobs{WalletWait: 1}))
	pay := x.pay(100, codeWeChat, order)
	x.want("W1", pay)
	x.want("00", x.orderQuery(order))
	s, err = x.host.Story(key(pay))
	require.NoError(t, err)
	require.Equal(t, "waiting", s.Timeline[0].What)
	require.Equal(t, "paid", s.Timeline[1].What)
	_, err = x.host.Story(host.Key{})
	require.ErrorIs(t, err, host.ErrNoTransaction)
}
