package office

import (
	"net/http"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// note is what a credit note 退款说明 says: the paper that a merchant hands to the customer
// whose money goes back.
type note struct {
	host.BackOffice
	Name     string
	Original *host.BackOffice // nil: the host does not hold it
	// Returned is all that was given back of the original, this included; Left is what remains paid.
	Returned, Left Yuan
	When           txn.Words
	Latest         string // date by which it should have come
	Today          string
}

// arrival says when money that is given back arrives: in working days, weekends being the only
// holidays that are known. Chosen: what issuers and wallets in China tell their customers.
type arrival struct {
	days int
	when txn.Words
}

func arrivalOf(k txn.Kind) arrival {
	switch {
	case k == txn.PreauthVoid, k.Tie() == txn.Undoes && k.Side() == txn.Credit:
		return arrival{1, txn.Words{
			ZH: "撤销当日生效：发卡行通常即时恢复可用金额，最迟 1 个工作日。", EN: "A void counts at once: the bank usually releases the money immediately, within 1 working day at most.",
		}}
	case k == txn.WalletRefund:
		return arrival{3, txn.Words{
			ZH: "原路退回付款的钱包：通常即时，钱包绑定银行卡付款的最迟 3 个工作日。", EN: "It goes back to the wallet that paid: usually at once, within 3 working days where the wallet charged a bank card.",
		}}
	}
	return arrival{7, txn.Words{
		ZH: "原路退回付款的卡或账户：借记卡通常 1 至 3 个工作日，信用卡 3 至 7 个工作日。", EN: "It goes back to the card or account that paid: usually 1 to 3 working days for a debit card, 3 to 7 for a credit card.",
	}}
}

// hasNote says whether a transaction gave money back, or released a hold, and still does.
func hasNote(b *host.BackOffice) bool {
	tie := b.Kind.Tie()
	return (tie == txn.Undoes || tie == txn.GivesBack) && b.State == host.Approved
}

func (f *Office) notePage(w http.ResponseWriter, r *http.Request, v view) error {
	if err := only(v.query); err != nil {
		return err
	}
	k := keyIn(r)
	h, err := f.Host.Story(k)
	switch {
	case err != nil:
		return refuse(http.StatusNotFound, "主机没有这笔交易："+numbered(k), "the host holds no transaction "+numbered(k))
	case !hasNote(&h.Transaction):
		return refuse(http.StatusNotFound, "这笔交易没有退回款项，没有退款说明：请打开撤销或退货那一笔", "this transaction gave nothing back, so that it has no credit note: open the void or the refund")
	}
	n := f.noteOf(h.Transaction)
	return v.titled("list", txn.Words{ZH: "退款说明", EN: "Credit note"}).write(w, http.StatusOK, "note", n)
}

func (f *Office) noteOf(b host.BackOffice) note {
	n := note{BackOffice: b, Name: f.Names[b.Merchant], Returned: yuanOf(b.Amount), Today: f.Now().In(txn.Beijing).Format(time.DateOnly)}
	if o, err := f.Host.Story(b.Entry.Original); err == nil {
		n.Original = &o.Transaction
		if b.Kind.Tie() == txn.GivesBack {
			n.Returned = yuanOf(o.Transaction.Refunded)
		}
		n.Left = yuanOf(o.Transaction.Amount) - n.Returned
	}
	a := arrivalOf(b.Kind)
	n.When = a.when
	if day, err := time.Parse(time.DateOnly, b.SettleDate); err == nil {
		n.Latest = workingDays(day, a.days).Format(time.DateOnly)
	}
	return n
}

// workingDays goes on so many days that are no weekend.
func workingDays(day time.Time, n int) time.Time {
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n--
		}
	}
	return day
}
