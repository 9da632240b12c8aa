package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posterm/front/operator"
	"posterm/internal/config"
	"posterm/terminal"
	"posterm/txn"
)

// operatorCmd looks after the operators' file. Whoever may write the data directory may do so: it is the
// way back when the administrator's own password is lost or the file is damaged.
type operatorCmd struct {
	List  operatorListCmd  `cmd:"" help:"the operators, and who of them is locked"`
	Reset operatorResetCmd `cmd:"" help:"give an operator the first password again, and unlock"`
}

type operatorListCmd struct{}

// member is an operator in JSON.
type member struct {
	Number  string `json:"number"`
	Role    string `json:"role"`
	Initial bool   `json:"initial"`
	Locked  int    `json:"locked_seconds"`
}

func (*operatorListCmd) run(_ context.Context, a *app) (int, error) {
	all, err := operator.Of(a.dir).List(a.now())
	if err != nil {
		return 0, staffFailure(err)
	}
	members := []member{}
	for _, m := range all {
		members = append(members, member{string(m.Number), m.Number.Words().EN, m.Initial, int(m.Locked / time.Second)})
	}
	if a.json {
		a.object(map[string]any{"operators": members})
		return terminal.ExitDone, nil
	}
	for i, m := range all {
		line := string(m.Number) + "  " + m.Number.Words().In(a.lang())
		if m.Initial {
			line += "  " + txn.Words{ZH: "初始密码未改", EN: "first password"}.In(a.lang())
		}
		if m.Locked > 0 {
			line += fmt.Sprintf(txn.Words{ZH: "  锁定 %d 秒", EN: "  locked for %d s"}.In(a.lang()), members[i].Locked)
		}
		fmt.Fprintln(a.out, line)
	}
	return terminal.ExitDone, nil
}

type operatorResetCmd struct {
	Number string `arg:"" optional:"" help:"two digits; 99 is the administrator"`
	All    bool   `help:"all operators anew, those that were added are gone; also when the file is damaged"`
}

func (c *operatorResetCmd) run(_ context.Context, a *app) (int, error) {
	if c.All == (c.Number != "") {
		return 0, wrongUse(txn.Words{ZH: "请给出操作员号，或 --all", EN: "give an operator's number, or --all"}, oneOfThem)
	}
	staff := operator.Of(a.dir)
	n, err := operator.Number(""), error(nil)
	switch {
	case c.All:
		err = staff.Restart()
	default:
		if n, err = operator.ParseNumber(c.Number); err == nil {
			err = staff.Reset(n)
		}
	}
	if err != nil {
		return 0, staffFailure(err)
	}
	if a.json {
		a.object(map[string]any{"reset": string(n), "all": c.All})
		return terminal.ExitDone, nil
	}
	fmt.Fprintln(a.out, txn.Words{ZH: "已恢复初始密码，首次签到时须修改。", EN: "The first password is back; it must be changed at the next sign-in."}.In(a.lang()))
	return terminal.ExitDone, nil
}

// staffFailure puts an error of the operators' file into the words of a command.
func staffFailure(err error) error {
	says, next, known := operator.Explain(err)
	if !known {
		return err
	}
	f := &failure{code: "operator", exit: terminal.ExitUse, message: says, hint: next}
	if errors.Is(err, operator.ErrDamaged) || errors.Is(err, operator.ErrRights) {
		f.code, f.exit = "operators_damaged", terminal.ExitPerson
	}
	return f
}

// checkOperators: where the menu asks who is there, somebody can sign in.
func (a *app) checkOperators() []check {
	if a.cfg.Terminal.Operators != config.OperatorsOn {
		return nil
	}
	all, err := operator.Of(a.dir).List(a.now())
	if err != nil {
		return []check{a.bad("staff", staffFailure(err))}
	}
	c := check{Name: "staff", OK: true, Detail: fmt.Sprintf(txn.Words{ZH: "操作员 %d 名", EN: "%d operators"}.In(a.lang()), len(all))}
	for _, m := range all {
		if m.Initial && c.Hint == "" {
			c.Hint = txn.Words{ZH: "有初始密码未改：首次登录时必须修改", EN: "first passwords are still there: each must be changed at the first sign-in"}.In(a.lang())
		}
	}
	return []check{c}
}
