package receipt

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// chip is what a chip says on a slip.
var chip = roll.ChipTags{
	"9F26": "5C3A1B2F77D0E418", "9F27": "80", "95": "0000008000", "84": "A000000333010101", "9B": "E800", "9F36": "001C",
	"9F37": "6B1F22A9", "82": "7C00", "9F10": "07010103A0A802010A010000000000E1B2C3D4", "50": "50424F43204445424954", "9F12": "554E494F4E504159204445424954",
}

const (
	voucher = "12345678901234567890"
	order   = "0001000120261121000007"
)

// of is an approved transaction of another kind.
func of(k txn.Kind, o *roll.Original) roll.Txn {
	t := sale()
	t.ID, t.Trace, t.Kind, t.Intent.Original = 60, 21, k, o
	t.Outcome.RRN, t.Outcome.HostTime = "000000000023", "203040"
	return t
}

// original is all that the roll knows of it: which part a slip tells depends on the kind.
func original() *roll.Original {
	return &roll.Original{Batch: 1, Trace: 12, RRN: "000000000017", Auth: "123456", Date: "1121"}
}

func refund() roll.Txn { return of(txn.Refund, original()) }

// partRefund gives back what another terminal sold.
func partRefund() roll.Txn {
	t := of(txn.Refund, &roll.Original{RRN: "000000000017", Date: "1105"})
	t.Intent.Amount = 500
	return t
}

func inserted(t roll.Txn) roll.Txn {
	t.Intent.Entry, t.Intent.Chip = txn.Insert, chip
	return t
}

func preauth() roll.Txn      { return inserted(of(txn.Preauth, nil)) }
func preauthVoid() roll.Txn  { return of(txn.PreauthVoid, original()) }
func complete() roll.Txn     { return of(txn.Complete, &roll.Original{Auth: "123456", Date: "1121"}) }
func completeVoid() roll.Txn { return of(txn.CompleteVoid, original()) }

// coded is a transaction paid with a code on a phone.
func coded(k txn.Kind) roll.Txn {
	t := of(k, nil)
	if k.Tie() != txn.Alone {
		t.Intent.Original = original()
		t.Intent.Original.Auth, t.Intent.Original.Voucher = "", voucher
	}
	t.Intent.Entry, t.Intent.Expiry, t.Intent.Card = txn.Scan, "", ""
	t.Outcome.Auth, t.Outcome.Issuer, t.Outcome.Acquirer = "", "", ""
	if k.Means() == txn.ByCode {
		t.Intent.Card = txn.PAN("6228889988776655443").Masked()
	}
	return t
}

func qrSale() roll.Txn {
	t := coded(txn.QRSale)
	t.Outcome.Voucher, t.Outcome.Org = voucher, "CUP"
	return t
}

func qrVoid() roll.Txn   { return coded(txn.QRVoid) }
func qrRefund() roll.Txn { return coded(txn.QRRefund) }

func walletPay() roll.Txn {
	t := coded(txn.WalletPay)
	t.Intent.Card, t.Intent.Order = txn.PAN("134567890123456789").Masked(), order
	return t
}

// presented is an order whose code was scanned, and shown one that is open still.
func presented() roll.Txn {
	t := walletPay()
	t.Intent.Card, t.Intent.Entry, t.Intent.Wallet = "", txn.Presented, txn.Alipay
	return t
}

func shown() roll.Txn {
	t := became(presented(), roll.InDoubt)
	t.Doubt = roll.Doubt{Code: txn.OrderWaiting, Shows: "https://pay.example/" + order}
	return t
}

// payCode is the code of an order on paper.
var payCode = roll.Attempt{Form: txn.FormPayCode, For: txn.Cardholder, N: 1}

// enquiry heard of a void that was made elsewhere, and of a payment by a static code.
func enquiry() roll.Txn {
	t := of(txn.Query, nil)
	t.Outcome.Auth = "123456"
	t.Outcome.Holds = &roll.Holding{Found: true, Response: "00", Record: &roll.Record{
		Kind: txn.Void, Terminal: "00010009", Batch: 7, Trace: 42, Amount: 1234, Card: "622202******1234", At: at, Held: txn.HeldApproved,
	}}
	return t
}

func staticPaid() roll.Txn {
	t := enquiry()
	t.Outcome.Holds.Record = &roll.Record{Kind: txn.WalletPay, Terminal: "00010001", Amount: 888, At: at, Held: txn.HeldRefunded}
	return t
}

