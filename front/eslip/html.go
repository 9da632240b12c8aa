package eslip

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"posterm/receipt"
	"posterm/txn"
)

// style is all that pages look like. It stands in the page, and the policy allows nothing else by its hash.
const style = `body{margin:0;background:#eee;color:#111;font:15px/1.5 ui-monospace,"Noto Sans Mono CJK SC",monospace}` +
	`main{box-sizing:border-box;max-width:24rem;margin:1rem auto;padding:1rem;background:#fff}` +
	`h1,p{margin:.2rem 0;text-align:center}h1,.big{font-size:1.5rem}dl{margin:0}dl div{display:flex;justify-content:space-between;gap:1rem}` +
	`dd{margin:0;text-align:right;overflow-wrap:anywhere}hr{border:0;border-top:1px dashed #111}` +
	`svg{display:block;width:12rem;margin:.5rem auto}nav{text-align:center;padding:1rem}`

// Policy is the Content-Security-Policy of every page: its own style and nothing else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

// languages are the values of lang attributes.
var languages = map[txn.Lang]string{txn.Chinese: "zh-CN", txn.English: "en"}

// document is a page around its body.
func document(lang txn.Lang, title, body string) []byte {
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="%s">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="%s"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="robots" content="noindex"/>
<meta name="referrer" content="no-referrer"/>
<title>%s</title>
<style>%s</style>
</head>
<body>
<main>
%s</main>
</body>
</html>
`, languages[lang], html.EscapeString(Policy), html.EscapeString(title), style, body)
}

// page is an e-slip as a web page. Links are the ways to its other forms: none in a file.
func page(s receipt.Slip, lang txn.Lang, links string) ([]byte, error) {
	b := &body{}
	for _, l := range s.Lines {
		if err := b.line(l); err != nil {
			return nil, err
		}
	}
	b.end()
	return document(lang, title.In(lang), b.String()+links), nil
}

// body writes the lines of a slip as elements.
type body struct {
	strings.Builder
	rows   bool // a list of rows is open
	headed bool // the first heading is written
}

func (b *body) line(l receipt.Line) error {
	text, right := html.EscapeString(receipt.Clean(l.Text)), html.EscapeString(receipt.Clean(l.Right))
	if right == "" {
		b.end()
	}
	switch {
	case l.QR != "":
		picture, err := svg(receipt.Clean(l.QR))
		b.WriteString(picture)
		return err
	case l.Rule:
		b.WriteString("<hr/>\n")
	case right != "":
		b.row(text, right, l)
	case text == "":
	case l.Big && !b.headed:
		b.headed = true
		fmt.Fprintf(b, "<h1>%s</h1>\n", text)
	default:
		fmt.Fprintf(b, "<p%s>%s</p>\n", class(l), strong(text, l))
	}
	return nil
}

// row is a label with its value.
func (b *body) row(label, value string, l receipt.Line) {
	if !b.rows {
		b.WriteString("<dl>\n")
		b.rows = true
	}
	fmt.Fprintf(b, "<div%s><dt>%s</dt><dd>%s</dd></div>\n", class(l), strong(label, l), strong(value, l))
}

// end closes the list of rows.
func (b *body) end() {
	if b.rows {
		b.WriteString("</dl>\n")
		b.rows = false
	}
}

func class(l receipt.Line) string {
	if l.Big {
		return ` class="big"`
	}
	return ""
}

func strong(text string, l receipt.Line) string {
	if l.Bold || l.Big {
		return "<strong>" + text + "</strong>"
	}
	return text
}
