package emulator

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"time"

	"posterm/emulator/office"
)

// The calls behind the back office's pages: totals of days, and the next day's reconciliation.

func (l *Lab) getDays(_ http.ResponseWriter, r *http.Request) (any, error) {
	days, err := l.office.Days(r.URL.Query())
	return days, refused(err)
}

func (l *Lab) getCheck(_ http.ResponseWriter, r *http.Request) (any, error) {
	result, err := l.office.Reconcile(r.URL.Query())
	return result, refused(err)
}

// postCheck takes a journal's export and compares it with the ledger.
func (l *Lab) postCheck(w http.ResponseWriter, r *http.Request) (any, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, refusal(http.StatusUnsupportedMediaType, "send JSON, with Content-Type: application/json")
	}
	q := r.URL.Query()
	terminal := q.Get("terminal")
	q.Del("terminal")
	if _, err := l.office.Reconcile(q); err != nil {
		return nil, refused(err)
	}
	var big *http.MaxBytesError
	switch err := l.office.Take(http.MaxBytesReader(w, r.Body, office.ExportLimit), terminal); {
	case errors.As(err, &big):
		return nil, refusal(http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d bytes", office.ExportLimit))
	case errors.Is(err, office.ErrExport):
		return nil, refusal(http.StatusUnprocessableEntity, err.Error())
	case err != nil:
		return nil, bad("the upload was cut off: " + err.Error())
	}
	result, err := l.office.Reconcile(q)
	return result, refused(err)
}

// refused turns what the office refuses into a problem.
func refused(err error) error {
	var no *office.Refusal
	if errors.As(err, &no) {
		return refusal(no.Status, no.Words.EN)
	}
	return err
}

// openOffice makes the back office of the lab's acquirer.
func (l *Lab) openOffice(o Options) error {
	fee, err := office.ParseRate(o.Fee)
	if err == nil {
		err = office.CheckNames(o.Merchants)
	}
	if err != nil {
		return err
	}
	l.office = office.New(office.Options{Host: l.Host, Paper: l.Printer, Names: o.Merchants, Fee: fee, Now: time.Now})
	return nil
}
