package host

import (
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// checks are made in this order before a service sees a request (PROTOCOL.md 7).
// The first that refuses decides.
var checks = []func(*Host, *request) *decision{
	checkIdentity,
	checkDuplicate,
	checkType,
	checkFields,
	checkFormats,
	checkMAC,
	checkMerchant,
	checkTerminal,
	checkSignedIn,
	checkRepeat,
	checkBatch,
}

// checkIdentity reads what names a request: terminal, trace, field 60.
func checkIdentity(h *Host, r *request) *decision {
	for _, n := range []int{11, 41, 42, 60} {
		if !r.msg.Has(n) {
			return refuse("30", n, "missing")
		}
	}
	f60, err := message.ParseField60(r.msg.Get(60))
	if err != nil {
		return refuse("30", 60, "%v", err)
	}
	if f60.Network == "" {
		return refuse("30", 60, "no network code 60.3")
	}
	if r.msg.Get(11) == "000000" {
		return refuse("30", 11, "trace 000000 does not exist")
	}
	r.f60 = f60
	r.key = Key{r.msg.Get(41), f60.Batch, r.msg.Get(11)}
	if t := h.book.terminals[r.key.Terminal]; t != nil {
		r.session = t.session
	}
	return nil
}

// checkDuplicate: a request that moves money is decided once. Reversals repeat.
func checkDuplicate(h *Host, r *request) *decision {
	if (r.msg.MTI == "0200" || r.msg.MTI == "0100") && h.book.byKey[r.key] != nil {
		return refuse("94", 11, "batch %s trace %s was decided before", r.key.Batch, r.key.Trace)
	}
	return nil
}

func checkType(_ *Host, r *request) *decision {
	if moneyMTI(r.msg.MTI) && !r.msg.Has(3) {
		return refuse("30", 3, "missing")
	}
	if r.service = r.find(); r.service == nil {
		return refuse("40", 0, "no service %s", r.dispatchKey())
	}
	return nil
}

func checkFields(_ *Host, r *request) *decision {
	for _, n := range r.service.needs {
		if !r.msg.Has(n) {
			return refuse("30", n, "missing")
		}
	}
	if r.service.carded && !r.msg.Has(2) && !r.msg.Has(35) {
		return refuse("30", 2, "no card: neither field 2 nor 35")
	}
	if moneyMTI(r.msg.MTI) && r.f60.Network != financial {
		return refuse("30", 60, "network code 60.3 of a financial message is %s", financial)
	}
	if r.msg.Has(49) && r.msg.Get(49) != "156" {
		return refuse("30", 49, "currency is not 156")
	}
	return nil
}

// financial is field 60.3 of messages about money (PROTOCOL.md 2.4).
const financial = "000"

// checkFormats reads the values that have a meaning of their own.
func checkFormats(_ *Host, r *request) (no *decision) {
	for _, read := range []func(*request) *decision{readAmount, readTags, readPIN, readEntry, readNames, readReason, readMeans} {
		if no = read(r); no != nil {
			return no
		}
	}
	return nil
}

func readAmount(r *request) (no *decision) {
	if !r.msg.Has(4) {
		return nil
	}
	amount, err := txn.FenFromDigits(r.msg.Get(4))
	if err != nil {
		return refuse("30", 4, "%v", err)
	}
	r.amount = amount
	return nil
}

func readEntry(r *request) *decision {
	if !r.msg.Has(22) {
		return nil
	}
	return checkEntry(r.msg, r.pin != "")
}

// readTags reads field 59 and looks for the elements the service needs.
func readTags(r *request) *decision {
	if !r.msg.Has(59) {
		return nil
	}
	tags, err := message.ParseTags(r.msg.Get(59))
	if err != nil {
		return refuse("30", 59, "%v", err)
	}
	r.tags = tags
	for _, tag := range r.service.tags {
		if !tags.Has(tag) {
			return refuse("30", 59, "element %s is missing", tag)
		}
		if tag == message.TagOrder {
			return checkOrder(r)
		}
	}
	return nil
}

// readNames reads field 61, what the request says about its original.
func readNames(r *request) *decision {
	if !r.msg.Has(61) {
		return nil
	}
	names, err := message.ParseField61(r.msg.Get(61))
	if err != nil {
		return refuse("30", 61, "%v", err)
	}
	r.names = names
	return nil
}

// readReason: a reversal says why.
func readReason(r *request) *decision {
	if r.reversal() && !reasons[txn.Code(r.msg.Get(39))] {
		return refuse("30", 39, "reason of a reversal is none of 98, 96, A0, 06")
	}
	return nil
}

// readMeans reads the card or the payment code. Reversals may come without a card.
func readMeans(r *request) (no *decision) {
	switch {
	case r.service.coded:
		return readCode(r)
	case r.service.carded || r.reversal():
		r.card, no = readCard(r.msg)
	}
	return no
}

// checkEntry: fields 22, 26, 53 and the PIN block must tell the same story
// (PROTOCOL.md 2.2, 2.3, 2.5).
func checkEntry(m *message.Message, keyed bool) *decision {
	switch pin := m.Get(22)[2]; {
	case pin != '1' && pin != '2':
		return refuse("30", 22, "third digit is neither 1 (PIN) nor 2 (no PIN)")
	case m.MTI == "0400":
		return nil // field 22 is the original's, the PIN is not sent again
	case pin == '1' && !keyed:
		return refuse("30", 52, "field 22 announces a PIN, there is none")
	case pin == '2' && keyed:
		return refuse("30", 22, "field 22 says no PIN, there is a PIN block")
	case keyed && !m.Has(26):
		return refuse("30", 26, "missing beside a PIN")
	case keyed && !m.Has(53):
		return refuse("30", 53, "missing beside a PIN")
	case !keyed && m.Has(26):
		return refuse("30", 26, "only allowed beside a PIN")
	case m.Has(53) && m.Get(53)[2] == '1':
		return refuse("30", 53, "encrypted tracks are not supported here")
	}
	return nil
}

// checkMAC: without a session key there is nothing to check; 77 follows.
func checkMAC(_ *Host, r *request) *decision {
	if r.session == nil || !r.carriesMAC() {
		return nil
	}
	input, mac, ok := message.MACInput(r.frame.Body)
	switch {
	case !ok:
		return &decision{code: "A0", field: 64, reason: "missing", bare: true}
	case !r.session.mac.Verify(input, mac):
		return &decision{code: "A0", field: 64, reason: "MAC is wrong", bare: true}
	}
	return nil
}

func checkMerchant(h *Host, r *request) *decision {
	merchant := r.msg.Get(42)
	if strings.TrimSpace(merchant) == "" {
		return refuse("03", 42, "blank")
	}
	if len(h.options.Terminals) == 0 {
		return nil
	}
	for _, known := range h.options.Terminals {
		if known == merchant {
			return nil
		}
	}
	return refuse("03", 42, "merchant is not registered")
}

func checkTerminal(h *Host, r *request) *decision {
	merchant, registered := h.options.Terminals[r.key.Terminal]
	switch t := h.book.terminals[r.key.Terminal]; {
	case strings.TrimSpace(r.key.Terminal) == "":
		return refuse("97", 41, "blank")
	case len(h.options.Terminals) > 0 && !registered:
		return refuse("97", 41, "terminal is not registered")
	case registered && merchant != r.msg.Get(42):
		return refuse("58", 42, "terminal belongs to another merchant")
	case t == nil && len(h.book.terminals) >= terminalLimit:
		return refuse("97", 41, "more than %d terminals", terminalLimit)
	case r.service.signed && t != nil && t.merchant != r.msg.Get(42):
		return refuse("58", 42, "terminal signed in for another merchant")
	}
	return nil
}

func checkSignedIn(_ *Host, r *request) *decision {
	if r.service.signed && r.session == nil {
		return refuse("77", 41, "terminal is not signed in")
	}
	return nil
}

// checkRepeat answers a message that may come again as the first time, whatever became
// of its batch since.
func checkRepeat(h *Host, r *request) *decision {
	e := h.book.byKey[r.key]
	switch {
	case !r.service.repeats || e == nil:
		return nil
	case e.Kind != r.service.kind || e.asked() != r.amount || e.Card != r.card.pan.Masked() || e.Merchant != r.msg.Get(42):
		return refuse("94", 11, "batch %s trace %s was decided before, and it was another transaction", r.key.Batch, r.key.Trace)
	}
	return e.answer(h)
}

// checkBatch: transactions belong to the batch that is open here.
func checkBatch(h *Host, r *request) *decision {
	if !r.service.signed || r.service.anyBatch {
		return nil
	}
	if current := h.book.terminals[r.key.Terminal].batch; r.key.Batch != current {
		return refuse("77", 60, "batch is %s here", current)
	}
	return nil
}
