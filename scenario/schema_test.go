package scenario

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// checker holds values against the part of JSON Schema that ours uses.
type checker struct{ root object }

// refuses says why a schema does not take a value; empty: it does.
func (c checker) refuses(schema object, v any) string {
	for _, keyword := range sortedKeys(schema) {
		if why := c.keyword(schema, keyword, v); why != "" {
			return fmt.Sprintf("%s: %s of %v", keyword, why, clip(show(v)))
		}
	}
	return ""
}

func (c checker) keyword(schema object, keyword string, v any) string {
	is := schema[keyword]
	members, _ := v.(object)
	switch keyword {
	case "$schema", "$defs", "title", "description", "properties", "patternProperties":
		return "" // the last two are looked at with what is additional
	case "$ref":
		return c.refuses(c.root["$defs"].(object)[strings.TrimPrefix(is.(string), "#/$defs/")].(object), v)
	case "items":
		list, _ := v.([]any)
		for _, one := range list {
			if why := c.refuses(is.(object), one); why != "" {
				return why
			}
		}
		return ""
	case "propertyNames":
		for name := range members {
			if why := c.refuses(is.(object), name); why != "" {
				return why
			}
		}
		return ""
	case "additionalProperties":
		return c.members(schema, members)
	case "anyOf", "oneOf":
		var whys []string
		for _, one := range is.([]any) {
			if why := c.refuses(one.(object), v); why != "" {
				whys = append(whys, why)
			}
		}
		fit := len(is.([]any)) - len(whys)
		if fit == 1 || fit > 1 && keyword == "anyOf" {
			return ""
		}
		return strings.Join(whys, "; ")
	}
	if outside(keyword, is, v) {
		return show(is)
	}
	return ""
}

// outside says whether a value is not as a keyword about itself wants it. A keyword about another type says nothing of it.
func outside(keyword string, is, v any) bool {
	text, isText := v.(string)
	number, isNumber := v.(float64)
	list, isList := v.([]any)
	members, isObject := v.(object)
	limit, _ := is.(float64)
	switch keyword {
	case "type":
		return !slices.ContainsFunc(asList(is), func(t any) bool { return t == typeOf(v) || t == "number" && typeOf(v) == "integer" })
	case "enum":
		return !slices.Contains(is.([]any), v)
	case "pattern":
		return isText && !regexp.MustCompile(is.(string)).MatchString(text)
	case "minLength":
		return isText && len(text) < int(limit)
	case "minimum":
		return isNumber && number < limit
	case "maximum":
		return isNumber && number > limit
	case "minItems":
		return isList && len(list) < int(limit)
	case "maxItems":
		return isList && len(list) > int(limit)
	case "minProperties":
		return isObject && len(members) < int(limit)
	case "required":
		return isObject && slices.ContainsFunc(is.([]any), func(name any) bool { _, has := members[name.(string)]; return !has })
	}
	panic("the test does not know the keyword " + keyword)
}

func (c checker) members(schema, members object) string {
	known, _ := schema["properties"].(object)
	pattern, _ := schema["patternProperties"].(object)
	for name, v := range members {
		of, is := known[name]
		if !is && slices.ContainsFunc(sortedKeys(pattern), func(p string) bool { return regexp.MustCompile(p).MatchString(name) }) {
			continue
		}
		if !is {
			of = schema["additionalProperties"]
		}
		if of == false {
			return name + " is not known"
		}
		if why := c.refuses(of.(object), v); why != "" {
			return name + ": " + why
		}
	}
	return ""
}

func asList(v any) []any {
	if list, is := v.([]any); is {
		return list
	}
	return []any{v}
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	}
	return "object"
}

// refusedBySchema says why the schema refuses a story.
func refusedBySchema(t *testing.T, text string) string {
	t.Helper()
	schema, err := asJSON(Schema())
	require.NoError(t, err)
	var doc any
	require.NoError(t, yaml.Unmarshal([]byte(text), &doc))
	doc, err = asJSON(withTexts(doc))
	require.NoError(t, err)
	return checker{schema.(object)}.refuses(schema.(object), doc)
}

