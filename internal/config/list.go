package config

// Key is one key as "posterm config" shows it.
type Key struct {
	Name    string `json:"key"`
	Value   string `json:"value"`
	Source  string `json:"source"` // "default" or "file:line"
	Default string `json:"default"`
	Unit    string `json:"unit"`
	Doc     Doc    `json:"doc"`
}

// Doc describes a key in both languages.
type Doc struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Keys lists every key with its value and where that came from, in the order of
// the documentation.
func (c Config) Keys() []Key {
	all := make([]Key, len(table))
	for i, k := range table {
		source, set := c.sources[k.name]
		if !set {
			source = "default"
		}
		all[i] = Key{Name: k.name, Value: k.field.show(&c), Source: source, Default: k.value, Unit: k.unit, Doc: Doc(k.doc)}
	}
	return all
}
