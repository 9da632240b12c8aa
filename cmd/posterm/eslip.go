package main

import (
	"time"

	"posterm/internal/config"
	"posterm/receipt/link"
	"posterm/terminal"
)

// slipCodes are the QR codes of slips by their names in the configuration.
var slipCodes = map[string]terminal.SlipCode{config.SlipCodeSummary: terminal.SummaryCode, config.SlipCodeEslip: terminal.LinkCode}

// links is how links to e-slips are made; the terminal adds its key.
func (a *app) links() link.Maker {
	return link.Maker{Base: a.cfg.Eslip.BaseURL, For: time.Duration(a.cfg.Eslip.Days) * 24 * time.Hour}
}
