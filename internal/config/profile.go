package config

import (
	"fmt"

	"posterm/comms/profile"
)

// Keyless says whether the profile's sign-in brings no keys: no message has a MAC then, and
// no PIN is sent.
func (h Host) Keyless() bool {
	p, err := profile.ByName(h.Profile)
	return err == nil && p.Security.Form == ""
}

// protected are keys about session keys and addresses, which not every profile has.
var protected = map[string]func(*profile.Profile) bool{
	"host.mac":    func(p *profile.Profile) bool { return p.Security.MAC },
	"host.signin": func(p *profile.Profile) bool { return p.Security.Form != "" },
	"host.tpdu":   func(p *profile.Profile) bool { return !p.Frame.Bare },
}

// profileConflict names a key that was set and that the profile has no use for: a wish
// for a MAC must not be passed over in silence.
func (c *Config) profileConflict() (string, error) {
	p, err := profile.ByName(c.Host.Profile)
	if err != nil {
		return "host.profile", fmt.Errorf("host.profile: %w", err)
	}
	for _, key := range []string{"host.mac", "host.signin", "host.tpdu"} {
		if _, set := c.sources[key]; set && !protected[key](p) {
			return key, fmt.Errorf("%s: profile %q has none: leave this key out", key, p.Name)
		}
	}
	return "", nil
}
