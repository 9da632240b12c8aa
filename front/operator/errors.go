package operator

import (
	"errors"
	"fmt"
	"time"

	"posterm/txn"
)

// Errors of this package; Explain puts all of them into words for people.
var (
	ErrNumber  = errors.New("an operator's number has two digits")
	ErrUnknown = errors.New("there is no such operator")
	ErrExists  = errors.New("that operator exists already")
	ErrKept    = errors.New("supervisor and administrator cannot be removed")
	ErrEasy    = errors.New("that password is the first one, or one digit over and over")
	ErrDamaged = errors.New("the file of operators is damaged")
	ErrRights  = errors.New("the file of operators can be read by others")
)

// WrongError is a password that is not the operator's. Left is how many more may be wrong before the
// operator is locked; 0: there is no such operator.
type WrongError struct{ Left int }

// Error does not say which of the two is wrong.
func (e *WrongError) Error() string { return "wrong number or password" }

// LockedError refuses an operator who was wrong too often, for so long.
type LockedError struct{ For time.Duration }

// Error says for how long.
func (e *LockedError) Error() string { return "locked for " + e.For.Round(time.Second).String() }

// ShapeError is a new password that is no 4 (6, 8) to 12 digits.
type ShapeError struct{ Shortest int }

// Error says what is wanted.
func (e *ShapeError) Error() string {
	return fmt.Sprintf("a password has %d to %d digits", e.Shortest, LongestPassword)
}

// explanations are what the errors mean for the person at the keys, and what to do.
var explanations = []struct {
	is         error
	says, next txn.Words
}{
	{ErrNumber, txn.Words{ZH: "操作员号应为两位数字，如 01", EN: "an operator's number has two digits, like 01"}, txn.Words{ZH: "请重新输入", EN: "type it again"}},
	{ErrUnknown, txn.Words{ZH: "没有这个操作员", EN: "there is no such operator"}, txn.Words{ZH: "请核对操作员号", EN: "check the number"}},
	{ErrExists, txn.Words{ZH: "该操作员已存在", EN: "that operator exists already"}, txn.Words{ZH: "请换一个号", EN: "take another number"}},
	{ErrKept, txn.Words{ZH: "主管和系统管理员不能删除", EN: "supervisor and administrator cannot be removed"}, txn.Words{ZH: "可以重置其密码", EN: "reset the password instead"}},
	{ErrEasy, txn.Words{ZH: "不能使用初始密码，也不能全是同一个数字", EN: "not the first password, and not one digit over and over"}, txn.Words{ZH: "请换一个密码", EN: "choose another one"}},
	{ErrDamaged, txn.Words{ZH: "操作员文件 operators.json 已损坏，不能签到", EN: "the file operators.json is damaged: nobody can sign in"},
		txn.Words{ZH: "请恢复备份；或由管理者在终端上执行 posterm operator reset --all，全部恢复初始密码", EN: `put its backup back, or start anew with "posterm operator reset --all": everyone has the first password then`}},
	{ErrRights, txn.Words{ZH: "操作员文件 operators.json 他人可读，不予采信", EN: "the file operators.json can be read by others and is not used"}, txn.Words{ZH: "请执行 chmod 600 operators.json 并修改全部密码", EN: "chmod 600 operators.json, then change all passwords"}},
}

// unlockBy is the administrator's way: at this menu, and for whoever keeps the machine when 99 itself is locked.
var unlockBy = txn.Words{
	ZH: "系统管理员 99 签到后可用 16 管理、6 操作员、4 解锁操作员马上解锁；99 自己被锁则在本机执行 posterm operator reset 99",
	EN: `administrator 99 signs in and unlocks at once with 16 manage, 6 operators, 4 unlock; for 99 itself run "posterm operator reset 99" on this machine`,
}

// Explain says what an error of this package means and what to do; false: it is none of them.
func Explain(err error) (says, next txn.Words, known bool) {
	var wrong *WrongError
	var locked *LockedError
	var shape *ShapeError
	switch {
	case errors.As(err, &wrong) && wrong.Left == 0:
		return txn.Words{ZH: "操作员号或密码不对", EN: "wrong number or password"}, txn.Words{ZH: "请重新输入", EN: "type it again"}, true
	case errors.As(err, &wrong):
		return txn.Words{ZH: fmt.Sprintf("操作员号或密码不对，再错 %d 次将锁定", wrong.Left), EN: fmt.Sprintf("wrong number or password; locked after %d more", wrong.Left)},
			txn.Words{ZH: "请重新输入", EN: "type it again"}, true
	case errors.As(err, &locked):
		minutes := int((locked.For + time.Minute - 1) / time.Minute)
		return txn.Words{ZH: fmt.Sprintf("密码多次错误，该操作员已锁定，%d 分钟后再试", minutes), EN: fmt.Sprintf("too many wrong passwords: this operator is locked for %d min", minutes)},
			unlockBy, true
	case errors.As(err, &shape):
		return txn.Words{ZH: fmt.Sprintf("密码应为 %d 到 %d 位数字", shape.Shortest, LongestPassword), EN: fmt.Sprintf("a password has %d to %d digits", shape.Shortest, LongestPassword)},
			txn.Words{ZH: "请换一个密码", EN: "choose another one"}, true
	}
	for _, row := range explanations {
		if errors.Is(err, row.is) {
			return row.says, row.next, true
		}
	}
	return txn.Words{}, txn.Words{}, false
}
