package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"

	"posterm/comms/keys"
	"posterm/emulator/printer"
	"posterm/internal/canary"
)

// The canaries: numbers of invented cards with a valid check digit, and what else is on
// them. They stand nowhere else in the repository.
const (
	swipePAN, swipeRest   = "6222027318284595", "30121209045235360"
	insertPAN, insertRest = "6222021618033984", "30122208874989484"
	poorPAN, poorRest     = "6222025772156648", "30121205772156649"
	swipePIN, wrongPIN    = "739154", "862043957120"
)

// cardFiles by name. The long PIN of the poor card can be looked for bare.
var cardFiles = map[string]string{
	"swipe":  fmt.Sprintf("name = \"swipe\"\ntrack2 = \"%s=%s\"\npin = %q\nbalance = 5000000\n", swipePAN, swipeRest, swipePIN),
	"insert": fmt.Sprintf("name = \"insert\"\ntrack2 = \"%s=%s\"\nentry = \"insert\"\nsequence = \"001\"\nbalance = 5000000\n[chip]\n57 = \"%sD%s\"\n5A = %q\n", insertPAN, insertRest, insertPAN, insertRest, insertPAN),
	"poor":   fmt.Sprintf("name = \"poor\"\ntrack2 = \"%s=%s\"\npin = \"501283746955\"\nbalance = 1\n", poorPAN, poorRest),
}

// live is a day of this terminal: everything it can do, then everything that can happen
// to it, and crashes. It gives how often a sale was killed.
func (h *house) live(ctx context.Context) (crashed int, err error) {
	for _, part := range []func(context.Context) error{h.everything, h.wrongUse, h.faults, h.menu} {
		if err := part(ctx); err != nil {
			return 0, err
		}
	}
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGABRT, syscall.SIGQUIT, syscall.SIGSEGV} {
		if err := h.crash(ctx, signal); err != nil {
			return crashed, err
		}
		crashed++
		if err := h.does(ctx, 0, "", "--log-level", "debug", "balance", "--card", h.card("swipe")); err != nil {
			return crashed, err
		}
	}
	return crashed, h.reports(ctx)
}

func (h *house) card(name string) string { return h.path("cards", name+".toml") }

// does runs a command that must end with this exit code.
func (h *house) does(ctx context.Context, want int, input string, args ...string) error {
	return h.doesAs(ctx, usual, want, input, args...)
}

// doesAs is does with one of the configurations.
func (h *house) doesAs(ctx context.Context, config string, want int, input string, args ...string) error {
	exit, err := h.run(ctx, config, input, args...)
	if err == nil && exit != want {
		text, _ := os.ReadFile(h.path("out", fmt.Sprintf("%03d-%s.err", h.commands, args[0])))
		err = fmt.Errorf("posterm %s: exit %d, want %d: %s", strings.Join(args[:1], " "), exit, want, text)
	}
	return err
}

// step is a command, its exit code and what is typed.
type step struct {
	exit  int
	input string
	args  []string
}

