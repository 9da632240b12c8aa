package terminal

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

var updateWords = flag.Bool("update", false, "rewrite the golden sentences; read the diff before committing it")

// told is one way a transaction can stand, as a view tells it.
type told struct {
	name string
	txn  roll.Txn
	view View
}

// tell makes the view of a transaction as the loop does, as far as words need it.
func tell(name string, t roll.Txn, live roll.ID, more ...func(*View)) told {
	v := View{Kind: t.Kind, Response: code(t), Money: t.Money(live), Verdict: t.Verdict(live)}
	if t.Outcome.Balance != nil {
		balance := t.Outcome.Balance.String()
		v.Balance = &balance
	}
	for _, m := range more {
		m(&v)
	}
	return told{name, t, v}
}

// stood is a transaction of a kind whose last row about the money is one.
func stood(k txn.Kind, is roll.What, more ...func(*roll.Txn)) roll.Txn {
	t := roll.Txn{ID: 7, Kind: k, Trace: 12, Is: is, Intent: roll.Intent{Amount: 1234}}
	for _, m := range more {
		m(&t)
	}
	return t
}

func withCode(c txn.Code) func(*roll.Txn) { return func(t *roll.Txn) { t.Outcome.Code = c } }

func byWord(stands bool) func(*roll.Txn) {
	return func(t *roll.Txn) { t.Decision = &roll.Decision{Stands: stands} }
}

// states are every way a transaction of a kind can stand that its rows allow.
func states(k txn.Kind) []told {
	if k.Local() {
		return append([]told{tell("approved", stood(k, roll.Approved), 0)}, tieStates(k)...)
	}
	all := []told{
		tell("under way", stood(k, roll.IntentMade), 7), tell("cut", stood(k, roll.IntentMade), 0), tell("approved", stood(k, roll.Approved, withCode("00")), 0),
		tell("declined", stood(k, roll.Declined, withCode("05")), 0), tell("declined as a duplicate", stood(k, roll.Declined, withCode("94")), 0),
		tell("declined for now", stood(k, roll.Declined, withCode("96")), 0), tell("declined: sign in first", stood(k, roll.Declined, withCode("A0")), 0),
		tell("not sent", stood(k, roll.NotSent), 0), tell("in doubt", stood(k, roll.InDoubt), 0),
	}
	if k.Doubt() == txn.Forgotten {
		forged := func(t *roll.Txn) { t.Doubt.Reason = txn.BadMAC }
		unclear := func(t *roll.Txn) { t.Doubt.Code = "96" }
		all = append(all, tell("answered with a wrong MAC", stood(k, roll.InDoubt, forged), 0), tell("answered, but nothing is decided", stood(k, roll.InDoubt, unclear), 0))
	}
	if k.Tie() == txn.Undoes {
		all = append(all, tell("declined: no such original", stood(k, roll.Declined, withCode("25")), 0))
	}
	if k.Moves() {
		all = append(all, tell("a person: it stands", stood(k, roll.Resolved, byWord(true)), 0), tell("a person: it does not", stood(k, roll.Resolved, byWord(false)), 0))
	}
	switch k.Doubt() {
	case txn.Reversed:
		all = append(all, tell("reversed", stood(k, roll.Reversed), 0), tell("parked", stood(k, roll.Parked), 0))
	case txn.Repeated:
		all = append(all, tell("parked", stood(k, roll.Parked), 0))
	case txn.Asked:
		all = append(all, tell("closed unpaid", stood(k, roll.Unpaid), 0))
	}
	return append(append(all, ownStates(k)...), tieStates(k)...)
}

// ownStates are what one kind alone can come to.
func ownStates(k txn.Kind) []told {
	switch k {
	case txn.Balance:
		rich := txn.Fen(50_000)
		return []told{tell("with a balance", stood(k, roll.Approved, func(t *roll.Txn) { t.Outcome.Balance = &rich }), 0)}
	case txn.Query:
		held := func(t *roll.Txn) { t.Outcome.Holds = &roll.Holding{Found: true, Response: "51"} }
		return []told{tell("found", stood(k, roll.Approved, held), 0), tell("not found", stood(k, roll.Declined, withCode("25")), 0)}
	case txn.SignIn:
		return []told{tell("bad keys", stood(k, roll.Declined), 0)}
	case txn.Settle:
		report := func(is txn.Comparison, parked ...txn.Trace) roll.Txn {
			return stood(k, roll.Approved, func(t *roll.Txn) { t.Outcome.Report = &roll.Report{Result: is, Parked: parked} })
		}
		refused := func(t *roll.Txn) { t.RevCode = "58" }
		return []told{
			tell("refused", stood(k, roll.IntentMade, refused), 0),
			tell("balanced", report(txn.Balanced), 0), tell("not balanced", report(txn.Unbalanced), 0), tell("not compared by the host", report(txn.CompareError), 0),
			tell("with parked ones", report(txn.Balanced, 12, 13), 0), tell("not balanced, slip owed", report(txn.Unbalanced), 0, slipOwed(txn.FaultPaperOut)),
		}
	}
	return nil
}

