package host

import (
	"fmt"
	"time"

	"posterm/txn"
)

// messageLimit is how many messages of banks are kept at most; then the older half goes. Chosen: the newer half is more than a day of trade.
const messageLimit = 10_000

// BankMessage is what a bank writes to the holder of an account 银行短信, whenever money of it is moved, held or comes back.
// It is worded as banks word theirs: whether it was a hold, whether the terminal ever heard of it, and whether it
// will be settled, it does not say.
type BankMessage struct {
	At        time.Time `json:"-"`
	Time      string    `json:"time"`      // RFC 3339, in Beijing
	Account   string    `json:"account"`   // name of the card or wallet
	What      string    `json:"what"`      // spent, returned
	Amount    string    `json:"amount"`    // yuan
	Available string    `json:"available"` // yuan that can be spent after it
	ZH        string    `json:"zh"`
	EN        string    `json:"en"`
}

// What a message is about.
const (
	Spent    = "spent"
	Returned = "returned"
)

// write tells the holder of an account what an entry did to it, or (sign -1) that all of it was taken back.
func (b *book) write(e *entry, acct *account, sign txn.Fen, at time.Time) {
	what, zh, en := Spent, "支出", "spent"
	if spends(e.Kind) || e.Kind == txn.Complete {
		sign = -sign
	}
	if sign > 0 {
		what, zh, en = Returned, "退回", "returned"
	}
	who := txn.Words{ZH: "您的" + acct.Name + "账户", EN: "Account " + acct.Name}
	if masked := acct.PAN.Masked(); masked != "" {
		last := string(masked[len(masked)-4:])
		who = txn.Words{ZH: "您尾号" + last + "的账户", EN: "Account ending " + last}
	}
	if len(b.messages) >= messageLimit {
		b.messages = append(b.messages[:0], b.messages[len(b.messages)-messageLimit/2:]...)
	}
	b.messages = append(b.messages, BankMessage{
		At: at, Time: at.Format(time.RFC3339), Account: acct.Name, What: what, Amount: e.Amount.String(), Available: acct.available().String(),
		ZH: fmt.Sprintf("%s%s%s元，可用余额%s元。", who.ZH, zh, e.Amount, acct.available()),
		EN: fmt.Sprintf("%s: %s yuan %s, %s yuan available.", who.EN, e.Amount, en, acct.available()),
	})
}

// BankMessages are all that banks wrote to the holders of the lab's accounts, oldest first, as far back as they are kept.
func (h *Host) BankMessages() []BankMessage {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]BankMessage{}, h.book.messages...)
}
