package command

import (
	"strings"

	"posterm/front/console"
	"posterm/front/eslip"
	"posterm/front/operator"
	"posterm/internal/config"
	"posterm/terminal"
)

// menu is what the menu of a running terminal is made of.
func (a *app) menu(t *terminal.Terminal, screens *console.Screens, plain bool) console.Config {
	c := console.Config{
		Terminal: t, Screens: screens, In: a.in, Out: a.out, Lang: a.lang(), Term: a.term(plain),
		TerminalID: a.cfg.Terminal.ID, ServicePhone: a.cfg.Terminal.ServicePhone,
		TestKeys: t.TestKeys(), Training: a.training(), StoredVoid: a.cfg.Void.Card == config.VoidStored, Goods: a.cfg.Terminal.Goods, StaticCode: a.cfg.Terminal.StaticCode,
		About: console.About{Settings: a.settingLines(), Keys: a.keyLines(), Version: versionLine()},
		Now:   a.now, Log: a.log.With().Str("room", "console").Logger(), QR: eslip.Blocks,
	}
	if a.cfg.Terminal.Operators == config.OperatorsOn {
		staff := operator.Of(a.dir)
		c.Staff = &staff
	}
	return c
}

// term is the kind of tty for a whole screen; empty: the menu comes line by line.
func (a *app) term(plain bool) string {
	term := a.getenv("TERM")
	if plain || term == "dumb" {
		return ""
	}
	return term
}

// settingLines are all keys with their values, for a narrow screen.
func (a *app) settingLines() string {
	lines := []string{"data = " + a.dir}
	for _, k := range a.cfg.Keys() {
		lines = append(lines, k.Name+" = "+k.Value)
	}
	return strings.Join(lines, "\n")
}

// keyLines are what the journal said about the keys.
func (a *app) keyLines() string {
	var lines []string
	for _, c := range a.keys {
		lines = append(lines, c.Detail)
	}
	return strings.Join(lines, "\n")
}
