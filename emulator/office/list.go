package office

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"posterm/emulator/host"
	"posterm/txn"
)

// listLength is how many transactions stand on a page. Chosen: a screen or two.
const listLength = 50

// filters are the parameters of the list, in the order of its form; they mean what
// GET /v1/backoffice means by them.
var filters = []string{"terminal", "merchant", "kind", "card", "status", "least", "most", "since", "until", "from", "to"}

// question reads the filters.
func question(q url.Values) (host.Question, error) {
	for _, name := range filters {
		q.Set(name, strings.TrimSpace(q.Get(name)))
	}
	a := host.Question{
		Terminal: q.Get("terminal"), Merchant: q.Get("merchant"), Kind: q.Get("kind"), Card: q.Get("card"), Status: q.Get("status"),
		Least: q.Get("least"), Most: q.Get("most"), Since: q.Get("since"), Until: q.Get("until"), From: q.Get("from"), To: q.Get("to"),
	}
	if v := q.Get("before"); v != "" {
		before, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			return a, refuse(http.StatusBadRequest, "before 是上一页给出的数字", "before is a number that the page before gives")
		}
		a.Before = before
	}
	return a, sensible(a)
}

// list is what the list page shows.
type list struct {
	host.Page
	Asked     map[string]string // the filters
	Filtered  bool
	Terminals []string // that are known, for the form
	Kinds     []txn.Kind
	Statuses  []host.Status
	// Older and Newest lead on and back; CSV is the same as a table. Empty: there is none.
	Older, Newest, CSV string
}

// ask answers the list's question; whoever asks nonsense is told what it is.
func (f *Office) ask(q url.Values, limit int) (host.Page, error) {
	if err := only(q, append([]string{"before", "live"}, filters...)...); err != nil {
		return host.Page{}, err
	}
	a, err := question(q)
	if err != nil {
		if sensibleCard(a.Card) != nil {
			q.Del("card") // the page's own links shall not repeat it
		}
		return host.Page{}, err
	}
	a.Limit = limit
	return f.Host.BackOffice(a)
}

func (f *Office) listPage(w http.ResponseWriter, _ *http.Request, v view) error {
	p, err := f.ask(v.query, listLength)
	if err != nil {
		return err
	}
	l := list{Page: p, Asked: map[string]string{}, Kinds: movers(), Statuses: host.Statuses(), Terminals: f.Host.Terminals()}
	q := url.Values{}
	for _, name := range filters {
		if value := v.query.Get(name); value != "" {
			l.Asked[name], l.Filtered = value, true
			q.Set(name, value)
		}
	}
	l.CSV = link(v.Lang, "/office/list.csv", q)
	if v.query.Get("before") != "" {
		l.Newest = link(v.Lang, "/office/", q)
	}
	if p.Next != 0 {
		q.Set("before", strconv.FormatUint(p.Next, 10))
		l.Older = link(v.Lang, "/office/", q)
	}
	v.Live = v.query.Get("before") == ""
	return v.titled("list", txn.Words{ZH: "交易", EN: "Transactions"}).write(w, http.StatusOK, "list", l)
}

// movers are the kinds that can move money at a host.
func movers() (all []txn.Kind) {
	for _, k := range txn.Kinds() {
		if k.Moves() && !k.Local() {
			all = append(all, k)
		}
	}
	return all
}

// listCSV is the newest thousand transactions that fit, newest first; before leads on.
func (f *Office) listCSV(w http.ResponseWriter, r *http.Request, v view) error {
	return f.costly(r, func() error {
		p, err := f.ask(v.query, host.PageLimit)
		if err != nil {
			return err
		}
		rows := [][]string{heads(v.Lang, listHeads)}
		for i := range p.Transactions {
			e := &p.Transactions[i]
			rows = append(rows, []string{
				clock(e.Time), e.SettleDate, text(e.Terminal), text(e.Merchant), text(f.name(e.Merchant)), e.Batch, e.Trace, e.Kind.Words().In(v.Lang), e.Amount,
				text(string(e.Card)), standingOf(e.Kind, e.Status).Words.In(v.Lang), string(e.Response), e.RRN, e.Auth, text(e.Original.Trace), e.Refunded,
			})
		}
		if p.Next != 0 {
			w.Header().Set("Link", fmt.Sprintf("<%s>; rel=\"next\"", nextCSV(v, p.Next)))
		}
		return writeCSV(w, "transactions.csv", rows)
	})
}

func nextCSV(v view, before uint64) string {
	v.query.Set("before", strconv.FormatUint(before, 10))
	return link(v.Lang, v.path, v.query)
}

var listHeads = []txn.Words{
	{ZH: "时间", EN: "time"}, {ZH: "清算日期", EN: "settlement date"}, {ZH: "终端编号", EN: "terminal"}, {ZH: "商户编号", EN: "merchant"}, {ZH: "商户名称", EN: "name"},
	{ZH: "批次号", EN: "batch"}, {ZH: "凭证号", EN: "trace"}, {ZH: "类型", EN: "kind"}, {ZH: "金额", EN: "amount"}, {ZH: "卡号", EN: "card"}, {ZH: "状态", EN: "status"},
	{ZH: "应答码", EN: "response"}, {ZH: "参考号", EN: "rrn"}, {ZH: "授权码", EN: "auth"}, {ZH: "原凭证号", EN: "original trace"}, {ZH: "已退金额", EN: "refunded"},
}

func heads(lang txn.Lang, all []txn.Words) (row []string) {
	for _, w := range all {
		row = append(row, w.In(lang))
	}
	return row
}

// text is a cell that a spreadsheet does not take for a formula, whoever wrote it.
func text(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}

// writeCSV answers with a table as spreadsheets open it: UTF-8 with its mark, CRLF.
func writeCSV(w http.ResponseWriter, name string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return nil // the reader has gone
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	_ = c.WriteAll(rows)
	return nil
}
