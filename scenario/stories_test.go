package scenario

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stories is where the merchants' stories are.
const stories = "../testdata/scenarios"

// shortShare is which part of the stories is told with -short, as where races are looked for and everything takes ten times as long: one in so many.
const shortShare = 5

// TestStories tells all of them in memory.
func TestStories(t *testing.T) {
	all, err := Find([]string{stories})
	require.NoError(t, err)
	if testing.Short() {
		n := -1
		all = slices.DeleteFunc(all, func(*Story) bool { n++; return n%shortShare != 0 })
	}
	for _, r := range Run(t.Context(), all, Options{Seed: 1}) {
		if r.Failed() {
			t.Errorf("%s:%d %s\n%s", r.Story.File, r.Failure.Line, r.Telling, r.Failure.Text())
		}
	}
}

// TestExample: what is written for newcomers holds, and its schema knows its keys.
func TestExample(t *testing.T) {
	s, err := Parse("example.yaml", []byte(Example))
	require.NoError(t, err)
	for _, r := range Run(t.Context(), []*Story{s}, Options{Seed: 7}) {
		require.Nil(t, r.Failure)
	}
	require.Subset(t, sortedKeys(Schema()["properties"].(object)), header)
}

// told runs one story and gives how it ended.
func told(t *testing.T, text string) Result {
	t.Helper()
	s, err := Parse("story.yaml", []byte(text))
	require.NoError(t, err)
	results := Run(t.Context(), []*Story{s}, Options{Seed: 1})
	require.Len(t, results, 1)
	return results[0]
}

// TestAFailureTellsEverything: the step, what was expected, what every witness showed, and how to see it again.
func TestAFailureTellsEverything(t *testing.T) {
	out := t.TempDir()
	s, err := Parse("shop/lunch.yaml", []byte(`
name: lunch
steps:
  - key: {sale: "12.34", card: A}
  - expect: {verdict: not_paid, accounts: {A: "500.00"}, exit: 0}
    note: the story is wrong
`))
	require.NoError(t, err)
	r := Run(t.Context(), []*Story{s}, Options{Seed: 3, Out: out})[0]
	require.True(t, r.Failed())
	f := r.Failure
	require.Equal(t, 5, f.Line)
	require.Equal(t, "poslab scenario run shop/lunch.yaml --seed 3", f.Replay)
	var names []string
	for _, u := range f.Unmet {
		names = append(names, u.Name)
	}
	require.Equal(t, []string{"accounts", "exit", "verdict"}, names)
	text := f.Text()
	for _, want := range []string{
		"5 |   - expect:", "expected  not_paid", `seen      "paid"`, `A: "487.66"`, "there was no command",
		"screen", "已收款", "wire", "0200 3=000000 4=000000001234", "0210", "journal", `"what":"approved"`, "ledger", "sale 12.34", "paper", "签购单",
	} {
		require.Contains(t, text, want)
	}
	require.Len(t, f.Files, 2)
	for _, file := range f.Files {
		png, err := os.ReadFile(file)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(png), "\x89PNG"))
	}
}

// TestACommandThatIsPasted: whatever a file is called and however poslab is, a shell takes the words as they are.
func TestACommandThatIsPasted(t *testing.T) {
	s, err := Parse("my shop/it's $HOME 故事.yaml", []byte("name: a `b` $(c)\nwith each: [{a: x y}]\nsteps: [{expect: {power: \"off\"}, within: 0s, note: \"${a}\"}]\n"))
	require.NoError(t, err)
	o := Options{Seed: 7, Command: []string{"./my lab"}, Flags: []string{"--posterm", "a b"}}
	r := Run(t.Context(), []*Story{s}, o)[0]
	out, err := exec.Command("sh", "-c", "printf '%s\n' "+r.Failure.Replay).Output()
	require.NoError(t, err)
	require.Equal(t, []string{"./my lab", "scenario", "run", s.File, "--seed", "7", "--only", r.Telling, "--posterm", "a b"}, strings.Split(strings.TrimSpace(string(out)), "\n"))
	require.Contains(t, r.Failure.Text(), "nothing since the last step")
}

