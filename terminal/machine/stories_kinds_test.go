package machine

import (
	"slices"
	"time"

	"posterm/txn"
)

// sold is a sale that went well, with its paper.
var sold = []act{loadPaper, key(txn.Sale)}

// held is a hold that went well.
var held1 = []act{loadPaper, key(txn.Preauth)}

var refundStories = []story{
	{name: "sale, refund", budget: faultsAndCuts(3, 1), before: sold, acts: []act{refund(500)}},
	{name: "refund in parts, never more than the sale", budget: faultsAndCuts(2, 1), paperless: true, before: sold, acts: []act{refund(500), refund(700), refund(100)}},
	{name: "refund, void", budget: faultsAndCuts(2, 1), paperless: true, before: sold, acts: []act{refund(500), voidLast, refund(734)}},
	{name: "void, refund", budget: faultsAndCuts(2, 1), paperless: true, before: sold, acts: []act{voidLast, refund(500)}},
	{name: "refund, sale, cut twice", budget: faultsAndCuts(2, 2), deep: true, paperless: true, before: sold, acts: []act{refund(amount), key(txn.Sale)}},
	{name: "refund of a closed batch", budget: faultsAndCuts(3, 1), before: slices.Concat(sold, []act{key(txn.Settle)}), acts: []act{refund(500)}},
	{name: "refund, stopped anywhere", budget: faultsAndStops(2, 1), deep: true, before: sold, acts: []act{refund(500), key(txn.Balance)}},
	{name: "repeat refused for good", budget: faultsAndCuts(1, 1), before: sold, acts: []act{
		repels("94", "94", "94", "94"), refund(500), key(txn.Balance), refund(500), retry}},
	{name: "repeat refused in all ways", budget: faultsAndCuts(2, 1), deep: true, paperless: true, before: sold, acts: []act{
		repels("A0", "94", "77", "96", "68"), refund(500), key(txn.Balance), key(txn.Balance)}},
}

var holdStories = []story{
	{name: "preauth", budget: faultsAndCuts(2, 1), acts: held1},
	{name: "preauth, void of it, void of it", budget: faultsAndCuts(2, 1), paperless: true, before: held1, acts: []act{voidHold, voidHold}},
	{name: "preauth, completion", budget: faultsAndCuts(3, 1), before: held1, acts: []act{complete}},
	{name: "completion, completion, void of the hold", budget: faultsAndCuts(2, 1), paperless: true, before: held1, acts: []act{complete, complete, voidHold}},
	{name: "completion, void of it, completion", budget: faultsAndCuts(2, 1), paperless: true, before: held1, acts: []act{complete, voidComplete, complete}},
	{name: "void of a completion, void of the hold", budget: faultsAndCuts(2, 1), paperless: true, before: slices.Concat(held1, []act{complete}), acts: []act{voidComplete, voidHold, complete}},
	{name: "completion's reversal refused", budget: faultsAndCuts(1, 1), before: held1, acts: []act{
		answers("30", "30", "30"), complete, key(txn.Balance), voidHold, complete}},
	{name: "completion at once, stopped anywhere", budget: faultsAndStops(2, 1), atOnce: true, paperless: true, before: held1, acts: []act{complete, voidHold}},
}

var codeStories = []story{
	{name: "qr sale", budget: faultsAndCuts(3, 1), acts: []act{loadPaper, key(txn.QRSale)}},
	{name: "qr sale, void, refund", budget: faultsAndCuts(2, 1), paperless: true, before: []act{loadPaper, key(txn.QRSale)}, acts: []act{voidQR, tie(txn.QRRefund, 500, txn.QRSale, last)}},
	{name: "qr sale, refund, void", budget: faultsAndCuts(2, 1), paperless: true, before: []act{loadPaper, key(txn.QRSale)}, acts: []act{tie(txn.QRRefund, 500, txn.QRSale, last), voidQR}},
	{name: "enquiry", budget: faultsAndCuts(2, 1), deep: true, before: sold, acts: []act{key(txn.Sale), key(txn.Query), key(txn.Query)}},
}

var walletStories = []story{
	{name: "wallet pays at once", budget: faultsAndCuts(2, 1), acts: []act{loadPaper, key(txn.WalletPay)}},
	{name: "wallet pays at the second question", budget: faultsAndCuts(2, 1), deep: true, paperless: true, acts: []act{customer(2), key(txn.WalletPay)}},
	{name: "wallet pays last", budget: faultsAndCuts(1, 1), paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(paysLast), key(txn.WalletPay)}},
	{name: "wallet never pays", budget: faults(1), paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(paysNever), key(txn.WalletPay)}},
	{name: "wallet, cancelled anywhere", budget: budget{faults: 2, cancels: 1}, deep: true, paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(1), key(txn.WalletPay)}},
	{name: "wallet, cancelled and cut anywhere", budget: budget{faults: 1, cancels: 1, cuts: 1}, deep: true, paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(1), key(txn.WalletPay), key(txn.Balance)}},
	{name: "wallet, woken anywhere", budget: budget{faults: 1, wakes: 2}, paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(1), key(txn.WalletPay)}},
	{name: "wallet, stopped anywhere", budget: faultsAndStops(2, 1), deep: true, paperless: true, acts: []act{customer(1), key(txn.WalletPay), key(txn.Sale)}},
	{name: "wallet, sale, wallet", budget: faultsAndCuts(1, 1), deep: true, paperless: true, before: []act{key(txn.SignIn)}, acts: []act{key(txn.WalletPay), key(txn.Sale), key(txn.WalletPay)}},
	{name: "wallet by timer", budget: faultsAndCuts(1, 1), deep: true, timers: true, paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(paysLast), key(txn.WalletPay)}},
	{name: "wallet, refund in parts", budget: faultsAndCuts(2, 1), deep: true, paperless: true, acts: []act{
		key(txn.WalletPay), tie(txn.WalletRefund, 500, txn.WalletPay, last), tie(txn.WalletRefund, 735, txn.WalletPay, last)}},
	{name: "wallet while keys part", budget: faultsAndCuts(1, 1), deep: true, paperless: true, acts: []act{
		key(txn.WalletPay), forgetKeys, customer(1), key(txn.WalletPay), forgetKeys, key(txn.Balance)}},
}

