package host

import (
	"fmt"

	"posterm/txn"
)

// balance 余额查询: 0200, processing code 310000, condition 00, type 01. The answer's field
// 54 is what can be spent.
var balance = &service{
	kind:   txn.Balance,
	needs:  []int{22, 25, 49},
	carded: true,
	signed: true,
	rule:   ruleBalance,
}

func ruleBalance(h *Host, r *request, e *entry) *decision {
	e.Amount = 0
	acct, no := h.issuer(r)
	if no != nil {
		return no
	}
	return h.pin(acct, r, true)
}

// field54 is account type 10 (savings), amount type 02 (available), currency,
// sign and twelve digits: "1002156C000000050000" is 500.00.
func field54(balance txn.Fen) string {
	sign := 'C'
	if balance < 0 {
		sign, balance = 'D', -balance
	}
	return fmt.Sprintf("1002156%c%s", sign, balance.Digits12())
}
