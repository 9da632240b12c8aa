package hosts

import (
	"strings"

	"posterm/comms"
	"posterm/conformance"
	"posterm/txn"
)

func (x *exam) hold() comms.Request { return x.carded(txn.Preauth, x.Card, x.next()) }

// upon is a request about an earlier one, for the same amount.
func (x *exam) upon(k txn.Kind, h heard) comms.Request {
	r := x.carded(k, x.Card, h.Amount)
	r.Original = h.original()
	return r
}

func tryPreauth(x *exam) error {
	h, err := x.approved(x.hold())
	if err == nil && strings.TrimSpace(h.came.Get(38)) == "" {
		err = conformance.Failed("应答没有授权码（38 域）", "the answer has no authorisation code, field 38")
	}
	return err
}

func tryPreauthVoid(x *exam) error {
	h, err := x.needed(x.hold())
	if err == nil {
		_, err = x.approved(x.upon(txn.PreauthVoid, h))
	}
	return err
}

func tryComplete(x *exam) error {
	h, err := x.needed(x.hold())
	if err == nil {
		_, err = x.approved(x.upon(txn.Complete, h))
	}
	return err
}

func tryCompleteVoid(x *exam) error {
	h, err := x.needed(x.hold())
	if err != nil {
		return err
	}
	if h, err = x.needed(x.upon(txn.Complete, h)); err == nil {
		_, err = x.approved(x.upon(txn.CompleteVoid, h))
	}
	return err
}
