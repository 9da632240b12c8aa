package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"posterm/txn"
)

// Story is a file that was read: one story, or one for every row of its table.
type Story struct {
	File   string
	Name   string
	About  string
	Covers []string // requirements, "R48"
	Shows  []string // faults of the catalogue
	// Real says that it can also be told with real programs, sockets and time.
	Real bool
	// Tellings are the story with everything put in that its rows say; usually one.
	Tellings []Telling
}

// Telling is a story with one row of its table.
type Telling struct {
	Name  string            // the story's, with the row behind it
	Row   map[string]string // of "with each"
	vars  map[string]variable
	lang  txn.Lang
	words string // of the configuration file
	lab   labSettings
	steps []node
	ends  ending
}

// header are the keys of a story.
var header = []string{"name", "about", "covers", "shows", "real", "lang", "config", "lab", "vars", "with each", "steps", "ends"}

// Load reads a story's file.
func Load(path string) (*Story, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, &Refusal{File: path, Why: errors.Unwrap(err)}
	case !info.Mode().IsRegular():
		return nil, &Refusal{File: path, Why: errors.New("this is no file")}
	case info.Size() > fileLimit:
		return nil, &Refusal{File: path, Why: fmt.Errorf("a story has at most %d bytes", fileLimit)}
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		return nil, &Refusal{File: path, Why: err}
	}
	return Parse(path, doc)
}

// Parse reads a story; file is its name, for messages. Every refusal is a *Refusal.
func Parse(file string, doc []byte) (*Story, error) {
	root, err := parse(filepath.ToSlash(file), doc)
	if err != nil {
		return nil, err
	}
	all, err := root.known(header...)
	if err != nil {
		return nil, err
	}
	keys := map[string]node{}
	for _, p := range all {
		keys[p.key] = p.value
	}
	s := &Story{File: file}
	if err := s.about(root, keys); err != nil {
		return nil, err
	}
	err = s.tell(root, keys)
	root.src.checked = true
	return s, err
}

// about reads what is said about the story.
func (s *Story) about(root node, keys map[string]node) (err error) {
	name, is := keys["name"]
	if !is {
		return root.refuse("the story has no name: begin with name: what happens, in one line")
	}
	if s.Name, err = name.text(); err != nil {
		return err
	}
	if s.Name = strings.TrimSpace(s.Name); s.Name == "" || strings.Contains(s.Name, "\n") {
		return name.unlike("one line that says what happens")
	}
	if about, is := keys["about"]; is {
		if s.About, err = about.text(); err != nil {
			return err
		}
	}
	if s.Covers, err = labels(keys["covers"], requirement, "a requirement like R48"); err != nil {
		return err
	}
	if s.Shows, err = labels(keys["shows"], faultName, "the name of a fault in the catalogue, like lost-answer"); err != nil {
		return err
	}
	if real, is := keys["real"]; is {
		s.Real, err = real.yes()
	}
	return err
}

var (
	requirement = regexp.MustCompile(`^R[1-9][0-9]?$`)
	faultName   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
)

func labels(n node, form *regexp.Regexp, want string) (all []string, err error) {
	if n.Node == nil {
		return nil, nil
	}
	for _, one := range n.some() {
		text, err := one.text()
		if err != nil || !form.MatchString(text) {
			return nil, one.unlike(want)
		}
		if slices.Contains(all, text) {
			return nil, one.refuse("%s stands here twice", text)
		}
		all = append(all, text)
	}
	return all, nil
}

// tell makes the tellings, and checks every step of each.
func (s *Story) tell(root node, keys map[string]node) error {
	vars, err := variables(keys["vars"])
	if err != nil {
		return err
	}
	rows, err := table(keys["with each"])
	if err != nil {
		return err
	}
	if _, is := keys["steps"]; !is {
		return root.refuse("the story has no steps:")
	}
	for _, row := range rows {
		t := Telling{Name: s.Name, Row: map[string]string{}, vars: map[string]variable{}}
		for name, v := range row {
			t.Row[name] = v.text
		}
		for _, m := range []map[string]variable{vars, row} {
			for k, v := range m {
				t.vars[k] = v
			}
		}
		if len(row) > 0 {
			t.Name += " [" + rowName(t.Row) + "]"
		}
		if err := t.read(s, keys); err != nil {
			return err
		}
		s.Tellings = append(s.Tellings, t)
	}
	return root.wasted(keys["vars"], keys["with each"]) // a name that is misspelt where it is used was told above
}

// wasted refuses names that nothing uses: whoever gave them meant something.
func (root node) wasted(vars, rows node) error {
	var named []pair
	if vars.Node != nil {
		named, _ = vars.pairs()
	}
	if rows.Node != nil {
		columns, _ := node{rows.Content[0], rows.src}.pairs()
		named = append(named, columns...)
	}
	for _, p := range named {
		if !root.says("${" + p.key + "}") {
			return p.at.refuse("nothing in the story uses ${%s}", p.key)
		}
	}
	return nil
}

// says looks for a text in all that is written.
func (n node) says(text string) bool {
	return strings.Contains(n.Value, text) || slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return node{c, n.src}.says(text) })
}

// rowName is a row in few words, its columns by their names.
func rowName(row map[string]string) string {
	var parts []string
	for _, k := range sortedKeys(row) {
		parts = append(parts, k+" "+clip(row[k]))
	}
	return strings.Join(parts, ", ")
}

var variableName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// variables are names with texts.
func variables(n node) (map[string]variable, error) {
	all := map[string]variable{}
	if n.Node == nil {
		return all, nil
	}
	pairs, err := n.pairs()
	for _, p := range pairs {
		if !variableName.MatchString(p.key) {
			return nil, p.at.unlike("a name of small letters, digits and _")
		}
		text, err := p.value.text()
		if err != nil {
			return nil, err
		}
		all[p.key] = variable{text, p.value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0}
		if p.value.open() {
			return nil, p.value.refuse("a variable cannot be made of others")
		}
	}
	return all, err
}

// table are the rows of "with each"; one empty row when there is none.
func table(n node) ([]map[string]variable, error) {
	if n.Node == nil {
		return []map[string]variable{{}}, nil
	}
	list, err := n.list()
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > rowLimit {
		return nil, n.refuse("want 1 to %d rows", rowLimit)
	}
	var rows []map[string]variable
	for _, one := range list {
		row, err := variables(one)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 && !slices.Equal(sortedKeys(row), sortedKeys(rows[0])) {
			return nil, one.refuse("every row has the same columns: %s", strings.Join(sortedKeys(rows[0]), ", "))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// read puts the values into the rest of the file.
func (t *Telling) read(s *Story, keys map[string]node) (err error) {
	never := func(string) bool { return false }
	put := func(key string) (n node, is bool) {
		if n, is = keys[key]; is && err == nil {
			n, err = n.expanded(t.vars, never)
		}
		return n, is && err == nil
	}
	if n, is := put("lang"); is {
		word, bad := n.word("zh", "en")
		if bad != nil {
			return bad
		}
		t.lang, err = txn.ParseLang(word)
	}
	if n, is := put("config"); is {
		t.words, err = readSettings(n)
	}
	if n, is := put("lab"); is {
		t.lab, err = readLab(n)
	}
	if n, is := put("ends"); is {
		t.ends, err = readEnding(n)
	}
	if err != nil {
		return err
	}
	c := compiler{vars: t.vars, later: map[string]bool{}, times: 1, real: s.Real, webhooks: t.lab.webhooks}
	t.steps, err = c.steps(keys["steps"])
	return err
}
