package host

import (
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// Sizes of a payment code, in digits: 16 to 24 (18 for WeChat, 16 to 24 for Alipay, 19
// for UnionPay).
const (
	codeLeast = 16
	codeMost  = 24
)

// unionPayCode is how the codes of UnionPay C2B begin (PROTOCOL.md 11.8).
const unionPayCode = "62"

// readCode takes the customer's payment code: element A3 of field 59 for UnionPay,
// field 62 for wallets.
func readCode(r *request) *decision {
	code, field := r.tags.Get(message.TagCode), 59
	if r.service.kind == txn.WalletPay {
		code, field = r.msg.Get(62), 62
	}
	switch {
	case len(code) < codeLeast || len(code) > codeMost || strings.Trim(code, "0123456789") != "":
		return refuse("30", field, "payment code is not %d to %d digits", codeLeast, codeMost)
	case strings.HasPrefix(code, unionPayCode) != (r.service.kind == txn.QRSale):
		return refuse("14", field, "payment code is of another provider: %s begin with %s", "UnionPay's", unionPayCode)
	}
	r.card.pan, r.coded = txn.PAN(code), true
	return nil
}

// readAccount finds whose money the request is about, by card or payment code; nil: nobody's
// of this lab.
func (h *Host) readAccount(r *request) *decision {
	if r.coded {
		r.account = h.book.accounts.ofCode(r.card.pan.Digits())
	} else {
		r.account = h.book.accounts.byPAN[r.card.pan]
	}
	return nil
}
