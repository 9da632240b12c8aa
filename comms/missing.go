package comms

import (
	"fmt"

	"posterm/txn"
)

// MissingError is why a request could not be built: its message must have a field, and
// nobody knows what to write into it. The void of a sale whose reference number was never
// heard is one. Nothing was sent, and no other line to the host would help; inside an
// ExchangeError its Op is OpBuild.
type MissingError struct {
	Kind  txn.Kind
	As    txn.Message
	Field int       // 2 to 128
	Name  txn.Words // of the field, as the profile has it
}

// Error is for example "void cannot be built: field 37 (retrieval reference number) is not known".
func (e *MissingError) Error() string {
	return e.what() + fmt.Sprintf(" cannot be built: field %d (%s) is not known", e.Field, e.Name.EN)
}

// Words say the same to people: 报文无法生成：缺少 37 域（检索参考号）.
func (e *MissingError) Words() txn.Words {
	return txn.Words{
		ZH: fmt.Sprintf("报文无法生成：缺少 %d 域（%s）", e.Field, e.Name.ZH),
		EN: fmt.Sprintf("the message cannot be built: field %d (%s) is not known", e.Field, e.Name.EN),
	}
}

// what is the message: "void", or "reversal of void".
func (e *MissingError) what() string {
	if e.As == txn.Request {
		return e.Kind.String()
	}
	return e.As.String() + " of " + e.Kind.String()
}
