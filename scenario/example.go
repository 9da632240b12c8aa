package scenario

import _ "embed"

// Example is a story that holds, with a word about every line.
//
//go:embed example.yaml
var Example string
