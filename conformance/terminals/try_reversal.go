package terminals

import (
	"slices"

	"posterm/conformance"
	"posterm/emulator/host"
	"posterm/txn"
)

// inTheAir is a sale that the host processed and never answered. Its reversal meets another fault.
func (x *exam) inTheAir(reversal host.Fault) (asked, error) {
	reversal.Match = ofReversal
	for _, f := range []host.Fault{{Name: "drop_response", Match: ofSale}, reversal} {
		if err := x.spoil(f); err != nil {
			return asked{}, err
		}
	}
	return x.sell()
}

func tryLateAnswer(x *exam) error {
	for _, f := range []host.Fault{{Name: "late_response", Match: ofSale}, {Name: "drop_response", Match: ofReversal}} {
		if err := x.spoil(f); err != nil {
			return err
		}
	}
	s, err := x.sell()
	if err != nil {
		return err
	}
	return x.undoneInTheEnd(s)
}

func tryReversalMAC(x *exam) error {
	s, err := x.inTheAir(host.Fault{Name: "bad_mac"})
	if err != nil {
		return err
	}
	return x.undoneInTheEnd(s)
}

// undoneInTheEnd: the first reversal is not answered for good. A balance is asked for once or, where the terminal gives up
// meanwhile, twice.
func (x *exam) undoneInTheEnd(s asked) error {
	for range 2 {
		sent, err := x.do(balance)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(sent, asked.isBalance) {
			break
		}
	}
	return x.settledDoubt(s, x.after(s), []txn.Reason{txn.NoReply, txn.Unmatched})
}

func tryUnanswered(x *exam) error {
	s, err := x.inTheAir(host.Fault{Name: "drop_response", Count: tries})
	if err != nil {
		return err
	}
	if _, err := x.do(balance); err != nil {
		return err
	}
	if !slices.ContainsFunc(x.after(s), asked.isReversal) {
		return x.settledDoubt(s, x.after(s), []txn.Reason{txn.NoReply})
	}
	x.host.ClearFaults()
	if _, err := x.do(balance); err != nil {
		return err
	}
	return x.settledDoubt(s, x.after(s), []txn.Reason{txn.NoReply})
}

func tryAnswered96(x *exam) error {
	s, err := x.inTheAir(host.Fault{Name: "decline", Value: "96"})
	if err != nil {
		return err
	}
	return x.undoneInTheEnd(s)
}

func tryAnswered25(x *exam) error {
	s, err := x.inTheAir(host.Fault{Name: "drop_response"})
	if err != nil {
		return err
	}
	return x.endsWith(s, "25")
}

// declinedEnd is how amounts end that the host declines in one case.
const declinedEnd = 51

func tryAnswered12(x *exam) error {
	if err := x.host.SetAmounts(host.Amounts{"51": "51"}); err != nil {
		return err
	}
	if err := x.spoil(host.Fault{Name: "drop_response", Match: ofSale}); err != nil {
		return err
	}
	amount := x.amount/100*100 + declinedEnd
	s, err := x.must(sale(amount), asked.isSale)
	if err != nil {
		return err
	}
	return x.endsWith(s, "12")
}

// endsWith: the reversal of a sale is answered with a code that ends it, and is not sent again.
func (x *exam) endsWith(s asked, code txn.Code) error {
	if err := x.undoneInTheEnd(s); err != nil {
		return err
	}
	sent := x.after(s)
	i := slices.IndexFunc(sent, func(a asked) bool { return a.isReversal() && a.answered() && a.code == code })
	if i < 0 {
		return conformance.Unclear("没有冲正得到 %[1]s 应答", "no reversal was answered %[1]s", code)
	}
	if _, err := x.do(balance); err != nil {
		return err
	}
	if slices.ContainsFunc(x.after(sent[i]), asked.isReversal) {
		return conformance.Failed("冲正已得到终局应答 %[1]s，终端仍然重发", "the reversal was answered %[1]s, which ends it, and was sent again", code)
	}
	return nil
}

func tryVoidLost(x *exam) error {
	if err := x.spoil(host.Fault{Name: "drop_response", Match: ofVoid}); err != nil {
		return err
	}
	_, v, err := x.sold()
	if err != nil {
		return err
	}
	return x.undone(v, txn.NoReply)
}
