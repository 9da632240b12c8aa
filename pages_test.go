package posterm_test

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

var (
	fenced  = regexp.MustCompile("(?ms)^```.*?^```")
	linked  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
)

// anchors are what the headings of a page can be reached by: letters and digits in lower case, hyphens for blanks.
func anchors(page string) (all []string) {
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(m[1])))
	}
	return all
}

// deadLinks are those of a page, by its name, that lead to no file, folder or heading of this house.
func deadLinks(name, text string) (dead []string) {
	for _, m := range linked.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		if strings.Contains(m[1], "://") {
			continue
		}
		file, anchor, _ := strings.Cut(m[1], "#")
		to := name
		if file != "" {
			to = path.Join(path.Dir(name), file)
		}
		page := text
		if to != name {
			if _, err := os.Stat(to); err != nil {
				dead = append(dead, fmt.Sprintf("%s: %s leads nowhere", name, m[1]))
				continue
			}
			raw, _ := os.ReadFile(to) // a folder has no headings
			page = string(raw)
		}
		if anchor != "" && !slices.Contains(anchors(page), anchor) {
			dead = append(dead, fmt.Sprintf("%s: %s: no such heading", name, m[1]))
		}
	}
	return dead
}

// TestLinksLeadSomewhere: whoever follows a page of this house arrives.
func TestLinksLeadSomewhere(t *testing.T) {
	require.Len(t, deadLinks("docs/x.md", "# A b!\n[1](#a-b) [2](#c) [3](menu.md) [4](nothing.md) [5](../examples/) [6](menu.md#operators-操作员) [7](menu.md#x) [8](https://example.com/x)"), 3)
	_, prose := load(t)
	var dead []string
	for _, f := range prose {
		if path.Ext(f.name) == ".md" {
			dead = append(dead, deadLinks(f.name, f.text)...)
		}
	}
	require.Empty(t, dead)
}

var chinese = regexp.MustCompile(`\p{Han}[\p{Han}，]*`)

// TestTheRunbookQuotesTheScreen: what a person looks for in the runbook are words that the program says.
func TestTheRunbookQuotesTheScreen(t *testing.T) {
	raw, err := os.ReadFile("docs/runbook.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(raw), "| what one sees | what it is | what to do |\n")
	require.True(t, found)
	code, _ := load(t)
	quoted := 0
	for line := range strings.SplitSeq(table, "\n") {
		if line != "" && line[0] != '|' {
			break
		}
		seen, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), "|")
		for _, words := range chinese.FindAllString(seen, -1) {
			quoted++
			require.True(t, slices.ContainsFunc(code, func(f file) bool { return !f.isTest() && strings.Contains(f.text, words) }), "the program never says %s", words)
		}
	}
	require.Greater(t, quoted, 5)
}
