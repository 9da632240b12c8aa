package comms

import (
	"fmt"

	"posterm/comms/message"
	"posterm/txn"
)

// settlement is field 48 of a settlement's messages. What does not fit is left out, and
// then the field that must be there is missing.
func settlement(s source) string {
	var v string
	var err error
	switch {
	case s.As == txn.BatchEnd:
		v = fmt.Sprintf("%04d", s.Uploaded)
	case s.As == txn.BatchList:
		list := make([]message.Record, 0, len(s.Records))
		for _, r := range s.Records {
			list = append(list, message.Record(r))
		}
		v, err = message.PackList(list)
	case s.Totals != nil:
		v, err = message.Totals{Domestic: message.Half{Totals: s.Totals.Domestic}, Foreign: message.Half{Totals: s.Totals.Foreign}}.Pack()
	}
	if err != nil {
		return ""
	}
	return v
}

// compared reads what the host says about a settlement's totals.
func (a *Answer) compared(v string) {
	t, err := message.ParseTotals(v)
	if err != nil {
		return
	}
	a.Domestic, a.Foreign = t.Domestic.Result, t.Foreign.Result
	a.Totals = &Totals{Domestic: t.Domestic.Totals, Foreign: t.Foreign.Totals}
}
