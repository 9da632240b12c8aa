package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

const mark = "重打印凭证 DUPLICATE"

func ptr[T any](v T) *T { return &v }

// originals counts the unmarked slips on paper that carry this text.
func (r *rig) originals(text string) (n int) {
	for _, s := range r.lab.Printer.Slips() {
		if s.Continues == nil && !s.Duplicate && strings.Contains(s.Text, text) {
			n++
		}
	}
	return n
}

func TestTwoCopies(t *testing.T) {
	t.Parallel()
	for copies, want := range map[string]object{
		"0": {"merchant": "not_due", "cardholder": "not_due"},
		"1": {"merchant": "printed", "cardholder": "not_due"},
		"2": {"merchant": "printed", "cardholder": "printed"},
	} {
		t.Run(copies, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings{"terminal.copies": copies})
			require.Equal(t, want, r.sale("1").in("paper"))
			require.Len(t, r.lab.Printer.Slips(), int(copies[0]-'0'))
			r.agrees()
		})
	}
}

// TestWhyNothingWasPrinted: no byte left, and the journal alone still tells why.
func TestWhyNothingWasPrinted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.hurt(printer.Faults{Cover: ptr("open")})
	require.Equal(t, "cover_open", r.ask(5, "sale", "1", "--card", "A")["paper_fault"])
	require.Equal(t, "cover_open", r.ask(0, "status")["paper_fault"])
	r.hurt(printer.Faults{Cover: ptr("closed")})
	require.Nil(t, r.ask(0, "reprint")["paper_fault"])
	require.Equal(t, 1, r.originals("持卡人存根"))
	r.agrees()
}

// TestPaperEndsInTheMiddle: the money is safe, and there is one original of each copy.
//
// Covers: R7, R25, R32.
func TestPaperEndsInTheMiddle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.hurt(printer.Faults{PaperOutAfterRows: ptr(200)})
	o := r.ask(5, "sale", "12.34", "--card", "A")
	require.Equal(t, "paid", o["verdict"])
	require.Equal(t, "paper_out", o["paper_fault"])
	require.Equal(t, 2.0, o["owed_slips"])
	require.Equal(t, object{"merchant": "due", "cardholder": "due"}, o.in("paper"))
	require.Contains(t, o["said"], "请勿重复刷卡")
	require.Equal(t, "paid", r.ask(0, "status")["verdict"])
	require.Len(t, r.ask(0, "status", "--pending").list("transactions"), 1)

	still := r.ask(5, "reprint") // no paper yet
	require.Equal(t, "paper_out", still["paper_fault"])
	require.Contains(t, still["next"], "请装纸")
	r.lab.Printer.LoadPaper()
	after := r.ask(0, "reprint")
	require.Equal(t, object{"merchant": "printed", "cardholder": "printed"}, after.in("paper"))
	require.Equal(t, 0.0, after["owed_slips"])
	require.Equal(t, 1, r.originals("MERCHANT COPY"))
	require.Equal(t, 1, r.originals("CARDHOLDER COPY"))
	r.agrees()
}

// TestSellingGoesOnWithoutPaper: slips are owed, and printed when there is paper.
//
// Covers: R31, R32.
func TestSellingGoesOnWithoutPaper(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.copies": "1"})
	r.ask(0, "signin")
	r.hurt(printer.Faults{Paper: ptr("out")})
	for i, amount := range []string{"1", "2", "3"} {
		o := r.ask(5, "sale", amount, "--card", "A")
		require.Equal(t, float64(i+1), o["owed_slips"])
		require.Equal(t, "due", o.in("paper")["merchant"])
	}
	require.Equal(t, 5, r.run("reprint").code)
	require.Contains(t, r.run("reprint").out, "未打印，打印机缺纸：请装纸。还有 3 张小票待打印。")
	require.Contains(t, r.run("--lang", "en", "reprint").out, "Slips still owed: 3.")
	require.Empty(t, r.lab.Printer.Slips())
	r.lab.Printer.LoadPaper()
	require.Equal(t, 0.0, r.ask(0, "reprint")["owed_slips"], "all that is owed")
	require.Len(t, r.lab.Printer.Slips(), 3)
	require.Equal(t, 3, r.originals("MERCHANT COPY"))
	require.Empty(t, r.ask(0, "status", "--pending").list("transactions"))
	r.agrees()
}

func TestPrinterFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		hurt  printer.Faults
		mend  printer.Faults
		fault string
	}{
		{"cover", printer.Faults{Cover: ptr("open")}, printer.Faults{Cover: ptr("closed")}, "cover_open"},
		{"paper", printer.Faults{Paper: ptr("out")}, printer.Faults{Paper: ptr("ok")}, "paper_out"},
		{"power", printer.Faults{Power: ptr("off")}, printer.Faults{Power: ptr("on")}, "offline"},
		{"cable", printer.Faults{Cable: ptr("unplugged")}, printer.Faults{Cable: ptr("ok")}, "offline"},
		{"silent", printer.Faults{Silent: ptr(true)}, printer.Faults{Silent: ptr(false)}, "no_reply"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.ask(0, "signin")
			r.hurt(tt.hurt)
			o := r.ask(5, "sale", "1", "--card", "A")
			require.Equal(t, "paid", o["verdict"])
			require.Equal(t, 2.0, o["owed_slips"])
			require.Equal(t, object{"merchant": "due", "cardholder": "due"}, o.in("paper"))
			require.Equal(t, tt.fault, o["paper_fault"], o["said"])
			require.Equal(t, 5, r.run("reprint").code)
			r.hurt(tt.mend)
			require.Equal(t, 0.0, r.ask(0, "reprint")["owed_slips"])
			require.Len(t, r.lab.Printer.Slips(), 2)
			require.Equal(t, 1, r.originals("MERCHANT COPY"))
			require.Equal(t, 1, r.originals("CARDHOLDER COPY"))
			r.agrees()
		})
	}
}

func TestPrinterThatIsNotThere(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"printer.port": `"tcp://127.0.0.1:1"`})
	o := r.ask(5, "sale", "1", "--card", "A")
	require.Equal(t, "paid", o["verdict"])
	require.Equal(t, "due", o.in("paper")["merchant"])
	require.NotNil(t, o["paper_fault"])
	require.Contains(t, r.run("status").out, "请勿重复刷卡")
}

// Covers: R34.
func TestNoPrinter(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"printer.port": `"none"`})
	o := r.sale("1")
	require.Equal(t, object{"merchant": "not_due", "cardholder": "not_due"}, o.in("paper"))
	require.Equal(t, "disabled", o["paper_fault"])
	require.Nil(t, o["grade"])
	require.Equal(t, 0.0, o["owed_slips"])
	r.refused(2, "printing_disabled", "reprint")
}

// TestGrades: what a printer can prove is what is claimed.
func TestGrades(t *testing.T) {
	t.Parallel()
	for confirm, want := range map[string][2]string{
		"process_id": {"printed", "printed"}, "gs_r": {"printed", "processed"}, "none": {"unconfirmed", "unconfirmed"},
	} {
		t.Run(confirm, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings{"terminal.copies": "1"})
			r.hurt(printer.Faults{Confirm: ptr(confirm)})
			o := r.sale("1")
			require.Equal(t, want[0], o.in("paper")["merchant"])
			require.Equal(t, want[1], o["grade"])
			require.Equal(t, 0.0, o["owed_slips"])
			require.Len(t, r.lab.Printer.Slips(), 1)
			if confirm == "none" {
				require.Contains(t, o["next"], "请看小票", "a person is asked to look")
			}
			again := r.ask(0, "reprint")
			require.Equal(t, want[0], again.in("paper")["merchant"])
			require.Len(t, r.lab.Printer.Slips(), 2)
			require.Equal(t, 1, r.originals("MERCHANT COPY"))
		})
	}
}

