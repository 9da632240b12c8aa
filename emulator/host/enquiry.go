package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// enquiry 查单: 0200, processing code 690000, condition 00, type 02: field 61 names a
// transaction of the terminal by batch and trace; or field 37 one of the merchant's by its reference number, and 61 its day. When the host holds it the answer is 00,
// with the code it was answered with behind the card organisation in field 63, and its
// amount and reference numbers, and in field 59 what else a slip of it says; otherwise 25. It never changes anything (RULES.md 5).
var enquiry = &service{
	kind:     txn.Query,
	needs:    []int{25, 49, 61},
	signed:   true,
	anyBatch: true,
	decide:   decideEnquiry,
}

func decideEnquiry(h *Host, r *request) *decision {
	e := h.book.byKey[Key{r.key.Terminal, r.names.Batch, r.names.Trace}]
	if rrn := r.msg.Get(37); rrn != "" {
		if e = h.book.referred(rrn); e != nil && e.at.Format("0102") != r.names.Date {
			e = nil
		}
	}
	if e == nil || e.Merchant != r.msg.Get(42) {
		return refuse("25", 61, "no such transaction")
	}
	d := e.told("00")
	d.reason = "it is " + string(e.State)
	d.set.put(63, e.organisation()+string(e.Response))
	d.set.put(59, e.record().String())
	return d
}

// record is what a slip of it says that has no field of its own.
func (e *entry) record() (t message.Tags) {
	t.Set(message.TagKind, e.Kind.String())
	if e.Card != "" {
		t.Set(message.TagMasked, string(e.Card))
	}
	t.Set(message.TagMoment, e.at.Format("20060102150405"))
	t.Set(message.TagNamed, e.Terminal+e.Batch+e.Trace)
	t.Set(message.TagHeld, string(e.State))
	if e.Order != "" {
		t.Set(message.TagOrder, e.Order)
	}
	return t
}
