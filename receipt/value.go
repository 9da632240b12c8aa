package receipt

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// NoSignatureLimit is up to where a contactless sale without PIN needs no signature.
//
// Unit: fen. Given: 300.00 yuan, PROTOCOL.md 8.1.
const NoSignatureLimit txn.Fen = 30_000

// card is the masked number with the letter of its entry: "622202*********0128 /S".
// The number is masked again here, whatever the journal holds.
func card(in roll.Intent) string {
	masked := string(txn.PAN(in.Card).Masked())
	if masked == "" || in.Entry == txn.EntryNone {
		return masked
	}
	return masked + " /" + in.Entry.Letter()
}

// signed is the amount; what goes back to the customer, and a hold that is let go, has a minus.
func signed(t roll.Txn) string { return toward(t.Kind, t.Intent.Amount).String() }

// toward gives an amount the sign of its kind.
func toward(k txn.Kind, amount txn.Fen) txn.Fen {
	if k.Tie() == txn.Undoes || k.Tie() == txn.GivesBack {
		return -amount
	}
	return amount
}

// originalRow is one thing a transaction says about its original.
type originalRow struct {
	label txn.Words
	value func(*roll.Original) string
	kinds []txn.Kind // that say it; none: all
}

// originalRows: by what people find the original again. All name its
// slip where this terminal printed one, what may be another day's the host's numbers, too (PROTOCOL.md 3.2).
var originalRows = []originalRow{
	{labelOriginal, func(o *roll.Original) string { return slipNumber(o.Trace) }, nil},
	{labelOriginalRRN, func(o *roll.Original) string { return o.RRN }, []txn.Kind{txn.Void, txn.CompleteVoid, txn.QRVoid, txn.Refund, txn.QRRefund, txn.WalletRefund}},
	{labelOriginalAut, func(o *roll.Original) string { return o.Auth }, []txn.Kind{txn.CompleteVoid, txn.PreauthVoid, txn.Complete}},
	{labelOriginalDay, func(o *roll.Original) string { return monthDay(o.Date) }, []txn.Kind{txn.Refund, txn.QRRefund, txn.WalletRefund, txn.PreauthVoid, txn.Complete}},
	{labelOriginalQR, func(o *roll.Original) string { return o.Voucher }, []txn.Kind{txn.QRVoid, txn.QRRefund}},
	{labelOriginalOrd, func(o *roll.Original) string { return o.Order }, []txn.Kind{txn.WalletRefund}},
}

func (r originalRow) of(k txn.Kind) bool { return r.kinds == nil || slices.Contains(r.kinds, k) }

// slipNumber is a trace number; none when it is not known.
func slipNumber(n txn.Trace) string {
	if n == 0 {
		return ""
	}
	return n.String()
}

// money is what became of it. A transaction without an outcome may be under way or
// waiting for its reversal: paper cannot know, and says that there is no result yet.
func money(t roll.Txn) txn.Money {
	if t.Is == roll.IntentMade {
		return txn.MoneyPending
	}
	return t.Money(0)
}

// state says in a word or two what became of the money.
func state(t roll.Txn) txn.Words {
	if t.Kind.Doubt() == txn.Repeated && t.Is == roll.InDoubt {
		return undelivered
	}
	return states[money(t)]
}

// yearMonth writes YYMM as 20YY/MM.
func yearMonth(e txn.Expiry) string {
	if len(e) != 4 {
		return ""
	}
	return "20" + string(e[:2]) + "/" + string(e[2:])
}

// monthDay writes MMDD as MM/DD.
func monthDay(mmdd string) string {
	if len(mmdd) != 4 {
		return ""
	}
	return mmdd[:2] + "/" + mmdd[2:]
}

// stamp writes a time as slips do, in Beijing: "2026/11/21 20:15:03".
func stamp(t time.Time) string { return t.In(txn.Beijing).Format("2006/01/02 15:04:05") }

// hostTime is when the host says it happened. The host sends no year (MMDD and
// hhmmss, Beijing): it is the one that comes closest to the terminal's own clock, so
// that a sale at New Year gets the right one. Without a date that exists, it is the
// terminal's time.
func hostTime(date, clock string, terminal time.Time) time.Time {
	best, found := terminal, false
	thisYear := terminal.In(txn.Beijing).Year()
	for year := thisYear - 1; year <= thisYear+1; year++ {
		t, err := time.ParseInLocation("20060102150405", strconv.Itoa(year)+date+clock, txn.Beijing)
		if err == nil && (!found || t.Sub(terminal).Abs() < best.Sub(terminal).Abs()) {
			best, found = t, true
		}
	}
	return best
}

// couldBePAN is every run of digits that is as long as a card number.
var couldBePAN = regexp.MustCompile(`[0-9]{13,}`)

// maskNumbers hides the card numbers in a host's text.
func maskNumbers(s string) string {
	return couldBePAN.ReplaceAllStringFunc(s, func(run string) string { return string(txn.PAN(run).Masked()) })
}
