package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"posterm/emulator/host"
)

// The calls of a merchant's back office 商户后台: what became of transactions.

func (l *Lab) getSettlements(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]host.Settlement{"settlements": l.Host.Settlements()}, nil
}

func (l *Lab) getOrders(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]host.Order{"orders": l.Host.Orders()}, nil
}

// confirmOrder is a wallet's customer paying an order; ?account=NAME says who scanned a code that the
// terminal shows.
func (l *Lab) confirmOrder(_ http.ResponseWriter, r *http.Request) (any, error) {
	if err := errors.Join(noBody(r), parameters(r.URL.Query(), "account")); err != nil {
		return nil, err
	}
	o, err := l.Host.ConfirmOrder(r.PathValue("order"), r.URL.Query().Get("account"))
	if errors.Is(err, host.ErrNoAccount) {
		return nil, bad(err.Error())
	}
	return o, missing(err)
}

// cancelOrder is the customer saying no.
func (l *Lab) cancelOrder(_ http.ResponseWriter, r *http.Request) (any, error) {
	if err := noBody(r); err != nil {
		return nil, err
	}
	o, err := l.Host.CancelOrder(r.PathValue("order"))
	return o, missing(err)
}

// payStatic is a customer who scans the shop's static code.
func (l *Lab) payStatic(w http.ResponseWriter, r *http.Request) (any, error) {
	var c host.Credit
	if err := readJSON(w, r, &c); err != nil {
		return nil, err
	}
	e, err := l.Host.PayStatic(c)
	if errors.Is(err, host.ErrCredit) || errors.Is(err, host.ErrNoAccount) {
		return nil, bad(err.Error())
	}
	return e, err
}

func (l *Lab) getBackOffice(_ http.ResponseWriter, r *http.Request) (any, error) {
	query := r.URL.Query()
	var q host.Question
	text := map[string]*string{
		"terminal": &q.Terminal, "merchant": &q.Merchant, "kind": &q.Kind, "card": &q.Card, "amount": &q.Amount,
		"status": &q.Status, "from": &q.From, "to": &q.To, "least": &q.Least, "most": &q.Most, "since": &q.Since, "until": &q.Until,
	}
	names := []string{"limit", "before"}
	for name, to := range text {
		names, *to = append(names, name), query.Get(name)
	}
	if err := parameters(query, names...); err != nil {
		return nil, err
	}
	var err error
	if v := query.Get("limit"); v != "" {
		if q.Limit, err = strconv.Atoi(v); err != nil || q.Limit == 0 {
			return nil, bad(fmt.Sprintf("limit must be 1 to %d", host.PageLimit))
		}
	}
	if v := query.Get("before"); v != "" {
		if q.Before, err = strconv.ParseUint(v, 10, 64); err != nil {
			return nil, bad("before is the member next of the page before")
		}
	}
	page, err := l.Host.BackOffice(q)
	if errors.Is(err, host.ErrQuestion) {
		return nil, bad(err.Error())
	}
	return page, err
}

// parameters refuses those that have no meaning, and those that come twice.
func parameters(query url.Values, valid ...string) error {
	slices.Sort(valid)
	for name, values := range query {
		if !slices.Contains(valid, name) {
			return bad(fmt.Sprintf("there is no parameter %q; valid are %s", name, strings.Join(valid, ", ")))
		}
		if len(values) > 1 {
			return bad(fmt.Sprintf("parameter %q comes twice", name))
		}
	}
	return nil
}

func (l *Lab) getStory(_ http.ResponseWriter, r *http.Request) (any, error) {
	s, err := l.Host.Story(host.Key{
		Terminal: r.PathValue("terminal"), Batch: r.PathValue("batch"), Trace: r.PathValue("trace"),
	})
	return s, missing(err)
}
