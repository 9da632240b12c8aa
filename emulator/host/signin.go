package host

import (
	"encoding/hex"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/txn"
)

// firstBatch is the batch of a terminal that never signed in before.
const firstBatch = "000001"

// signInService 签到: 0800. The network code is the form of the keys in field 62 of the
// answer, and each terminal gets the form it asks for; 60.2 of the answer is the host's
// batch number.
var signInService = &service{kind: txn.SignIn, needs: []int{63}, decide: decideSignIn}

func decideSignIn(h *Host, r *request) *decision {
	batch := firstBatch
	if t := h.book.terminals[r.key.Terminal]; t != nil {
		batch = t.batch
	}
	if !h.dialect.spec.Profile().Security.MAC {
		session := &signIn{ID: r.key.Terminal, Merchant: r.msg.Get(42), Batch: batch}
		f60 := message.Field60{Type: "00", Batch: batch, Network: r.f60.Network}
		return &decision{code: "00", fact: &fact{What: signedIn, At: r.at, Terminal: session}, set: fields{{37, h.rrn()}, {60, f60.String()}}}
	}
	form := keys.Form(r.f60.Network)
	mac := h.options.mac(form)
	block, err := h.newKeys(form, mac)
	if err != nil {
		return refuse("96", 0, "no keys: %v", err)
	}
	f60 := message.Field60{Type: "00", Batch: batch, Network: string(form)}
	session := &signIn{r.key.Terminal, r.msg.Get(42), batch, hex.EncodeToString(block), form, mac}
	return &decision{
		code: "00",
		fact: &fact{What: signedIn, At: r.at, Terminal: session},
		set:  fields{{37, h.rrn()}, {60, f60.String()}, {62, string(block)}},
	}
}

// mac is how a session with keys of this form authenticates: SM4 keys make SM4 MACs,
// with 3DES keys it is the host's choice.
func (o *Options) mac(form keys.Form) keys.Algorithm {
	if form.SM4() {
		return keys.SM4MAC
	}
	return o.MAC
}

// newKeys makes the working keys of one sign-in: fresh every time, and the same
// ones again for the same seed and history.
func (h *Host) newKeys(form keys.Form, mac keys.Algorithm) ([]byte, error) {
	dice := h.dice()
	key := func(size int) keys.Key {
		k := make(keys.Key, size)
		for i := range k {
			k[i] = oddParity(byte(dice.Uint32()))
		}
		return k
	}
	mak := keys.DoubleLength
	if mac == keys.UnionPayECB {
		mak = keys.SingleLength
	}
	w := keys.Working{PIK: key(keys.DoubleLength), MAK: key(mak)}
	if form != keys.FormDouble {
		w.TDK = key(keys.DoubleLength)
	}
	return w.Seal(form, mac, h.options.TMK)
}

// oddParity sets the lowest bit so that the number of ones is odd, as DES keys have it.
func oddParity(b byte) byte {
	b &^= 1
	ones := byte(0)
	for v := b; v != 0; v >>= 1 {
		ones += v & 1
	}
	return b | (ones+1)&1
}
