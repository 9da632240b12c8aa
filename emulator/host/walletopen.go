package host

import (
	"cmp"

	"posterm/comms/message"
	"posterm/txn"
)

// walletOpen 商户出示码: 0200, processing code 450000, condition 01, type 74: the terminal asks for a
// code that its customer scans. The number of the order is in element A5 of field 59, whose customers
// may scan it in A6: unionpay, wechat or alipay; without it anybody's. It is answered W1 with the
// text of the code in A7, W2 closed before it came, or a decline. From there on it is an order
// like others: asked about, closed, given back.
var walletOpen = &service{
	kind:   txn.WalletPay,
	as:     txn.OrderOpen,
	needs:  []int{4, 25, 49, 59},
	tags:   []message.Tag{message.TagOrder},
	signed: true,
	rule:   ruleWalletOpen,
}

// scanAddress is what the codes of this lab begin with; the order's number follows. No phone pays there.
const scanAddress = "https://pay.example/"

func ruleWalletOpen(h *Host, r *request, e *entry) *decision {
	wallet, err := txn.ParseWallet(r.tags.Get(message.TagWallet))
	switch first := h.book.byOrder[e.Order]; {
	case err != nil:
		return refuse("30", 59, "%v", err)
	case first != nil:
		return refuse("94", 59, "the order came before, with trace %s", first.Trace)
	case h.book.shut[e.Order]:
		return refuse(txn.OrderClosed, 59, "the order was closed before it came")
	case h.scanner(wallet) == nil:
		return refuse("14", 59, "no wallet here scans such codes")
	}
	e.Wallet, e.Shows = wallet, scanAddress+e.Order
	return &decision{code: txn.OrderWaiting, reason: "the customer has to scan it"}
}

// walletCodes are how the codes begin that the customers of a wallet show (PROTOCOL.md 11.8).
var walletCodes = map[txn.Wallet]string{txn.UnionPay: "62", txn.WeChat: "10", txn.Alipay: "25"}

// scanner is who scans a code when nobody says who does: the first that may; nil: nobody here.
func (h *Host) scanner(w txn.Wallet) *account {
	for _, one := range []txn.Wallet{txn.WeChat, txn.Alipay, txn.UnionPay} {
		if acct := h.book.accounts.ofCode(walletCodes[one]); acct != nil && (w == txn.AnyWallet || w == one) {
			return acct
		}
	}
	return nil
}

// scans says whether an account's owner can scan the code of an order.
func (h *Host) scans(e *entry, acct *account) bool {
	if e.Wallet == txn.AnyWallet {
		return len(acct.Codes) > 0
	}
	return h.book.accounts.ofCode(walletCodes[e.Wallet]) == acct
}

// presented says whether it is an order whose code the terminal shows, and nobody has paid yet.
func (e *entry) presented() bool { return e.State == Waiting && e.Shows != "" }

// payer is whose money an order is about: who showed the code, who scanned ours, else who would.
func (h *Host) payer(e *entry, scanned string) *account {
	name := cmp.Or(e.Account, scanned)
	if e.Shows != "" && name == "" {
		return h.scanner(e.Wallet)
	}
	return h.book.accounts.byName[name]
}
