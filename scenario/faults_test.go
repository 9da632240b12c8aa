package scenario

import (
	"fmt"
	"os"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

const (
	faultsPage  = "../docs/faults.md"
	leastFaults = 40
)

// TestEveryFaultIsAsTheCatalogueSays: each is told in both languages, and the cashier reads its words.
func TestEveryFaultIsAsTheCatalogueSays(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	var stories []*Story
	for _, f := range all {
		for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
			s, err := Parse(f.Name+"_"+lang.String()+".yaml", []byte(f.Story(lang)))
			require.NoError(t, err, f.Name)
			stories = append(stories, s)
		}
	}
	for _, r := range Run(t.Context(), stories, Options{Seed: 1}) {
		if r.Failed() {
			t.Errorf("%s:%d %s\n%s", r.Story.File, r.Failure.Line, r.Telling, r.Failure.Text())
		}
	}
}

// TestTheWordsAreAWholeThought: what is looked for on the screen cannot be there by chance.
func TestTheWordsAreAWholeThought(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	for _, f := range all {
		require.GreaterOrEqual(t, len([]rune(f.Words.ZH)), 6, f.Name)
		require.GreaterOrEqual(t, len(f.Words.EN), 16, f.Name)
		require.Regexp(t, `\p{Han}`, f.Words.ZH, f.Name)
		require.NotRegexp(t, `\p{Han}`, f.Words.EN, f.Name)
	}
}

// unproven are what is wrong between the catalogue and the stories.
func unproven(all []Fault, stories []*Story) (wrong []string) {
	if len(all) < leastFaults {
		wrong = append(wrong, fmt.Sprintf("there are %d faults, at least %d are wanted", len(all), leastFaults))
	}
	known := map[string]bool{}
	for _, f := range all {
		known[f.Name] = true
		if len(f.ShownBy(stories)) == 0 {
			wrong = append(wrong, f.Name+": no story shows it")
		}
	}
	for _, s := range stories {
		for _, name := range s.Shows {
			if !known[name] {
				wrong = append(wrong, fmt.Sprintf("%s: %v", s.File, unknownFault(name)))
			}
		}
	}
	return wrong
}

// TestEveryFaultHasItsStory: and no story shows what is in no catalogue.
func TestEveryFaultHasItsStory(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	told, err := Find([]string{stories})
	require.NoError(t, err)
	require.Empty(t, unproven(all, told))
}

// TestWhatIsUnprovenIsFound: too few faults, one without a story, and a story with a name of its own.
func TestWhatIsUnprovenIsFound(t *testing.T) {
	wrong := unproven([]Fault{{Name: "answer-lost"}}, []*Story{{File: "a.yaml", Shows: []string{"answer-lst"}}})
	require.Equal(t, []string{
		"there are 1 faults, at least 40 are wanted", "answer-lost: no story shows it", `a.yaml: no fault is called "answer-lst": did you mean "answer-lost"?`,
	}, wrong)
}

// TestThePageOfFaultsIsCurrent: docs/faults.md is what the command writes.
func TestThePageOfFaultsIsCurrent(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	told, err := Find([]string{stories})
	require.NoError(t, err)
	page, err := os.ReadFile(faultsPage)
	require.NoError(t, err)
	require.Equal(t, FaultsPage(all, told), string(page), "run: poslab scenario faults --write docs/faults.md")
}

// TestTheRulesExist: a paragraph that a fault names stands in the design.
func TestTheRulesExist(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	parts := regexp.MustCompile(`^(\w+) (\d+)(?:\.(\d+))?(?:\.\d+)*[a-z]?(?: (\S+))?$`)
	for _, f := range all {
		for _, r := range f.Rules {
			p := parts.FindStringSubmatch(r)
			page, err := os.ReadFile("../docs/design/" + p[1] + ".md")
			require.NoError(t, err)
			text := string(page)
			require.Regexp(t, `(?m)^## `+p[2]+`\. `, text, "%s: %s", f.Name, r)
			switch {
			case p[4] != "":
				require.Regexp(t, `(?m)^\| `+p[4]+` \|`, text, "%s: %s", f.Name, r)
			case p[1] == "RULES" && p[3] != "":
				require.Regexp(t, `(?m)^`+p[3]+`\. `, text, "%s: %s", f.Name, r)
			case p[3] != "":
				require.Regexp(t, `(?m)^### `+p[2]+`\.`+p[3]+` `, text, "%s: %s", f.Name, r)
			}
		}
	}
}

// aFault is a file of the catalogue with one fault, which tests break.
const aFault = `group: {zh: 主机, en: host}
faults:
  - name: answer-lost
    title: {zh: 应答丢失, en: lost}
    cause: a line
    inject: [{host: {drop_response: next}}]
    then: [{key: {sale: "1.00", card: A}}]
    terminal: reverses
    rules: [RULES 3.1]
    words: {zh: 正在冲正, en: being reversed}
    covers: [R48]
`

// TestRefusedFaults: a file of the catalogue is refused with the place of its fault.
func TestRefusedFaults(t *testing.T) {
	_, err := parseFaults("f.yaml", []byte(aFault))
	require.NoError(t, err)
	for _, tt := range []struct{ was, is, want string }{
		{"cause:", "couse:", `f.yaml:5:5: unknown key "couse": did you mean "cause"?`},
		{"    cause: a line\n", "", "f.yaml:3:5: there is no cause: here"},
		{"answer-lost", "Answer Lost", "f.yaml:3:11: \"Answer Lost\" is not possible here: want a name like answer-lost"},
		{"R48", "R100", "f.yaml:11:14"},
		{"RULES 3.1", "LAWS 3", "f.yaml:9:13"},
		{"drop_response", "drop_respnse", `f.yaml:6:22: unknown key "drop_respnse": did you mean "drop_response"?`},
		{"key:", "kee:", `f.yaml:7:13: unknown key "kee": did you mean "key"?`},
		{", en: being reversed", "", "f.yaml:10:12: there is no en: here"},
		{"en: being reversed", `en: ""`, "want a text on one line"},
		{"    inject: [{host: {drop_response: next}}]\n", "", "says nowhere how one gets it"},
		{"    covers", "    where: paper\n    covers", `want screen, says`},
	} {
		t.Run(tt.want, func(t *testing.T) {
			require.Contains(t, aFault, tt.was)
			_, err := parseFaults("f.yaml", []byte(regexp.MustCompile(regexp.QuoteMeta(tt.was)).ReplaceAllLiteralString(aFault, tt.is)))
			var refused *Refusal
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, tt.want)
		})
	}
	_, err = readFaults(fstest.MapFS{"faults/1.yaml": {Data: []byte(aFault)}, "faults/2.yaml": {Data: []byte(aFault)}})
	require.ErrorContains(t, err, "faults/2.yaml: answer-lost is in the catalogue twice")
}
