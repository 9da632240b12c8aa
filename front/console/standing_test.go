package console

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// What changes while nobody presses a key is told by lines once, with the question after it.
func TestAChangeIsToldOnALineOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDevice(txn.Chinese)
		d.paperOut = true
		d.sold(1234)
		in, person := io.Pipe()
		out, ended := newPage(), make(chan error, 1)
		go func() { ended <- Run(t.Context(), config(d, in, out)) }()
		out.wait("欠小票 2 张")
		out.wait(choosePrompt.ZH)
		d.load()
		d.screens.Changed()
		out.wait("\n小票已补打：原欠 2 张，现欠 0 张\n" + choosePrompt.ZH)
		d.screens.Changed() // nothing new
		synctest.Wait()
		d.low = true
		d.screens.Changed()
		out.wait("\n" + rollLow.ZH + "\n" + choosePrompt.ZH)
		_, err := io.WriteString(person, "0\n")
		require.NoError(t, err)
		require.ErrorIs(t, <-ended, ErrExit)
		require.Equal(t, 1, strings.Count(out.text, "小票已补打"))
	})
}

// A page that stands there is told anew; one that was read does not come back, and the keys typed stay.
func TestAPageIsToldAnew(t *testing.T) {
	b := newBoard(t, txn.Chinese, 40, 20)
	owes := renewal{page: []tellMsg{{text: "已收款", loud: true, page: true}, {text: "小票待打印", page: true}}, standing: []string{"欠小票 1 张"}}
	printed := renewal{page: []tellMsg{{text: "已收款", loud: true, page: true}, {text: "小票已打印", page: true}}}
	b.Update(tellMsg{text: "冲正成功", keep: true})
	for _, m := range owes.page {
		b.Update(m)
	}
	b.Update(standMsg(owes.standing))
	b.asks(menuQuestion)
	require.Contains(t, b.shows(), "小票待打印\n欠小票 1 张")
	b.Update(printed)
	require.Contains(t, b.shows(), "小票已打印")
	require.Contains(t, b.shows(), "冲正成功")
	require.NotContains(t, b.shows(), "待打印")
	require.NotContains(t, b.shows(), "欠小票")
	b.keys("[enter]")
	b.Update(quietMsg{b.turn})
	b.keys("1")
	b.Update(owes)
	require.Contains(t, b.shows(), "欠小票 1 张", "the menu says what is owed")
	require.NotContains(t, b.shows(), "已收款", "it was read")
	require.Contains(t, b.shows(), "> 1_")
	b.keys("[enter]")
	b.hears("1")
	b.asks(amountQuestion)
	require.NotContains(t, b.shows(), "欠小票", "an amount is asked for, nothing else")
}

// What is owed and wanting stands at the menu, with the key that helps.
//
// Covers: R7, R83.
func TestTheMenuSaysWhatIsOwed(t *testing.T) {
	for _, tt := range []struct {
		name string
		now  terminal.Condition
		want []string
	}{
		{"nothing", terminal.Condition{}, nil},
		{"slips", terminal.Condition{Owed: 2, Fault: txn.FaultPaperOut}, []string{"欠小票 2 张：打印机就绪后自动补打，也可选 4 重打印", "打印机缺纸：请装纸"}},
		{"no paper, nothing owed", terminal.Condition{Fault: txn.FaultPaperOut}, []string{"打印机缺纸：请装纸"}},
		{"printing is switched off", terminal.Condition{Fault: txn.FaultDisabled}, nil},
		{"no line", terminal.Condition{Line: "refused"}, []string{"上次未连上收单行"}},
		{"a roll near its end", terminal.Condition{NearEnd: true}, []string{rollLow.ZH}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := menu{Config: config(newDevice(txn.Chinese), nil, nil)}
			lines, err := m.standing(t.Context(), tt.now)
			require.NoError(t, err)
			require.Len(t, lines, len(tt.want))
			for i, want := range tt.want {
				require.Contains(t, lines[i], want)
			}
		})
	}
}

// A slip that is still in the printer is told as long as it is there; then the transaction is.
func TestASlipInThePrinterIsToldUntilItIsOut(t *testing.T) {
	d := newDevice(txn.Chinese)
	d.paperOut = true
	d.sold(1234)
	var out strings.Builder
	m := menu{Config: config(d, nil, nil), face: &lineFace{out: &out, lang: txn.Chinese}}
	tell := m.inPrinter(terminal.Reply{Refusal: machine.RefusedHeld})
	require.NoError(t, tell(t.Context()))
	require.Contains(t, out.String(), "小票还在打印机里")
	d.load()
	out.Reset()
	require.NoError(t, tell(t.Context()))
	require.NotContains(t, out.String(), "还在打印机里")
	require.Contains(t, out.String(), "【已收款】")
}

// A settlement that was cut and orders that are not decided stand there, too: whoever comes to a terminal that was powered on must not
// find out by a refusal.
func TestTheMenuSaysWhatIsNotDecided(t *testing.T) {
	d := newDevice(txn.Chinese)
	d.done = []deal{
		{view: terminal.View{Kind: txn.Settle, Verdict: txn.Asking}}, {view: terminal.View{Kind: txn.WalletPay, Verdict: txn.Asking}},
		{view: terminal.View{Kind: txn.Refund, Verdict: txn.Asking}}, {view: terminal.View{Kind: txn.Sale, Verdict: txn.Paid}},
	}
	m := menu{Config: config(d, nil, nil)}
	lines, err := m.standing(t.Context(), terminal.Condition{})
	require.NoError(t, err)
	require.Equal(t, []string{settleOpen.ZH, "结果未定 2 笔：做一笔联机交易，会自动查询或重发"}, lines)
}
