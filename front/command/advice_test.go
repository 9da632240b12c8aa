package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnswersThatDecideNothing are told apart from silence: whoever looks for the cause needs to know.
func TestAnswersThatDecideNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("bad_mac", "0200")
	require.Contains(t, r.run("balance", "--card", "A").out, "校验码")
	r.fault("unknown_code", "0200", "ZZ")
	require.Contains(t, r.run("balance", "--card", "A").out, "（ZZ）")
	r.fault("drop_response", "0200")
	require.Contains(t, r.run("balance", "--card", "A").out, "未收到应答")
	r.ask(0, "sale", "1", "--card", "A")
	for range 3 {
		r.fault("decline", "0500", "58")
	}
	require.Contains(t, r.run("settle").out, "（58）")
}

// TestWhatIsNoTraceNumber is told as that, whatever else it looks like.
func TestWhatIsNoTraceNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, command := range [][]string{{"query", "-1"}, {"void", ""}, {"void", "last"}, {"void", "-1"}, {"query", ""}, {"complete-void", ""}, {"reversal", "retry", "-7"}, {"journal", "show", "-1"}} {
		r.refused(2, "bad_trace", command...)
	}
	r.refused(2, "bad_amount", "sale", "-1", "--card", "A")
}

// TestAHoldMayBeADuplicate as a sale may.
func TestAHoldMayBeADuplicate(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"duplicate": `"ask"`})
	r.ask(0, "signin")
	r.ask(0, "sale", "5", "--card", "B")
	r.ask(0, "preauth", "5", "--card", "B")
	r.refused(6, "possible_duplicate", "preauth", "5", "--card", "B")
	r.ask(0, "preauth", "5", "--card", "B", "--again")
}

// TestACodeIsNotScannedTwiceUnseen: a payment code pays once, the same amount from it is a double scan.
func TestACodeIsNotScannedTwiceUnseen(t *testing.T) {
	t.Parallel()
	for _, code := range []string{unionpay, wechat} {
		r := newRig(t)
		r.ask(0, "signin")
		require.Nil(t, r.ask(0, "pay", "5", "--code", code)["warning"])
		require.Equal(t, "possible_duplicate", r.ask(0, "pay", "5", "--code", code)["warning"])
		r.configure(settings{"duplicate": `"ask"`})
		r.refused(6, "possible_duplicate", "pay", "5", "--code", code)
		r.ask(0, "pay", "5", "--code", code, "--again")
	}
}

// TestWhatIsTiedIsTold: an original says what is open about it and what to do, as that itself does.
func TestWhatIsTiedIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	sale := r.sale("10")["trace"].(string)
	r.fault("drop_response", "0200")
	void := r.ask(4, "void", sale, "--card", "A")["trace"].(string)
	require.Contains(t, r.ask(0, "status", sale)["next"], "凭证号 "+void)
	r.ask(0, "balance", "--card", "A")
	for range 4 {
		r.fault("unknown_code", "0220", "ZZ")
	}
	refund := r.ask(4, "refund", "1", "--trace", sale, "--card", "A")["trace"].(string)
	require.Contains(t, r.ask(0, "status", sale)["next"], "凭证号 "+refund)
	r.refused(6, "refund_open", "refund", "1", "--trace", sale, "--card", "A")
	r.ask(0, "balance", "--card", "A")
	require.Equal(t, "parked", r.ask(0, "status", refund)["money"])
	require.Contains(t, r.ask(0, "status", sale)["next"], "posterm reversal resolve "+refund)
	r.refused(7, "void_parked", "refund", "1", "--trace", sale, "--card", "A")
}

// TestAHoldIsThereAgain after its completion was voided, in words and on paper.
func TestAHoldIsThereAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	hold := r.ask(0, "preauth", "20", "--card", "B")["trace"].(string)
	completion := r.ask(0, "complete", "10", "--trace", hold, "--card", "B")["trace"].(string)
	require.Contains(t, r.ask(0, "status", hold)["said"], "已做过完成")
	r.ask(0, "complete-void", completion, "--card", "B")
	require.NotContains(t, r.ask(0, "status", hold)["said"], "已做过完成")
	r.ask(0, "reprint", hold)
	slips := r.lab.Printer.Slips()
	require.NotContains(t, slips[len(slips)-1].Text, "已做过预授权完成")
	r.refused(2, "other_kind", "void", hold, "--card", "B")
}

// TestAnEnquiryIsNotTheLastWord: the host says what it answered then; what became of it since, the record says.
func TestAnEnquiryIsNotTheLastWord(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	sale := r.sale("10")["trace"].(string)
	r.ask(0, "void", sale, "--card", "A")
	o := r.ask(0, "query", sale)
	require.Contains(t, o["said"], "主机当时")
	require.Contains(t, o["next"], "本机记录：该交易已撤销")
}

// TestAnInquiryDoesNotHideWhatIsParked: it went well, and there is something to do.
func TestAnInquiryDoesNotHideWhatIsParked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	require.Equal(t, "无需处理。", r.ask(0, "balance", "--card", "A")["next"])
	r.park("2")
	require.Contains(t, r.ask(0, "balance", "--card", "A")["next"], "posterm reversal list")
}

// TestWhatIsDecidedOnTheWayIsTold: a refund that got its answer before another transaction says which.
func TestWhatIsDecidedOnTheWayIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	sale := r.sale("10")["trace"].(string)
	r.fault("drop_response", "0220")
	refund := r.ask(4, "refund", "1", "--trace", sale, "--card", "A")["trace"].(string)
	require.Contains(t, r.run("balance", "--card", "A").out, "凭证号 "+refund+"：退货成功")
}
