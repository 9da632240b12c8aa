package office

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/txn"
)

// entry is a sale of 12.34 at 20:15:00, trace 000002, changed.
func entry(change ...func(*host.Entry)) host.Entry {
	e := host.Entry{
		Terminal: "00010001", Merchant: merchant, Batch: "000001", Trace: "000002", Kind: txn.Sale, Amount: "12.34", Card: "622202*********0018",
		State: host.Approved, Response: "00", RRN: "000000000002", Time: "2026-11-21T20:15:00+08:00", SettleDate: "2026-11-21", Account: "A",
	}
	for _, c := range change {
		c(&e)
	}
	return e
}

func traced(trace string) func(*host.Entry) { return func(e *host.Entry) { e.Trace = trace } }
func at(clock string) func(*host.Entry) {
	return func(e *host.Entry) { e.Time = "2026-11-21T" + clock + "+08:00" }
}
func is(s host.State) func(*host.Entry) { return func(e *host.Entry) { e.State = s } }
func of(k txn.Kind) func(*host.Entry)   { return func(e *host.Entry) { e.Kind = k } }
func settled(e *host.Entry)             { e.Settled = true }

// record is the same sale by the terminal's word, changed.
func record(change ...func(*Record)) Record {
	r := Record{
		Key:  host.Key{Terminal: "00010001", Batch: "000001", Trace: "000002"},
		Kind: txn.Sale, Amount: 12_34, Card: "622202*********0018", Money: txn.MoneyApproved, Verdict: txn.Paid, RRN: "000000000002",
		Time: time.Date(2026, 11, 21, 20, 14, 58, 0, txn.Beijing),
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func has(m txn.Money) func(*Record) { return func(r *Record) { r.Money = m } }

// later is a record that is known on both sides: an export is as new as its newest one.
var later, laterEntry = record(func(r *Record) { r.Trace, r.RRN, r.Amount, r.Time = "000090", "", 1, r.Time.Add(time.Hour) }),
	entry(traced("000090"), at("21:14:58"), func(e *host.Entry) { e.Amount = "0.01" })

// What host and terminal may say of one transaction, and what is made of it.
//
// Covers: R56, R91.
func TestOneSided(t *testing.T) {
	var none []Record
	for _, tt := range []struct {
		name    string
		entries []host.Entry
		records []Record
		want    string // problem, and ! when it is handled
	}{
		{"both have it", []host.Entry{entry()}, []Record{record()}, ""},
		{"both settled", []host.Entry{entry(settled)}, []Record{record(func(r *Record) { r.Settled = true })}, ""},
		{"settled since the export", []host.Entry{entry(settled)}, []Record{record()}, ""},
		{"voided on both sides", []host.Entry{entry(is(host.Voided))}, []Record{record(has(txn.MoneyVoided))}, ""},
		{"refunded", []host.Entry{entry(is(host.Refunded))}, []Record{record()}, ""},
		{"completed", []host.Entry{entry(of(txn.Preauth), is(host.Completed))}, []Record{record(func(r *Record) { r.Kind = txn.Preauth })}, ""},
		{"declined on both sides", []host.Entry{entry(is(host.Declined))}, []Record{record(has(txn.MoneyDeclined))}, ""},
		{"reversed on both sides", []host.Entry{entry(is(host.Reversed))}, []Record{record(has(txn.MoneyReversed))}, ""},
		{"never sent, never seen", nil, []Record{record(has(txn.MoneyNone))}, ""},
		{"the host declined what the terminal forgot", []host.Entry{entry(is(host.Declined))}, none, ""},

		{"the terminal forgot it", []host.Entry{entry()}, none, "host_only"},
		{"the terminal calls it declined", []host.Entry{entry()}, []Record{record(has(txn.MoneyDeclined))}, "host_only"},
		{"the terminal calls it reversed", []host.Entry{entry()}, []Record{record(has(txn.MoneyReversed))}, "host_only"},
		{"the terminal calls it closed", []host.Entry{entry(of(txn.WalletPay))}, []Record{record(has(txn.MoneyClosed))}, "host_only"},
		{"forgotten, and given back since", []host.Entry{entry(is(host.Voided))}, none, "host_only!"},
		{"a refund that the terminal forgot", []host.Entry{entry(of(txn.Refund))}, none, "host_only"},
		{"a hold that the terminal forgot", []host.Entry{entry(of(txn.Preauth))}, none, "host_only"},

		{"the host has nothing", nil, []Record{record()}, "terminal_only"},
		{"the host has nothing of a void", nil, []Record{record(has(txn.MoneyVoided))}, "terminal_only"},
		{"the host reversed it", []host.Entry{entry(is(host.Reversed))}, []Record{record()}, "terminal_only"},
		{"the host declined it", []host.Entry{entry(is(host.Declined))}, []Record{record()}, "terminal_only"},

		{"another amount", []host.Entry{entry()}, []Record{record(func(r *Record) { r.Amount++ })}, "amount_differs"},
		{"another card", []host.Entry{entry()}, []Record{record(func(r *Record) { r.Card = "622202*********0026" })}, "card_differs"},
		{"another kind", []host.Entry{entry()}, []Record{record(func(r *Record) { r.Kind = txn.Void })}, "numbers_differ"},
		{"another reference", []host.Entry{entry()}, []Record{record(func(r *Record) { r.RRN = "000000000003" })}, "numbers_differ"},
		{"settled here and not there", []host.Entry{entry()}, []Record{record(func(r *Record) { r.Settled = true })}, "not_settled"},

		{"being reversed", []host.Entry{entry()}, []Record{record(has(txn.MoneyReversing))}, "still_open"},
		{"being asked", nil, []Record{record(has(txn.MoneyAsking))}, "still_open"},
		{"parked", []host.Entry{entry(is(host.Reversed))}, []Record{record(has(txn.MoneyParked))}, "still_open"},
		{"a refund that is repeated", nil, []Record{record(has(txn.MoneyPending))}, "still_open"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := reconcile(append(tt.entries, laterEntry), append(tt.records, later), "", windowDefault)
			all := append(r.Findings, r.Open...)
			if tt.want == "" {
				require.Empty(t, all)
				require.True(t, r.Agree)
				return
			}
			require.Len(t, all, 1)
			f := all[0]
			require.Equal(t, strings.TrimSuffix(tt.want, "!"), f.Problem.String())
			require.Equal(t, strings.HasSuffix(tt.want, "!"), f.Handled)
			require.Equal(t, tt.want == "still_open" || f.Handled, r.Agree)
			require.Equal(t, "000002", f.Trace)
			require.Equal(t, Yuan(12_34), f.Amount)
			require.NotEmpty(t, f.Time)
			require.NotEmpty(t, f.Next().ZH)
			require.NotEmpty(t, f.Next().EN)
		})
	}
}

// Entries behind the newest of the export are told as such; terminals without an export are
// left alone; a day is a settlement date.
func TestScope(t *testing.T) {
	stranger := entry(func(e *host.Entry) { e.Terminal = "00010002" })
	behind := entry(traced("000091"), at("22:00:00"))
	r := reconcile([]host.Entry{stranger, laterEntry, behind}, []Record{later}, "", windowDefault)
	require.Len(t, r.Findings, 1)
	require.True(t, r.Findings[0].Behind)
	require.Contains(t, r.Findings[0].Next().EN, "export again")
	require.Equal(t, []string{"00010001"}, r.Terminals)

	tomorrow := entry(traced("000092"), func(e *host.Entry) { e.SettleDate = "2026-11-22" })
	lost := record(func(r *Record) { r.Trace = "000093" })
	for day, want := range map[string]int{"": 2, "2026-11-21": 1, "2026-11-22": 1, "2026-11-23": 0} {
		r = reconcile([]host.Entry{tomorrow}, []Record{lost, later}[:1], day, windowDefault)
		require.Len(t, r.Findings, want, day)
	}
}

// Which payments are taken for one.
//
// Covers: R57.
func TestDoubleSwipes(t *testing.T) {
	second := func(change ...func(*host.Entry)) host.Entry {
		return entry(append([]func(*host.Entry){traced("000003"), at("20:20:00")}, change...)...)
	}
	for _, tt := range []struct {
		name    string
		entries []host.Entry
		want    string // suspect<first, and ! when handled
	}{
		{"one", []host.Entry{entry()}, ""},
		{"two", []host.Entry{entry(), second()}, "000003<000002"},
		{"at the edge", []host.Entry{entry(), second(at("20:25:00"))}, "000003<000002"},
		{"beyond it", []host.Entry{entry(), second(at("20:25:01"))}, ""},
		{"another amount", []host.Entry{entry(), second(func(e *host.Entry) { e.Amount = "12.35" })}, ""},
		{"another card", []host.Entry{entry(), second(func(e *host.Entry) { e.Card = "622202*********0026" })}, ""},
		{"two accounts with the same mask", []host.Entry{entry(), second(func(e *host.Entry) { e.Account = "B" })}, ""},
		{"another terminal", []host.Entry{entry(), second(func(e *host.Entry) { e.Terminal = "00010002" })}, ""},
		{"the first declined", []host.Entry{entry(is(host.Declined)), second()}, ""},
		{"the first reversed", []host.Entry{entry(is(host.Reversed)), second()}, ""},
		{"the second reversed", []host.Entry{entry(), second(is(host.Reversed))}, ""},
		{"the first voided", []host.Entry{entry(is(host.Voided)), second()}, "000003<000002!"},
		{"the second refunded", []host.Entry{entry(), second(is(host.Refunded))}, "000003<000002!"},
		{"the void of a sale", []host.Entry{entry(), second(of(txn.Void))}, ""},
		{"two holds", []host.Entry{entry(of(txn.Preauth)), second(of(txn.Preauth))}, ""},
		{"two codes", []host.Entry{entry(of(txn.QRSale)), second(of(txn.QRSale))}, "000003<000002"},
		{"three", []host.Entry{entry(), second(), second(traced("000004"))}, "000003<000002 000004<000003"},
		{"three, the middle one voided", []host.Entry{entry(), second(is(host.Voided)), second(traced("000004"))}, "000003<000002! 000004<000002"},
		{"settled ones", []host.Entry{entry(settled), second(settled)}, "000003<000002"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := reconcile(tt.entries, nil, "", windowDefault)
			var got []string
			for _, f := range r.Findings {
				require.Equal(t, DoubleSwipe, f.Problem)
				one := f.Trace + "<" + f.First.Trace
				if f.Handled {
					one += "!"
				}
				got = append(got, one)
			}
			require.Equal(t, tt.want, strings.Join(got, " "))
		})
	}
	r := reconcile([]host.Entry{entry(), second(func(e *host.Entry) { e.SettleDate = "2026-11-22" })}, nil, "2026-11-22", windowDefault)
	require.Len(t, r.Findings, 1, "the suspect is of that day")
	require.Empty(t, reconcile([]host.Entry{entry(), second()}, nil, "2026-11-22", windowDefault).Findings)
}

