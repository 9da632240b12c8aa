package hosts

import (
	"strings"

	"posterm/comms"
	"posterm/conformance"
	"posterm/txn"
)

func trySale(x *exam) error {
	h, err := x.approved(x.saleRequest())
	if err == nil && strings.TrimSpace(h.came.Get(37)) == "" {
		err = conformance.Failed("应答没有参考号（37 域）", "the answer has no reference number, field 37")
	}
	return err
}

func tryAnswerMAC(x *exam) error {
	if x.mac == nil {
		return conformance.NotOffered("此报文规范没有 MAC", "this profile has no MAC")
	}
	h, err := x.needed(x.saleRequest())
	if err != nil {
		return err
	}
	back := x.ask(undoing(h.Request), asItIs)
	for _, one := range []heard{h, back} {
		if one.came != nil && !one.mac {
			return conformance.Failed("%[1]s 的 MAC 缺失或错误", "the MAC of %[1]s is missing or wrong", one.came.MTI)
		}
	}
	return nil
}

func tryAnswerFields(x *exam) error {
	h, err := x.needed(x.saleRequest())
	if err != nil {
		return err
	}
	if want := h.sent.MTI[:2] + string(h.sent.MTI[2]+1) + h.sent.MTI[3:]; h.came.MTI != want {
		return conformance.Failed("应答类型为 %[1]s，应为 %[2]s", "the answer is a %[1]s, wanted a %[2]s", h.came.MTI, want)
	}
	for _, n := range x.Profile.Matched {
		if h.sent.Has(n) && h.came.Get(n) != h.sent.Get(n) {
			return conformance.Failed("%[1]d 域：请求为 %[2]q，应答为 %[3]q", "field %[1]d: the request had %[2]q, the answer has %[3]q", n,
				x.Profile.Spec.Show(n, h.sent.Get(n)), x.Profile.Spec.Show(n, h.came.Get(n)))
		}
	}
	return nil
}

// declinedRequest is a sale that the host declines, as the caller said.
func (x *exam) declinedRequest() (comms.Request, error) {
	switch {
	case x.DeclineCard != nil:
		return x.carded(txn.Sale, *x.DeclineCard, x.next()), nil
	case x.DeclineAmount > 0:
		return x.carded(txn.Sale, x.Card, x.DeclineAmount), nil
	}
	return comms.Request{}, conformance.NotOffered("没有说明什么会被拒绝（--decline-amount 或 --decline-card）", "nobody said what the host declines: --decline-amount or --decline-card")
}

func tryDecline(x *exam) error {
	r, err := x.declinedRequest()
	if err != nil {
		return err
	}
	var h heard
	spent, visible, _ := x.moved(func() error { h = x.ask(r, asItIs); return nil })
	switch {
	case h.came == nil:
		return conformance.Failed("没有应答：%[1]v", "no answer that can be read: %[1]v", h.err)
	case !h.code().Declines():
		return conformance.Failed("应答码为 %[1]q，应为拒绝", "the answer is %[1]q, wanted a code that declines", h.code())
	case visible && spent != 0:
		return conformance.Failed("被拒绝，余额却少了 %[1]s", "it was declined, and the balance is %[1]s less", spent)
	}
	return nil
}

func tryBalance(x *exam) error {
	h, err := x.approved(x.carded(txn.Balance, x.Card, 0))
	if err == nil && len(h.came.Get(54)) != 20 {
		err = conformance.Failed("54 域应有 20 个字符：账户、类型、币种、符号、金额", "field 54 must have 20 characters: account, type, currency, sign, amount")
	}
	return err
}

// stays holds the balance to what it was, where the host tells it.
func stays(spent txn.Fen, visible bool) error {
	if visible && spent != 0 {
		return conformance.Failed("余额应不变，却少了 %[1]s", "the balance should be as before, and it is %[1]s less", spent)
	}
	return nil
}

// once holds the balance to one amount less.
func once(spent, amount txn.Fen, visible bool) error {
	if visible && spent != amount {
		return conformance.Failed("余额应少 %[1]s，却少了 %[2]s", "the balance should be %[1]s less, and it is %[2]s less", amount, spent)
	}
	return nil
}

func tryDuplicate(x *exam) error {
	r := x.saleRequest()
	two, err := x.twice(func() (comms.Request, error) { return r, nil })
	first, second := two.first, two.second
	switch {
	case err != nil:
		return err
	case second.code().Approves() && (second.came.Get(37) != first.came.Get(37) || second.came.Get(38) != first.came.Get(38)):
		return conformance.Failed("同一流水号批准了两次，参考号 %[1]s 和 %[2]s", "one trace number was approved twice, under references %[1]s and %[2]s", first.came.Get(37), second.came.Get(37))
	}
	return once(two.spent, r.Amount, two.visible)
}

func tryBadMAC(x *exam) error {
	if x.mac == nil {
		return conformance.NotOffered("此报文规范没有 MAC", "this profile has no MAC")
	}
	var h heard
	spent, visible, _ := x.moved(func() error { h = x.ask(x.saleRequest(), badMAC); return nil })
	switch {
	case h.code().Approves():
		return conformance.Failed("MAC 错误的消费被批准", "a sale with a wrong MAC was approved")
	case h.came != nil && h.code() != "A0":
		return conformance.Failed("应答码为 %[1]s，应为 A0", "the answer is %[1]s, wanted A0", h.code())
	}
	return stays(spent, visible)
}

func tryMissing(x *exam) error {
	h := x.ask(x.saleRequest(), x.without(4))
	switch {
	case h.code().Approves():
		return conformance.Failed("没有金额的消费被批准", "a sale without an amount was approved")
	case h.came == nil:
		return conformance.Unclear("没有应答：%[1]v", "no answer: %[1]v", h.err)
	}
	return nil
}

func tryWrongBatch(x *exam) error {
	r := x.saleRequest()
	r.Batch = r.Batch.Next().Next()
	h := x.ask(r, asItIs)
	switch {
	case h.code().Approves():
		return conformance.Failed("批次号不符的消费被批准", "a sale in another batch was approved")
	case h.came == nil:
		return conformance.Unclear("没有应答：%[1]v", "no answer: %[1]v", h.err)
	}
	return nil
}
