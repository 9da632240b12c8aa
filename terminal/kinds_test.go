package terminal

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// script answers the messages of one kind in turn; everything else is approved. A nil
// answer is silence, and the last one stands for all that follow.
func (r *rig) script(k txn.Kind, answers ...*comms.Answer) {
	happy, n := approve(r.t), 0
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		if q.Kind != k || q.As == txn.Reversal {
			return happy(q)
		}
		a := answers[min(n, len(answers)-1)]
		if n++; a == nil {
			return comms.Answer{}, errLost
		}
		return *a, nil
	})
}

func answered(c txn.Code) *comms.Answer {
	return &comms.Answer{Code: c, Authentic: true, RRN: "000000000018", Auth: "654321", HostDate: "0301", HostTime: "120000"}
}

// sent are the requests of a kind that left, in order.
func (r *rig) sent(k txn.Kind) (all []comms.Request) {
	for _, q := range r.host.asked() {
		if q.Kind == k {
			all = append(all, q)
		}
	}
	return all
}

// TestARefundIsRepeatedUntilItIsAnswered: never reversed, never sent with another number.
func TestARefundIsRepeatedUntilItIsAnswered(t *testing.T) {
	r := newRig(t)
	r.open()
	sale := r.sale(5000)
	r.script(txn.Refund, nil)
	refund := Order{Kind: txn.Refund, Amount: 2000, Card: testCard, Of: sale.View.Trace}
	lost := r.do(refund).View
	require.Equal(t, txn.Asking, lost.Verdict)
	require.Equal(t, txn.MoneyPending, lost.Money)
	require.Equal(t, ExitOpen, lost.Exit())
	require.Nil(t, lost.Reversal)

	second := r.do(refund)
	require.Equal(t, machine.RefusedRefunding, second.Refusal, "whoever keys it again is not sure of the first one")
	require.Equal(t, machine.RefusedUndelivered, r.do(Order{Kind: txn.Balance, Card: testCard}).Refusal)
	require.Equal(t, txn.Asking, r.status(lost.Trace).Verdict)

	r.stop()
	r.host.set(approve(t))
	r.open()
	require.Equal(t, txn.Done, r.do(Order{Kind: txn.Balance, Card: testCard}).View.Verdict)
	told := r.status(lost.Trace)
	require.Equal(t, txn.Returned, told.Verdict)
	require.Equal(t, txn.PaperPrinted, told.Paper.Merchant)
	all := r.sent(txn.Refund)
	require.Len(t, all, 4)
	for i, q := range all {
		require.Equal(t, all[0].Trace, q.Trace)
		require.Equal(t, txn.Request, q.As)
		require.Equal(t, testPAN, q.PAN)
		require.Equal(t, i > 0, q.Track2 == "", "the stripe is gone with the first request")
	}
	require.Equal(t, "20.00", *r.status(sale.View.Trace).Refunded)
	require.Equal(t, machine.RefusedOverOriginal, r.do(Order{Kind: txn.Refund, Amount: 3001, Card: testCard, Of: sale.View.Trace}).Refusal)
	require.Equal(t, machine.RefusedRefunded, r.do(Order{Kind: txn.Void, Card: testCard, Of: sale.View.Trace}).Refusal)
	rest := r.do(Order{Kind: txn.Refund, Amount: 3000, Card: testCard, Named: Named{RRN: "000000000017", Date: "0301"}}).View
	require.Equal(t, txn.Returned, rest.Verdict, "found by what its slip says")
	require.Equal(t, "50.00", *r.status(sale.View.Trace).Refunded)
}

// pauses makes time go by as fast as somebody waits for it, and keeps what was waited.
type pauses struct {
	now    time.Time
	waited []time.Duration
}

func (p *pauses) use(cfg *Config) {
	cfg.Now = func() time.Time { return p.now }
	cfg.After = func(d time.Duration) <-chan time.Time {
		p.now = p.now.Add(d)
		p.waited = append(p.waited, d)
		c := make(chan time.Time, 1)
		c <- p.now
		return c
	}
}

