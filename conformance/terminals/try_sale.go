package terminals

import (
	"slices"

	"posterm/conformance"
	"posterm/emulator/host"
	"posterm/txn"
)

func trySignIn(x *exam) error {
	s, err := x.must(signIn, asked.isSignIn)
	if err == nil && s.code != "00" {
		err = refused("sign-in", s)
	}
	return err
}

func trySale(x *exam) error {
	s, err := x.sell()
	switch {
	case err != nil:
		return err
	case s.code != "00":
		return refused("sale", s)
	}
	return x.leftAlone(s)
}

func tryBalance(x *exam) error {
	b, err := x.askBalance()
	if err == nil && b.code != "00" {
		err = refused("balance inquiry", b)
	}
	return err
}

// sold is a sale and its void.
func (x *exam) sold() (s, v asked, err error) {
	if s, err = x.good(); err == nil {
		v, err = x.must(void(s.trace()), asked.isVoid)
	}
	return s, v, err
}

func tryVoid(x *exam) error {
	s, v, err := x.sold()
	switch {
	case err != nil:
		return err
	case v.code != "00":
		return refused("void", v)
	case v.get(4) != s.get(4):
		return conformance.Failed("撤销金额为 %[1]s，原交易为 %[2]s", "the void has amount %[1]s, its original had %[2]s", v.get(4), s.get(4))
	}
	return x.leftAlone(v)
}

func tryDecline(x *exam) error {
	if err := x.spoil(host.Fault{Name: "decline", Value: "51", Match: ofSale}); err != nil {
		return err
	}
	s, err := x.sell()
	if err != nil {
		return err
	}
	return x.leftAlone(s)
}

func trySlow(x *exam) error {
	if err := x.spoil(host.Fault{Name: "slow_bytes", Value: "2ms", Match: ofSale}); err != nil {
		return err
	}
	s, err := x.sell()
	if err != nil {
		return err
	}
	return x.leftAlone(s)
}

// tries is more than any terminal dials or sends for one action.
const tries = 50

func tryRefused(x *exam) error {
	if err := x.spoil(host.Fault{Name: "refuse_connection", Count: tries}); err != nil {
		return err
	}
	x.amount++
	if _, err := x.do(sale(x.amount)); err != nil {
		return err
	}
	x.host.ClearFaults()
	return x.goesOn()
}

// goesOn: after what kept the terminal from the host, its work goes on as before.
func (x *exam) goesOn() error {
	before := func(fits func(asked) bool) bool {
		return slices.ContainsFunc(x.sinceAt(0), func(a asked) bool { return a.isBalance() && a.at < x.begun && fits(a) })
	}
	sent, err := x.do(balance)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sent, asked.isBalance)
	switch {
	case i < 0 && before(func(asked) bool { return true }):
		return conformance.Failed("此后终端没有发出余额查询", "after that the terminal sent no balance inquiry")
	case i < 0:
		return nothingSent(balance)
	case sent[i].code == "00":
		return nil
	case before(func(a asked) bool { return a.code == sent[i].code }):
		return conformance.Unclear("主机一直以 %[1]s 拒绝该终端的余额查询：%[2]s", "the host has always refused this terminal's balance inquiries with %[1]s: %[2]s", sent[i].code, sent[i].reason)
	}
	return refused("balance inquiry", sent[i])
}

func tryDuplicate(x *exam) error {
	if err := x.spoil(host.Fault{Name: "duplicate_response", Match: ofSale}); err != nil {
		return err
	}
	first, err := x.sell()
	if err != nil {
		return err
	}
	if err := x.spoil(host.Fault{Name: "drop_response", Match: ofSale}); err != nil {
		return err
	}
	second, err := x.sell()
	if err != nil {
		return err
	}
	if err := x.undone(second, txn.NoReply, txn.Unmatched); err != nil {
		return err
	}
	return x.leftAlone(first)
}

func tryStrayAnswer(x *exam) error {
	if err := x.spoil(host.Fault{Name: "late_response", Match: ofBalance}); err != nil {
		return err
	}
	if _, err := x.askBalance(); err != nil {
		return err
	}
	if err := x.spoil(host.Fault{Name: "drop_response", Match: ofSale}); err != nil {
		return err
	}
	s, err := x.sell()
	if err != nil {
		return err
	}
	return x.undone(s, txn.NoReply, txn.Unmatched)
}

func tryDemanded(x *exam) error {
	k := x.host.Knobs()
	k.Require = 3
	if err := x.host.SetKnobs(k); err != nil {
		return err
	}
	b, err := x.askBalance()
	x.host.ResetKnobs()
	if err != nil {
		return err
	}
	if _, err := x.sell(); err != nil {
		return err
	}
	return signsInFirst(x.after(b))
}

// signsInFirst: a sign-in comes before the next transaction.
func signsInFirst(sent []asked) error {
	in, next := slices.IndexFunc(sent, asked.isSignIn), slices.IndexFunc(sent, asked.isOnline)
	if in < 0 || next >= 0 && next < in {
		return conformance.Failed("主机要求重新签到，终端没有签到就继续交易", "the host demanded a sign-in, and the terminal went on without one")
	}
	return nil
}

func tryKeysParted(x *exam) error {
	known, err := x.askBalance() // names terminal and merchant
	if err != nil {
		return err
	}
	if err := x.partKeys(known); err != nil {
		return err
	}
	s, err := x.sell()
	if err != nil {
		return err
	}
	if s.code != "A0" {
		return conformance.Unclear("密钥已更换，主机却没有答 A0", "the keys were changed, and yet the host did not answer A0")
	}
	if _, err := x.do(balance); err != nil {
		return err
	}
	sent := x.after(s)
	if err := signsInFirst(sent); err != nil {
		_, _ = x.do(signIn) // so that the cases after this one find it with keys
		return err
	}
	in := slices.IndexFunc(sent, asked.isSignIn)
	return x.settledDoubt(s, sent[in+1:], []txn.Reason{txn.BadMAC, txn.NoReply, txn.Unmatched})
}
