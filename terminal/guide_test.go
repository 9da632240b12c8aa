package terminal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// everyFault are the paper faults, each as it makes a slip owed.
func everyFault(k txn.Kind) (all []told) {
	for f := txn.FaultNone; f.Words() != (txn.Words{}); f++ {
		for _, s := range papers(k)[:1] {
			t := tell("approved, slip owed: "+f.String(), s.txn, 0, slipOwed(f))
			all = append(all, t)
		}
		if f == txn.FaultBusy {
			return all
		}
	}
	return all
}

// everything is every way a transaction of a kind can stand with every way its paper can.
func everything(k txn.Kind) []told { return append(append(states(k), papers(k)...), everyFault(k)...) }

// TestACashierIsGuided walks kinds, states and paper faults: what happened to the money, what to do
// next and what not to do must all be there, in both languages (requirement 76).
//
// Covers: R23, R76, R89.
func TestACashierIsGuided(t *testing.T) {
	cases, verdicts := map[Case]int{}, map[txn.Verdict]int{}
	for _, k := range txn.Kinds() {
		for _, s := range everything(k) {
			said, next := verdictWords(s.txn, s.view)
			g := s.view.Guide()
			cases[g.Case]++
			verdicts[s.view.Verdict]++
			at := fmt.Sprintf("%s, %s", k, s.name)
			for _, w := range []txn.Words{said, next, g.Large} {
				require.NotEmpty(t, w.ZH, at)
				require.NotEmpty(t, w.EN, at)
			}
			require.Equal(t, g.Not.ZH == "", g.Not.EN == "", at)
			switch g.Case {
			case ItHappened:
				if k.Moves() && s.view.wanting() {
					require.Contains(t, g.Not.ZH, "不要", at)
					missing := s.view.owes() || s.view.PaperFault != nil
					require.Equal(t, missing, strings.Contains(g.Not.ZH, "只差小票"), at)
					require.Equal(t, !missing, strings.Contains(g.Not.ZH, "小票可重打印"), at)
					require.Contains(t, said.ZH+next.ZH, "小票", at)
				}
				if k.Moves() && s.view.owes() && s.view.PaperFault != nil {
					require.Contains(t, next.ZH, "重打印", at)
					require.Contains(t, next.EN, "reprint", at)
					require.Contains(t, said.ZH, s.view.PaperFault.Words().ZH, at)
					require.Contains(t, next.ZH, s.view.PaperFault.Mend().ZH, at)
				}
			case NothingDid:
				if k.BringsMoney() {
					require.Contains(t, g.Not.ZH, "不要交货", at)
					require.Contains(t, g.Not.EN, "Hand over no goods", at)
					require.NotEmpty(t, g.Else.ZH+g.Else.EN, at)
				}
				require.Equal(t, k.Moves(), g.Not.ZH != "", at)
			case NotKnown:
				require.True(t, g.Desk, at)
				require.Contains(t, g.Not.ZH, "不要", at)
				if k.BringsMoney() {
					require.Regexp(t, "不要(重复|再次)", g.Not.ZH, at)
					require.Contains(t, g.Not.ZH, "不要凭扣款短信交货", at)
				}
			}
		}
	}
	require.Len(t, cases, 3)
	require.Len(t, verdicts, len(large), "every verdict was walked")
}

// TestGoldenGuidance: what stands on the screen, for sale, void and pre-authorisation.
func TestGoldenGuidance(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		var b strings.Builder
		for _, k := range []txn.Kind{txn.Sale, txn.Void, txn.Refund, txn.Preauth, txn.WalletPay, txn.Settle} {
			fmt.Fprintf(&b, "# %s\n\n", k.Words().In(lang))
			for _, s := range everything(k) {
				said, next := verdictWords(s.txn, s.view)
				g := s.view.Guide()
				fmt.Fprintf(&b, "%s\n  [%c] %s\n  %s\n  > %s\n", s.name, g.Case, g.Large.In(lang), said.In(lang), next.In(lang))
				if g.Else.ZH != "" && next != g.Else {
					fmt.Fprintf(&b, "  > %s\n", g.Else.In(lang))
				}
				if g.Not.ZH != "" {
					fmt.Fprintf(&b, "  ! %s\n", g.Not.In(lang))
				}
				if g.Desk {
					b.WriteString("  + " + txn.Words{ZH: "客服所需: 终端号 时间 金额 凭证号，客服电话", EN: "service desk: terminal, time, amount, trace, phone"}.In(lang) + "\n")
				}
			}
			b.WriteByte('\n')
		}
		goldenWords(t, "guidance_"+lang.String()+".txt", b.String())
	}
}
