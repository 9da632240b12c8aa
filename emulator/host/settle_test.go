package host_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// verdicts are the result digits of an answer to a settlement.
func verdicts(t *testing.T, reply *message.Message) (domestic, foreign txn.Comparison) {
	t.Helper()
	totals, err := message.ParseTotals(reply.Get(48))
	require.NoError(t, err)
	return totals.Domestic.Result, totals.Foreign.Result
}

// traded is a till after a day of everything.
func traded(t *testing.T, change ...func(*host.Options)) (x *till, domestic, foreign message.Half, records []message.Record) {
	x = newTill(newLab(t, change...))
	kept := x.sale(1_000, panB)
	x.want("00", kept)
	voided := x.sale(2_000, panB)
	void := x.void(voided, x.want("00", voided))
	x.want("00", void)
	reversed := x.sale(3_000, panB)
	x.want("00", reversed)
	x.want("00", x.reversal(reversed))
	x.want("51", x.sale(101, panC))
	hold := x.preauth(4_000, panB)
	completion := x.complete(3_500, hold, x.want("00", hold))
	x.want("00", completion)
	abroad := x.sale(500, panVisa)
	back := x.refund(200, abroad, x.want("00", abroad))
	x.want("00", back)
	code := x.qrSale(600, codeUnionPay)
	x.want("00", code)
	wallet := x.pay(700, codeWeChat, x.order())
	x.want("00", wallet)
	for _, m := range []*message.Message{kept, voided, void, completion, abroad, back, code, wallet} {
		records = append(records, recordOf(x, m))
	}
	records[4].Foreign, records[5].Foreign = true, true
	return x, count(5, 7_800, 1, 2_000), count(1, 500, 1, 200), records
}

func TestABalancedBatch(t *testing.T) {
	x, domestic, foreign, _ := traded(t)
	settle := x.settle(domestic, foreign)
	reply := x.want("00", settle)
	require.Equal(t, "0510", reply.MTI)
	require.False(t, reply.Has(64))
	d, f := verdicts(t, reply)
	require.Equal(t, []txn.Comparison{txn.Balanced, txn.Balanced}, []txn.Comparison{d, f})
	require.Equal(t, reply.String(), x.want("00", settle).String())

	end := x.end("207", 0)
	done := x.want("00", end)
	for _, e := range x.host.Ledger() {
		counted := e.Kind != txn.Preauth && e.State != host.Declined && e.State != host.Reversed
		require.Equal(t, counted, e.Settled, "%s %s", e.Kind, e.State)
	}
	require.Equal(t, done.String(), x.want("00", end).String(), "repeated after the batch was closed")
	require.Equal(t, reply.String(), x.want("00", settle).String())
	x.want("25", x.end("207", 0))
	x.want("77", x.sale(100, panB))
	x.next()
	require.Equal(t, "000002", x.batch)
	x.want("00", x.sale(100, panB))
}

func TestAnUnbalancedBatchIsUploaded(t *testing.T) {
	x, domestic, foreign, records := traded(t)
	wrong := domestic
	wrong.Debit.Amount++
	settle := x.settle(wrong, foreign)
	x.want("25", x.list(records[0]))
	reply := x.want("00", settle)
	totals, err := message.ParseTotals(reply.Get(48))
	require.NoError(t, err)
	require.Equal(t, txn.Unbalanced, totals.Domestic.Result)
	require.Equal(t, domestic.Totals, totals.Domestic.Totals, "the host's own")
	require.Equal(t, txn.Balanced, totals.Foreign.Result)

	records[1].Amount++
	records[2].PAN = panC
	records[7].Trace = 999
	list := x.list(records...)
	first := x.want("00", list)
	require.Equal(t, first.String(), x.want("00", list).String())
	other := x.list(records[0])
	other.Set(11, list.Get(11))
	x.want("94", other)
	x.want("12", x.end("207", 0))
	x.want("00", x.end("202", 8))
	x.next()
	require.Equal(t, "000002", x.batch)

	all := x.host.Settlements()
	require.Len(t, all, 1)
	found := map[string]int{}
	for _, r := range all[0].Records {
		found[r.Found]++
	}
	require.Equal(t, map[string]int{"ok": 5, "amount_differs": 1, "card_differs": 1, "unknown": 1, "missing": 1}, found)
	require.Equal(t, "unbalanced", all[0].Result)
	require.Equal(t, "000002", all[0].Next)
}

// A batch that the host never saw holds nothing here; the batch after it is the next one.
func TestSettlingABatchTheHostDoesNotKnow(t *testing.T) {
	x := newTill(newLab(t))
	x.batch = "000041"
	d, f := verdicts(t, x.want("00", x.settle(count(1, 100, 0, 0), count(0, 0, 0, 0))))
	require.Equal(t, []txn.Comparison{txn.Unbalanced, txn.Balanced}, []txn.Comparison{d, f})
	x.want("00", x.list(message.Record{Trace: 1, PAN: panB, Amount: 100}))
	x.want("00", x.end("202", 1))
	x.next()
	require.Equal(t, "000042", x.batch)
}

