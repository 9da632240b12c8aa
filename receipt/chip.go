package receipt

import (
	"encoding/hex"
	"strings"

	"posterm/journal/roll"
	"posterm/txn"
)

// chipRow is one line.
type chipRow struct {
	name string
	tags []string // the first one that the chip gave
	text bool     // the value is text in hex
}

// chipRows are the lines of a chip, in the order of PROTOCOL.md 8.1. The names are those
// that acquirers and issuers ask for, in every language.
var chipRows = []chipRow{
	{"TVR", []string{"95"}, false},
	{"AID", []string{"84", "4F"}, false},
	{"TSI", []string{"9B"}, false},
	{"ATC", []string{"9F36"}, false},
	{"UNPR NUM", []string{"9F37"}, false},
	{"AIP", []string{"82"}, false},
	{"IAD", []string{"9F10"}, false},
	{"APP LABEL", []string{"50"}, true},
	{"APP NAME", []string{"9F12"}, true},
}

// Tags whose value decides what the cryptogram is called.
const (
	tagCryptogram     = "9F26"
	tagCryptogramInfo = "9F27"
	offlineApproval   = "40" // a TC; everything else that is sent to a host is an ARQC
)

// chip prints what a chip said, when one was read.
func (p *page) chip() {
	in := p.txn.Intent
	if in.Entry != txn.Insert && in.Entry != txn.Tap {
		return
	}
	p.row(plain(cryptogramName(in.Chip)), in.Chip[tagCryptogram])
	for _, r := range chipRows {
		p.row(plain(r.name), r.value(in.Chip))
	}
}

func cryptogramName(chip roll.ChipTags) string {
	if chip[tagCryptogramInfo] == offlineApproval {
		return "TC"
	}
	return "ARQC"
}

// plain is a name that is the same in both languages.
func plain(s string) txn.Words { return txn.Words{ZH: s, EN: s} }

func (r chipRow) value(chip roll.ChipTags) string {
	for _, tag := range r.tags {
		if v, given := chip[tag]; given && r.text {
			return maskNumbers(chipText(v))
		} else if given {
			return v
		}
	}
	return ""
}

// chipText reads a name as a chip gives it: hex of characters. What is no ASCII is left
// out: its alphabet is named by another tag, and no slip needs it.
func chipText(hexed string) string {
	raw, err := hex.DecodeString(hexed)
	if err != nil {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(raw))
}
