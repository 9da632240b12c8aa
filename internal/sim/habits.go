package sim

import (
	"time"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/emulator/host"
	"posterm/reversal"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// habits are how the acquirer and the shop's customers do things in this life.
type habits struct {
	knobs    host.Knobs
	amounts  host.Amounts
	profile  comms.Profile
	mac      keys.Algorithm
	accounts []host.Account
	// How the terminal reaches the host: by a second way too, over a connection that stays
	// open, after an echo. Link measures real time, of which none passes here: rests are for
	// ever or none.
	backup, keepOpen    bool
	coolDown, echoAfter time.Duration
	// unbalanced: the host finds other totals than the terminal.
	unbalanced bool
}

// setUp draws how the shop has set its terminal up, and which acquirer it has.
func (w *World) setUp(o Options) {
	choose := w.fate.Choose
	w.policy = machine.Policy{
		Reversal:   reversal.Policy{Attempts: 1 + choose(3), AtOnce: choose(3) == 1 || o.AtOnce, ParkedBlocks: choose(4) == 1},
		AutoSignIn: true, CompletePercent: 115, BatchLimit: 500, Copies: 2 - choose(3), Paper: true, Timers: choose(2) == 1,
		Terminal: terminalID, Merchant: merchantID,
	}
	if choose(16) == 1 {
		w.policy.BatchLimit = 10 + choose(10)
	}
	if choose(4) == 1 {
		w.policy.Reversal.AskFor = 20 * time.Second
	}
	w.lang = []txn.Lang{txn.Chinese, txn.English}[choose(2)]
	w.twice = []terminal.Duplicate{terminal.Warn, terminal.Ask, terminal.Refuse}[choose(3)]
	h := &w.habits
	h.accounts, h.profile, h.mac = accounts(), comms.UnionPay, keys.UnionPayECB
	switch choose(16) {
	case 1:
		h.mac = keys.X919
	case 2:
		h.mac = keys.SM4MAC
	}
	h.profile, _ = h.profile.Under(keys.FormFor(h.mac), h.mac) // they go together
	h.backup, h.keepOpen = choose(3) == 1, choose(4) == 1
	h.coolDown = []time.Duration{time.Nanosecond, never}[choose(2)]
	h.echoAfter = []time.Duration{never, time.Nanosecond}[choose(2)]
	h.knobs = w.acquires(o)
	if choose(8) == 1 {
		h.amounts = host.StandardAmounts()
	}
}

// never is longer than a life takes.
const never = 24 * time.Hour

// acquires draws what kind of acquirer it is. The zero of every choice is our own host.
func (w *World) acquires(o Options) (k host.Knobs) {
	choose := w.fate.Choose
	k.WalletWait = []int{0, 1, 2, 5, -1}[choose(5)]
	if o.Waits {
		k.WalletWait = 2
	}
	k.Reversal.Unknown = []txn.Code{"00", "25"}[choose(2)]
	k.Reversal.Again = []txn.Code{"25", "00"}[choose(2)]
	k.Partial = []host.Partial{host.PartialNever, host.PartialForced}[choose(2)]
	k.VoidAnyDay = choose(2) == 1
	if choose(8) == 1 {
		k.Reversal.OtherDay = "25"
	}
	if choose(8) == 1 {
		k.Reversal.Declined = "01"
	}
	k.SettleError = choose(12) == 1
	k.NoRepeats = choose(6) == 1
	if choose(12) == 1 {
		k.Deny = map[string]txn.Code{[]string{"refund", "void", "preauth", "complete", "wallet_refund"}[choose(5)]: "58"}
	}
	if choose(12) == 1 {
		k.Limits.CardDayCount = 6
	}
	return k
}

func (w *World) openHost() (err error) {
	h := &w.habits
	o := host.Options{
		Accounts: h.accounts, Seed: 1, Now: func() time.Time { return time.Unix(0, w.clock.Load()) }, After: w.network.issuer,
		Knobs: h.knobs, Amounts: h.amounts, MAC: h.mac,
	}
	if h.mac == keys.SM4MAC {
		o.MAC = "" // it follows from the sign-in
	}
	if w.story.kept {
		o.OnEvent = func(e host.Event) {
			if e.Type == host.Decided {
				w.happened(ledger, "%s %s %s: %s %s", e.MTI, e.Kind, e.Trace, e.Response, e.Reason)
			}
		}
	}
	w.network.asked = make(chan chan time.Time)
	w.host, err = host.New(o)
	return err
}

// customers are the cards of the shop: invented numbers with a valid check digit. The
// fourth is nearly empty, the fifth has a PIN, the sixth is foreign, the last has a chip.
var customers = []txn.PAN{
	"6222021234567890003", "6222021234567890011", "6222021234567890029", "6222021234567890037", "6222021234567890128",
	"4000001234567899", chipCard.PAN,
}

// Places among the customers.
const (
	poor = 3 + iota
	withPIN
	foreign
	withChip
)

// chipCard is a built-in one.
var chipCard = func() txn.Card {
	shown, err := card.Builtin()[1].Present()
	if err != nil {
		panic(err) // a constant of our own
	}
	return shown.Card
}()

const customerPIN = "123456"

// Balances at the start.
//
// Unit: fen. Chosen: some lives run out of money, most do not; one customer is often refused.
const (
	startBalance txn.Fen = 2_000_000
	poorBalance  txn.Fen = 60_000
)

func accounts() (all []host.Account) {
	for i, pan := range customers {
		a := host.Account{Name: string(rune('A' + i)), PAN: pan, Expiry: "3012", Balance: startBalance}
		switch i {
		case poor:
			a.Balance = poorBalance
		case withPIN:
			a.PIN = customerPIN
		case withChip:
			a.Expiry = chipCard.Expiry
		}
		all = append(all, a)
	}
	return append(all,
		host.Account{Name: "unionpay", Codes: []string{"62"}, Balance: startBalance},
		host.Account{Name: "wechat", Codes: []string{"13"}, Balance: startBalance},
		host.Account{Name: "alipay", Codes: []string{"28"}, Balance: poorBalance})
}
