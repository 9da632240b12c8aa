package txn

import (
	"errors"
	"fmt"
)

// ErrCode marks every payment code that was refused; the text says why, never the code.
var ErrCode = errors.New("bad payment code")

// ErrNewCode is a code of a way to pay that this program does not know 新的支付方式. It is an ErrCode.
var ErrNewCode = fmt.Errorf("%w: codes begin with 62 (UnionPay), 10 to 15 (WeChat) or 25 to 30 (Alipay)", ErrCode)

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
	switch Scheme(s) {
	case unionPay:
		return PAN(s), QRSale, nil
	case weChat, aliPay:
		return PAN(s), WalletPay, nil
	}
	return "", KindNone, ErrNewCode
}

// The schemes of payment codes.
var (
	unionPay = Words{"银联二维码", "UNIONPAY QR"}
	weChat   = Words{"微信支付", "WECHAT PAY"}
	aliPay   = Words{"支付宝", "ALIPAY"}
)

// Scheme says whose code it is, by its first two digits, which a masked one has, too. Of
// others it is empty.
func Scheme(code string) Words {
	switch prefix := code[:min(2, len(code))]; {
	case prefix == "62":
		return unionPay
	case prefix >= "10" && prefix <= "15":
		return weChat
	case prefix >= "25" && prefix <= "30":
		return aliPay
	}
	return Words{}
}
