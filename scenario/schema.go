package scenario

import (
	"reflect"
	"slices"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/front/console"
)

// object is a JSON Schema, or a part of one.
type object = map[string]any

// later is what stands in a text whose value is not known before the story is told: ${name}.
const later = `\$\{`

// closed is an object of these members, and of those whose names are not known yet.
func closed(members object, required ...string) object {
	o := object{"type": "object", "properties": members, "patternProperties": object{later: object{}}, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// some is an object or a list that is not empty.
func some(of object) object {
	of["minProperties"] = 1
	return of
}

// open are members of these names that can be anything.
func open(names []string) object {
	members := object{}
	for _, n := range names {
		members[n] = object{}
	}
	return members
}

var (
	textType  = object{"type": []string{"string", "number", "boolean"}}
	yesType   = object{"enum": []any{true, false, "true", "false", "yes", "no"}}
	laterType = object{"type": "string", "pattern": later}
	// heldType is what JSON is held against in place of a value.
	heldType = object{"type": "string", "pattern": `^(absent|present|/.*/)$|` + later}
)

func listOf(of object) object { return object{"type": "array", "items": of} }

func either(of ...object) object { return object{"anyOf": of} }

func oneOrMore(of object) object {
	list := listOf(of)
	list["minItems"] = 1
	return either(of, list)
}

func wordsType(words ...string) object { return either(object{"enum": words}, laterType) }

// numberType is a number in a story, in quotes or without.
func numberType(least, most int) object {
	return either(object{"type": "integer", "minimum": least, "maximum": most}, object{"type": "string", "pattern": `^[0-9]+$|` + later})
}

// durationType is a time as Go writes it.
func durationType(form string) object {
	return object{"type": "string", "pattern": form + `([0-9.]+(ns|us|µs|ms|s|m|h))+$|^0$|` + later}
}

// Schema is the JSON Schema (2020-12) of a story's file, made of the tables by which files are read. Editors complete and
// check by it; what it cannot say, "poslab scenario run" does.
func Schema() map[string]any {
	steps := object{"$ref": "#/$defs/steps"}
	lab := open(labKeys)
	lab["host"], lab["printer"], lab["climate"] = hostSchema(), printerSchema(), closed(open(climateKeys))
	lab["backup"], lab["webhooks"] = yesType, yesType
	named := object{"type": "object", "propertyNames": object{"pattern": variableName.String()}, "additionalProperties": textType}
	s := closed(object{
		"name":      object{"type": []string{"string", "number"}, "description": "what happens, in one line"},
		"about":     object{"type": "string"},
		"covers":    oneOrMore(object{"type": "string", "pattern": requirement.String()}),
		"shows":     oneOrMore(object{"type": "string", "pattern": faultName.String()}),
		"real":      yesType,
		"lang":      wordsType("zh", "en"),
		"config":    object{"type": "object", "description": "keys of the terminal's configuration"},
		"lab":       closed(lab),
		"vars":      named,
		"with each": object{"type": "array", "items": named, "minItems": 1, "maxItems": rowLimit},
		"steps":     steps,
		"ends":      closed(object{"disagree": oneOrMore(wordsType(problemNames()...))}, "disagree"),
	}, "name", "steps")
	delete(s, "patternProperties")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "a merchant's story for poslab scenario run"
	s["$defs"] = object{"steps": object{"type": "array", "minItems": 1, "maxItems": stepLimit, "items": stepSchema()}}
	return s
}

// stepSchema has a member for every verb, and for what may stand beside any; a step has one verb, and beside it what belongs there.
func stepSchema() object {
	members, ones := object{}, []object{}
	for _, name := range sortedKeys(verbs) {
		v := verbs[name]
		of := verbSchema(name)
		of["description"] = v.says
		members[name] = of
		ones = append(ones, object{"required": []string{name}, "propertyNames": object{"enum": slices.Concat([]string{name}, v.with, beside)}})
	}
	expected := expectSchemas()
	for _, name := range []string{"exit", "json", "error", "says"} {
		members[name] = expected[name]
	}
	members["note"], members["within"] = object{"type": "string"}, durationType("^")
	members["steps"], members["meanwhile"] = object{"$ref": "#/$defs/steps"}, object{"$ref": "#/$defs/steps"}
	step := closed(members)
	delete(step, "patternProperties")
	step["oneOf"] = ones
	return step
}

// verbSchema is what stands behind a verb.
func verbSchema(name string) object {
	rows := wordsType(rowNames()...)
	line := either(wordsType("good", lineDown, "deaf"), some(closed(object{
		"delay": durationType("^"), "cut": wordsType("out", "in"), "after": numberType(0, 1<<20),
	})))
	return map[string]func() object{
		"key":     func() object { return some(closed(open(slices.Concat(console.ItemNames(), console.QuestionNames())))) },
		"keys":    func() object { return listOf(object{"type": []string{"string", "number", "null"}}) },
		"command": func() object { return either(object{"type": "string"}, listOf(textType)) },
		"expect":  expectSchema,
		"host":    hostSchema,
		"printer": printerSchema,
		"climate": func() object { return some(closed(open(climateKeys))) },
		"line":    func() object { return line },
		"cable":   func() object { return line },
		"clock":   func() object { return some(closed(object{"pass": durationType("^"), "set": durationType("^[+-]?")})) },
		"disk": func() object {
			return either(wordsType("good", "full", "damaged"), some(closed(object{"full": closed(object{"before": rows}, "before")})))
		},
		"receiver": func() object { return closed(object{"answer": numberType(200, 599)}, "answer") },
		"repeat":   func() object { return numberType(1, stepLimit) },
		"remember": func() object {
			return object{"type": "object", "additionalProperties": object{"type": "string", "pattern": `^(status|json)\.`}}
		},
		"power": func() object {
			cut := closed(object{"at": wordsType(sortedKeys(moments)...), "before": rows, "after": rows, "nth": numberType(1, 1000)})
			return either(wordsType("cut", "off", "on"), closed(object{"cut": some(cut)}, "cut"))
		},
	}[name]()
}

func hostSchema() object { return some(closed(open(slices.Concat(host.FaultNames(), hostKeys)))) }

func printerSchema() object {
	members := schemaOf(reflect.TypeFor[printer.Faults]())["properties"].(object)
	members["do"], members["clear"], members["take"] = wordsType(printerDoes...), wordsType("faults"), wordsType("paper")
	return some(closed(members))
}
