package txn

import "fmt"

// CodeTextLimit is how long the text of a payment code that is shown may be, in characters. Chosen: what a screen of 40
// columns by 20 rows and a narrow paper hold with room to spare, twice.
const CodeTextLimit = 256

// Wallet is whose customers scan a code that the merchant shows; empty is anybody's, an aggregated code 聚合码.
type Wallet string

// The wallets.
const (
	AnyWallet Wallet = ""
	UnionPay  Wallet = "unionpay"
	WeChat    Wallet = "wechat"
	Alipay    Wallet = "alipay"
)

var walletWords = map[Wallet]Words{
	AnyWallet: {"任意钱包", "ANY WALLET"}, UnionPay: unionPay, WeChat: weChat, Alipay: aliPay,
}

// ParseWallet reads unionpay, wechat or alipay; nothing is anybody's.
func ParseWallet(s string) (Wallet, error) {
	if _, known := walletWords[Wallet(s)]; !known {
		return "", fmt.Errorf("unknown wallet %q: want unionpay, wechat or alipay", clip(s))
	}
	return Wallet(s), nil
}

// Words are its name for people.
func (w Wallet) Words() Words { return walletWords[w] }
