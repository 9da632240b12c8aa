package host

import "posterm/txn"

// signOffService 签退: 0820, network code 002. The session key is gone
// afterwards; the batch does not advance (RULES.md 4.2).
var signOffService = &service{kind: txn.SignOff, signed: true, decide: decideSignOff}

func decideSignOff(h *Host, r *request) *decision {
	session := &signIn{ID: r.key.Terminal, Merchant: r.msg.Get(42), Batch: r.key.Batch}
	return &decision{
		code: "00",
		fact: &fact{What: signedOff, At: r.at, Terminal: session},
		set:  fields{{37, h.rrn()}},
	}
}