// TestPicturesThatCannotBeKept: a folder that cannot be written is told, and hides nothing else.
func TestPicturesThatCannotBeKept(t *testing.T) {
	s, err := Parse("s.yaml", []byte("name: x\nsteps: [{key: {sale: \"1.00\", card: A}}, {expect: {slips: 1}, within: 0s}]\n"))
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	text := Run(t.Context(), []*Story{s}, Options{Out: filepath.Join(file, "pictures")})[0].Failure.Text()
	require.Contains(t, text, "pictures\n    cannot be had: ")
	require.Contains(t, text, "签购单")
}

// TestWhatCannotBeIsFound: stories whose claims are false fail, each for its own reason.
func TestWhatCannotBeIsFound(t *testing.T) {
	sale := "name: x\nlab: {webhooks: yes}\nconfig: {terminal.customer_display: /dev/display}\nsteps:\n  - key: {sale: \"12.34\", card: A}\n"
	for claim, name := range map[string]string{
		"{customer: 交易失败}": "customer", "{money: declined}": "money", "{paper: none}": "paper", "{paper: {merchant: due}}": "paper", "{owed: 1}": "owed", "{owed_slips: 1}": "owed_slips",
		"{slips: 1}": "slips", "{slips: [{complete: yes}]}": "slips", "{slips: [{text: 退货}, {complete: yes}]}": "slips", "{slips: [{not: 签购单}, {complete: yes}]}": "slips",
		"{slips: [{duplicate: yes}, {duplicate: no}]}": "slips", "{screen: 已退款}": "screen", "{screen: [已收款, 签到中]}": "screen",
		"{journal: [approved, intent, intent]}": "journal", "{journal: [{what: approved, kind: void}]}": "journal",
		"{wire: [{mti: \"0210\"}, {mti: \"0200\"}]}": "wire", "{wire: [{mti: \"0200\", fields: {55: present}}]}": "wire", "{wire: [{mti: \"0200\", fields: {4: absent}}]}": "wire",
		"{ledger: []}": "ledger", "{ledger: [{kind: sale, amount: \"12.35\"}]}": "ledger", "{ledger: {A: \"500.00\"}}": "ledger", "{accounts: {A: {held: \"1.00\"}}}": "accounts",
		"{accounts: {nobody: \"1.00\"}}": "accounts", "{notifications: [transaction.declined]}": "notifications", "{printer: {paper: out}}": "printer",
		"{power: off}": "power", "{agree: no}": "agree", "{status: {amount: \"1.00\"}}": "status", "{status: {said: /^未收款/}}": "status", "{status: {faint: present}}": "status",
		"{of: \"000099\", verdict: paid}":          "verdict",
		"{never: {screen: 已收款}}":                   "never",
		"{never: {wire: {}}}":                      "never",
		"{never: {ledger: {settled: no}}}":         "never",
		"{ledger: [{settled: yes}]}":               "ledger",
		"{slips: [{duplicate: no, gap: yes}, {}]}": "slips",
		"{never: {slips: {text: 12.34}}}":          "never",
		"{never: {journal: approved}}":             "never",
		"{never: {wire: {mti: \"0200\"}}}":         "never",
		"{never: {ledger: {kind: sale}}}":          "never",
		"{never: {notifications: {trace: /0/}}}":   "never",
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			r := told(t, sale+"  - expect: "+claim+"\n")
			require.True(t, r.Failed())
			require.Len(t, r.Failure.Unmet, 1, r.Failure.What)
			require.Equal(t, name, r.Failure.Unmet[0].Name)
		})
	}
}

