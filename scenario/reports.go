package scenario

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteJUnit writes results as the XML that continuous integration systems read: a suite for each file, a case for each
// telling.
func WriteJUnit(w io.Writer, results []Result) error {
	all := junitSuites{Name: "poslab scenario"}
	for _, r := range results {
		n := len(all.Suites)
		if n == 0 || all.Suites[n-1].File != r.Story.File {
			all.Suites = append(all.Suites, junitSuite{Name: r.Story.Name, File: r.Story.File})
			n++
		}
		all.Suites[n-1].add(r)
	}
	for _, s := range all.Suites {
		all.Tests, all.Failures, all.Skipped, all.Time = all.Tests+s.Tests, all.Failures+s.Failures, all.Skipped+s.Skipped, all.Time+s.Time
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     seconds  `xml:"time,attr"`
	Suites   []junitSuite
}

type junitSuite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	File     string   `xml:"file,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     seconds  `xml:"time,attr"`
	Cases    []junitCase
}

type junitCase struct {
	XMLName xml.Name      `xml:"testcase"`
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr,omitempty"`
	Time    seconds       `xml:"time,attr"`
	Skipped *junitMessage `xml:"skipped"`
	Failure *junitMessage `xml:"failure"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// seconds are written with three decimals.
type seconds float64

// MarshalText writes "0.123".
func (s seconds) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%.3f", float64(s)), nil }

func (s *junitSuite) add(r Result) {
	c := junitCase{Name: r.Telling, Class: strings.TrimSuffix(strings.TrimSuffix(r.Story.File, ".yaml"), ".yml"), File: r.Story.File, Time: seconds(r.Took.Seconds())}
	s.Tests++
	s.Time += c.Time
	switch {
	case r.Skipped != "":
		s.Skipped++
		c.Skipped = &junitMessage{Message: r.Skipped}
	case r.Failed():
		s.Failures++
		c.Line = r.Failure.Line
		c.Failure = &junitMessage{Message: r.Failure.headline(), Text: printableOnly(r.Failure.Text())}
	}
	s.Cases = append(s.Cases, c)
}

// headline is the failure on one line.
func (f *Failure) headline() string {
	what, _, _ := strings.Cut(f.What, "\n")
	return clipTo(printableOnly(what), 200)
}

// printableOnly leaves out what XML cannot hold.
func printableOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// WriteTAP writes results as the Test Anything Protocol, version 14.
func WriteTAP(w io.Writer, results []Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "TAP version 14\n1..%d\n", len(results))
	for i, r := range results {
		name := strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(r.Telling)
		switch {
		case r.Skipped != "":
			fmt.Fprintf(&b, "ok %d - %s # SKIP %s\n", i+1, name, r.Skipped)
		case !r.Failed():
			fmt.Fprintf(&b, "ok %d - %s # time=%s\n", i+1, name, r.Took.Round(time.Millisecond))
		default:
			fmt.Fprintf(&b, "not ok %d - %s\n  ---\n  file: %q\n  line: %d\n  message: %q\n  details: |\n    %s\n  ...\n",
				i+1, name, r.Story.File, r.Failure.Line, r.Failure.headline(), indent(strings.TrimRight(printableOnly(r.Failure.Text()), "\n"), "    "))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