// day's work before a settlement: one of everything that counts.
var everything = slices.Concat(sold, []act{
	key(txn.Sale), voidLast, key(txn.Preauth), complete, voidComplete, key(txn.QRSale), voidQR, key(txn.WalletPay), tie(txn.WalletRefund, 500, txn.WalletPay, last),
	tie(txn.Refund, 500, txn.Sale, first),
})

var batchStories = []story{
	{name: "sale, settlement", budget: faultsAndCuts(2, 1), before: sold, acts: []act{key(txn.Settle)}},
	{name: "sale, settlement, cut twice", budget: faultsAndCuts(2, 2), deep: true, before: sold, acts: []act{key(txn.Settle)}},
	{name: "everything, settlement, sale", budget: faultsAndCuts(2, 1), paperless: true, before: everything, acts: []act{key(txn.Settle), key(txn.Sale)}},
	{name: "settlement, sale, settlement, cut twice", budget: faultsAndCuts(1, 2), paperless: true, before: sold, acts: []act{key(txn.Settle), key(txn.Sale), key(txn.Settle)}},
	{name: "settlement that differs", budget: faultsAndCuts(2, 1), deep: true, paperless: true, before: everything, acts: []act{straySale, key(txn.Settle), key(txn.Sale)}},
	{name: "settlement that cannot be compared", budget: faultsAndCuts(1, 1), before: sold, acts: []act{cannotCompare, key(txn.Settle), key(txn.Sale)}},
	{name: "upload of three groups", budget: faultsAndCuts(1, 1), deep: true, paperless: true, before: slices.Concat(times(17, key(txn.Sale)), []act{straySale}), acts: []act{key(txn.Settle), key(txn.Settle)}},
	{name: "upload across the end of trace numbers", budget: faultsAndCuts(1, 1), paperless: true, trace: txn.TraceLimit - 20, before: slices.Concat(times(17, key(txn.Sale)), []act{straySale}), acts: []act{key(txn.Settle), key(txn.Sale)}},
	{name: "upload, stopped anywhere", budget: faultsAndStops(2, 1), deep: true, paperless: true, before: slices.Concat(times(9, key(txn.Sale)), []act{straySale}), acts: []act{key(txn.Settle), key(txn.Settle)}},
	{name: "upload, cancelled anywhere", budget: budget{faults: 1, cancels: 1}, deep: true, paperless: true, before: slices.Concat(times(9, key(txn.Sale)), []act{straySale}), acts: []act{key(txn.Settle), key(txn.Sale), key(txn.Settle)}},
	{name: "settlement while keys part", budget: faultsAndCuts(1, 1), deep: true, paperless: true, before: slices.Concat(sold, []act{straySale}), acts: []act{forgetKeys, key(txn.Settle), forgetKeys, key(txn.Sale), key(txn.Settle)}},
	{name: "settlement of what is in doubt", budget: faultsAndCuts(2, 1), deep: true, paperless: true, before: sold, acts: []act{refund(500), key(txn.Sale), key(txn.Settle)}},
	{name: "settlement with an order open", budget: faultsAndCuts(1, 1), deep: true, paperless: true, before: []act{key(txn.SignIn)}, acts: []act{customer(paysLast), key(txn.WalletPay), key(txn.Settle), wait(2 * time.Minute), key(txn.Settle)}},
	{name: "settlement past what was parked", budget: faultsAndCuts(1, 1), deep: true, before: sold, acts: []act{
		answers("30", "30"), key(txn.Sale), key(txn.Balance), key(txn.Settle), retry, key(txn.Sale)}},
	{name: "a person ends what was parked", budget: faultsAndCuts(1, 1), deep: true, before: sold, acts: []act{
		answers("30", "30"), repels("94", "94"), refund(500), key(txn.Sale), key(txn.Balance), callAcquirer, key(txn.Settle), callAcquirer, refund(700)}},
	{name: "settlement past a refund that was parked", budget: faultsAndCuts(1, 1), paperless: true, before: sold, acts: []act{
		repels("94", "94"), refund(500), key(txn.Balance), key(txn.Settle), retry, key(txn.Sale)}},
	{name: "settlement of a batch that the acquirer does not think of", budget: faultsAndCuts(1, 1), paperless: true, before: sold, acts: []act{
		anotherBatch, key(txn.Sale), key(txn.Settle), key(txn.Sale), key(txn.Settle)}},
	{name: "settlement, the last batch number", budget: faultsAndCuts(1, 1), paperless: true, batch: 999_999, before: sold, acts: []act{key(txn.Settle), key(txn.Sale)}},
	{name: "sign-in required", budget: faultsAndCuts(1, 1), deep: true, paperless: true, before: sold, acts: []act{
		requireSignIn, key(txn.Sale), requireSignIn, refund(500), requireSignIn, customer(1), key(txn.WalletPay), requireSignIn, key(txn.Settle), key(txn.Sale)}},
	{name: "sign-off, sign-in, settlement", budget: faults(2), paperless: true, before: sold, acts: []act{key(txn.SignOff), key(txn.Settle), key(txn.SignOff), key(txn.Settle), key(txn.Sale)}},
}
