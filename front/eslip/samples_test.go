package eslip

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/receipt/link"
	"posterm/terminal"
	"posterm/txn"
)

const testPAN = txn.PAN("6222021234567890128")

var (
	at    = time.Date(2026, 11, 21, 12, 15, 1, 0, time.UTC)
	now   = at.Add(90 * time.Minute)
	shop  = receipt.Shop{Name: "张记 <面馆> & 茶", ServicePhone: "400-000-0000", Version: "posterm 0.1.0"}
	thin  = Paper{Width: 58, Dots: 384, Columns: 32}
	wide  = Paper{Width: 80, Dots: 576, Columns: 48}
	links = link.Maker{Key: link.Key("0123456789abcdef0123456789abcdef"), Base: "https://slips.example.com", For: 24 * time.Hour}
)

// sale is an approved sale, with the id 40.
func sale() roll.Txn {
	return roll.Txn{
		ID: 40, Batch: 1, Trace: 12, Kind: txn.Sale, At: at, Is: roll.Approved,
		Intent: roll.Intent{
			Amount: 1234, Card: testPAN.Masked(), Entry: txn.Swipe, Expiry: "2812",
			Terminal: "00010001", Merchant: "104512541110001", Operator: "01",
		},
		Outcome: roll.Outcome{
			Code: "00", Auth: "123456", RRN: "000000000017", HostTime: "201503", HostDate: "1121",
			SettleDate: "1122", Issuer: "01020000", Acquirer: "48020000", Text: "<b>积分</b> 6222021234567890128",
		},
	}
}

func became(is roll.What) roll.Txn {
	t := sale()
	t.Is, t.Outcome = is, roll.Outcome{}
	return t
}

func declined() roll.Txn {
	t := became(roll.Declined)
	t.Outcome.Code = "51"
	return t
}

func voided() roll.Txn {
	t := sale()
	t.Void, t.VoidIs = 50, roll.Approved
	return t
}

func reversed() roll.Txn {
	t := became(roll.Reversed)
	t.RevCode, t.Tries, t.Doubt.Reason = "00", 1, txn.NoReply
	return t
}

var (
	customer = roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 1}
	marked   = roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 1, Marked: true}
	undone   = roll.Attempt{Form: txn.FormReversal, For: txn.Cardholder, N: 1}
	no       = roll.Attempt{Form: txn.FormNotApproved, For: txn.Cardholder, N: 1}
)

func slip(t roll.Txn, a roll.Attempt, lang txn.Lang) receipt.Slip {
	return receipt.Electronic(t, a, nil, shop, lang, now)
}

// shelf is a terminal that holds one sale.
type shelf struct {
	eslip func() (terminal.Eslip, error)
	asked chan struct{} // who asked waits here until somebody takes it; nil: nobody waits
}

func (s *shelf) EslipOf(ctx context.Context, id roll.ID, lang txn.Lang) (terminal.Eslip, error) {
	if s.asked != nil {
		select {
		case s.asked <- struct{}{}:
		case <-ctx.Done():
			return terminal.Eslip{}, ctx.Err()
		}
	}
	if s.eslip != nil {
		return s.eslip()
	}
	if id != sale().ID {
		return terminal.Eslip{}, journal.ErrUnknown
	}
	return terminal.Eslip{View: terminal.View{Trace: txn.Ref{Batch: 1, Trace: 12}}, Slip: slip(sale(), customer, lang)}, nil
}

func config() Config {
	return Config{Source: &shelf{}, Links: links, Paper: thin, Lang: txn.Chinese, Log: zerolog.Nop(), Now: func() time.Time { return now }}
}

// token is the good one.
func token() string { return links.Token(sale().ID, links.Until(sale())) }
