package config

import (
	"fmt"
	"path/filepath"

	makes "posterm/printer/profile"
)

// make finds the printer's profile and what follows from it. The key is the one to change.
func (c *Config) make() (string, error) {
	p, err := findMake(c.Printer.Profile)
	if err != nil {
		return "printer.profile", fmt.Errorf("printer.profile: %w", err)
	}
	c.Printer.Make = p
	if _, set := c.sources["printer.columns"]; !set {
		c.Printer.Columns = p.Paper.Columns
	}
	if room := p.Room(); c.Printer.Columns > room {
		return "printer.columns", fmt.Errorf("printer.columns: profile %q draws its lines, %d dots wide: want at most %d", p.Name, p.Paper.Dots, room)
	}
	return "", nil
}

// findMake is a profile by its name, or out of a file.
func findMake(name string) (*makes.Profile, error) {
	if !filepath.IsAbs(name) {
		return makes.ByName(name)
	}
	doc, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return makes.Parse(name, doc)
}
