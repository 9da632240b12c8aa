package hosts

import (
	"errors"
	"time"

	"posterm/comms/keys"
	"posterm/conformance"
	"posterm/txn"
)

// signIn signs in and takes batch and keys.
func (x *exam) signIn() (heard, error) {
	h, err := x.approved(x.request(txn.SignIn))
	if err != nil {
		return h, err
	}
	if h.err != nil {
		return h, conformance.Failed("签到的应答不符：%[1]v", "the answer to the sign-in does not fit: %[1]v", h.err)
	}
	if x.signed = true; h.answer.Batch != 0 {
		x.batch = h.answer.Batch
	}
	if x.Profile.Form == "" {
		return h, nil
	}
	w, err := keys.Open(x.Form, x.MAC, x.TMK, h.answer.KeyBlock)
	if err != nil {
		return h, err
	}
	if x.mac, err = keys.NewSealer(x.MAC, w.MAK); err == nil {
		x.pik, err = keys.NewPINKey(x.Form, w.PIK)
	}
	return h, err
}

// ready signs in where that has not happened.
func (x *exam) ready() error {
	if x.signed && (x.mac != nil || x.Profile.Form == "") {
		return nil
	}
	if _, err := x.signIn(); err != nil {
		return conformance.Unclear("未能签到：%[1]v", "the terminal could not sign in: %[1]v", err)
	}
	return nil
}

func trySignIn(x *exam) error {
	h, err := x.signIn()
	var f *conformance.Finding
	switch {
	case errors.As(err, &f):
		return err
	case h.answer.Batch == 0:
		return conformance.Failed("应答没有批次号（60.2）", "the answer has no batch number in 60.2")
	}
	return nil // whether the keys are right is the next case
}

func tryKeys(x *exam) error {
	if x.Profile.Form == "" {
		return conformance.NotOffered("此报文规范签到不带密钥", "the sign-in of this profile brings no keys")
	}
	_, err := x.signIn()
	var f *conformance.Finding
	switch {
	case errors.As(err, &f):
		return conformance.Unclear("未能签到：%[1]v", "the terminal could not sign in: %[1]v", err)
	case errors.Is(err, keys.ErrKCV):
		return conformance.Failed("密钥校验值不对：主机与终端的主密钥不同，或主机算错", "a check value is wrong: the two sides have different master keys, or the host computes it wrongly")
	case err != nil:
		return conformance.Failed("62 域的密钥块打不开：%[1]v", "the key block in field 62 cannot be opened: %[1]v", err)
	}
	return nil
}

func tryEcho(x *exam) error {
	_, err := x.approved(x.request(txn.Echo))
	return err
}

// lives says whether the host still works after something that it should bear.
func (x *exam) lives() error {
	if _, err := x.signIn(); err != nil {
		return conformance.Failed("此后不能签到：%[1]v", "after that the terminal cannot sign in: %[1]v", err)
	}
	return nil
}

func tryUnknownType(x *exam) error {
	h := x.brief(func() heard { return x.ask(x.saleRequest(), x.retyped("0900")) })
	if h.code().Approves() {
		return conformance.Failed("未知类型的报文被批准", "a message of an unknown type was approved")
	}
	return x.lives()
}

func tryWrongLength(x *exam) error {
	h := x.brief(func() heard { return x.ask(x.saleRequest(), cutShort) })
	if h.came != nil && h.code().Approves() {
		return conformance.Failed("不完整的报文被批准", "a message that is not whole was approved")
	}
	return x.lives()
}

func tryGarbage(x *exam) error {
	x.brief(func() heard { return x.ask(x.saleRequest(), noise) })
	return x.lives()
}

// patience is how long an answer is waited for that need not come. Chosen: a test host answers in less.
const patience = 2 * time.Second

// brief asks something that need not be answered.
func (x *exam) brief(ask func() heard) heard {
	x.link.ResponseTimeout = min(patience, x.Timeout)
	defer func() { x.link.ResponseTimeout = x.Timeout }()
	return ask()
}

func tryReuse(x *exam) error {
	x.link.KeepOpen, x.link.EchoAfter = true, time.Hour
	defer func() {
		x.link.KeepOpen = false
		_ = x.link.Close()
	}()
	if _, err := x.needed(x.request(txn.Echo)); err != nil {
		return err
	}
	dialled, strays := x.tap.count(), x.strays
	h := x.ask(x.request(txn.Echo), asItIs)
	switch {
	case x.strays > strays:
		return conformance.Failed("主机发来了没有请求过的应答", "the host sent an answer that nobody asked for")
	case x.tap.count() != dialled || h.came == nil:
		return conformance.NotOffered("主机每次应答后断开连接", "the host closes the connection after each answer")
	case h.err != nil:
		return conformance.Failed("同一连接上的第二个应答不符：%[1]v", "the second answer on the connection does not fit: %[1]v", h.err)
	}
	return nil
}