// tieStates are what voids, refunds and completions make of a transaction.
func tieStates(k txn.Kind) (all []told) {
	voided := func(is roll.What) func(*roll.Txn) { return func(t *roll.Txn) { t.Void, t.VoidIs = 9, is } }
	taken := func(is roll.What) func(*roll.Txn) { return func(t *roll.Txn) { t.Taken, t.TakenIs = 9, is } }
	refunded := func(back, open txn.Fen) func(*roll.Txn) {
		return func(t *roll.Txn) { t.Refunded, t.Refunding = back, open }
	}
	add := func(name string, change func(*roll.Txn), more ...func(*View)) {
		all = append(all, tell(name, stood(k, roll.Approved, change), 0, more...))
	}
	if k.Local() && k.VoidKind() != txn.KindNone {
		add("voided", voided(roll.Approved))
		return all
	}
	if k.VoidKind() != txn.KindNone {
		add("its void in doubt", voided(roll.InDoubt))
		add("voided", voided(roll.Approved))
		add("its void parked", voided(roll.Parked), func(v *View) { v.tied = roll.Txn{ID: 60, Kind: txn.Void, Trace: 13, Is: roll.Parked} })
	}
	if k.RefundKind() != txn.KindNone {
		add("refunded in part", refunded(500, 0))
		add("refunded in full", refunded(1234, 0))
		add("a refund open", refunded(500, 100))
	}
	if k == txn.Preauth {
		add("completed", taken(roll.Approved))
		add("its completion in doubt", taken(roll.InDoubt))
		add("its completion parked", taken(roll.Parked))
	}
	return all
}

// slip puts the slip of the transaction in a state.
func slip(state txn.Paper, pieces int) func(*View) {
	return func(v *View) {
		v.Pieces = pieces
		if v.Kind == txn.Settle {
			v.Slips = []SlipState{{Form: txn.FormSettlement, State: state}}
			return
		}
		v.Paper.Merchant = state
	}
}

func slipOwed(f txn.Fault) func(*View) {
	return func(v *View) {
		slip(txn.PaperDue, 0)(v)
		if f != txn.FaultNone {
			v.PaperFault = &f
		}
	}
}

// papers are every way the paper of an approved transaction can stand.
func papers(k txn.Kind) (all []told) {
	weak := txn.GradeUnconfirmed
	for _, p := range []struct {
		name string
		set  func(*View)
	}{
		{"owed", slipOwed(txn.FaultNone)},
		{"owed, no paper", slipOwed(txn.FaultPaperOut)},
		{"owed, switched off", slipOwed(txn.FaultDisabled)},
		{"printing", slip(txn.PaperPrinting, 0)},
		{"printed", slip(txn.PaperPrinted, 1)},
		{"in two pieces", slip(txn.PaperPrinted, 2)},
		{"printed in the cold", func(v *View) { slip(txn.PaperPrinted, 1)(v); v.Faint = true }},
		{"sent", func(v *View) { slip(txn.PaperUnconfirmed, 1)(v); v.Grade = &weak }},
		{"none, switched off", func(v *View) { f := txn.FaultDisabled; v.PaperFault = &f }},
		{"none, no copies", func(v *View) { v.unslipped = v.Kind.Moves() }},
	} {
		done := stood(k, roll.Approved)
		if k == txn.Settle {
			done.Outcome.Report = &roll.Report{Result: txn.Balanced}
		}
		all = append(all, tell("approved, slip "+p.name, done, 0, p.set))
	}
	return all
}

// TestEverythingIsSaid: every kind in every state has a sentence about what happened and
// one about what to do, in both languages.
func TestEverythingIsSaid(t *testing.T) {
	for _, k := range txn.Kinds() {
		for _, s := range append(states(k), papers(k)...) {
			said, next := verdictWords(s.txn, s.view)
			for _, w := range []txn.Words{said, next} {
				require.Regexp(t, `^[^。，：].+。$`, w.ZH, "%s, %s", k, s.name)
				require.Regexp(t, `^\S.+\.$`, w.EN, "%s, %s", k, s.name)
				for _, slip := range []string{"，，", "。。", "。，", "：。", "：，", "（）"} {
					require.NotContains(t, w.ZH, slip, "%s, %s", k, s.name)
				}
				for _, slip := range []string{"..", " .", " ,", "  ", ": .", ": ,", "()"} {
					require.NotContains(t, w.EN, slip, "%s, %s", k, s.name)
				}
			}
		}
	}
}

