package office

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// dayFilters are the parameters of the totals.
var dayFilters = []string{"terminal", "merchant", "from", "to"}

// Days adds up the ledger by day, merchant and terminal. Parameters: terminal, merchant, and
// from and to, settlement dates. Errors are Refusals.
func (f *Office) Days(q url.Values) (Days, error) {
	if err := only(q, dayFilters...); err != nil {
		return Days{}, err
	}
	for _, name := range []string{"from", "to"} {
		if err := aDay(name, q.Get(name)); err != nil {
			return Days{}, err
		}
	}
	terminal, merchant, from, to := q.Get("terminal"), q.Get("merchant"), q.Get("from"), q.Get("to")
	d := totals(f.Host.Ledger(), f.Fee, func(e *host.Entry) bool {
		return (terminal == "" || terminal == e.Terminal) && (merchant == "" || merchant == e.Merchant) &&
			(from == "" || e.SettleDate >= from) && (to == "" || e.SettleDate <= to)
	})
	for i := range d.Rows {
		d.Rows[i].Name = f.Names[d.Rows[i].Merchant]
	}
	return d, nil
}

// aDay refuses what is no date; none is fine.
func aDay(name, value string) error {
	if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
		return refuse(http.StatusBadRequest, name+" 应为日期，如 2026-11-21", name+" is a date like 2026-11-21")
	}
	return nil
}

// dayList is what the page of totals shows.
type dayList struct {
	Days
	Asked map[string]string
	CSV   string
}

func (f *Office) daysPage(w http.ResponseWriter, r *http.Request, v view) error {
	return f.costly(r, func() error {
		d, err := f.Days(v.query)
		if err != nil {
			return err
		}
		l := dayList{d, map[string]string{}, link(v.Lang, "/office/days.csv", v.query)}
		for _, name := range dayFilters {
			l.Asked[name] = v.query.Get(name)
		}
		return v.titled("days", txn.Words{ZH: "日汇总", EN: "Day totals"}).write(w, http.StatusOK, "days", l)
	})
}

var dayHeads = []txn.Words{
	{ZH: "清算日期", EN: "settlement date"}, {ZH: "商户编号", EN: "merchant"}, {ZH: "商户名称", EN: "name"}, {ZH: "终端编号", EN: "terminal"},
	{ZH: "收款笔数", EN: "sales"}, {ZH: "收款金额", EN: "gross"}, {ZH: "撤销笔数", EN: "voids"}, {ZH: "撤销金额", EN: "voided"}, {ZH: "退货笔数", EN: "refunds"}, {ZH: "退货金额", EN: "refunded"},
	{ZH: "手续费率", EN: "fee rate"}, {ZH: "手续费", EN: "fees"}, {ZH: "净额", EN: "net"}, {ZH: "已结算", EN: "settled"}, {ZH: "待结算", EN: "not settled"},
}

func (f *Office) daysCSV(w http.ResponseWriter, r *http.Request, v view) error {
	return f.costly(r, func() error {
		d, err := f.Days(v.query)
		if err != nil {
			return err
		}
		rows := [][]string{heads(v.Lang, dayHeads)}
		for _, t := range d.Rows {
			rows = append(rows, []string{
				t.Day, text(t.Merchant), text(t.Name), text(t.Terminal), strconv.Itoa(t.Sales.Count), t.Sales.Amount.String(), strconv.Itoa(t.Voids.Count), t.Voids.Amount.String(),
				strconv.Itoa(t.Refunds.Count), t.Refunds.Amount.String(), d.Rate.String(), t.Fees.String(), t.Net.String(), t.Settled.String(), t.Open.String(),
			})
		}
		return writeCSV(w, "days.csv", rows)
	})
}

// settledPage lists the settlements, newest first.
func (f *Office) settledPage(w http.ResponseWriter, _ *http.Request, v view) error {
	if err := only(v.query, "terminal"); err != nil {
		return err
	}
	var all []host.Settlement
	for _, s := range f.Host.Settlements() {
		if asked := v.query.Get("terminal"); asked == "" || asked == s.Terminal {
			all = append(all, s)
		}
	}
	slices.Reverse(all)
	body := struct {
		Settlements []host.Settlement
		Terminal    string
	}{all, v.query.Get("terminal")}
	return v.titled("settled", txn.Words{ZH: "结算", EN: "Settlements"}).write(w, http.StatusOK, "settled", body)
}