var (
	noon   = time.Now()
	wallet = Order{Kind: txn.WalletPay, Amount: 1234, Code: "134567890123456789"}
)

func messages(all []comms.Request) (as []txn.Message) {
	for _, q := range all {
		as = append(as, q.As)
	}
	return as
}

// TestAWalletPaymentIsAskedAbout: the customer takes his time, and then pays.
func TestAWalletPaymentIsAskedAbout(t *testing.T) {
	r, time := newRig(t), &pauses{now: noon}
	r.change = time.use
	r.open()
	r.script(txn.WalletPay, answered("W1"), answered("25"), nil, answered("W1"), answered("00"))
	paid := r.do(wallet).View
	require.Equal(t, txn.Paid, paid.Verdict)
	require.Equal(t, "000000000018", paid.RRN)
	require.Equal(t, []txn.Message{txn.Request, txn.OrderQuery, txn.OrderQuery, txn.OrderQuery, txn.OrderQuery}, messages(r.sent(txn.WalletPay)))
	require.Equal(t, "[2s 3s 5s 8s]", fmt.Sprint(time.waited))
	traces := map[txn.Trace]bool{}
	for _, q := range r.sent(txn.WalletPay) {
		require.Equal(t, "00010001"+noon.In(txn.Beijing).Format("20060102")+"000001", q.Order)
		traces[q.Trace] = true
	}
	require.Len(t, traces, 5, "every message has a number of its own")
	require.Equal(t, "000002", r.do(wallet).View.Order[16:])
}

// TestAWalletPaymentIsClosed: only the close makes "not paid" final.
//
// Covers: R63.
func TestAWalletPaymentIsClosed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		closes  []*comms.Answer
		verdict txn.Verdict
		exit    int
	}{
		{"closed", []*comms.Answer{answered("00")}, txn.NotPaid, ExitDeclined},
		{"closed before", []*comms.Answer{nil, answered("W2")}, txn.NotPaid, ExitDeclined},
		{"paid at the last moment", []*comms.Answer{answered("W3")}, txn.Paid, ExitDone},
		{"nobody knows", []*comms.Answer{nil}, txn.Asking, ExitOpen},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, time := newRig(t), &pauses{now: noon}
			r.change = time.use
			r.open()
			r.script(txn.WalletPay, append([]*comms.Answer{answered("W1"), answered("W1"), answered("W1"), answered("W1"), answered("W1"), answered("W1"), answered("W1"), answered("W1")}, tt.closes...)...)
			v := r.do(wallet).View
			require.Equal(t, tt.verdict, v.Verdict)
			require.Equal(t, tt.exit, r.status(v.Trace).Exit())
			require.Equal(t, "[2s 3s 5s 8s 13s 21s 34s 34s]", fmt.Sprint(time.waited[:8]))
			require.Equal(t, txn.OrderClose, messages(r.sent(txn.WalletPay))[8])
		})
	}
}

// TestAQuestionGivesWay: a terminal that asks by itself does not keep a customer waiting.
func TestAQuestionGivesWay(t *testing.T) {
	r := newRig(t)
	r.policy.Timers = true
	alarm := make(chan time.Time)
	r.change = func(cfg *Config) {
		cfg.After = func(time.Duration) <-chan time.Time { return alarm }
	}
	r.open()
	ctx, cancel := context.WithCancel(t.Context())
	r.script(txn.WalletPay, answered("W1"), nil)
	done := make(chan Reply)
	go func() {
		reply, err := r.Do(ctx, wallet)
		require.NoError(t, err)
		done <- reply
	}()
	require.Eventually(t, func() bool { return len(r.sent(txn.WalletPay)) == 1 }, time.Minute, time.Millisecond)
	cancel() // the cashier gives up: the order is closed, and nobody hears whether it was
	var left Reply
	for waits := true; waits; {
		select {
		case alarm <- time.Time{}:
		case left = <-done:
			waits = false
		}
	}
	require.Equal(t, txn.Asking, left.View.Verdict)

	held := make(chan comms.Request)
	r.host.mu.Lock()
	r.host.holdOrders = held
	r.host.mu.Unlock()
	go func() { alarm <- time.Time{} }()
	require.Equal(t, txn.OrderClose, (<-held).As)
	sale := r.do(Order{Kind: txn.Sale, Amount: 100, Card: testCard})
	require.Equal(t, machine.Possible, sale.Refusal)
	require.Equal(t, txn.Paid, sale.View.Verdict)
}

