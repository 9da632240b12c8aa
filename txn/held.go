package txn

// Held is how a transaction stands at the host, as an enquiry 查单 tells it.
type Held string

// How it stands. Others are told as they come, and nothing is printed of them.
const (
	HeldApproved  Held = "approved"
	HeldDeclined  Held = "declined"
	HeldReversed  Held = "reversed"
	HeldVoided    Held = "voided"
	HeldRefunded  Held = "refunded"
	HeldCompleted Held = "completed" // a hold that a completion used up
	HeldWaiting   Held = "waiting"   // an order whose customer has not paid
)

var heldWords = map[Held]Words{
	HeldApproved: {"成功", "approved"}, HeldDeclined: {"被拒绝", "declined"}, HeldReversed: {"已冲正", "reversed"}, HeldVoided: {"已撤销", "voided"},
	HeldRefunded: {"已全额退货", "refunded in full"}, HeldCompleted: {"已做预授权完成", "completed since"}, HeldWaiting: {"等待顾客支付", "waiting for the customer"},
}

// Words are for people; of what is not known there are none.
func (h Held) Words() Words { return heldWords[h] }

// Happened says whether the host moved or held the money, whatever was done to it since by transactions of their own.
func (h Held) Happened() bool {
	switch h {
	case HeldApproved, HeldVoided, HeldRefunded, HeldCompleted:
		return true
	}
	return false
}
