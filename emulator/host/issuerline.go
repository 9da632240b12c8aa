package host

import (
	"strings"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// The line to the issuers: whether they are there, and how long they take.

// reached says whether the issuer of the card can be asked at all.
func (h *Host) reached(r *request, e *entry) *decision {
	if h.knobs.Issuer.State == IssuerDown && h.knobs.Issuer.of(r.card.pan) {
		return refuse("91", r.cardField(), "the card's issuer is down")
	}
	return nil
}

func (i Issuer) of(pan txn.PAN) bool { return strings.HasPrefix(pan.Digits(), i.BIN) }

// issuerTakes says how long to wait for the issuer before a request is decided, and what
// is answered if it never does. It is asked before anything was checked, so that what is
// refused without the issuer waits, too: nobody can tell.
func (h *Host) issuerTakes(m *message.Message) (time.Duration, txn.Code) {
	if !h.waits.Load() {
		return 0, "" // without the lock that decisions wait for
	}
	h.mu.Lock()
	issuer := h.knobs.Issuer
	h.mu.Unlock()
	if issuer.State != IssuerSlow && issuer.State != IssuerSilent {
		return 0, ""
	}
	r := &request{msg: m}
	f60, err := message.ParseField60(m.Get(60))
	if err != nil || !moneyMTI(m.MTI) {
		return 0, ""
	}
	r.f60 = f60
	if r.service = r.find(); r.service == nil || r.service.rule == nil {
		return 0, ""
	}
	if issuer.BIN != "" {
		if readTags(h, r) != nil || readMeans(h, r) != nil || !issuer.of(r.card.pan) {
			return 0, ""
		}
	}
	if issuer.State == IssuerSilent {
		return issuer.after, issuer.Answer
	}
	return issuer.after, ""
}
