package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"posterm/internal/canary"
	"posterm/internal/shop"
)

// belongs is what may hold a secret, and why. Nothing else may.
var belongs = map[string]string{
	"cards/swipe.toml":  "the card itself, as a headless reader has it",
	"cards/insert.toml": "the card itself, as a headless reader has it",
	"cards/poor.toml":   "the card itself, as a headless reader has it",
}

// canaries lets the shipped programs handle cards whose numbers, tracks and PINs stand
// nowhere else, through sales, faults, refusals, kills and crashes, and then looks for
// them, and for every key that was in use, in every byte the programs produced.
func canaries(ctx context.Context, r *report) (err error) {
	programs, err := shop.Build(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, programs.Close()) }()
	dir, err := os.MkdirTemp("", "canary")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	h, err := openHouse(ctx, dir, programs)
	if err != nil {
		return err
	}
	crashed, err := h.live(ctx)
	err = errors.Join(err, h.keepPaper(ctx), h.close())
	if err != nil {
		return err
	}
	r.least("commands run, with and without faults", h.commands, 40)
	r.least("killed or crashed in the middle of a sale", crashed, 3)
	secrets, err := h.secrets()
	if err != nil {
		return err
	}
	return h.look(r, secrets)
}

// look searches what is left, and shows that the secrets are found where they belong.
func (h *house) look(r *report, secrets []canary.Secret) error {
	scanner, err := canary.New(secrets...)
	if err != nil {
		return err
	}
	tally, err := scanner.Tree(h.dir, func(path string) bool { return belongs[path] != "" })
	if err != nil {
		return err
	}
	r.least("secrets looked for", len(secrets), 20)
	r.just("encodings of each", grouped(scanner.Encodings()))
	r.least("secrets planted, and found", scanner.Planted(), 1000)
	r.least("found where they belong: cards, wire", h.control(scanner), len(belongs)+1)
	r.least("files searched", tally.Files, 60)
	r.just("bytes searched", grouped(int(tally.Bytes)))
	r.none("secrets found elsewhere", told(tally.Hits))
	numbers, err := h.cardNumbers()
	r.none("full card numbers on paper, in output or logs", numbers)
	r.none("core files", h.cores())
	return err
}

// control counts the places that hold a secret on purpose and in which the scanner sees
// it: a scan that finds nothing there is blind.
func (h *house) control(scanner *canary.Scanner) (seen int) {
	for path := range belongs {
		if hits, err := scanner.File(filepath.Join(h.dir, path)); err == nil && len(hits) > 0 {
			seen++
		}
	}
	if len(scanner.Bytes("the line to the host", h.hostWire.bytes())) > 0 {
		seen++
	}
	return seen
}

func told(hits []canary.Hit) (lines []string) {
	for _, hit := range hits {
		lines = append(lines, hit.String())
	}
	return lines
}

// notNumbers are digits that may look like a card number and are none: the security
// control and the MAC of a message in the lab's events, as 16 digits and as 16 hex digits, in the message's text and
// among its fields.
var notNumbers = regexp.MustCompile(` (53|64|128)=[0-9A-F]{16}|"(53|64|128)":"[0-9A-F]{16}"`)

// cardNumbers looks for whole card numbers of any card in what people and programs read.
func (h *house) cardNumbers() (found []string, err error) {
	for _, part := range []string{"out", "log", "lab"} {
		files, err := filepath.Glob(filepath.Join(h.dir, part, "*"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			if strings.HasSuffix(file, ".png") {
				continue
			}
			for _, number := range canary.CardNumbers(notNumbers.ReplaceAll(data, nil)) {
				found = append(found, fmt.Sprintf("%s: %s...", filepath.Base(file), number[:6]))
			}
		}
	}
	return found, nil
}

// cores lists the core files. The programs ran where one would have been written.
func (h *house) cores() []string {
	found, _ := filepath.Glob(filepath.Join(h.dir, "cwd", "*core*")) // the pattern is well formed
	return found
}