// claims are what a sentence says of the money, and when that is true.
var claims = []struct {
	zh, en string
	when   func(told) bool
}{
	{"已收款", "Paid", func(s told) bool { return s.view.Verdict == txn.Paid }},
	{"未收款", "Not paid", func(s told) bool { return s.view.Verdict == txn.NotPaid && s.txn.Kind.BringsMoney() }},
	{"未被扣款", "is not charged", func(s told) bool { return final(s) && !undoesMoney(s) }},
	{"款项退回", "the money goes back to", func(s told) bool { return s.view.Verdict == txn.Returned && s.view.Money == txn.MoneyApproved }},
	{"款项已退回", "the money went back to", func(s told) bool { return s.view.Money == txn.MoneyVoided }},
	{"款项将退回", "the money goes back.", func(s told) bool { return s.view.Verdict == txn.BeingReversed && s.txn.Kind.BringsMoney() }},
	{"款项未退", "no money went back", func(s told) bool { return final(s) && s.txn.Kind.Tie() == txn.GivesBack }},
	{"资金已冻结", "Held", func(s told) bool { return s.view.Verdict == txn.OnHold }},
	{"解冻", "the hold is released", func(s told) bool { return s.view.Verdict == txn.Returned }},
	{"预授权仍然有效", "and the hold stands", func(s told) bool {
		completed := s.txn.Kind == txn.Complete && (final(s) || s.view.Verdict == txn.BeingReversed || s.view.Money == txn.MoneyVoided)
		return completed || s.txn.Kind == txn.PreauthVoid && final(s) || s.txn.Kind == txn.CompleteVoid && s.view.Verdict == txn.Returned
	}},
	{"原交易仍然有效", "the original stands", func(s told) bool { return final(s) && s.txn.Kind.Tie() == txn.Undoes }},
	{"正在冲正", "being reversed", func(s told) bool {
		return s.view.Verdict == txn.BeingReversed || s.txn.VoidIs == roll.InDoubt || s.txn.TakenIs == roll.InDoubt
	}},
	{"自动重发", "sent again", func(s told) bool { return s.txn.Kind.Doubt() == txn.Repeated && s.view.Verdict == txn.Asking }},
	{"正在查询", "being asked", func(s told) bool { return s.view.Verdict == txn.Asking && s.txn.Kind.Doubt() == txn.Asked }},
	{"订单已关闭", "the order is closed", func(s told) bool { return s.view.Money == txn.MoneyClosed }},
	{"人工核实", "a person must settle", func(s told) bool { return s.view.Verdict == txn.NeedsPerson || s.txn.TakenIs == roll.Parked }},
}

// final: nothing came of it, and nothing will.
func final(s told) bool { return s.view.Verdict == txn.NotPaid || s.view.Verdict == txn.NotDone }

// undoesMoney: it would have given money back.
func undoesMoney(s told) bool {
	return s.txn.Kind.Tie() == txn.Undoes || s.txn.Kind.Tie() == txn.GivesBack
}

// TestNoSentenceAboutMoneyIsWrong: what a sentence claims is what the rows say. "The
// original counts as paid" is no claim about the void that is in doubt; that a hold is not
// money yet, none that it failed.
func TestNoSentenceAboutMoneyIsWrong(t *testing.T) {
	for _, k := range txn.Kinds() {
		for _, s := range append(states(k), papers(k)...) {
			said, _ := verdictWords(s.txn, s.view)
			zh := strings.NewReplacer("仍按已收款处理", "", "尚未收款", "").Replace(said.ZH)
			for _, c := range claims {
				if strings.Contains(zh, c.zh) || strings.Contains(said.EN, c.en) {
					require.True(t, c.when(s), "%s, %s: %s / %s", k, s.name, said.ZH, said.EN)
				}
			}
		}
	}
}

// TestEverySentenceClaimsItsVerdict: what must be said about the money is said.
func TestEverySentenceClaimsItsVerdict(t *testing.T) {
	must := map[txn.Verdict]txn.Words{
		txn.Paid: {ZH: "已收款", EN: "Paid"}, txn.NotPaid: {ZH: "未收款", EN: "Not paid"}, txn.OnHold: {ZH: "尚未收款", EN: "not paid yet"},
		txn.BeingReversed: {ZH: "正在冲正", EN: "being reversed"}, txn.NeedsPerson: {ZH: "需人工核实", EN: "a person must settle"},
	}
	for _, k := range txn.Kinds() {
		for _, s := range append(states(k), papers(k)...) {
			said, next := verdictWords(s.txn, s.view)
			w, has := must[s.view.Verdict]
			if s.txn.TakenIs == roll.Approved {
				w = txn.Words{ZH: "以完成交易为准", EN: "that transaction tells"}
			}
			if has && k.Moves() {
				require.Contains(t, said.ZH, w.ZH, "%s, %s", k, s.name)
				require.Contains(t, said.EN, w.EN, "%s, %s", k, s.name)
			}
			open := s.view.Verdict == txn.BeingReversed || s.view.Verdict == txn.Asking
			if open && k.Moves() {
				require.Contains(t, said.ZH+next.ZH, "请勿", "%s, %s: nothing keeps a cashier from doing it twice", k, s.name)
				require.Contains(t, said.EN+next.EN, "Do not", "%s, %s", k, s.name)
			}
		}
	}
}