// each runs steps with debug logs: text with its log on stderr, then JSON with its log in a file.
func (h *house) each(ctx context.Context, steps []step) error {
	for _, s := range steps {
		for _, form := range [][]string{{"--log-level", "debug", "--lang", "en"}, {"--log-level", "debug", "--json", "--log-file", h.path("log", "posterm.log")}} {
			if err := h.does(ctx, s.exit, s.input, append(form, s.args...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *house) everything(ctx context.Context) error {
	if err := h.does(ctx, 0, "", "init"); err != nil {
		return err
	}
	err := h.each(ctx, []step{
		{0, "", []string{"signin"}},
		{0, "", []string{"sale", "1.00", "--card", h.card("swipe")}},
		{0, swipePIN + "\n", []string{"sale", "2.00", "--card", h.card("swipe"), "--pin", "-"}},
		{0, "", []string{"sale", "3.00", "--card", h.card("insert")}},
		{0, ";" + swipePAN + "=" + swipeRest + "?\n", []string{"balance", "--card", "wedge", "--pin", swipePIN}},
		{0, "", []string{"balance", "--card", h.card("insert")}},
		{3, "", []string{"sale", "2000.00", "--card", h.card("poor")}},
		{3, "", []string{"sale", "1.00", "--card", h.card("swipe"), "--pin", wrongPIN}},
		{0, "", []string{"reprint"}},
	})
	return errors.Join(err, h.does(ctx, 0, "", "void", "3", "--card", h.card("swipe")), h.reports(ctx))
}

// reports are the commands that only tell.
func (h *house) reports(ctx context.Context) error {
	for _, args := range []string{"status", "details", "details --screen", "journal list", "journal show 2", "journal export", "journal export --format csv", "journal check", "doctor", "config", "reversal list", "version"} {
		if err := h.does(ctx, 0, "", strings.Fields(args)...); err != nil {
			return err
		}
	}
	return nil
}

// wrongUse gives secrets where none belong: the complaint must not repeat them.
func (h *house) wrongUse(ctx context.Context) error {
	return h.each(ctx, []step{
		{2, "", []string{"sale", swipePAN, "--card", h.card("swipe")}},
		{2, "", []string{"sale", "1.00", "--card", swipePAN}},
		{2, "", []string{"sale", "1.00", "--card", swipePAN + "=" + swipeRest}},
		{2, "", []string{"sale", "1.00", "--card", "manual:" + swipePAN[:15] + "0:3012"}},
		{2, "", []string{"sale", "1.00", "--card", h.card("swipe"), "--pin", wrongPIN + "9"}},
		{2, "", []string{"status", swipePAN}},
		{2, "", []string{swipePAN}},
	})
}

// faults are what host, line and printer do wrong.
func (h *house) faults(ctx context.Context) error {
	for _, f := range []struct{ name, value, config string }{
		{"drop_response", "", hasty}, {"wrong_trace", "", hasty}, {"bad_mac", "", usual}, {"garbage", "", usual}, {"half_frame", "", usual}, {"unknown_code", "ZZ", usual},
	} {
		err := h.fault(ctx, f.name, "0200", f.value)
		if err = errors.Join(err, h.doesAs(ctx, f.config, 4, "", "--log-level", "debug", "sale", "5.00", "--card", h.card("swipe"))); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	out := "out"
	err := errors.Join(h.hurt(ctx, printer.Faults{Paper: &out}), h.does(ctx, 5, "", "--log-level", "debug", "sale", "6.00", "--card", h.card("insert")))
	_, loaded := h.call(ctx, http.MethodPost, "/v1/printer/load_paper", nil)
	return errors.Join(err, loaded, h.does(ctx, 0, "", "reprint"))
}

// menu is the terminal with its menu: a sale, then out.
func (h *house) menu(ctx context.Context) error {
	return h.does(ctx, 0, "1\n7.00\n"+h.card("swipe")+"\n"+swipePIN+"\n0\n", "--log-level", "debug", "run")
}

// cardSecrets are the canaries.
func cardSecrets() []canary.Secret {
	all := append(canary.PIN("PIN", swipePIN, swipePAN), canary.Digits("wrong PIN", wrongPIN), canary.Digits("long PIN", "501283746955"))
	for _, c := range []struct{ name, pan, rest string }{{"swipe", swipePAN, swipeRest}, {"insert", insertPAN, insertRest}, {"poor", poorPAN, poorRest}} {
		all = append(all, canary.Digits("card "+c.name, c.pan), canary.Digits("track "+c.name, c.pan+"="+c.rest), canary.Digits("rest of track "+c.name, c.rest))
	}
	return all
}

// secrets are the canaries and every key that was in use: the master key, the journal's
// root key, and what the line to the host showed of working keys and PIN blocks.
func (h *house) secrets() ([]canary.Secret, error) {
	all := cardSecrets()
	kept, err := os.ReadFile(h.path("data", "secrets.key"))
	if err != nil {
		return nil, err
	}
	own, err := canary.JournalKeys(kept, canary.MachineSecret())
	if err != nil {
		return nil, err
	}
	all = append(all, own...)
	tmk, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return nil, err
	}
	for _, block := range h.hostWire.fields("0810", 62) {
		working, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(block))
		if err != nil {
			return nil, err
		}
		all = append(all, canary.Octets("PIN key", working.PIK), canary.Octets("MAC key", working.MAK))
	}
	blocks := h.hostWire.fields("0200", 52)
	if len(blocks) == 0 {
		return nil, errors.New("no PIN block passed the line")
	}
	for _, block := range blocks {
		all = append(all, canary.Octets("PIN block", []byte(block)))
	}
	return all, nil
}
