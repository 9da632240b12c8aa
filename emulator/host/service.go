package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// service is one kind of request: what it must carry and who decides it.
type service struct {
	kind     txn.Kind
	as       txn.Message   // which message of the kind it is
	needs    []int         // mandatory fields beside those of every request
	tags     []message.Tag // that field 59 must have
	carded   bool          // needs a card: field 2 or 35
	coded    bool          // needs a payment code
	signed   bool          // only from a terminal that is signed in
	anyBatch bool          // field 60.2 need not be the terminal's current batch here
	repeats  bool          // may come again, and is answered as the first time
	// rule says no to a transaction, or completes its entry. Every transaction is an entry.
	rule func(*Host, *request, *entry) *decision
	// decide answers what is no transaction.
	decide func(*Host, *request) *decision
}

// services is the whole repertoire. A new kind is one file and one line here;
// anything else is answered 40.
var services = map[string]*service{
	"0200000022": sale,
	"0200200023": void,
	"0220200025": refund,
	"0200310001": balance,
	"0100030610": preauth,
	"0100200611": preauthVoid,
	"0200000620": complete,
	"0220000624": completeAdvice,
	"0200200621": completeVoid,
	"0200450170": walletPay,
	"0200450174": walletOpen,
	"0200690171": walletQuery,
	"0200680172": walletClose,
	"0220200173": walletRefund,
	"0200690002": enquiry,
	"0400000022": reversalOf(sale),
	"0400200023": reversalOf(void),
	"0400030610": reversalOf(preauth),
	"0400200611": reversalOf(preauthVoid),
	"0400000620": reversalOf(complete),
	"0400200621": reversalOf(completeVoid),
	"0500201":    settle,
	"0320201":    batchList,
	"0320202":    batchEndService,
	"0320207":    batchEndService,
	"0800003":    signInService,
	"0800004":    signInService,
	"0800005":    signInService,
	"0800006":    signInService,
	"0820002":    signOffService,
	"0820301":    echo,
}

// codeServices stand in for those above when field 22 says that a payment code was scanned.
var codeServices = map[string]*service{
	"0200000022": qrSale,
	"0200200023": qrVoid,
	"0220200025": qrRefund,
	"0400000022": reversalOf(qrSale),
	"0400200023": reversalOf(qrVoid),
}
