// Package junit writes test results as the XML that continuous integration systems read.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Suite is the cases of one file, or of one counterpart.
type Suite struct {
	Name, File string // File may be empty
	Cases      []Case
}

// Case is one result. It passed when it was neither skipped nor failed.
type Case struct {
	Name, Class, File string // File may be empty
	Line              int    // 0: none
	Took              time.Duration
	Skipped           string // why; empty: it was not
	Failed            string // in one line; empty: it did not
	Details           string // of a failure; what XML cannot hold is left out
}

// Write writes all suites under one name.
func Write(w io.Writer, name string, suites []Suite) error {
	all := xmlSuites{Name: name}
	for _, s := range suites {
		one := s.xml()
		all.Tests, all.Failures, all.Skipped, all.Time = all.Tests+one.Tests, all.Failures+one.Failures, all.Skipped+one.Skipped, all.Time+one.Time
		all.Suites = append(all.Suites, one)
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

type xmlSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     seconds  `xml:"time,attr"`
	Suites   []xmlSuite
}

type xmlSuite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	File     string   `xml:"file,attr,omitempty"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     seconds  `xml:"time,attr"`
	Cases    []xmlCase
}

type xmlCase struct {
	XMLName xml.Name    `xml:"testcase"`
	Name    string      `xml:"name,attr"`
	Class   string      `xml:"classname,attr"`
	File    string      `xml:"file,attr,omitempty"`
	Line    int         `xml:"line,attr,omitempty"`
	Time    seconds     `xml:"time,attr"`
	Skipped *xmlMessage `xml:"skipped"`
	Failure *xmlMessage `xml:"failure"`
}

type xmlMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// seconds are written with three decimals.
type seconds float64

// MarshalText writes "0.123".
func (s seconds) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%.3f", float64(s)), nil }

func (s Suite) xml() xmlSuite {
	suite := xmlSuite{Name: s.Name, File: s.File, Tests: len(s.Cases)}
	for _, c := range s.Cases {
		one := xmlCase{Name: c.Name, Class: c.Class, File: c.File, Line: c.Line, Time: seconds(c.Took.Seconds())}
		suite.Time += one.Time
		switch {
		case c.Skipped != "":
			suite.Skipped++
			one.Skipped = &xmlMessage{Message: Printable(c.Skipped)}
		case c.Failed != "":
			suite.Failures++
			one.Failure = &xmlMessage{Message: Printable(c.Failed), Text: Printable(c.Details)}
		}
		suite.Cases = append(suite.Cases, one)
	}
	return suite
}

// Printable leaves out what XML cannot hold.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}