// withTexts makes the keys texts, as JSON has them.
func withTexts(v any) any {
	switch v := v.(type) {
	case map[any]any:
		m := object{}
		for k, e := range v {
			m[fmt.Sprint(k)] = withTexts(e)
		}
		return m
	case map[string]any:
		for k, e := range v {
			v[k] = withTexts(e)
		}
		return v
	case []any:
		for i, e := range v {
			v[i] = withTexts(e)
		}
	}
	return v
}

// TestTheSchemaTakesOurStories: what the program takes is no error in an editor.
func TestTheSchemaTakesOurStories(t *testing.T) {
	require.Empty(t, refusedBySchema(t, Example))
	require.NoError(t, filepath.WalkDir(stories, func(name string, e fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(name) == ".yaml" {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			require.Empty(t, refusedBySchema(t, string(text)), name)
		}
		return err
	}))
	for _, one := range exampleSteps {
		require.Empty(t, refusedBySchema(t, "name: x\nsteps: ["+inBraces(one)+"]"))
	}
	for _, one := range exampleExpectations {
		require.Empty(t, refusedBySchema(t, "name: x\nsteps: [{expect: "+inBraces(one)+"}]"))
	}
	require.Equal(t, sortedKeys(observables), sortedKeys(expectSchemas()))
	schema, err := json.Marshal(Schema())
	require.NoError(t, err)
	require.Less(t, len(schema), 200_000, "an editor reads it at every start")
}

// TestTheSchemaRefuses what stands in the wrong place, is misspelt, or asks for nothing.
func TestTheSchemaRefuses(t *testing.T) {
	for _, step := range []string{
		"kye: {sale: \"1.00\"}", "key: {sael: \"1.00\"}", "key: {}", "power: offf", "power: {cut: {at: lunch}}", "power: {cut: {}}", "clock: {pass: soon}", "clock: {set: tomorrow}",
		"line: slow", "host: {}", "host: {drop_respones: next}", "printer: {papr: out}", "printer: {do: nothing}", "climate: {}", "receiver: {answer: 99}",
		"{repeat: 0, steps: [{power: cut}]}", "{repeat: 2, steps: []}", "{power: cut, within: 3s}", "{power: cut, clock: {pass: 1s}}", "note: alone",
		"remember: {x: trace}", "{command: echo, exit: 300}", "{expect: {verdict: paid}, within: 60}",
		"expect: {}", "expect: {verdikt: paid}", "expect: {verdict: payed}", "expect: {money: aproved}", "expect: {paper: {}}", "expect: {status: {grde: absent}}",
		"expect: {status: {paper: {merchnt: absent}}}", "expect: {slips: [{txt: a}]}", "expect: {slips: [{duplicate: maybe}]}", "expect: {screen: []}", "expect: {screen: \"\"}",
		"expect: {wire: []}", "expect: {wire: {mti: \"200\"}}", "expect: {wire: {fields: {200: absent}}}", "expect: {wire: {fields: {\"04\": absent}}}", "expect: {wire: {fields: {}}}",
		"expect: {journal: aproved}", "expect: {journal: {what: aproved}}", "expect: {ledger: [{knd: sale}]}", "expect: {ledger: {}}", "expect: {accounts: {A: {}}}", "expect: {accounts: {A: present}}",
		"expect: {notifications: batch.setled}", "expect: {printer: {papr: out}}", "expect: {power: half}", "expect: {owed: many}", "expect: {json: {}}",
		"expect: {never: {}}", "expect: {never: {verdict: paid}}", "expect: {never: {ledger: {knd: sale}}}", "expect: {never: {wire: []}}",
	} {
		require.NotEmpty(t, refusedBySchema(t, "name: x\nsteps: ["+inBraces(step)+"]"), step)
	}
	for _, head := range []string{"nmae: x", "real: perhaps", "covers: [48]", "lang: fr", "vars: {A: x}", "with each: []", "lab: {profil: x}", "ends: {disagree: nothing}", "ends: {}"} {
		require.NotEmpty(t, refusedBySchema(t, "name: x\n"+head+"\nsteps: [{power: cut}]"), head)
	}
}
