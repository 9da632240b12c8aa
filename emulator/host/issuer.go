package host

import (
	"crypto/subtle"
	"strings"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// pinTries is how many wrong PINs in a row a card survives. The last one is
// answered 75, every further try 38, right or wrong.
const pinTries = 3

// card is what a request says about the card.
type card struct {
	pan    txn.PAN
	expiry string // YYMM; empty: not said
}

// readCard takes the card from field 2, the track or both. Reversals may come
// without one.
func readCard(m *message.Message) (card, *decision) {
	c := card{txn.PAN(m.Get(2)), m.Get(14)}
	if c.expiry != "" {
		if _, err := txn.ParseExpiry(c.expiry); err != nil {
			return card{}, refuse("30", 14, "expiry is not YYMM")
		}
	}
	if m.Has(2) && len(c.pan) < 13 {
		return card{}, refuse("30", 2, "card number is too short")
	}
	if !m.Has(35) {
		return c, nil
	}
	pan, rest, found := strings.Cut(m.Get(35), "=")
	switch {
	case !found || len(pan) < 13 || len(pan) > 19 || len(rest) < 4:
		return card{}, refuse("30", 35, "track 2 cannot be read")
	case c.pan != "" && c.pan != txn.PAN(pan):
		return card{}, refuse("14", 35, "track 2 and field 2 name different cards")
	case c.expiry != "" && c.expiry != rest[:4]:
		return card{}, refuse("54", 14, "expiry differs from track 2")
	}
	return card{txn.PAN(pan), rest[:4]}, nil
}

// issuer finds the account and says whether the card, or the wallet, may be used at all.
func (h *Host) issuer(r *request) (*account, *decision) {
	acct := r.account
	if acct == nil {
		return nil, refuse("14", 2, "card is not known here")
	}
	if no := acct.standing.refuses(r); no != nil {
		return acct, no
	}
	switch {
	case r.coded:
		return acct, nil
	case pastExpiry(string(acct.Expiry), r.at) || pastExpiry(r.card.expiry, r.at):
		return acct, refuse("54", 14, "card has expired")
	case r.card.expiry != "" && acct.Expiry != "" && r.card.expiry != string(acct.Expiry):
		return acct, refuse("54", 14, "expiry is not the card's")
	}
	return acct, nil
}

// afford says whether there is money enough, or how much of it is approved.
func (h *Host) afford(acct *account, r *request, e *entry) *decision {
	available := acct.available()
	switch {
	case available >= r.amount:
		return nil
	case available > 0 && h.partly(r):
		e.Asked, e.Amount = r.amount, available
		return &decision{code: "10", field: 4, reason: "available are " + available.String()}
	}
	return refuse("51", 4, "available are %s", available)
}

// partly says whether less than all may be approved: only where nothing hangs on the
// amount later.
func (h *Host) partly(r *request) bool {
	if r.service.kind != txn.Sale && r.service.kind != txn.QRSale {
		return false
	}
	return h.knobs.Partial == PartialForced || h.knobs.Partial == PartialSupported && r.f60.Partial == "1"
}

// pastExpiry: a card is good to the end of its month. YYMM is read as 20YY.
func pastExpiry(yymm string, now time.Time) bool {
	return yymm != "" && yymm < now.Format("0601")
}

// pin checks the PIN that came, or that none is needed.
func (h *Host) pin(acct *account, r *request, required bool) *decision {
	if r.pin == "" {
		if required && acct.PIN != "" && r.session.pin != nil {
			return refuse("55", 52, "the card needs a PIN")
		}
		return nil
	}
	if r.session.pin == nil {
		return refuse("30", r.pinField(), "there is no PIN key")
	}
	field := r.pinField()
	if acct.wrongPINs >= pinTries {
		return refuse("38", field, "PIN tries were used up before")
	}
	pin, no := openPIN(r)
	if no != nil {
		return no
	}
	if acct.PIN == "" || subtle.ConstantTimeCompare([]byte(pin), []byte(acct.PIN)) == 1 {
		acct.wrongPINs = 0
		return nil
	}
	if acct.wrongPINs++; acct.wrongPINs == pinTries {
		return refuse("75", field, "wrong PIN, no tries left")
	}
	return refuse("55", field, "wrong PIN, %d tries left", pinTries-acct.wrongPINs)
}

// openPIN decrypts the PIN block as field 53 says: digit 1 is the format, digit 2
// the algorithm (PROTOCOL.md 2.5), which must be that of the session's keys.
func openPIN(r *request) (string, *decision) {
	control, pan := r.msg.Get(53), ""
	switch control[0] {
	case '1':
	case '2':
		pan = r.card.pan.Digits()
	default:
		return "", refuse("30", 53, "PIN format is neither 1 nor 2")
	}
	switch sm4 := r.session.form.SM4(); {
	case !sm4 && control[1] != '6':
		return "", refuse("99", 53, "PIN is not encrypted with double-length 3DES")
	case sm4 && control[1] != '4':
		return "", refuse("99", 53, "PIN is not encrypted with SM4, which this terminal signed in for")
	case sm4 != (r.pinField() == 59):
		return "", refuse("99", r.pinField(), "PIN block stands where the other algorithm has it")
	}
	pin, err := r.session.pin.Open([]byte(r.pin), pan)
	if err != nil {
		return "", refuse("99", r.pinField(), "no PIN block under the current PIN key")
	}
	return pin, nil
}
