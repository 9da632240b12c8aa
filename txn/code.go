package txn

import (
	"errors"
	"fmt"
)

// ErrCode marks every payment code that was refused; the text says why, never the code.
var ErrCode = errors.New("bad payment code")

// Lengths of payment codes, in digits. Chosen: from WeChat's 18 and UnionPay's 19 to
// Alipay's 16 to 24.
const codeShortest, codeLongest = 16, 24

// ParseCode reads the code on a customer's phone and says by its first two digits how it
// is paid (PROTOCOL.md 11.8): 62 UnionPay, 10 to 15 WeChat, 25 to 30 Alipay. It prints
// masked like a card number.
func ParseCode(s string) (PAN, Kind, error) {
	if len(s) < codeShortest || len(s) > codeLongest || !digits(s) {
		return "", KindNone, fmt.Errorf("%w: want %d to %d digits", ErrCode, codeShortest, codeLongest)
	}
	switch prefix := s[:2]; {
	case prefix == "62":
		return PAN(s), QRSale, nil
	case prefix >= "10" && prefix <= "15", prefix >= "25" && prefix <= "30":
		return PAN(s), WalletPay, nil
	}
	return "", KindNone, fmt.Errorf("%w: codes begin with 62 (UnionPay), 10 to 15 (WeChat) or 25 to 30 (Alipay)", ErrCode)
}
