package office

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

func TestTotals(t *testing.T) {
	sum := func(amount string) func(*host.Entry) { return func(e *host.Entry) { e.Amount = amount } }
	all := func(*host.Entry) bool { return true }
	d := totals([]host.Entry{
		entry(sum("100.00"), settled), entry(sum("10.00"), is(host.Voided)), entry(of(txn.Void), sum("10.00")), entry(sum("99.00"), is(host.Refunded)),
		entry(of(txn.Refund), sum("99.00")), entry(is(host.Declined)), entry(is(host.Reversed)), entry(of(txn.Preauth), is(host.Completed)),
		entry(of(txn.Complete), sum("7.77")), entry(sum("5.00"), func(e *host.Entry) { e.Terminal = "00010002" }),
		entry(sum("6.00"), func(e *host.Entry) { e.SettleDate = "2026-11-22" }),
	}, 60, all)
	require.Equal(t, []Totals{
		{Day: "2026-11-22", Merchant: merchant, Terminal: "00010001", Sales: Sum{1, 6_00}, Fees: 4, Net: 5_96, Open: 5_96},
		{
			Day: "2026-11-21", Merchant: merchant, Terminal: "00010001", Sales: Sum{4, 216_77}, Voids: Sum{1, 10_00}, Refunds: Sum{1, 99_00},
			Fees: 65, Net: 107_12, Settled: 99_40, Open: 7_72,
		},
		{Day: "2026-11-21", Merchant: merchant, Terminal: "00010002", Sales: Sum{1, 5_00}, Fees: 3, Net: 4_97, Open: 4_97},
	}, d.Rows)
	require.Equal(t, Yuan(118_05), d.All.Net)
	require.Equal(t, d.All.Net, d.All.Settled+d.All.Open)
	require.Equal(t, d.All.Net, d.All.Sales.Amount-d.All.Voids.Amount-d.All.Refunds.Amount-d.All.Fees)
	text, err := json.Marshal(totals(nil, 60, all))
	require.NoError(t, err)
	require.Contains(t, string(text), `"rate":"0.60%","rows":[]`)
}

// Covers: R75.
func TestRate(t *testing.T) {
	for text, want := range map[string]string{"": "0.60%", "0.6": "0.60%", "0.38": "0.38%", "10": "10.00%", "0": "0.00%", "1.25%": "1.25%"} {
		r, err := ParseRate(text)
		require.NoError(t, err, text)
		require.Equal(t, want, r.String())
	}
	for _, text := range []string{"-1", "+1", "10.01", "0.605", "x", ".5", "1.", "%", "１", "1e1", "99999999999999999999"} {
		_, err := ParseRate(text)
		require.ErrorIs(t, err, ErrRate, text)
	}
	require.Equal(t, Yuan(1), Rate(60).Of(84), "half a fen is rounded up: 0.504")
	require.Equal(t, Yuan(0), Rate(60).Of(83))
	require.Equal(t, Yuan(6_000_000), Rate(60).Of(Yuan(txn.AmountLimit)))
}

func TestWorkingDays(t *testing.T) {
	friday := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "2026-11-30", workingDays(friday, 1).Format(time.DateOnly))
	require.Equal(t, "2026-12-08", workingDays(friday, 7).Format(time.DateOnly))
	for _, k := range txn.Kinds() {
		if k.Tie() == txn.GivesBack || k.Tie() == txn.Undoes {
			require.NotEmpty(t, arrivalOf(k).when.ZH)
			require.NotEmpty(t, arrivalOf(k).when.EN)
		}
	}
}

// Every status has its words, for money that comes and for money that goes back.
func TestStandings(t *testing.T) {
	for _, s := range host.Statuses() {
		for _, k := range movers() {
			of := standingOf(k, s)
			for _, w := range []txn.Words{of.Words, of.Means, of.Next} {
				require.NotEmpty(t, w.ZH, "%s %s", k, s)
				require.NotEmpty(t, w.EN, "%s %s", k, s)
			}
			require.Contains(t, []string{"good", "wait", "back", "bad"}, of.Mood)
		}
	}
	for v := txn.NotPaid; v <= txn.NotDone; v++ {
		require.NotEmpty(t, verdictWords[v].EN, v)
	}
	for m := txn.MoneyNone; m <= txn.MoneyClosed; m++ {
		require.NotEmpty(t, moneyWords[m.String()].ZH, m)
	}
}

// Paper is a transaction's by its three numbers behind their labels, and so is the rest of it
// on the next roll.
func TestPapers(t *testing.T) {
	k := host.Key{Terminal: "00010001", Batch: "000001", Trace: "000002"}
	text := func(lines ...string) string { return strings.Join(lines, "\n") }
	first := 3
	slips := []printer.Slip{
		{ID: 1, Text: text("终端编号  00010001", "批次号      000001", "凭证号    000002")},
		{ID: 2, Text: text("TERMINAL NO.: 00010001", "BATCH NO.: 000001", "VOUCHER NO.: 000002")},
		{ID: 3, Text: text("终端编号 00010001", "批次号 000001")},
		{ID: 4, Text: text("凭证号 000002"), Continues: &first},
		{ID: 5, Text: text("终端编号 00010001", "批次号 000001", "凭证号 000003", "原凭证号 000002")},
		{ID: 6, Text: text("终端编号 00010002", "批次号 000001", "凭证号 000002")},
		{ID: 7, Text: text("终端编号 00010001", "批次号 000001", "000002 SALE 12.34")},
		{ID: 8, Text: ""},
	}
	var ids []int
	for _, p := range papers(slips, k) {
		ids = append(ids, p.ID)
	}
	require.Equal(t, []int{1, 2, 3, 4}, ids)
}

// The newest export of a terminal counts, and the oldest are forgotten first.
func TestUploads(t *testing.T) {
	var u uploads
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	u.keep(Export{Records: []Record{record(), record(func(r *Record) { r.Terminal = "00010002" })}}, now)
	u.keep(Export{Records: []Record{record(has(txn.MoneyReversed))}}, now)
	require.Len(t, u.records(), 2)
	r, _ := u.record(record().Key)
	require.Equal(t, txn.MoneyReversed, r.Money)
	require.Equal(t, []Uploaded{{"00010002", 1, "2026-11-21T20:00:00+08:00"}, {"00010001", 1, "2026-11-21T20:00:00+08:00"}}, u.list())
	big := make([]Record, uploadLimit)
	for i := range big {
		big[i].Terminal = "00010003"
	}
	u.keep(Export{Records: big}, now)
	require.Len(t, u.records(), uploadLimit)
	r, _ = u.record(record().Key)
	require.Nil(t, r)
}
