package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"posterm/internal/junit"
	"posterm/txn"
)

// marks stand before a verdict.
var marks = map[Verdict]string{Pass: "✓", Fail: "✗", Inconclusive: "?", Skipped: "-"}

// WriteResult tells one result to a person. Evidence follows only what did not pass.
func WriteResult(w io.Writer, r Result, lang txn.Lang) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %-26s %s\n", marks[r.Verdict], r.Name, r.Title.In(lang))
	if r.Verdict != Pass {
		fmt.Fprintf(&b, "    %s: %s\n", verdictWords[r.Verdict].In(lang), r.Why.In(lang))
	}
	if r.Verdict == Fail || r.Verdict == Inconclusive {
		fmt.Fprintf(&b, "    %s: %s (%s)\n", wanted.In(lang), r.Want.In(lang), r.Rule)
		for _, line := range r.Evidence {
			fmt.Fprintf(&b, "      %s\n", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var verdictWords = map[Verdict]txn.Words{
	Pass: {ZH: "通过", EN: "pass"}, Fail: {ZH: "不通过", EN: "fail"},
	Inconclusive: {ZH: "无法判定", EN: "inconclusive"}, Skipped: {ZH: "跳过", EN: "skipped"},
}

var wanted = txn.Words{ZH: "要求", EN: "wanted"}

// WriteSummary is the last line for a person.
func WriteSummary(w io.Writer, r Report, lang txn.Lang) error {
	var parts []string
	for _, v := range []Verdict{Pass, Fail, Inconclusive, Skipped} {
		if n := r.Count(v); n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", verdictWords[v].In(lang), n))
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(parts, ", "))
	return err
}

// WriteList lists cases, what each is about and what it wants.
func WriteList(w io.Writer, all []Spec, lang txn.Lang) error {
	for _, s := range all {
		if _, err := fmt.Fprintf(w, "%-26s %s\n%26s %s (%s)\n", s.Name, s.Title.In(lang), "", s.Want.In(lang), s.Rule); err != nil {
			return err
		}
	}
	return nil
}

// jsonSpec and jsonResult are what WriteJSON promises.
type jsonSpec struct {
	Case  string `json:"case"`
	Title both   `json:"title"`
	Want  both   `json:"want"`
	Rule  string `json:"rule"`
}

type both struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

type jsonResult struct {
	jsonSpec
	Verdict  Verdict  `json:"verdict"`
	Why      *both    `json:"why"`
	Seconds  float64  `json:"seconds"`
	Evidence []string `json:"evidence"`
}

func (s Spec) json() jsonSpec { return jsonSpec{s.Name, both(s.Title), both(s.Want), s.Rule} }

// WriteListJSON writes the cases as one object on one line: {"of","cases":[{"case","title","want","rule"}]}.
func WriteListJSON(w io.Writer, of string, all []Spec) error {
	list := make([]jsonSpec, 0, len(all))
	for _, s := range all {
		list = append(list, s.json())
	}
	return json.NewEncoder(w).Encode(map[string]any{"of": of, "cases": list})
}

// WriteJSON writes a report as one object on one line:
// {"of","pass","fail","inconclusive","skipped","cases":[{"case","title","want","rule","verdict","why","seconds","evidence"}]}.
func WriteJSON(w io.Writer, r Report) error {
	list := make([]jsonResult, 0, len(r.Results))
	for _, one := range r.Results {
		j := jsonResult{one.json(), one.Verdict, nil, one.Took.Round(time.Millisecond).Seconds(), append([]string{}, one.Evidence...)}
		if one.Verdict != Pass {
			j.Why = (*both)(&one.Why)
		}
		list = append(list, j)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Of           string       `json:"of"`
		Pass         int          `json:"pass"`
		Fail         int          `json:"fail"`
		Inconclusive int          `json:"inconclusive"`
		Skipped      int          `json:"skipped"`
		Cases        []jsonResult `json:"cases"`
	}{r.Of, r.Count(Pass), r.Count(Fail), r.Count(Inconclusive), r.Count(Skipped), list})
}

// WriteJUnit writes a report as one suite. What cannot be judged is skipped there, with its reason.
func WriteJUnit(w io.Writer, r Report) error {
	suite := junit.Suite{Name: "poslab conformance " + r.Of}
	for _, one := range r.Results {
		c := junit.Case{Name: one.Name, Class: "conformance." + r.Of, Took: one.Took}
		switch one.Verdict {
		case Fail:
			c.Failed = one.Why.EN
			c.Details = fmt.Sprintf("%s\nwanted: %s (%s)\n%s\n", one.Why.ZH, one.Want.EN, one.Rule, strings.Join(one.Evidence, "\n"))
		case Inconclusive, Skipped:
			c.Skipped = string(one.Verdict) + ": " + one.Why.EN
		}
		suite.Cases = append(suite.Cases, c)
	}
	return junit.Write(w, suite.Name, []junit.Suite{suite})
}

// WriteTAP writes a report as the Test Anything Protocol, version 14. What cannot be judged is skipped there, with its reason.
func WriteTAP(w io.Writer, r Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "TAP version 14\n1..%d\n", len(r.Results))
	for i, one := range r.Results {
		switch one.Verdict {
		case Pass:
			fmt.Fprintf(&b, "ok %d - %s # time=%s\n", i+1, one.Name, one.Took.Round(time.Millisecond))
		case Fail:
			fmt.Fprintf(&b, "not ok %d - %s\n  ---\n  message: %q\n  wanted: %q\n  rule: %q\n  details: |\n", i+1, one.Name, one.Why.EN, one.Want.EN, one.Rule)
			for _, line := range one.Evidence {
				fmt.Fprintf(&b, "    %s\n", junit.Printable(line))
			}
			b.WriteString("  ...\n")
		default:
			fmt.Fprintf(&b, "ok %d - %s # SKIP %s: %s\n", i+1, one.Name, one.Verdict, one.Why.EN)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteTable writes cases as a table for a page.
func WriteTable(w io.Writer, all []Spec) error {
	var b strings.Builder
	b.WriteString("| case | what happens | what is wanted | rule |\n|---|---|---|---|\n")
	for _, s := range all {
		fmt.Fprintf(&b, "| `%s` | %s · %s | %s · %s | %s |\n", s.Name, s.Title.ZH, s.Title.EN, s.Want.ZH, s.Want.EN, s.Rule)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
