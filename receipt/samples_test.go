package receipt

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

var (
	at   = time.Date(2026, 11, 21, 12, 15, 1, 0, time.UTC)
	now  = at.Add(90 * time.Minute)
	shop = Shop{Name: "测试商户", ServicePhone: "400-000-0000", Version: "posterm 0.1.0"}
)

// sale is an approved sale by stripe, with everything a host may say.
func sale() roll.Txn {
	return roll.Txn{
		ID: 40, Batch: 1, Trace: 12, Kind: txn.Sale, At: at, Is: roll.Approved,
		Intent: roll.Intent{
			Amount: 1234, Card: txn.PAN("6222021234567890128").Masked(), Entry: txn.Swipe, Expiry: "2812",
			Terminal: "00010001", Merchant: "104512541110001", Operator: "01",
		},
		Outcome: roll.Outcome{
			Code: "00", Auth: "123456", RRN: "000000000017", HostTime: "201503", HostDate: "1121",
			SettleDate: "1122", Issuer: "01020000", Acquirer: "48020000",
		},
	}
}

// void is an approved void of that sale.
func void() roll.Txn {
	t := sale()
	t.ID, t.Orig, t.Trace, t.Kind = 50, 40, 13, txn.Void
	t.Intent.Original = &roll.Original{Batch: 1, Trace: 12, RRN: "000000000017", Auth: "123456", Date: "1121"}
	t.Outcome.RRN, t.Outcome.Auth, t.Outcome.HostTime = "000000000018", "", "202210"
	return t
}

func balance() roll.Txn {
	t := sale()
	t.Kind, t.Intent.Amount, t.Outcome = txn.Balance, 0, roll.Outcome{Code: "00"}
	return t
}

// became is a transaction that ended otherwise.
func became(t roll.Txn, is roll.What) roll.Txn {
	t.Is, t.Outcome = is, roll.Outcome{}
	return t
}

func declined() roll.Txn {
	t := became(sale(), roll.Declined)
	t.Outcome = roll.Outcome{Code: "51", HostTime: "201503", HostDate: "1121", Text: "请联系发卡行"}
	return t
}

func reversed(t roll.Txn) roll.Txn {
	t = became(t, roll.Reversed)
	t.RevCode, t.Tries, t.Doubt.Reason = "00", 1, txn.NoReply
	return t
}

func parked(t roll.Txn) roll.Txn {
	t = became(t, roll.Parked)
	t.RevCode, t.Tries, t.Refused, t.Doubt.Reason = "64", 3, 3, txn.BadMAC
	return t
}

// resolved is a parked reversal a person decided on: the transaction stands.
func resolved(t roll.Txn) roll.Txn {
	t = parked(t)
	t.Is, t.Decision = roll.Resolved, &roll.Decision{Stands: true, By: "01", Note: "seen on the statement"}
	return t
}

// voided is a sale whose void stands so.
func voided(is roll.What) roll.Txn {
	t := sale()
	t.Void, t.VoidIs = 50, is
	return t
}

func withPIN(t roll.Txn) roll.Txn {
	t.Intent.PIN = true
	return t
}

// withGoods names what was bought: with and without amounts, one as wide as they get.
func withGoods(t roll.Txn) roll.Txn {
	t.Intent.Goods = txn.Goods{{Text: "咖啡 x2", Amount: 1600}, {Text: "自带杯优惠", Amount: -366}, {Text: "外带，少糖，请在店内取餐口自取，谢谢惠顾"}}
	return t
}

// cash is a payment that no host knows.
func cash() roll.Txn {
	t := sale()
	t.ID, t.Trace, t.Kind, t.Outcome = 70, 31, txn.Cash, roll.Outcome{}
	t.Intent.Card, t.Intent.Entry, t.Intent.Expiry = "", txn.EntryNone, ""
	return t
}

// cashVoid undoes it, and cashVoided is what is left then.
func cashVoid() roll.Txn {
	t := cash()
	t.ID, t.Orig, t.Trace, t.Kind = 80, 70, 32, txn.CashVoid
	t.Intent.Original = &roll.Original{Batch: 1, Trace: 31, Date: "1121"}
	return t
}

func cashVoided() roll.Txn {
	t := cash()
	t.Void, t.VoidIs = 80, roll.Approved
	return t
}

// tapped is a contactless sale without a PIN.
func tapped(amount txn.Fen) roll.Txn {
	t := sale()
	t.Intent.Entry, t.Intent.Amount = txn.Tap, amount
	return t
}

func largest() roll.Txn {
	t := void()
	t.Intent.Amount = txn.AmountLimit
	return t
}

func talkative() roll.Txn {
	t := sale()
	t.Outcome.Text = "积分100分\x1bi\x10\x14, card 6222021234567890128 at 测试商户"
	return t
}

var (
	slip       = roll.Attempt{Form: txn.FormSlip, N: 1}
	customer   = roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 1}
	second     = roll.Attempt{Form: txn.FormSlip, N: 2, Marked: true}
	unread     = roll.Attempt{Form: txn.FormSlip, N: 2, Marked: true, Unreadable: true}
	tenth      = roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 10, Marked: true}
	undone     = roll.Attempt{Form: txn.FormReversal, N: 1}
	fault      = roll.Attempt{Form: txn.FormFault, N: 1}
	settlement = roll.Attempt{Form: txn.FormSettlement, N: 1}
	again      = roll.Attempt{Form: txn.FormSettlement, N: 2, Marked: true}
	no         = roll.Attempt{Form: txn.FormNotApproved, N: 1}
)