// TestStoriesThatCannotGoOn: what a step cannot do is told, and where.
func TestStoriesThatCannotGoOn(t *testing.T) {
	for steps, want := range map[string]string{
		`  - key: {sale: "1.00"}`:                                               "has no answer to it",
		`  - command: sale 1.00 --card expired`:                                 "exit",
		`  - power: on`:                                                         "has power already",
		"  - power: cut\n  - power: cut":                                        "no power already",
		"  - power: cut\n  - key: {sale: \"1.00\", card: A}":                    "the menu is not there",
		`  - expect: {never: {customer: x}}`:                                    "no display that faces the customer",
		`  - expect: {never: {says: x}}`:                                        "there was no command",
		`  - key: {sale: "1.00", card: A, rrn: "1"}`:                            "did not ask for rrn",
		`  - key: {sale: "1.00", card: cancel, pin: "123456"}`:                  "did not ask for pin",
		`  - power: {cut: {before: declined}}`:                                  "a moment that never came",
		`  - disk: {full: {before: declined}}`:                                  "a moment that never came",
		`  - host: {drop_response: {mti: "0220"}}`:                              "no message came that it was meant for",
		"  - power: {cut: {before: declined}}\n  - power: cut":                  "a moment that never came",
		"  - power: {cut: {before: declined}}\n  - power: {cut: {at: request}}": "a moment that never came",
		"  - disk: {full: {before: declined}}\n  - disk: good":                  "a moment that never came",
		"  - host: {drop_response: next}\n  - host: {clear: faults}":            "no message came that it was meant for",
		`  - expect: {bank: {nobody: []}}`:                                      "no account nobody",
		`  - remember: {rrn: status.nothing}`:                                   "no status.nothing",
		`  - remember: {rrn: json.rrn}`:                                         "there was no command",
		`  - host: {confirm: "123"}`:                                            "123",
		"  - remember: {x: status.error}\n  - command: status ${x}":             "exit",
		"  - repeat: 2\n    steps:\n      - command: status ${n}${n}${n}":       "exit",
	} {
		t.Run(steps, func(t *testing.T) {
			t.Parallel()
			r := told(t, "name: x\nsteps:\n"+steps+"\n")
			require.True(t, r.Failed())
			require.Contains(t, r.Failure.What+r.Failure.Text(), want)
			require.NotZero(t, r.Failure.Line)
		})
	}
}

// TestQuotesMakeText: a name in quotes is text also where a number is possible, and a number without them is one.
func TestQuotesMakeText(t *testing.T) {
	story := func(limit string) error {
		_, err := Parse("story.yaml", []byte("name: x\nwith each: [{limit: "+limit+"}]\nconfig: {limits.sale: \"${limit}\"}\nsteps: [{command: echo}]\n"))
		return err
	}
	require.NoError(t, story(`"25"`))
	require.ErrorContains(t, story(`25`), "limits.sale")
	s, err := Parse("story.yaml", []byte("name: x\nvars: {copies: 1}\nconfig: {terminal.copies: \"${copies}\"}\nsteps: [{key: {sale: \"1.00\", card: A}}, {expect: {slips: 1}}]\n"))
	require.NoError(t, err)
	require.Nil(t, Run(t.Context(), []*Story{s}, Options{})[0].Failure)
}

// TestEveryTellingIsItsOwn: rows of a table do not see each other, and the same seed tells the same.
func TestEveryTellingIsItsOwn(t *testing.T) {
	s, err := Parse("story.yaml", []byte(`
name: prices
with each: [{price: "1.00", rest: "499.00"}, {price: "2.00", rest: "498.00"}]
steps:
  - repeat: 2
    steps: [{command: "echo", note: "${n}"}]
  - command: sale ${price} --card A
    json: {amount: "${price}"}
  - remember: {trace: json.trace}
  - expect: {of: "${trace}", verdict: paid, accounts: {A: "${rest}"}}
`))
	require.NoError(t, err)
	results := Run(t.Context(), []*Story{s}, Options{Seed: 1})
	require.Equal(t, "prices [price 1.00, rest 499.00]", results[0].Telling)
	for _, r := range results {
		require.Nil(t, r.Failure)
	}
}

