package hosts

import (
	"posterm/comms"
	"posterm/conformance"
	"posterm/txn"
)

// ends says whether a reversal was answered with one of the codes.
func ends(h heard, codes ...txn.Code) error {
	if h.came == nil {
		return conformance.Failed("冲正没有应答：%[1]v", "the reversal was not answered: %[1]v", h.err)
	}
	for _, c := range codes {
		if h.code() == c {
			return nil
		}
	}
	return conformance.Failed("冲正答 %[1]q，应为 %[2]v", "the reversal was answered %[1]q, wanted one of %[2]v", h.code(), codes)
}

// undone is a sale and its reversal, which is sent so many times.
func (x *exam) undone(times int) error {
	var sale, back heard
	spent, visible, err := x.moved(func() (err error) {
		if sale, err = x.needed(x.saleRequest()); err != nil {
			return err
		}
		if back = x.ask(undoing(sale.Request), asItIs); times == 1 {
			return ends(back, "00")
		}
		if err := ends(back, "00"); err != nil {
			return conformance.Unclear("冲正未成功：%[1]s", "the reversal was not done: %[1]s", back.code())
		}
		for range times - 1 {
			if err := ends(x.ask(undoing(sale.Request), asItIs), "00", "25"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return stays(spent, visible)
}

func tryReversal(x *exam) error      { return x.undone(1) }
func tryReversalAgain(x *exam) error { return x.undone(3) }

func tryUnknown(x *exam) error {
	var h heard
	spent, visible, _ := x.moved(func() error { h = x.ask(undoing(x.saleRequest()), asItIs); return nil })
	if err := ends(h, "00", "25", "12"); err != nil {
		return err
	}
	return stays(spent, visible)
}

func tryLateOriginal(x *exam) error {
	r := x.saleRequest()
	back := x.ask(undoing(r), asItIs)
	if !back.code().EndsReversal() {
		return conformance.Unclear("冲正未得到终局应答：%[1]s", "the reversal was not answered for good: %[1]s", back.code())
	}
	if h := x.ask(r, asItIs); h.code().Approves() {
		return conformance.Failed("冲正答 %[1]s 之后，迟到的原交易仍被批准：扣了款，而终端认为没有", "after the reversal was answered %[1]s its original was approved: the customer has paid, and the terminal holds it for undone", back.code())
	}
	return nil
}

func tryWrongAmount(x *exam) error {
	sale, err := x.needed(x.saleRequest())
	if err != nil {
		return err
	}
	r := undoing(sale.Request)
	r.Amount++
	h := x.ask(r, asItIs)
	switch {
	case h.came == nil:
		return conformance.Unclear("没有应答：%[1]v", "no answer: %[1]v", h.err)
	case h.code().EndsReversal():
		return conformance.Failed("金额不符的冲正答 %[1]s，终端将视为已冲正", "it was answered %[1]s, which a terminal reads as undone", h.code())
	}
	return nil
}

func tryReversalDeclined(x *exam) error {
	r, err := x.declinedRequest()
	if err != nil {
		return err
	}
	if h := x.ask(r, asItIs); !h.code().Declines() {
		return conformance.Unclear("原交易没有被拒绝：%[1]q", "the original was not declined: %[1]q", h.code())
	}
	var back heard
	spent, visible, _ := x.moved(func() error { back = x.ask(undoing(r), asItIs); return nil })
	if err := ends(back, "12", "01", "25"); err != nil {
		return err
	}
	return stays(spent, visible)
}

func tryReversalMAC(x *exam) error {
	if x.mac == nil {
		return conformance.NotOffered("此报文规范没有 MAC", "this profile has no MAC")
	}
	var sale, back heard
	spent, visible, err := x.moved(func() (err error) {
		if sale, err = x.needed(x.saleRequest()); err == nil {
			back = x.ask(undoing(sale.Request), badMAC)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case back.came != nil && back.code() != "A0":
		return conformance.Failed("应答码为 %[1]s，应为 A0", "the answer is %[1]s, wanted A0", back.code())
	}
	return once(spent, sale.Amount, visible)
}

// voidOf undoes an approved sale.
func (x *exam) voidOf(h heard) comms.Request {
	r := x.carded(txn.Void, x.Card, h.Amount)
	r.Original = h.original()
	return r
}

func tryVoid(x *exam) error {
	spent, visible, err := x.moved(func() error {
		sale, err := x.needed(x.saleRequest())
		if err == nil {
			_, err = x.approved(x.voidOf(sale))
		}
		return err
	})
	if err != nil {
		return err
	}
	return stays(spent, visible)
}

func tryVoidTwice(x *exam) error {
	sale, err := x.needed(x.saleRequest())
	if err != nil {
		return err
	}
	if _, err := x.needed(x.voidOf(sale)); err != nil {
		return err
	}
	if h := x.ask(x.voidOf(sale), asItIs); h.code().Approves() {
		return conformance.Failed("同一笔消费被撤销两次", "one sale was voided twice")
	}
	return nil
}

// mustDecline holds the host to declining what is about an approved transaction and not as that was.
func mustDecline(h heard) error {
	switch {
	case h.code().Approves():
		return conformance.Failed("金额不符，仍被批准", "its amount is wrong, and it was approved")
	case h.came == nil:
		return conformance.Unclear("没有应答：%[1]v", "no answer: %[1]v", h.err)
	}
	return nil
}

func tryVoidAmount(x *exam) error {
	sale, err := x.needed(x.saleRequest())
	if err != nil {
		return err
	}
	r := x.voidOf(sale)
	r.Amount++
	return mustDecline(x.ask(r, asItIs))
}

func tryRefundMore(x *exam) error {
	sale, err := x.needed(x.saleRequest())
	if err != nil {
		return err
	}
	r := x.refundOf(sale)
	r.Amount++
	return mustDecline(x.ask(r, asItIs))
}

func (x *exam) refundOf(h heard) comms.Request {
	r := x.carded(txn.Refund, x.Card, h.Amount)
	r.Original, r.PINBlock, r.PIN = h.original(), "", false // nobody gives a PIN to get money back
	return r
}

func tryRefund(x *exam) error {
	sale, err := x.needed(x.saleRequest())
	if err == nil {
		_, err = x.approved(x.refundOf(sale))
	}
	return err
}

func tryRefundAgain(x *exam) error {
	two, err := x.twice(func() (comms.Request, error) {
		sale, err := x.needed(x.saleRequest())
		if err != nil {
			return comms.Request{}, err
		}
		return x.refundOf(sale), nil
	})
	first, second := two.first, two.second
	switch {
	case err != nil:
		return err
	case second.code() != "94" && (second.code() != first.code() || second.came.Get(37) != first.came.Get(37)):
		return conformance.Failed("重发答 %[1]s（参考号 %[2]s），第一次答 %[3]s（%[4]s）", "the repeat was answered %[1]s under reference %[2]s, the first time it was %[3]s under %[4]s",
			second.code(), second.came.Get(37), first.code(), first.came.Get(37))
	}
	return stays(two.spent, two.visible)
}
