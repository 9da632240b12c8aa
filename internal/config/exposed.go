package config

// Exposed are the keys whose servers anybody beyond this machine can reach, as insecure = true allows, with their
// addresses; none: there are none.
func (c *Config) Exposed() (keys, addresses []string) {
	for _, door := range []struct{ key, address string }{{"eslip.listen", c.Eslip.Listen}, {"observe.listen", c.Observe.Listen}} {
		if door.address != "" && !isLoopback(door.address) {
			keys, addresses = append(keys, door.key), append(addresses, door.address)
		}
	}
	return keys, addresses
}
