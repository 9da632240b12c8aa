package host

import (
	"encoding/hex"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/txn"
)

// firstBatch is the batch of a terminal that never signed in before.
const firstBatch = "000001"

// signInService 签到: 0800, network code 003, double-length keys in field 62 of
// the answer; 60.2 of the answer is the host's batch number.
var signInService = &service{kind: txn.SignIn, needs: []int{63}, decide: decideSignIn}

func decideSignIn(h *Host, r *request) *decision {
	batch := firstBatch
	if t := h.book.terminals[r.key.Terminal]; t != nil {
		batch = t.batch
	}
	block, err := h.newKeys()
	if err != nil {
		return refuse("96", 0, "no keys: %v", err)
	}
	f60 := message.Field60{Type: "00", Batch: batch, Network: string(keys.FormDouble)}
	session := &signIn{r.key.Terminal, r.msg.Get(42), batch, hex.EncodeToString(block)}
	return &decision{
		code: "00",
		fact: &fact{What: signedIn, At: r.at, Terminal: session},
		set:  map[int]string{37: h.rrn(), 60: f60.String(), 62: string(block)},
	}
}

// newKeys makes the working keys of one sign-in: fresh every time, and the same
// ones again for the same seed and history.
func (h *Host) newKeys() ([]byte, error) {
	dice := h.dice()
	key := func(size int) keys.Key {
		k := make(keys.Key, size)
		for i := range k {
			k[i] = oddParity(byte(dice.Uint32()))
		}
		return k
	}
	mak := keys.SingleLength
	if h.options.MAC == keys.X919 {
		mak = keys.DoubleLength
	}
	w := keys.Working{PIK: key(keys.DoubleLength), MAK: key(mak)}
	return w.Seal(keys.FormDouble, h.options.MAC, h.options.TMK)
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
