package scenario

import (
	"slices"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/front/console"
)

// object is a JSON Schema, or a part of one.
type object = map[string]any

// closed is an object of these members and no others.
func closed(members object, required ...string) object {
	o := object{"type": "object", "properties": members, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// open are members of these names that can be anything.
func open(names []string) object {
	members := object{}
	for _, n := range names {
		members[n] = object{}
	}
	return members
}

var textType = object{"type": []string{"string", "number", "boolean"}}

func listOf(of object) object { return object{"type": "array", "items": of} }

func oneOrMore(of object) object { return object{"anyOf": []object{of, listOf(of)}} }

// Schema is the JSON Schema (2020-12) of a story's file, made of the tables by which files are read. Editors complete and
// check by it; what it cannot say, "poslab scenario run" does.
func Schema() map[string]any {
	steps := object{"$ref": "#/$defs/steps"}
	lab := open(labKeys)
	lab["host"], lab["printer"], lab["climate"] = hostSchema(), printerSchema(), closed(open(climateKeys))
	yes := object{"enum": []any{true, false, "yes", "no"}}
	lab["backup"], lab["webhooks"] = yes, yes
	s := closed(object{
		"name":      object{"type": "string", "description": "what happens, in one line"},
		"about":     object{"type": "string"},
		"covers":    oneOrMore(object{"type": "string", "pattern": requirement.String()}),
		"shows":     oneOrMore(object{"type": "string", "pattern": faultName.String()}),
		"real":      yes,
		"lang":      object{"enum": []string{"zh", "en"}},
		"config":    object{"type": "object", "description": "keys of the terminal's configuration"},
		"lab":       closed(lab),
		"vars":      object{"type": "object", "additionalProperties": textType},
		"with each": object{"type": "array", "items": object{"type": "object", "additionalProperties": textType}, "maxItems": rowLimit},
		"steps":     steps,
		"ends":      closed(object{"disagree": oneOrMore(object{"enum": problemNames()})}),
	}, "name", "steps")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "a merchant's story for poslab scenario run"
	s["$defs"] = object{"steps": object{"type": "array", "minItems": 1, "maxItems": stepLimit, "items": stepSchema()}}
	return s
}

// stepSchema has a member for every verb, and for what may stand beside any.
func stepSchema() object {
	members, ones := object{}, []object{}
	for _, name := range sortedKeys(verbs) {
		v := verbs[name]
		of := object{"description": v.says}
		switch name {
		case "key":
			of = closed(open(slices.Concat(console.ItemNames(), console.QuestionNames())))
		case "host":
			of = hostSchema()
		case "printer":
			of = printerSchema()
		case "climate":
			of = closed(open(climateKeys))
		case "expect":
			of = expectSchema()
		}
		of["description"] = v.says
		members[name] = of
		ones = append(ones, object{"required": []string{name}})
		for _, w := range v.with {
			members[w] = object{}
		}
	}
	members["note"] = object{"type": "string"}
	members["steps"], members["meanwhile"] = object{"$ref": "#/$defs/steps"}, object{"$ref": "#/$defs/steps"}
	step := closed(members)
	step["oneOf"] = ones
	return step
}

func hostSchema() object { return closed(open(slices.Concat(host.FaultNames(), hostKeys))) }
func printerSchema() object {
	return closed(open(slices.Concat(printerKeys, jsonNames(printer.Faults{}))))
}

func expectSchema() object {
	members := object{}
	for _, name := range sortedKeys(observables) {
		members[name] = object{"description": observables[name].says}
	}
	return closed(members)
}