func TestABatchWrapsAt999999(t *testing.T) {
	x := newTill(newLab(t))
	x.batch = "999999"
	nothing := count(0, 0, 0, 0)
	x.want("00", x.settle(nothing, nothing))
	x.want("00", x.end("207", 0))
	x.next()
	require.Equal(t, "000001", x.batch)
}

func TestSettlementSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	x, domestic, foreign, records := traded(t, ledgerFile(dir))
	domestic.Credit.Count++
	messages := []*message.Message{x.settle(domestic, foreign), x.list(records...), x.end("202", 8)}
	var answers []string
	for i, m := range messages {
		answers = append(answers, x.want("00", m).String())
		require.NoError(t, x.host.Close())
		x = restart(t, x, dir)
		for j := range i + 1 {
			require.Equal(t, answers[j], x.want("00", messages[j]).String())
		}
	}
	x.next()
	require.Equal(t, "000002", x.batch)
	require.True(t, x.host.Ledger()[0].Settled)
}

func TestWhatIsSettledIsNotUndone(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_000, panB)
	reply := x.want("00", sale)
	hold := x.preauth(1_000, panB)
	held := x.want("00", hold)
	x.want("00", x.settle(count(1, 1_000, 0, 0), count(0, 0, 0, 0)))
	x.want("00", x.end("207", 0))
	x.next()
	x.want("25", x.void(sale, reply))
	x.want("58", x.reversal(sale))
	x.want("00", x.refund(1_000, sale, reply))
	x.want("00", x.complete(1_000, hold, held)) // a hold outlives its batch
}

// A wallet order that still waits when its batch is closed is closed with it.
func TestABatchEndClosesWhatWaits(t *testing.T) {
	x := newTill(newLab(t, func(o *host.Options) { o.WalletWait = -1 }))
	order, nothing := x.order(), count(0, 0, 0, 0)
	x.want("W1", x.pay(100, codeWeChat, order))
	x.want("00", x.settle(nothing, nothing))
	x.want("00", x.end("207", 0))
	x.next()
	x.want("W2", x.orderQuery(order))
}

// Between the comparison of its totals and its end a batch takes no money and gives none
// back: nobody would have compared it. What moves none goes on.
func TestABatchThatWasComparedTakesNoMoney(t *testing.T) {
	for _, debits := range []int{1, 0} { // balanced, unbalanced
		x := newTill(newLab(t, func(o *host.Options) { o.WalletWait = -1 }))
		sale, hold, order := x.sale(1_000, panB), x.preauth(1_000, panB), x.order()
		sold, held := x.want("00", sale), x.want("00", hold)
		waiting := x.pay(300, codeWeChat, order)
		x.want("W1", waiting)
		refund := x.refund(100, sale, sold)
		given := x.want("00", refund)
		x.want("00", x.settle(count(debits, 1_000, 1, 100), count(0, 0, 0, 0)))
		before := x.host.Ledger()
		for name, m := range map[string]*message.Message{
			"sale": x.sale(1, panB), "void": x.void(sale, sold), "refund": x.refund(1, sale, sold), "preauth": x.preauth(1, panB),
			"preauth void": x.preauthVoid(hold, held), "completion": x.complete(1, hold, held), "code sale": x.qrSale(1, codeUnionPay),
			"wallet": x.pay(1, codeWeChat, x.order()), "wallet refund": x.walletRefund(1, order),
			"advice": x.onHold("0220", "000000", "24", 1, hold, held),
		} {
			refused(x, name, "12", 60, m)
		}
		refused(x, "reversal", "58", 60, x.reversal(hold))
		x.want("W1", x.orderQuery(order))
		_, err := x.host.ConfirmOrder(order, "")
		require.ErrorContains(t, err, "the totals of its batch were compared")
		require.Equal(t, before, x.host.Ledger())

		x.want("00", x.money("310000", "01", -1, panB))
		x.want("00", x.enquiry(sale))
		require.Equal(t, given.String(), x.want("00", refund).String(), "a repeat is answered as the first time")
		x.want("00", x.reversal(x.sale(1, panB))) // of what never came
		x.want("00", x.end(map[int]string{1: "207", 0: "202"}[debits], 0))
		x.want("W2", x.orderQuery(order))
		x.next()
		x.want("00", x.sale(1, panB))
	}
}

// A batch that is closed is closed. The same message again still gets its first answer.
func TestABatchIsClosedOnce(t *testing.T) {
	x, domestic, foreign, _ := traded(t)
	settle, end := x.settle(domestic, foreign), x.end("207", 0)
	first, last := x.want("00", settle), x.want("00", end)
	refused(x, "settled again", "25", 60, x.settle(domestic, foreign))
	refused(x, "ended again", "25", 60, x.end("207", 0))
	old := x.batch
	x.next()
	x.want("00", x.sale(100, panB))
	x.batch = old
	refused(x, "listed a day later", "25", 60, x.list(message.Record{Trace: 1, PAN: panB, Amount: 100}))
	refused(x, "ended a day later", "25", 60, x.end("202", 0))
	require.Equal(t, first.String(), x.want("00", settle).String())
	require.Equal(t, last.String(), x.want("00", end).String())
	require.Len(t, x.host.Settlements(), 1)
}

