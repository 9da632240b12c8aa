package host

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"posterm/comms/message"
)

// checks are made in this order before a service sees a request (PROTOCOL.md 7).
// The first that refuses decides.
var checks = []func(*Host, *request) *decision{
	checkForeign,
	checkIdentity, // what is refused from here on is sealed
	checkAlphabet,
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
			return missingOf(r, n)
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

// missingOf refuses for a field that is not there, or could not be translated.
func missingOf(r *request, n int) *decision {
	if n == 60 && r.wire.Has(60) {
		if _, err := r.wire.Private(); err != nil {
			return refuse("30", 60, "%v", err)
		}
	}
	return refuse("30", n, "missing")
}

// checkDuplicate: a request that moves money is decided once. Reversals repeat.
func checkDuplicate(h *Host, r *request) *decision {
	if (r.msg.MTI == "0200" || r.msg.MTI == "0100") && h.book.byKey[r.key] != nil {
		return refuse("94", 11, "batch %s trace %s was decided before", r.key.Batch, r.key.Trace)
	}
	return nil
}

func checkType(h *Host, r *request) *decision {
	if moneyMTI(r.msg.MTI) && !r.msg.Has(3) {
		return refuse("30", 3, "missing")
	}
	if moneyMTI(r.msg.MTI) && !r.msg.Has(25) && !h.dialect.foreign() {
		return refuse("40", 25, "missing: it is part of what is asked for")
	}
	if r.service = r.find(); r.service == nil {
		return h.unserved(r)
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

// checkMAC: without a session key there is nothing to check; 77 follows.
func checkMAC(_ *Host, r *request) *decision {
	if r.session == nil || r.session.mac == nil || !r.carriesMAC() {
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
	if !r.service.repeats {
		return nil
	}
	e := h.book.byKey[r.key]
	switch {
	case e == nil:
		return nil
	case h.knobs.NoRepeats:
		return refuse("94", 11, "batch %s trace %s was decided before, and this host knows no repeats", r.key.Batch, r.key.Trace)
	case e.Kind != r.service.kind || e.asked() != r.amount || e.Card != r.card.pan.Masked() || e.Merchant != r.msg.Get(42),
		r.account != nil && e.Account != "" && e.Account != r.account.Name:
		return refuse("94", 11, "batch %s trace %s was decided before, and it was another transaction", r.key.Batch, r.key.Trace)
	case e.Print != "" && e.Print != r.print():
		return refuse("94", 11, "batch %s trace %s was decided before, and it said something else of card, original or operator", r.key.Batch, r.key.Trace)
	}
	return e.answer(h)
}

// repeated are the fields that a message which comes again has as it had them the first time,
// beside those that the ledger keeps. The card's track is not among them: a terminal may not keep it.
var repeated = []int{3, 22, 25, 37, 38, 49, 59, 60, 61, 63}

// print is a digest of what a message says that may come again: 16 hex digits.
func (r *request) print() string {
	h := sha256.New()
	for _, n := range repeated {
		fmt.Fprintf(h, "%d %q\n", n, r.msg.Get(n))
	}
	fmt.Fprintf(h, "expiry %q\n", r.card.expiry)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// checkBatch: transactions belong to the batch that is open here, and come before its
// totals are compared: what came between that and its end would be settled unseen.
func checkBatch(h *Host, r *request) *decision {
	if !r.service.signed || r.service.anyBatch {
		return nil
	}
	if current := h.book.terminals[r.key.Terminal].batch; r.key.Batch != current {
		return refuse("77", 60, "batch is %s here", current)
	}
	if r.service.rule != nil && r.service.kind.Moves() && h.book.comparing(r.key) {
		return refuse("12", 60, "the totals of this batch were compared: end it first")
	}
	return nil
}
