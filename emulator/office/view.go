package office

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"

	"posterm/txn"
)

//go:embed pages/*.html
var pages embed.FS

// view is a page that is being made.
type view struct {
	Lang  txn.Lang
	Here  string // which entry of the menu it is
	Title txn.Words
	Live  bool // it renews itself
	Body  any

	path  string
	query url.Values
}

// titled gives the page its place and its title.
func (v view) titled(here string, title txn.Words) view {
	v.Here, v.Title = here, title
	return v
}

// Other is the same page in the other language.
func (v view) Other() string {
	lang := txn.English
	if v.Lang == txn.English {
		lang = txn.Chinese
	}
	return link(lang, v.path, v.query)
}

// Paused says whether the reader asked for a page that does not renew itself.
func (v view) Paused() bool { return v.query.Get("live") == "off" }

// Pause is the same page, standing still, or renewing itself again.
func (v view) Pause() string {
	q := url.Values{}
	for name, values := range v.query {
		q[name] = values
	}
	q.Del("live")
	if !v.Paused() {
		q.Set("live", "off")
	}
	return link(v.Lang, v.path, q)
}

// link is an address in a language; Chinese is the default and not written.
func link(lang txn.Lang, path string, q url.Values) string {
	all := url.Values{}
	for name, values := range q {
		if values[0] != "" && name != "lang" {
			all[name] = values
		}
	}
	if lang == txn.English {
		all.Set("lang", lang.String())
	}
	if len(all) == 0 {
		return path
	}
	return path + "?" + all.Encode()
}

// templates are the pages in each language.
var templates = map[txn.Lang]map[string]*template.Template{txn.Chinese: parsed(txn.Chinese), txn.English: parsed(txn.English)}

func parsed(lang txn.Lang) map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"list", "days", "settled", "check", "story", "note", "error", "evidence"} {
		files := []string{"pages/parts.html", "pages/" + name + ".html"}
		root := name + ".html"
		if name != "evidence" {
			files, root = append(files, "pages/frame.html"), "frame.html"
		}
		all[name] = template.Must(template.New(root).Funcs(words(lang)).ParseFS(pages, files...))
	}
	return all
}

// text makes the page, all of it before a byte of it leaves.
func (v view) text(name string, body any) ([]byte, error) {
	v.Body = body
	var b bytes.Buffer
	err := templates[v.Lang][name].Execute(&b, v)
	return b.Bytes(), err
}

func (v view) write(w http.ResponseWriter, status int, name string, body any) error {
	text, err := v.text(name, body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text)
	return nil
}
