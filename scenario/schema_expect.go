package scenario

import (
	"maps"
	"reflect"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/txn"
)

// schemaOf is the schema of what is held against JSON of a type, as like reads it.
func schemaOf(t reflect.Type) object {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	words := wordsOf(t)
	switch {
	case t.Kind() == reflect.Interface || t.Kind() == reflect.Map:
		return object{}
	case t.Kind() == reflect.Bool:
		return either(yesType, heldType)
	case len(words) > 0:
		return either(object{"enum": words}, heldType)
	case scalar(t):
		return object{"type": []string{"string", "number", "boolean", "null"}}
	case t.Kind() == reflect.Slice:
		return either(listOf(schemaOf(t.Elem())), heldType, object{"type": "null"})
	}
	members := object{}
	for name, member := range membersOf(t) {
		members[name] = schemaOf(member)
		if deep := member; deep.Kind() == reflect.Pointer || deep.Kind() == reflect.Struct {
			members[name] = either(schemaOf(member), heldType, object{"type": "null"})
		}
	}
	return closed(members)
}

// expectSchemas are those of every observable.
func expectSchemas() map[string]object {
	texts := oneOrMore(object{"type": []string{"string", "number"}, "minLength": 1})
	paper := wordsType(copyStates...)
	verdict, money := wordsType(wordsOf(reflect.TypeFor[txn.Verdict]())...), wordsType(wordsOf(reflect.TypeFor[txn.Money]())...)
	account := either(object{"type": "string", "pattern": yuanForm.String() + `|^/.*/$|` + later}, some(schemaOf(reflect.TypeFor[host.Holding]())))
	accounts := some(object{"type": "object", "additionalProperties": account})
	entry := schemaOf(reflect.TypeFor[host.Entry]())
	slip := maps.Clone(schemaOf(reflect.TypeFor[printer.Slip]())["properties"].(object))
	slip["text"], slip["not"] = texts, texts
	message := schemaOf(reflect.TypeFor[messageShape]())
	message["properties"].(object)["mti"] = object{"type": "string", "pattern": mtiForm.String() + `|` + heldType["pattern"].(string)}
	message["properties"].(object)["fields"] = some(object{"type": "object", "propertyNames": object{"pattern": `^([2-9]|[1-9][0-9]|1[01][0-9]|12[0-8])$|` + later}})
	row, hook := schemaOf(reflect.TypeFor[rowShape]()), schemaOf(reflect.TypeFor[hookShape]())
	journal := oneOrMore(either(wordsType(rowNames()...), row))
	notifications := oneOrMore(either(wordsType(names(roll.Events()...)...), hook))
	count := numberType(0, 1000)
	return map[string]object{
		"screen": texts, "says": texts, "customer": texts, "exit": numberType(0, 255), "json": some(object{"type": "object"}), "error": {"type": "string"},
		"of": {"type": []string{"string", "number"}}, "verdict": verdict, "money": money, "paper": either(paper, some(closed(object{"merchant": paper, "cardholder": paper}))),
		"status": some(schemaOf(reflect.TypeFor[statusShape]())), "owed": count, "owed_slips": count, "slips": either(count, listOf(closed(slip))),
		"bank":    some(object{"type": "object", "additionalProperties": either(texts, object{"type": "array", "maxItems": 0})}),
		"journal": journal, "ledger": either(listOf(entry), accounts), "accounts": accounts, "wire": oneOrMore(message), "notifications": notifications,
		"printer": some(schemaOf(reflect.TypeFor[printer.Status]())), "power": wordsType("on", "off"), "agree": yesType,
		"never": some(closed(object{
			"screen": texts, "says": texts, "customer": texts, "slips": oneOrMore(closed(slip)), "journal": journal, "wire": oneOrMore(message),
			"notifications": notifications, "ledger": oneOrMore(entry),
		})),
	}
}

func expectSchema() object {
	members := object{}
	for name, of := range expectSchemas() {
		described := maps.Clone(of)
		described["description"] = observables[name].says
		members[name] = described
	}
	return some(closed(members))
}
