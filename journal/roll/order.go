package roll

import "posterm/txn"

// Presented says whether it is a wallet order whose code we show and the customer scans.
func (t Txn) Presented() bool { return t.Kind == txn.WalletPay && t.Intent.Entry == txn.Presented }

// Codeless says whether it is such an order whose code never came: nobody can have scanned it.
func (t Txn) Codeless() bool { return t.Presented() && t.Doubt.Shows == "" }

// Opens is the message that begins it.
func (t Txn) Opens() txn.Message {
	if t.Presented() {
		return txn.OrderOpen
	}
	return txn.Request
}
