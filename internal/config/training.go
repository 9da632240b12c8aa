package config

// ForTraining is the configuration of the same terminal in training: nothing of it is told, shown or linked to anybody outside.
func (c Config) ForTraining() Config {
	c.Terminal.Training = true
	c.Terminal.SlipCode = SlipCodeNone
	c.Terminal.StaticCode = "" // whoever scans it pays the shop
	c.Terminal.Customer = ""   // customers stand before trade
	c.Notify, c.Observe = Notify{}, Observe{}
	c.Eslip = Eslip{Days: c.Eslip.Days}
	return c
}