var hostRecord = roll.Attempt{Form: txn.FormHostRecord, N: 1}

func walletRefund() roll.Txn {
	t := coded(txn.WalletRefund)
	t.Intent.Original.Voucher, t.Intent.Original.Order = "", order
	return t
}

// foreign is a flawed approval of a foreign card.
func foreign() roll.Txn {
	t := sale()
	t.Outcome.Org, t.Outcome.Code = "VIS", "A2"
	return t
}

func partlyRefunded() roll.Txn {
	t := sale()
	t.Refunded, t.Refunding = 500, 100
	return t
}

func wholeRefunded() roll.Txn {
	t := qrSale()
	t.Refunded = t.Intent.Amount
	return t
}

func completed() roll.Txn {
	t := preauth()
	t.Taken, t.TakenIs = 60, roll.Approved
	return t
}

// repeated is a refund whose answer never came.
func repeated() roll.Txn {
	t := became(refund(), roll.InDoubt)
	t.Tries, t.Doubt.Reason = 3, txn.NoReply
	return t
}

func refundParked() roll.Txn {
	t := repeated()
	t.Is, t.RevCode = roll.Parked, "94"
	return t
}

func asking() roll.Txn {
	t := became(walletPay(), roll.InDoubt)
	t.Asked.N, t.Doubt.Code = 4, txn.OrderWaiting
	return t
}

func closed() roll.Txn {
	t := became(walletPay(), roll.Unpaid)
	t.Outcome.Code = "00"
	return t
}

// settled is an accepted settlement.
func settled(is txn.Comparison) roll.Txn {
	t := of(txn.Settle, nil)
	t.Intent = roll.Intent{
		Terminal: t.Intent.Terminal, Merchant: t.Intent.Merchant, Operator: t.Intent.Operator,
		Frozen: &roll.Frozen{Domestic: txn.Totals{Debit: txn.Sum{Count: 3, Amount: 32_468}, Credit: txn.Sum{Count: 2, Amount: 2_468}}},
	}
	t.Compared = &roll.Verdict{Domestic: is, Foreign: txn.Balanced, Code: "00"}
	t.Outcome.Report = &roll.Report{Result: is}
	t.Outcome.SettleDate = ""
	return t
}

// unbalanced has foreign cards too, and leaves something of every sort.
func unbalanced() roll.Txn {
	t := settled(txn.Unbalanced)
	f := *t.Intent.Frozen
	f.Foreign.Debit = txn.Sum{Count: 1, Amount: 999_999_999_99}
	host := f
	host.Domestic.Debit = txn.Sum{Count: 4, Amount: 33_702}
	t.Intent.Frozen, t.Compared.Host, t.Compared.Foreign = &f, &host, txn.CompareError
	t.Outcome.Report = &roll.Report{Result: txn.CompareError, Due: 2, Unconfirmed: 1, Parked: []txn.Trace{12, 15, 999_999, 16}}
	return t
}

// kindSums come to what settled was frozen with.
var kindSums = []KindSum{
	{txn.Sale, txn.Sum{Count: 2, Amount: 31_234}}, {txn.Void, txn.Sum{Count: 1, Amount: 1_234}},
	{txn.Preauth, txn.Sum{Count: 1, Amount: 1_234}}, {txn.CompleteVoid, txn.Sum{Count: 1, Amount: 1_234}},
	{txn.QRSale, txn.Sum{Count: 1, Amount: 1_234}},
}

// day is an open batch with one of everything.
func day() []roll.Txn {
	all := []roll.Txn{
		voided(roll.Approved), void(), tapped(NoSignatureLimit), declined(), became(sale(), roll.NotSent),
		became(sale(), roll.InDoubt), reversed(sale()), parked(sale()), refund(), preauth(), preauthVoid(), complete(), completeVoid(),
		qrSale(), qrVoid(), qrRefund(), walletPay(), walletRefund(), repeated(), refundParked(), asking(), closed(),
		became(complete(), roll.InDoubt), largest(),
	}
	for i := range all {
		all[i].Trace = txn.Trace(12 + i)
	}
	all[1].Copies = []roll.Copy{{Form: txn.FormSlip}, {Form: txn.FormSlip, For: txn.Cardholder}}
	return all
}
