package scenario

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

type yamlNode = yaml.Node

const mapping = yaml.MappingNode

// jsonNames are the members of a struct as JSON has them.
func jsonNames(v any) (names []string) {
	t := reflect.TypeOf(v)
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}
