package operator

import (
	"strings"

	"posterm/txn"
)

// Number is an operator's number: two digits.
type Number string

// The numbers that always exist.
const (
	Supervisor    Number = "00"
	Administrator Number = "99"
)

// ParseNumber reads a number as people key it: "1", "01" or "99".
func ParseNumber(s string) (Number, error) {
	if s == "" || len(s) > 2 || strings.Trim(s, "0123456789") != "" {
		return "", ErrNumber
	}
	return Number(("0" + s)[len(s)-1:]), nil
}

// Sells says whether the operator may make transactions: the administrator may not.
func (n Number) Sells() bool { return n != Administrator }

// Words say what an operator is.
func (n Number) Words() txn.Words {
	switch n {
	case Supervisor:
		return txn.Words{ZH: "主管", EN: "supervisor"}
	case Administrator:
		return txn.Words{ZH: "系统管理员", EN: "administrator"}
	}
	return txn.Words{ZH: "收银员", EN: "cashier"}
}

// first is the password that a new or reset operator has (PROTOCOL.md 9).
func (n Number) first() string {
	switch n {
	case Supervisor:
		return "123456"
	case Administrator:
		return "12345678"
	}
	return "0000"
}

// LongestPassword is how many digits a password has at most.
const LongestPassword = 12

// Fit says whether a password may be chosen by this operator: digits, long enough, not the one at
// first, not one digit over and over. The error says what is wanted and never repeats it.
func (n Number) Fit(password string) error {
	shortest := len(n.first()) // given by the first ones: 4, 6 and 8
	switch {
	case len(password) < shortest || len(password) > LongestPassword || strings.Trim(password, "0123456789") != "":
		return &ShapeError{shortest}
	case password == n.first() || strings.Trim(password, password[:1]) == "":
		return ErrEasy
	}
	return nil
}
