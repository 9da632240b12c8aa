package host

import "posterm/txn"

// enquiry 查单: 0200, processing code 690000, condition 00, type 02: field 61 names a
// transaction of the terminal by batch and trace. When the host holds it the answer is 00,
// with the code it was answered with behind the card organisation in field 63, and its
// amount and reference numbers; otherwise 25. It never changes anything (RULES.md 5).
var enquiry = &service{
	kind:     txn.Query,
	needs:    []int{25, 49, 61},
	signed:   true,
	anyBatch: true,
	decide:   decideEnquiry,
}

func decideEnquiry(h *Host, r *request) *decision {
	e := h.book.byKey[Key{r.key.Terminal, r.names.Batch, r.names.Trace}]
	if e == nil || e.Merchant != r.msg.Get(42) {
		return refuse("25", 61, "no such transaction")
	}
	d := e.told("00")
	d.reason = "it is " + string(e.State)
	d.set.put(63, e.organisation()+string(e.Response))
	return d
}