// TestReprints: every further paper says what it is.
//
// Covers: R41, R42.
func TestReprints(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	r.refused(2, "nothing_to_print", "reprint")
	r.refused(2, "nothing_to_print", "reprint", "77")
	r.ask(0, "balance", "--card", "A")
	for _, trace := range []string{"1", "2"} { // a sign-in and an inquiry went well: no paper may call them 未成功
		r.refused(2, "nothing_to_print", "reprint", trace)
	}
	trace := r.sale("12.34")["trace"].(string)
	last := func() string { s := r.lab.Printer.Slips(); return s[len(s)-1].Text }
	for _, n := range []string{"第2次", "第3次"} {
		require.Equal(t, 0, r.run("reprint").code)
		require.Contains(t, last(), n)
		require.Equal(t, 2, strings.Count(last(), mark), "first and last line")
		require.Contains(t, last(), "MERCHANT COPY")
	}
	r.ask(0, "reprint", trace, "--copy", "cardholder")
	require.Contains(t, last(), "第2次")
	require.Contains(t, last(), "CARDHOLDER COPY")

	r.ask(3, "sale", "600", "--card", "A")
	r.ask(0, "reprint")
	require.Contains(t, last(), "未成功 NOT APPROVED")
	require.NotContains(t, last(), "授权码  ")
	r.ask(0, "void", trace, "--card", "A")
	r.ask(0, "reprint", trace)
	require.Contains(t, last(), "已撤销 VOIDED")
	require.Contains(t, last(), mark)
	r.ask(0, "reprint", "000001/"+trace)
	r.hurt(printer.Faults{Paper: ptr("out")})
	require.Equal(t, "paper_out", r.ask(6, "reprint", trace)["paper_fault"], "nothing is owed")
	r.lab.Printer.LoadPaper()
	require.Equal(t, 0.0, r.ask(0, "status")["owed_slips"])
	r.refused(2, "nothing_to_print", "reprint", "000002/"+trace)
	r.agrees()
}

// TestReprintOfAReversedSale: no slip may look like money.
//
// Covers: R6.
func TestReprintOfAReversedSale(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	trace := r.owe("12.34")
	require.Empty(t, r.lab.Printer.Slips())
	r.ask(0, "reprint", trace)
	require.Contains(t, r.lab.Printer.Slips()[0].Text, "结果不明 NOT KNOWN YET")
	r.ask(0, "balance", "--card", "A")
	require.Equal(t, []any{map[string]any{"form": "reversal", "state": "printed"}, map[string]any{"form": "not_approved", "state": "printed"}}, r.ask(0, "status", trace)["slips"])
	r.ask(0, "reprint", trace)
	for _, s := range r.lab.Printer.Slips() {
		require.NotContains(t, s.Text, "POS签购单")
	}
	r.agrees()
}

// TestAKeyMakesUnconfirmedCopiesDueAgain: both, when no printer confirmed either; a marked one each.
func TestAKeyMakesUnconfirmedCopiesDueAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.hurt(printer.Faults{Confirm: ptr("none")})
	o := r.sale("12.34")
	require.Equal(t, object{"merchant": "unconfirmed", "cardholder": "unconfirmed"}, o.in("paper"))
	before := len(r.lab.Printer.Slips())
	r.hurt(printer.Faults{Confirm: ptr("process_id")})
	require.Equal(t, object{"merchant": "printed", "cardholder": "printed"}, r.ask(0, "reprint").in("paper"))
	slips := r.lab.Printer.Slips()[before:]
	require.Len(t, slips, 2)
	for i, label := range []string{"商户存根", "持卡人存根"} {
		require.Contains(t, slips[i].Text, label)
		require.True(t, slips[i].Duplicate)
	}
	r.ask(0, "reprint")
	require.Len(t, r.lab.Printer.Slips()[before:], 3, "of what is confirmed the merchant's copy is made")
	r.ask(0, "reprint", "--copy", "both")
	require.Len(t, r.lab.Printer.Slips()[before:], 5)
}

// TestTheCutterIsFreed: once a person has cleared it and asks, the slip that waits completes by itself.
func TestTheCutterIsFreed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.hurt(printer.Faults{Cutter: ptr("jammed")})
	require.Equal(t, "cutter", r.ask(5, "sale", "1", "--card", "A")["paper_fault"])
	require.Equal(t, "cutter", r.ask(5, "reprint")["paper_fault"], "it is still blocked")
	r.hurt(printer.Faults{Cutter: ptr("ok")})
	require.Equal(t, object{"merchant": "printed", "cardholder": "printed"}, r.ask(0, "reprint").in("paper"))
	require.Equal(t, 1, r.originals("商户存根"))
	require.Equal(t, 1, r.originals("持卡人存根"))
	r.agrees()
}