// compare answers a settlement's totals.
func compare(c txn.Comparison) *comms.Answer {
	a := answered("00")
	a.Domestic, a.Foreign = c, txn.Balanced
	return a
}

var settle = Order{Kind: txn.Settle}

func TestABalancedSettlement(t *testing.T) {
	r := newRig(t)
	r.open()
	require.Equal(t, machine.RefusedEmptyBatch, r.do(settle).Refusal)
	sale := r.sale(1234)
	r.do(Order{Kind: txn.Void, Card: testCard, Of: r.sale(100).View.Trace})
	r.script(txn.Settle, compare(txn.Balanced), answered("00"))
	v := r.do(settle).View
	require.Equal(t, txn.Done, v.Verdict)
	require.Equal(t, &Settlement{Result: txn.Balanced, Debit: SumView{2, "13.34"}, Credit: SumView{1, "1.00"}}, v.Settlement)
	require.Equal(t, []SlipState{{txn.FormSettlement, txn.PaperPrinted}}, r.status(v.Trace).Slips)
	all := r.sent(txn.Settle)
	require.Equal(t, []txn.Message{txn.Request, txn.BatchEnd}, messages(all))
	require.True(t, all[1].Balanced)
	require.Zero(t, all[1].Uploaded)
	require.NotEqual(t, all[0].Trace, all[1].Trace)
	require.Equal(t, "000001", *r.status(sale.View.Trace).Settled)
	next := r.sale(500).View
	require.Equal(t, "000002", next.Batch)
	require.Nil(t, next.Settled)
	require.Equal(t, machine.RefusedOtherBatch, r.do(Order{Kind: txn.Void, Card: testCard, Of: sale.View.Trace}).Refusal)
	again, err := r.ReprintSettlement(t.Context())
	require.NoError(t, err)
	require.Equal(t, v.TraceText, again.View.TraceText)
}

func TestAnUnbalancedSettlementUploads(t *testing.T) {
	r := newRig(t)
	r.open()
	for n := range 9 {
		r.sale(txn.Fen(100 + n))
	}
	r.answering(txn.Sale, false, "51")
	r.sale(77) // declined: it counts nowhere
	r.script(txn.Settle, compare(txn.Unbalanced), answered("00"))
	v := r.do(settle).View
	require.Equal(t, txn.Unbalanced, v.Settlement.Result)
	all := r.sent(txn.Settle)
	require.Equal(t, []txn.Message{txn.Request, txn.BatchList, txn.BatchList, txn.BatchEnd}, messages(all))
	require.Len(t, all[1].Records, 8)
	require.Equal(t, []comms.Record{{Trace: all[1].Records[7].Trace + 1, PAN: testPAN, Amount: 108}}, all[2].Records)
	require.Equal(t, 9, all[3].Uploaded)
	require.False(t, all[3].Balanced)
	for i, q := range all {
		require.Equal(t, all[0].Trace+txn.Trace(i), q.Trace)
	}
}