func TestStoriesAreStopped(t *testing.T) {
	s, err := Parse("story.yaml", []byte("name: long\nsteps:\n  - repeat: 900\n    steps: [{command: echo}]\n"))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	heard := 0
	require.True(t, Run(ctx, []*Story{s}, Options{Each: func(Result) { heard++ }})[0].Failed())
	ctx, stop = context.WithCancel(t.Context())
	defer stop()
	again := *s
	again.Tellings = slices.Repeat(s.Tellings, 50)
	first, err := Parse("first.yaml", []byte("name: first\nsteps: [{command: echo}]\n"))
	require.NoError(t, err)
	results := Run(ctx, []*Story{first, &again}, Options{Jobs: 1, Each: func(Result) { heard++; stop() }})
	require.Nil(t, results[0].Failure)
	require.Len(t, results, 51)
	require.Equal(t, 1, heard, "what was stopped says nothing about its story")
	for _, r := range results[1:] {
		require.True(t, r.Failed())
		require.Empty(t, r.Failure.Seen)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	_, err := Find([]string{dir})
	require.ErrorContains(t, err, "no story")
	write("b.yaml", "name: b\nsteps: [{command: echo}]\n")
	write("a.yml", "name: a\nsteps: [{command: echo}]\n")
	write("c.txt", "no story")
	all, err := Find([]string{dir, filepath.Join(dir, "b.yaml")})
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "a", all[0].Name)
	_, err = Find([]string{filepath.Join(dir, "nothing")})
	require.ErrorContains(t, err, "no such file or folder")
	write("d.yaml", "name: d\n")
	write("e.yaml", "nome: e\n")
	_, err = Find([]string{dir})
	require.ErrorContains(t, err, "has no steps")
	require.ErrorContains(t, err, `did you mean "name"`, "all that is wrong at once")
}

// TestALineThatIsDown: nothing can be reached over it, nor at an address that the acquirer closed; a power cut mends neither.
func TestALineThatIsDown(t *testing.T) {
	for _, step := range []string{"line: down", "host: {closed: primary}"} {
		r := told(t, `
name: x
steps:
  - command: signin
  - `+step+`
  - command: echo
    exit: 6
  - power: cut
  - power: "on"
  - command: sale 1.00 --card A
    exit: 6
  - expect: {money: none, owed: 0, journal: not_sent}
  - line: good
  - host: {open: primary}
  - command: sale 1.00 --card A
    json: {verdict: paid}
`)
		require.Nil(t, r.Failure)
	}
}

// TestTheScreenAfterPowerOn: what it shows then counts from its first line, however much stood there before.
func TestTheScreenAfterPowerOn(t *testing.T) {
	r := told(t, `
name: x
steps:
  - command: sale 1.00 --card A
  - key: {status: yes, trace: "0"}
  - power: cut
  - power: "on"
  - expect: {screen: [上一笔, "1.00", 请选择]}
`)
	require.Nil(t, r.Failure)
}

// TestAllWhoWaitAreWoken: a step and the one that is done meanwhile both look when something happened, and no time passes.
func TestAllWhoWaitAreWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{settle: func() {}}
		var done atomic.Bool
		var waiting sync.WaitGroup
		begun := time.Now()
		for range 2 {
			waiting.Go(func() { assert.True(t, w.await(t.Context(), time.Hour, done.Load)) })
		}
		synctest.Wait()
		done.Store(true)
		w.happened()
		waiting.Wait()
		require.Zero(t, time.Since(begun))
	})
}

// TestNewsAreNoAnswer: a prompt that a real menu shows again behind news says nothing about the line that was typed, and
// neither does what comes before the next prompt.
func TestNewsAreNoAnswer(t *testing.T) {
	w := &world{tick: realTick}
	const amount = "金额（元，如 12.34；回车取消）: "
	now, long := time.Now(), time.Now().Add(-2*newsWait)
	for came, taken := range map[string]bool{
		"": false, "\n打印机缺纸\n请选择: ": false, "sale\n" + amount: true, "\n打印机缺纸\n请选择: sale\n" + amount: true, "status\n已收款\n请选择: ": true,
		"sale": false, "sale\n": false, "sale\n金额": false, "\n": false,
	} {
		require.Equal(t, taken, w.taken("请选择: ", came, now), came)
		require.Equal(t, taken || came == "\n打印机缺纸\n请选择: ", w.taken("请选择: ", came, long), came)
	}
}

// TestCommandsThatNeedNoTerminal are carried out beside one that runs.
func TestCommandsThatNeedNoTerminal(t *testing.T) {
	r := told(t, "name: x\nsteps:\n  - command: version\n    json: {version: present}\n  - command: config\n    says: host.primary\n")
	require.Nil(t, r.Failure)
}
