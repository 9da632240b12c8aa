package emulator

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// call answers one request of the admin API. Its result is written as JSON, unless
// it is nil: then the call has written its own answer.
type call func(w http.ResponseWriter, r *http.Request) (any, error)

// routes is the whole admin API: path, method, call.
func (l *Lab) routes() map[string]map[string]call {
	return map[string]map[string]call{
		"/v1/ledger":           {"GET": l.getLedger},
		"/v1/accounts":         {"GET": l.getAccounts},
		"/v1/accounts/reset":   {"POST": l.resetAccounts},
		"/v1/accounts/{name}":  {"GET": l.getAccount, "POST": l.setAccount},
		"/v1/messages":         {"GET": l.getMessages},
		"/v1/settlements":      {"GET": l.getSettlements},
		"/v1/backoffice":       {"GET": l.getBackOffice},
		"/v1/backoffice/days":  {"GET": l.getDays},
		"/v1/backoffice/check": {"GET": l.getCheck, "POST": l.postCheck},
		"/v1/backoffice/{terminal}/{batch}/{trace}": {"GET": l.getStory},
		"/v1/orders":                 {"GET": l.getOrders},
		"/v1/orders/{order}/confirm": {"POST": l.confirmOrder},
		"/v1/orders/{order}/cancel":  {"POST": l.cancelOrder},
		"/v1/credits":                {"POST": l.payStatic},
		"/v1/host/knobs":             {"GET": l.getKnobs, "POST": l.setKnobs, "DELETE": l.resetKnobs},
		"/v1/host/amounts":           {"GET": l.getAmounts, "PUT": l.setAmounts, "DELETE": l.clearAmounts},
		"/v1/host/amounts/standard":  {"POST": l.standardAmounts},
		"/v1/host/cutover":           {"GET": l.getDay, "POST": l.cutOver},
		"/v1/host/doors":             {"GET": l.getDoors, "POST": l.setDoor},
		"/v1/host/faults":            {"GET": l.getHostFaults, "POST": l.addHostFault, "DELETE": l.clearHostFaults},
		"/v1/printer":                {"GET": l.getPrinter},
		"/v1/printer/faults":         {"GET": l.getPrinterFaults, "POST": l.setPrinterFaults, "DELETE": l.clearPrinterFaults},
		"/v1/printer/load_paper":     {"POST": l.atPrinter(l.Printer.LoadPaper)},
		"/v1/printer/tear":           {"POST": l.atPrinter(l.Printer.TearOff)},
		"/v1/printer/clear_jam":      {"POST": l.atPrinter(l.Printer.ClearJam)},
		"/v1/printer/power_cycle":    {"POST": l.atPrinter(l.Printer.PowerCycle)},
		"/v1/paper":                  {"GET": l.getPaper, "DELETE": l.deletePaper},
		"/v1/paper/{picture}":        {"GET": l.getPicture},
		"/v1/events":                 {"GET": l.getEvents},
	}
}

// Handler is the admin API. It answers only requests whose Host names this
// machine, and no page of another origin.
func (l *Lab) Handler() http.Handler {
	mux := http.NewServeMux()
	var paths []string
	for path, methods := range l.routes() {
		paths = append(paths, path)
		mux.Handle(path, byMethod(methods))
	}
	slices.Sort(paths)
	mux.Handle("/office/", l.office.Handler())
	mux.Handle("/", answer(func(http.ResponseWriter, *http.Request) (any, error) {
		return nil, refusal(http.StatusNotFound, "there is no such path; valid are "+strings.Join(paths, ", "))
	}))
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(answer(func(http.ResponseWriter, *http.Request) (any, error) {
		return nil, refusal(http.StatusForbidden, "not for pages of another origin")
	}))
	return localOnly(foreign.Handler(mux))
}

// localOnly keeps out names that merely resolve to this machine (DNS rebinding).
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Loopback(r.Host) {
			refusal(http.StatusForbidden, "the Host header must name the loopback").write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// byMethod picks the call for the request's method.
func byMethod(methods map[string]call) http.Handler {
	var allowed []string
	for method := range methods {
		allowed = append(allowed, method)
	}
	slices.Sort(allowed)
	allow := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		do, found := methods[r.Method]
		if !found {
			w.Header().Set("Allow", allow)
			refusal(http.StatusMethodNotAllowed, "this path takes "+allow).write(w)
			return
		}
		answer(do).ServeHTTP(w, r)
	})
}

// answer writes what a call returns.
func answer(do call) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		result, err := do(w, r)
		var p problem
		switch {
		case errors.As(err, &p):
			p.write(w)
		case err != nil:
			refusal(http.StatusInternalServerError, err.Error()).write(w)
		case result != nil:
			writeJSON(w, http.StatusOK, "application/json", result)
		}
	})
}
