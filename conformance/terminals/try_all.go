package terminals

import (
	"strings"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/conformance"
	"posterm/emulator/host"
	"posterm/txn"
)

// allAlong looks at everything since the beginning, after the trade that there must have been. Trade that could not be made is
// told only when what there was is all right.
func (x *exam) allAlong(trade, look func() error) error {
	made := trade()
	if bad := look(); bad != nil {
		return bad
	}
	return made
}

// tryTraces: there must have been a declined sale, and others after it.
func tryTraces(x *exam) error {
	return x.allAlong(func() error {
		if x.seen(func(a asked) bool { return a.isSale() && a.fault == "decline" }) {
			return nil
		}
		if err := x.spoil(host.Fault{Name: "decline", Value: "51", Match: ofSale}); err != nil {
			return err
		}
		for range 2 {
			if _, err := x.sell(); err != nil {
				return err
			}
		}
		return nil
	}, x.tracesOnce)
}

// tracesOnce: no number is used twice in a batch.
func (x *exam) tracesOnce() error {
	first := map[host.Key]asked{}
	for _, a := range x.sinceAt(0) {
		if !a.isMoney() {
			continue
		}
		if was, again := first[a.key()]; again {
			x.proof = append(x.proof, was.at, a.at)
			return conformance.Failed("批次 %[1]s 内流水号 %[2]s 用了两次：%[3]s %[4]s 和 %[5]s %[6]s", "in batch %[1]s, trace %[2]s was used twice: by %[3]s %[4]s and by %[5]s %[6]s",
				a.key().Batch, a.trace(), was.mti, was.get(3), a.mti, a.get(3))
		}
		first[a.key()] = a
	}
	return nil
}

// trySecrets: there must have been a sale, and a reversal if the terminal makes any.
func trySecrets(x *exam) error {
	return x.allAlong(func() error {
		if x.seen(func(a asked) bool { return a.isSale() && a.fault == "drop_response" }) {
			return nil
		}
		if _, err := x.inTheAir(host.Fault{Name: "drop_response"}); err != nil {
			return err
		}
		_, err := x.do(balance)
		return err
	}, x.secretsKept)
}

// secretsKept: no request tells a PIN, or a track that is no track.
func (x *exam) secretsKept() error {
	seen := map[host.Key]bool{}
	for _, a := range x.sinceAt(0) {
		if seen[a.key()] {
			continue
		}
		seen[a.key()] = true
		var bad error
		x.host.Replay(a.key(), func(l host.Line, spec *message.Spec, body []byte) {
			m, err := spec.Unpack(body)
			if bad == nil && err == nil && !l.Sent {
				bad = discreet(m, x.accounts)
			}
		})
		if bad != nil {
			x.proof = append(x.proof, a.at)
			return bad
		}
	}
	return nil
}

// discreet says whether a request keeps its secrets.
func discreet(m *message.Message, accounts []host.Account) error {
	track := m.Get(35)
	pan, _, whole := strings.Cut(track, "=")
	if !whole {
		pan = m.Get(2)
	}
	switch {
	case track != "" && (!whole || !txn.Luhn(pan)):
		return conformance.Failed("%[1]s（流水号 %[2]s）的磁道不完整或被掩码", "the track in %[1]s, trace %[2]s, is not whole, or masked", m.MTI, m.Get(11))
	case m.MTI == "0400" && (m.Has(52) || strings.Contains(m.Get(59), string(message.TagPINBlock)+"016")):
		return conformance.Failed("冲正（流水号 %[1]s）带有 PIN", "the reversal with trace %[1]s carries a PIN", m.Get(11))
	}
	for _, a := range accounts {
		if a.PIN == "" || a.PAN.Digits() != pan {
			continue
		}
		if n := openly(m, a); n != 0 {
			return conformance.Failed("%[1]s（流水号 %[2]s）的 %[3]d 域含有 PIN 明文", "field %[3]d of %[1]s, trace %[2]s, has the PIN in clear", m.MTI, m.Get(11), n)
		}
	}
	return nil
}

// free are fields in which a terminal can write what it likes.
var free = []int{43, 46, 47, 52, 55, 56, 57, 58, 59, 62, 63}

// openly is the field that has the PIN of an account for all to read; 0: none.
func openly(m *message.Message, a host.Account) int {
	for _, n := range free {
		if strings.Contains(m.Get(n), a.PIN) {
			return n
		}
	}
	for _, pan := range []string{a.PAN.Digits(), ""} {
		block, err := keys.PINBlock(a.PIN, pan)
		if err == nil && m.Get(52) == string(block[:]) {
			return 52
		}
	}
	return 0
}

// tryFormats: there must have been a void.
func tryFormats(x *exam) error {
	return x.allAlong(func() error {
		if x.seen(asked.isVoid) {
			return nil
		}
		_, _, err := x.sold()
		return err
	}, x.wellFormed)
}

// wellFormed: every request can be read, and has its fields.
func (x *exam) wellFormed() error {
	for i, e := range x.record.since(0) {
		if e.Type == host.Malformed {
			x.proof = append(x.proof, i)
			return conformance.Failed("有报文无法解析：%[1]s", "a message could not be read: %[1]s", e.Reason)
		}
	}
	for _, a := range x.sinceAt(0) {
		x.proof = []int{a.at}
		if a.code == "30" || a.code == "40" {
			return refused("message "+a.mti+" trace "+a.trace(), a)
		}
		if n, zh, en := misfit(a); n != 0 {
			return conformance.Failed("%[1]s（流水号 %[2]s）%[3]d 域："+zh, "%[1]s trace %[2]s, field %[3]d: "+en, a.mti, a.trace(), n)
		}
	}
	x.proof = nil
	return nil
}

// misfit is the first field of a message about money that is not as PROTOCOL.md 2 wants it; 0: none.
func misfit(a asked) (n int, zh, en string) {
	has := func(n int) bool { return a.get(n) != "" }
	pin := has(52) || strings.Contains(a.get(59), string(message.TagPINBlock))
	money := a.isMoney() || a.isReversal() || a.mti == "0220"
	switch {
	case !money:
		return 0, "", ""
	case !has(64):
		return 64, "没有 MAC", "no MAC"
	case has(4) && a.get(49) != "156":
		return 49, "货币应为 156", "the currency must be 156"
	case a.isReversal():
		return 0, "", ""
	case has(22) && pin != strings.HasSuffix(a.get(22), "1"):
		return 22, "末位说的与有无 PIN 不符", "its last digit does not say whether there is a PIN"
	case (has(52) || has(35)) && !has(53):
		return 53, "有 PIN 或磁道时必备", "must be there with a PIN or a track"
	case has(26) && !pin:
		return 26, "只随 PIN 出现", "goes with a PIN only"
	case a.isVoid() && !has(61):
		return 61, "撤销必备", "must be there in a void"
	}
	return 0, "", ""
}