// TestASettlementGoesOnWhereItWasCut: at every one of its messages.
func TestASettlementGoesOnWhereItWasCut(t *testing.T) {
	full := []*comms.Answer{compare(txn.Unbalanced), answered("00"), answered("00"), answered("00")}
	for cut := range full {
		r := newRig(t)
		r.open()
		for n := range 9 {
			r.sale(txn.Fen(100 + n))
		}
		r.script(txn.Settle, append(full[:cut:cut], nil)...)
		v := r.do(settle).View
		require.Equal(t, txn.Asking, v.Verdict, cut)
		require.Equal(t, ExitOpen, v.Exit())
		require.Equal(t, machine.RefusedSettling, r.sale(1).Refusal)
		require.Equal(t, machine.RefusedSettling, r.do(Order{Kind: txn.Balance, Card: testCard}).Refusal)
		r.stop()
		r.open()
		require.Equal(t, machine.RefusedSettling, r.sale(1).Refusal)
		before := len(r.sent(txn.Settle))
		r.script(txn.Settle, full[cut:]...)
		ended := r.do(settle).View
		require.Equal(t, txn.Done, ended.Verdict, cut)
		require.Equal(t, v.TraceText, ended.TraceText, "it is the same settlement")
		resumed := r.sent(txn.Settle)[before:]
		require.Len(t, resumed, len(full)-cut)
		require.Equal(t, v.Trace.Trace+txn.Trace(cut), resumed[0].Trace, "each message keeps its number")
		require.Equal(t, "000002", r.sale(1).View.Batch)
	}
}

// TestWrongTotalsAreNeverSent: the third assertion adds the rows up once more.
func TestWrongTotalsAreNeverSent(t *testing.T) {
	r := newRig(t)
	r.open()
	r.sale(1234)
	r.inside(func(l *loop) { l.st.Book.Totals.Domestic.Debit.Amount++ })
	_, err := r.Do(t.Context(), settle)
	require.ErrorIs(t, err, ErrNotRecorded)
	require.ErrorContains(t, err, "totals that are not those of its rows")
	require.Empty(t, r.sent(txn.Settle))
	r.script(txn.Settle, compare(txn.Balanced), answered("00"))
	require.Equal(t, txn.Done, r.do(settle).View.Verdict, "the journal was read again, and it was right")
}

// TestThePreauthFamily: a hold, its completion, the completion's void, the hold's release.
func TestThePreauthFamily(t *testing.T) {
	r := newRig(t)
	r.open()
	hold := r.do(Order{Kind: txn.Preauth, Amount: 10000, Card: testCard}).View
	require.Equal(t, txn.OnHold, hold.Verdict)
	over := Order{Kind: txn.Complete, Amount: 11501, Card: testCard, Of: hold.Trace}
	require.Equal(t, machine.RefusedOverHold, r.do(over).Refusal)
	by := Named{Auth: "123456", Date: "0301"}
	done := r.do(Order{Kind: txn.Complete, Amount: 11500, Card: testCard, Named: by}).View
	require.Equal(t, txn.Paid, done.Verdict)
	release := Order{Kind: txn.PreauthVoid, Card: testCard, Named: by}
	require.Equal(t, machine.RefusedCompleted, r.do(release).Refusal)
	require.Equal(t, txn.Returned, r.do(Order{Kind: txn.CompleteVoid, Card: testCard, Of: done.Trace}).View.Verdict)
	require.Equal(t, txn.OnHold, r.status(hold.Trace).Verdict, "the hold stands again")
	require.Equal(t, txn.Returned, r.do(release).View.Verdict)
	require.Equal(t, txn.Returned, r.status(hold.Trace).Verdict)
	elsewhere := Order{Kind: txn.Complete, Amount: 100, Card: testCard, Named: Named{Auth: "999999", Date: "0228"}}
	require.Equal(t, txn.Paid, r.do(elsewhere).View.Verdict, "a hold of another terminal is the host's to know")
}

