package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"posterm/internal/config"
	"posterm/internal/strict"
)

// ownKeys are set by whoever tells the story.
var ownKeys = []string{
	"host.primary", "host.backup", "host.wrapper", "host.profile", "printer.port", "notify.url", "notify.secret_file", "lang",
}

// A story can have no printer at all; which one it has is not its business.
const (
	printerPort = "printer.port"
	noPrinter   = "none"
)

// settings are lines of a configuration file, and the nodes they come from.
type settings struct {
	lines []string
	from  []node
}

// readSettings reads keys as they stand in the configuration, "host.response_timeout", or within each other. They are held
// against the configuration's own rules.
func readSettings(n node) (string, error) {
	var s settings
	if err := s.take(n, ""); err != nil {
		return "", err
	}
	text := strings.Join(s.lines, "\n") + "\n"
	_, err := config.Parse("config", []byte(text))
	var refused *strict.Error
	if errors.As(err, &refused) {
		at := n
		if refused.Line > 0 && refused.Line <= len(s.from) {
			at = s.from[refused.Line-1]
		}
		return "", at.because(refused.Err)
	}
	return text, err
}

func (s *settings) take(n node, before string) error {
	pairs, err := n.pairs()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		name := before + p.key
		if slices.Contains(ownKeys, name) && !(name == printerPort && p.value.Value == noPrinter) {
			return p.at.refuse("%s is set by the story: look at lab:", name)
		}
		if p.value.Kind == yaml.MappingNode {
			if err := s.take(p.value, name+"."); err != nil {
				return err
			}
			continue
		}
		value, err := p.value.json()
		if err != nil {
			return err
		}
		s.lines, s.from = append(s.lines, name+" = "+inTOML(value)), append(s.from, p.at)
	}
	return nil
}

// inTOML writes a value as the configuration has it.
func inTOML(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, inTOML(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}