// A batch that another till with the same number has closed can be settled by the terminal
// that holds it, once it has signed in: it learns how the host's books stand, and nothing is
// settled twice or opened again.
func TestABatchThatWasClosedBehindItsBack(t *testing.T) {
	dir := t.TempDir()
	x, domestic, foreign, records := traded(t, ledgerFile(dir))
	nothing := count(0, 0, 0, 0)
	x.want("00", x.settle(nothing, nothing))
	x.want("00", x.end("202", 0))
	ours := x.batch
	x.next()
	open := x.batch
	x.want("00", x.sale(100, panB))
	ledger := x.host.Ledger()

	x.batch = ours
	x.want("77", x.sale(100, panB))
	d, f := verdicts(t, x.want("00", x.settle(domestic, foreign)))
	require.Equal(t, []txn.Comparison{txn.Balanced, txn.Balanced}, []txn.Comparison{d, f})
	x.want("00", x.list(records[0]))
	x.want("00", x.end("207", 0))
	refused(x, "and again", "25", 60, x.settle(domestic, foreign))
	require.Equal(t, ledger, x.host.Ledger())
	story, err := x.host.Story(host.Key{Terminal: "00010001", Batch: ours, Trace: records[0].Trace.String()})
	require.NoError(t, err)
	require.Len(t, story.Timeline, 2, "approved and settled, once")
	require.NoError(t, x.host.Close())
	x = restart(t, x, dir)
	refused(x, "after a restart", "25", 60, x.settle(domestic, foreign))
	x.next()
	require.Equal(t, open, x.batch)
	x.want("00", x.sale(100, panB))
}

// The terminal's batch never goes backwards: an earlier one that was never seen may be
// ended, and leaves it where it is.
func TestTheBatchNumberNeverGoesBack(t *testing.T) {
	for _, tt := range []struct{ at, ended, next string }{
		{"000042", "000007", "000042"}, {"000042", "000040", "000042"}, {"000042", "000042", "000043"}, {"000042", "000100", "000101"},
		{"999999", "000003", "000004"}, {"000003", "999998", "000003"},
	} {
		x := newTill(newLab(t))
		nothing := count(0, 0, 0, 0)
		for _, batch := range []string{before(tt.at), tt.ended} {
			x.batch = batch
			x.want("00", x.settle(nothing, nothing))
			x.want("00", x.end("207", 0))
		}
		x.next()
		require.Equal(t, tt.next, x.batch, "%s ended at %s", tt.ended, tt.at)
	}
}

// before is the batch number before one.
func before(number string) string {
	n, _ := txn.ParseNumber(number)
	return txn.Batch((int(n)+999_997)%999_999 + 1).String()
}

// Files of earlier releases can hold money that moved after its batch was compared.
func TestWhatMovedAfterTheComparisonIsNotBalanced(t *testing.T) {
	dir := t.TempDir()
	x := newTill(newLab(t, ledgerFile(dir)))
	x.want("00", x.sale(1_000, panB))
	x.want("00", x.settle(count(1, 1_000, 0, 0), count(0, 0, 0, 0)))
	require.NoError(t, x.host.Close())
	path := filepath.Join(dir, "ledger.jsonl")
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := bytes.SplitAfter(raw, []byte("\n"))
	late := bytes.ReplaceAll(bytes.ReplaceAll(lines[1], []byte(`"trace":"000002"`), []byte(`"trace":"000099"`)), []byte(`"rrn":"000000000002"`), []byte(`"rrn":"000000000004"`))
	require.NotEqual(t, lines[1], late)
	require.NoError(t, os.WriteFile(path, append(raw, late...), 0o600))
	x = restart(t, x, dir)
	refused(x, "balanced, but not any more", "12", 60, x.end("207", 0))
	x.want("00", x.settle(count(2, 2_000, 0, 0), count(0, 0, 0, 0)))
	x.want("00", x.end("207", 0))
}

func TestSettlementIsRefused(t *testing.T) {
	x := newTill(newLab(t))
	x.event(host.Decided)
	nothing := count(0, 0, 0, 0)
	for name, spoil := range map[string]func(m *message.Message){
		"short":  func(m *message.Message) { m.Set(48, m.Get(48)[1:]) },
		"result": func(m *message.Message) { m.Set(48, m.Get(48)[:61]+"1") },
	} {
		m := x.settle(nothing, nothing)
		spoil(m)
		reply := x.want("30", m)
		require.Equal(t, 48, x.event(host.Decided).Field, name)
		require.Empty(t, reply.Get(48))
	}
	settle := x.settle(nothing, nothing)
	x.want("00", settle)
	other := x.settle(count(1, 1, 0, 0), nothing)
	other.Set(11, settle.Get(11))
	x.want("94", other)
}
