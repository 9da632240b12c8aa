package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

var (
	lost = Spec{Name: "lost-answer", Title: txn.Words{ZH: "应答丢失", EN: "the answer is lost"}, Want: txn.Words{ZH: "冲正", EN: "a reversal"}, Rule: "RULES.md 3.1"}
	echo = Spec{Name: "echo", Title: txn.Words{ZH: "回响", EN: "echo"}, Want: txn.Words{ZH: "00", EN: "00"}, Rule: "PROTOCOL.md 3.1"}
)

func report() Report {
	return Report{Of: "terminal", Results: []Result{
		Of(echo, nil, []string{"→ 0820"}, time.Second),
		Of(lost, Failed("%[1]s 没有冲正", "%[1]s was not reversed", "000007"), []string{"→ 0200 11=000007"}, 1500*time.Millisecond),
		Of(lost, Unclear("没有消费", "no sale came"), nil, 0),
		Of(lost, NotOffered("没有", "not offered"), nil, 0),
		Of(lost, errors.New("stopped"), nil, 0),
	}}
}

// TestWhatAPersonReads: what failed has its evidence and the rule, in both languages.
func TestWhatAPersonReads(t *testing.T) {
	for lang, want := range map[txn.Lang]string{
		txn.English: `✓ echo                       echo
✗ lost-answer                the answer is lost
    fail: 000007 was not reversed
    wanted: a reversal (RULES.md 3.1)
      → 0200 11=000007
? lost-answer                the answer is lost
    inconclusive: no sale came
    wanted: a reversal (RULES.md 3.1)
- lost-answer                the answer is lost
    skipped: not offered
? lost-answer                the answer is lost
    inconclusive: stopped
    wanted: a reversal (RULES.md 3.1)

pass 1, fail 1, inconclusive 2, skipped 1
`,
		txn.Chinese: `✓ echo                       回响
✗ lost-answer                应答丢失
    不通过: 000007 没有冲正
    要求: 冲正 (RULES.md 3.1)
      → 0200 11=000007
? lost-answer                应答丢失
    无法判定: 没有消费
    要求: 冲正 (RULES.md 3.1)
- lost-answer                应答丢失
    跳过: 没有
? lost-answer                应答丢失
    无法判定: stopped
    要求: 冲正 (RULES.md 3.1)

通过 1, 不通过 1, 无法判定 2, 跳过 1
`,
	} {
		var b strings.Builder
		for _, r := range report().Results {
			require.NoError(t, WriteResult(&b, r, lang))
		}
		require.NoError(t, WriteSummary(&b, report(), lang))
		require.Equal(t, want, b.String())
	}
}

// TestWhatAMachineReads: one object on one line, and JUnit with failures and what was left out.
func TestWhatAMachineReads(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteJSON(&b, report()))
	require.Equal(t, 1, strings.Count(b.String(), "\n"))
	var object struct {
		Fail, Inconclusive int
		Cases              []struct {
			Case, Verdict string
			Why           *struct{ ZH, EN string }
			Evidence      []string
			Seconds       float64
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &object))
	require.Equal(t, 1, object.Fail)
	require.Equal(t, 2, object.Inconclusive)
	require.Nil(t, object.Cases[0].Why)
	require.Equal(t, "000007 was not reversed", object.Cases[1].Why.EN)
	require.Equal(t, 1.5, object.Cases[1].Seconds)
	require.Equal(t, []string{"→ 0200 11=000007"}, object.Cases[1].Evidence)

	b.Reset()
	require.NoError(t, WriteJUnit(&b, report()))
	require.Contains(t, b.String(), `tests="5" failures="1" skipped="3"`)
	require.Contains(t, b.String(), `<failure message="000007 was not reversed">`)
	b.Reset()
	require.NoError(t, WriteTAP(&b, report()))
	require.Equal(t, `TAP version 14
1..5
ok 1 - echo # time=1s
not ok 2 - lost-answer
  ---
  message: "000007 was not reversed"
  wanted: "a reversal"
  rule: "RULES.md 3.1"
  details: |
    → 0200 11=000007
  ...
ok 3 - lost-answer # SKIP inconclusive: no sale came
ok 4 - lost-answer # SKIP skipped: not offered
ok 5 - lost-answer # SKIP inconclusive: stopped
`, b.String())
	b.Reset()
	require.NoError(t, WriteListJSON(&b, "terminal", []Spec{echo}))
	require.JSONEq(t, `{"of":"terminal","cases":[{"case":"echo","title":{"zh":"回响","en":"echo"},"want":{"zh":"00","en":"00"},"rule":"PROTOCOL.md 3.1"}]}`, b.String())
}

// TestExit: a failure is worse than what could not be judged, and nothing judged is no pass.
func TestExit(t *testing.T) {
	of := func(verdicts ...Verdict) (r Report) {
		for _, v := range verdicts {
			r.Results = append(r.Results, Result{Verdict: v})
		}
		return r
	}
	require.Equal(t, ExitPass, of(Pass, Skipped).Exit())
	require.Equal(t, ExitFail, of(Pass, Inconclusive, Fail).Exit())
	require.Equal(t, ExitUnclear, of(Pass, Inconclusive).Exit())
	require.Equal(t, ExitUnclear, of(Skipped).Exit())
	require.Equal(t, ExitUnclear, of().Exit())
}

// TestChoice: a name may be cut at a hyphen, and nowhere else.
func TestChoice(t *testing.T) {
	all := []Spec{{Name: "sale"}, {Name: "settlement"}, {Name: "settlement-resumed"}}
	require.NoError(t, Choice{Only: []string{"settlement"}, Skip: []string{"settlement-resumed"}}.Check(all))
	require.ErrorContains(t, Choice{Skip: []string{"settle"}}.Check(all), "there are sale, settlement, settlement-resumed")
	require.Error(t, Choice{Only: []string{""}}.Check(all))
	c := Choice{Only: []string{"settlement"}, Skip: []string{"settlement-resumed"}}
	require.False(t, c.Runs(all[0]))
	require.True(t, c.Runs(all[1]))
	require.False(t, c.Runs(all[2]))
	require.True(t, Choice{}.Runs(all[0]))
	one := Choice{Only: []string{"=settlement"}}
	require.NoError(t, one.Check(all))
	require.True(t, one.Runs(all[1]))
	require.False(t, one.Runs(all[2]))
	require.Error(t, Choice{Only: []string{"=settle"}}.Check(all))
}