// Every problem has its name and its words, and JSON says all of them.
func TestProblems(t *testing.T) {
	names := map[string]bool{}
	for p := range problemCount {
		for _, kind := range []txn.Kind{txn.Sale, txn.Refund, txn.Preauth} {
			f := Finding{Problem: p, Kind: kind, Detail: txn.Words{ZH: "细节", EN: "detail"}}
			for _, w := range []txn.Words{f.Said(), f.Next()} {
				require.NotEmpty(t, w.ZH)
				require.NotEmpty(t, w.EN)
			}
			text, err := json.Marshal(f)
			require.NoError(t, err)
			require.Contains(t, string(text), `"problem":"`+p.String()+`"`)
			require.NotContains(t, string(text), `"first"`)
		}
		names[p.String()] = true
	}
	require.Len(t, names, int(problemCount))
}

// go test ./emulator/office -run '^$' -bench .
func BenchmarkReconcile(b *testing.B) {
	ledger, records := make([]host.Entry, rowLimit), make([]Record, rowLimit)
	for i := range ledger {
		trace := fmt.Sprintf("%06d", i+1)
		ledger[i], records[i] = entry(traced(trace)), record(func(r *Record) { r.Trace, r.RRN = trace, "" })
	}
	for b.Loop() {
		reconcile(ledger, records, "", windowDefault)
	}
}

func BenchmarkParseExport(b *testing.B) {
	rows, one := make([]string, rowLimit), row("000000", "sale", "1.00", "approved")
	for i := range rows {
		rows[i] = strings.Replace(one, "000000", fmt.Sprintf("%06d", i+1), 1)
	}
	text := export(rows...)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := ParseExport(strings.NewReader(text), ""); err != nil {
			b.Fatal(err)
		}
	}
}