// screensShown are all screens.
func screensShown() (all []machine.Shown) {
	for s := machine.SigningIn; s <= machine.NotDecided; s++ {
		all = append(all, s)
	}
	return all
}

// TestEveryScreenHasItsWords: whatever the machine shows on the way, a door has words for it.
// What is printed is named: a report and a test slip have no trace number.
func TestWhatIsPrintedIsNamed(t *testing.T) {
	for form, want := range map[txn.Form]string{
		txn.FormSlip: "正在打印 凭证号 000012", txn.FormDetails: "正在打印 交易明细", txn.FormTotals: "正在打印 交易汇总",
		txn.FormTrial: "正在打印 测试单", txn.FormSettlement: "正在打印 批结算单",
	} {
		trace := txn.Trace(12)
		if form.Report() {
			trace = 0
		}
		require.Equal(t, want, screenWords(machine.Screen{Is: machine.Reprinting, Form: form, Trace: trace}).ZH)
	}
}

// A duplicate at the host is refused whatever card comes next: one thing to do, and no second one against it.
func TestADuplicateHasOneNextStep(t *testing.T) {
	for _, k := range txn.Kinds() {
		if k.Local() {
			continue // no host sees it
		}
		s := tell("", stood(k, roll.Declined, withCode("94")), 0)
		said, next := verdictWords(s.txn, s.view)
		require.Contains(t, next.ZH, "请联系服务人员", k)
		require.NotContains(t, said.ZH+next.ZH, "稍后", k)
		require.NotContains(t, next.ZH, "换卡", k)
		g := s.view.Guide()
		require.Contains(t, next.ZH, g.Else.ZH, k)
		require.Contains(t, next.EN, g.Else.EN, k)
	}
}

func TestEveryScreenHasItsWords(t *testing.T) {
	for _, is := range screensShown() {
		for _, k := range txn.Kinds() {
			w := screenWords(machine.Screen{Is: is, Kind: k, Trace: 12, N: 2, Refusal: machine.RefusedBusy})
			if is == machine.Finished {
				require.Equal(t, txn.Words{}, w, "its end says it")
				continue
			}
			if (!k.Moves() || k.Local()) && (is == machine.Undone || is == machine.NeedsYou) {
				continue // nothing is owed for it
			}
			require.True(t, w.ZH != "" && w.EN != "", "%d %s", is, k)
			require.NotContains(t, w.ZH+w.EN, "{")
		}
	}
}

// TestGoldenWords: all sentences that a merchant may read, one by one.
func TestGoldenWords(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		var b strings.Builder
		for _, k := range txn.Kinds() {
			fmt.Fprintf(&b, "# %s\n", k.Words().In(lang))
			all := states(k)
			if k == txn.Sale || k == txn.Void || k == txn.Settle {
				all = append(all, papers(k)...)
			}
			for _, s := range all {
				said, next := verdictWords(s.txn, s.view)
				fmt.Fprintf(&b, "%s:\n  %s\n  > %s\n", s.name, said.In(lang), next.In(lang))
			}
			b.WriteByte('\n')
		}
		b.WriteString("# " + txn.Words{ZH: "过程", EN: "on the way"}.In(lang) + "\n")
		for _, is := range screensShown() {
			for _, k := range []txn.Kind{txn.Sale, txn.Void, txn.Preauth, txn.PreauthVoid, txn.Complete, txn.CompleteVoid, txn.QRSale, txn.Refund} {
				of := is == machine.Undone && k.Reversible() || is == machine.NeedsYou && (k == txn.Sale || k == txn.Refund)
				if w := screenWords(machine.Screen{Is: is, Kind: k, Trace: 12, N: 2, Refusal: machine.RefusedBusy}); of || k == txn.Sale && w.ZH != "" {
					fmt.Fprintln(&b, w.In(lang))
				}
			}
		}
		goldenWords(t, "words_"+lang.String()+".txt", b.String())
	}
}

func goldenWords(t *testing.T, name, got string) {
	file := filepath.Join("..", "testdata", name)
	if *updateWords {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
