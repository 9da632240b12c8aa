package console

import (
	"context"
	"errors"
	"strings"

	"posterm/front/operator"
	"posterm/txn"
)

// signIn asks who works here 操作员签到. Whoever has the first password still must change it now.
func (m *menu) signIn(ctx context.Context) error {
	q := question{prompt: operatorPrompt, plain: parses(operator.ParseNumber), patient: true, blank: true, atDoor: true}
	if err := m.stand(ctx); err != nil {
		return err
	}
	who, err := ask(ctx, m, q, func(text string) (operator.Number, error) {
		switch strings.ToLower(text) {
		case "":
			return "", errBack
		case "exit", "quit", "退出":
			return "", ErrExit
		}
		n, err := operator.ParseNumber(text)
		return n, m.staffComplaint(err)
	})
	if err != nil {
		return err
	}
	password, initial, err := m.prove(ctx, who, passwordPrompt)
	if err != nil {
		return err
	}
	if initial {
		m.say(firstPassword)
		if err := m.newPassword(ctx, who, password); err != nil {
			return err
		}
	}
	if err := m.Terminal.Operate(ctx, string(who)); err != nil {
		return m.trouble(err, false)
	}
	m.who = who
	m.face.fresh()
	m.sayf(signedIn, who, who.Words().In(m.Lang))
	return nil
}

// prove asks for the password of an operator, and says whether it is the first one.
func (m *menu) prove(ctx context.Context, who operator.Number, prompt txn.Words) (password string, initial bool, err error) {
	password, err = ask(ctx, m, question{prompt: prompt, manner: asSecret, atDoor: m.who == ""}, func(text string) (string, error) {
		var err error
		initial, err = m.Staff.Check(who, text, m.Now())
		return text, m.staffComplaint(err)
	})
	return password, initial, err
}

// newPassword gives an operator who proved the old password another one, typed twice.
func (m *menu) newPassword(ctx context.Context, who operator.Number, old string) error {
	next, err := ask(ctx, m, question{prompt: newPrompt, manner: asSecret, atDoor: m.who == ""}, func(text string) (string, error) {
		if text == old {
			return "", m.staffComplaint(operator.ErrEasy)
		}
		return text, m.staffComplaint(who.Fit(text))
	})
	if err != nil {
		return err
	}
	if _, err := ask(ctx, m, question{prompt: twicePrompt, manner: asSecret, atDoor: m.who == ""}, func(text string) (string, error) {
		if text != next {
			return "", complaint(notTheSame)
		}
		return text, nil
	}); err != nil {
		return err
	}
	if err := m.Staff.Change(who, old, next, m.Now()); err != nil {
		return m.staffTrouble(err)
	}
	m.say(passwordChanged)
	return nil
}

// supervise asks for the supervisor's password, for what takes money back. Where nobody signs in, nobody
// is asked.
func (m *menu) supervise(ctx context.Context) error {
	return m.authorise(ctx, operator.Supervisor, supervisorPrompt)
}

// administer asks for the administrator's, unless the administrator is here.
func (m *menu) administer(ctx context.Context) error {
	if m.Staff == nil {
		m.say(noStaff)
		return errBack
	}
	if m.who == operator.Administrator {
		return nil
	}
	return m.authorise(ctx, operator.Administrator, administratorPrompt)
}

func (m *menu) authorise(ctx context.Context, who operator.Number, prompt txn.Words) error {
	if m.Staff == nil {
		return nil
	}
	_, initial, err := m.prove(ctx, who, prompt)
	if err == nil && initial { // everybody knows it: it proves nothing
		m.sayf(notYetChanged, who)
		return errBack
	}
	return err
}

// staffComplaint puts an error of the operators' file into words.
func (m *menu) staffComplaint(err error) error {
	if err == nil {
		return nil
	}
	says, next, known := operator.Explain(err)
	if !known {
		return complaint(m.because(staffFailed, err))
	}
	whole := txn.Words{ZH: says.ZH + "：" + next.ZH, EN: says.EN + ": " + next.EN}
	if locked := (*operator.LockedError)(nil); errors.As(err, &locked) {
		return lockout(whole)
	}
	return complaint(whole)
}

// staffTrouble tells an error of the operators' file. The menu goes on.
func (m *menu) staffTrouble(err error) error {
	switch why := m.staffComplaint(err).(type) {
	case complaint:
		m.say(txn.Words(why))
	case lockout:
		m.say(txn.Words(why))
	}
	return errBack
}

// leaveDesk lets another operator sign in.
func (m *menu) leaveDesk(context.Context) error {
	if m.Staff == nil {
		m.say(noStaff)
		return nil
	}
	m.who = ""
	return nil
}

// changePassword is 改密码, of whoever is signed in.
func (m *menu) changePassword(ctx context.Context) error {
	if m.Staff == nil {
		m.say(noStaff)
		return nil
	}
	old, _, err := m.prove(ctx, m.who, oldPrompt)
	if err != nil {
		return err
	}
	return m.newPassword(ctx, m.who, old)
}
