package explain

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// String is a table for a console: offsets, names in both languages, values and what they
// mean; what stands inside of a field is indented under it.
func (e Explanation) String() string {
	var b strings.Builder
	b.WriteString(e.Message.ZH + " · " + e.Message.EN)
	if e.MTI != "" {
		b.WriteString("  MTI " + e.MTI)
	}
	b.WriteByte('\n')
	for _, it := range e.Explained {
		it.write(&b, 0)
	}
	for _, flaw := range e.Errors {
		fmt.Fprintf(&b, "%5d  错误 error: %s\n", flaw.Offset, flaw.Reason)
	}
	return b.String()
}

func (it Item) write(b *strings.Builder, depth int) {
	if it.Offset != nil {
		fmt.Fprintf(b, "%5d  ", *it.Offset)
	} else {
		fmt.Fprintf(b, "%s", strings.Repeat(" ", 7+4*depth))
	}
	if it.Name != "" {
		b.WriteString(it.Name + " ")
	}
	b.WriteString(strings.TrimSpace(it.ZH + " " + it.EN))
	if it.Value != "" {
		b.WriteString(": " + it.Value)
	}
	if it.Means != nil {
		b.WriteString(" = " + it.Means.both())
	}
	b.WriteByte('\n')
	for _, part := range it.Parts {
		part.write(b, depth+1)
	}
}

// both is a text in both languages, once when they are the same.
func (w Words) both() string {
	if w.ZH == w.EN {
		return w.ZH
	}
	return w.ZH + " · " + w.EN
}

// printable decodes GBK; what is not text that can be shown on a line is hex.
func printable(v string) string {
	text, err := simplifiedchinese.GBK.NewDecoder().String(v)
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }) {
		return upperHex(v)
	}
	return text
}

func upperHex[T ~string | ~[]byte](v T) string { return strings.ToUpper(hex.EncodeToString([]byte(v))) }

// hidden is a secret of so many bytes.
func hidden(n int) string { return "*** " + plural(n, "byte") }
