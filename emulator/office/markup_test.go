package office

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// markup is a page taken apart by a reader that is stricter than any browser: every element is
// closed in order, every attribute is quoted and known.
type markup struct {
	text string // as a person reads it, a block to a line
	tags []tag
}

type tag struct {
	name  string
	attrs map[string]string
}

var (
	piece  = regexp.MustCompile(`(?s)<!doctype html>|<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*>|<`)
	one    = regexp.MustCompile(`([a-z-]+)(?:="([^"<]*)")?`)
	empty  = []string{"meta", "link", "input", "img", "br"}
	blocks = []string{"p", "h1", "h2", "h3", "li", "tr", "div", "section", "header", "main", "footer", "summary", "dt", "label", "pre", "figcaption", "caption", "table", "dl", "title", "article", "details"}
	blanks = regexp.MustCompile(`[ \t]+`)
)

// takenApart reads a page.
func takenApart(t *testing.T, page string) markup {
	t.Helper()
	var m markup
	var b strings.Builder
	var open []string
	at, hidden := 0, false
	for _, p := range piece.FindAllStringSubmatchIndex(page, -1) {
		if p[4] < 0 && !strings.HasPrefix(page[p[0]:], "<!doctype") {
			require.FailNow(t, "a < that begins no tag", page[p[0]:min(len(page), p[0]+60)])
		}
		if !hidden {
			b.WriteString(html.UnescapeString(strings.ReplaceAll(page[at:p[0]], "\n", " ")))
		}
		at = p[1]
		if p[4] < 0 {
			continue
		}
		name := page[p[4]:p[5]]
		if slices.Contains(blocks, name) {
			b.WriteString("\n")
		} else if name == "th" || name == "td" || name == "br" || name == "dd" {
			b.WriteString(" | ")
		}
		if page[p[2]:p[3]] == "/" {
			require.NotEmpty(t, open, name)
			require.Equal(t, open[len(open)-1], name, "closed in another order")
			open = open[:len(open)-1]
			hidden = hidden && name != "style"
			continue
		}
		g := tag{name, map[string]string{}}
		for _, a := range one.FindAllStringSubmatch(page[p[6]:p[7]], -1) {
			require.NotContains(t, g.attrs, a[1], "an attribute twice")
			g.attrs[a[1]] = html.UnescapeString(a[2])
		}
		m.tags = append(m.tags, g)
		hidden = hidden || name == "style"
		if !slices.Contains(empty, name) {
			open = append(open, name)
		}
	}
	require.Empty(t, open, "never closed")
	for line := range strings.SplitSeq(b.String(), "\n") {
		if line = strings.Trim(blanks.ReplaceAllString(line, " "), " |"); line != "" {
			m.text += line + "\n"
		}
	}
	return m
}

// wellMade wants what every page of the office keeps: nothing foreign is loaded, nothing runs
// but the one module, pictures say what they show, and every field has its label.
func (m markup) wellMade(t *testing.T) {
	t.Helper()
	labels := 0
	for i, g := range m.tags {
		for name, v := range g.attrs {
			require.False(t, strings.HasPrefix(name, "on"), name)
			require.NotEqual(t, "style", name)
			if name == "src" || name == "href" || name == "action" {
				require.Regexp(t, `^/(office|v1)/|^#|^/office/`, v, g.name)
			}
		}
		switch g.name {
		case "style":
			require.FailNow(t, "a style in the page")
		case "script":
			require.Equal(t, "/office/static/live.js", g.attrs["src"])
		case "img":
			require.NotEmpty(t, g.attrs["alt"])
		case "label":
			labels++
		case "input", "select":
			if g.attrs["type"] != "hidden" {
				require.Equal(t, "label", m.tags[i-1].name, fmt.Sprint(g.attrs))
				labels--
			}
		case "html":
			require.Contains(t, []string{"zh-CN", "en"}, g.attrs["lang"])
		}
	}
	require.Zero(t, labels, "labels without a field")
}