// TestALostCompletionKeepsTheHold: the completion is reversed, never the hold.
func TestALostCompletionKeepsTheHold(t *testing.T) {
	r := newRig(t)
	r.open()
	hold := r.do(Order{Kind: txn.Preauth, Amount: 10000, Card: testCard}).View
	happy := approve(t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		if q.Kind == txn.Complete && q.As == txn.Request {
			return comms.Answer{}, errLost
		}
		return happy(q)
	})
	lost := r.do(Order{Kind: txn.Complete, Amount: 10000, Card: testCard, Of: hold.Trace}).View
	require.Equal(t, txn.BeingReversed, lost.Verdict)
	r.host.set(happy)
	r.do(Order{Kind: txn.Balance, Card: testCard})
	require.Equal(t, roll.What(roll.Reversed).String(), r.status(lost.Trace).Reversal.State)
	require.Equal(t, txn.OnHold, r.status(hold.Trace).Verdict)
	for _, q := range r.sent(txn.Preauth) {
		require.Equal(t, txn.Request, q.As)
	}
	require.Equal(t, txn.Paid, r.do(Order{Kind: txn.Complete, Amount: 10000, Card: testCard, Of: hold.Trace}).View.Verdict)
}

// TestWhatWasPaidByACodeNeedsNoCard: void and refund of a UnionPay code, refund of a wallet.
func TestWhatWasPaidByACodeNeedsNoCard(t *testing.T) {
	r := newRig(t)
	r.open()
	voucher := answered("00")
	voucher.Voucher = "20260301000000000017"
	r.script(txn.QRSale, voucher)
	pay := Order{Kind: txn.QRSale, Amount: 1234, Code: "6212345678901234567"}
	sale := r.do(pay).View
	require.Equal(t, txn.Paid, sale.Verdict)
	require.Equal(t, txn.Masked("621234*********4567"), sale.Card)
	require.Equal(t, pay.Code, r.sent(txn.QRSale)[0].Code)
	undone := r.do(Order{Kind: txn.Void, Of: sale.Trace}).View
	require.Equal(t, txn.QRVoid, undone.Kind)
	require.Equal(t, voucher.Voucher, r.sent(txn.QRVoid)[0].Original.Voucher)
	back := r.do(Order{Kind: txn.Refund, Amount: 1000, Of: r.do(pay).View.Trace}).View
	require.Equal(t, txn.QRRefund, back.Kind)
	require.Equal(t, txn.Returned, back.Verdict)
	order := r.do(wallet).View
	require.Equal(t, txn.WalletRefund, r.do(Order{Kind: txn.Refund, Amount: 1234, Of: order.Trace}).View.Kind)
	require.Equal(t, order.Order, r.sent(txn.WalletRefund)[0].Order)
	require.Equal(t, machine.RefusedUnvoidable, r.do(Order{Kind: txn.Void, Of: order.Trace}).Refusal)
	require.Equal(t, machine.RefusedNoCard, r.do(Order{Kind: txn.Void, Of: r.sale(1).View.Trace}).Refusal)
}

// TestAnEnquiryChangesNothing: it shows what the host holds.
func TestAnEnquiryChangesNothing(t *testing.T) {
	r := newRig(t)
	r.open()
	sale := r.sale(1234).View
	found := answered("00")
	found.Original = "51"
	r.script(txn.Query, found, answered("25"))
	v := r.do(Order{Kind: txn.Query, Of: sale.Trace}).View
	require.Equal(t, &Held{Found: true, Response: "51"}, v.Host)
	require.Equal(t, ExitDone, v.Exit())
	require.Equal(t, txn.Paid, r.status(sale.Trace).Verdict)
	require.Equal(t, sale.Trace.Trace, r.sent(txn.Query)[0].Original.Trace)
	v = r.do(Order{Kind: txn.Query, Of: txn.Ref{Batch: 7, Trace: 99}}).View
	require.Equal(t, &Held{}, v.Host)
	require.Equal(t, ExitDeclined, v.Exit())
}
