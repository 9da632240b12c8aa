// Package config reads the terminal's configuration: one TOML file, strict,
// with a default, a unit and a description for every key.
//
// The table in keys.go is the whole of it: a key that is not there does not
// exist. Whatever is refused names the file, the line and what is expected.
package config

import (
	"time"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/journal/roll"
	makes "posterm/printer/profile"
	"posterm/txn"
)

// Config is a whole, checked configuration. Load and Default make one; the zero
// value is not valid.
type Config struct {
	Lang      txn.Lang
	Duplicate Duplicate
	Terminal  Terminal
	Host      Host
	Printer   Printer
	Reversal  Reversal
	Void      Void
	Limits    Limits
	Flags     roll.FlagRules // what counts as unusual
	Wallet    Wallet
	Eslip     Eslip
	Notify    Notify
	Observe   Observe

	sources map[string]string // "file:line" of every key that a file sets
}

// Terminal is who the terminal is.
type Terminal struct {
	ID           string // field 41, exactly 8 characters
	Merchant     string // field 42, exactly 15 characters
	MerchantName string
	Operator     string // two digits
	Operators    string // OperatorsOff or OperatorsOn
	ServicePhone string // empty: not shown
	StaticCode   string // text of the code on the counter; empty: there is none
	Copies       int    // of a purchase slip, 0 to 2
	AutoSignin   bool
	Training     bool   // no money moves; see ForTraining
	BatchLimit   int    // transactions of one batch, 1 to 500
	Paper        Paper  // of the cardholder's copy
	SlipCode     string // what a QR code on a slip holds: SlipCodeNone, SlipCodeSummary or SlipCodeEslip
	Goods        bool   // the menu asks what was bought
	Customer     string // display that faces the customer: absolute path, serial://..., "none" or empty; front/customer reads it
	DeviceKey    string // absolute path of a file that the keys at rest are bound to; empty: the machine's id
}

// Whether operators sign in at the menu.
const (
	OperatorsOff = "off"
	OperatorsOn  = "on" // front/operator
)

// The QR codes of slips.
const (
	SlipCodeNone    = "none"
	SlipCodeSummary = "summary" // signed, see receipt/summary
	SlipCodeEslip   = "eslip"   // the link to the e-slip, see receipt/link
)

// Paper is when the cardholder's copy is printed.
type Paper string

// The values of terminal.paper.
const (
	PaperAlways  Paper = "always"
	PaperRequest Paper = "request" // when a person asks for it: the e-slip comes first
)

// Eslip is how e-slips 电子小票 reach customers.
type Eslip struct {
	Listen   string // host:port of the small server of "posterm run"; empty: off
	BaseURL  string // what links begin with, without a slash at its end; empty: there are no links
	Days     int    // how long a link lives
	Insecure bool   // plain HTTP beyond this machine is allowed
}

// Host is how the acquirer is reached.
type Host struct {
	Profile         string // one of profile.Names
	MAC             keys.Algorithm
	Signin          keys.Form // always one that goes with MAC
	TPDU            frame.TPDU
	Primary         string   // host:port
	Backup          string   // host:port; empty: none
	Interfaces      []string // tried in this order; empty: the system's choice
	CoolDown        time.Duration
	ConnectTimeout  time.Duration
	ResponseTimeout time.Duration
	KeepOpen        bool
	EchoAfter       time.Duration
	Wrapper         line.WrapperName
	Path            string // of HTTP
	TLS             bool
	CA, Cert, Key   string     // absolute paths; empty: none
	Pins            []line.Pin // one of them must be in the host's chain; empty: any
	Name            string     // in the host's certificate; empty: that of the address
	Insecure        bool       // plain TCP beyond this machine is allowed
}

// Printer is where the printer is, its make, and how wide its paper.
type Printer struct {
	Port           string         // URL, or "none"; the driver reads the rest of it
	Profile        string         // name of a built-in one, or path of a file
	Make           *makes.Profile // what Profile names
	Columns        int            // narrow characters on a line; the profile's unless set
	Temperature    string         // of the paper: "auto", "none", degrees or a path; the driver reads it
	ConfirmTimeout time.Duration
}

// Reversal says how owed reversals are sent (RULES.md 3.2, 3.6).
type Reversal struct {
	Attempts   int // sends per occasion, and final refusals before it is parked
	When       When
	WhenParked WhenParked
}

// Void says where a void's card comes from.
type Void struct{ Card VoidCard }

// Limits are the merchant's own, in fen: what is over one is refused and never sent. Zero: none.
type Limits struct{ Sale, SaleDay, Refund, RefundDay txn.Fen }

// Wallet says how wallet payments are asked about (RULES.md 5).
type Wallet struct {
	AskFor time.Duration // then an order that is not decided is closed
}

// Duplicate is what a second swipe of the same card and amount within ten
// minutes does (RULES.md 3.9).
type Duplicate string

// The values of duplicate.
const (
	DuplicateWarn   Duplicate = "warn"   // the sale goes on with a warning
	DuplicateAsk    Duplicate = "ask"    // a person confirms
	DuplicateRefuse Duplicate = "refuse" // the sale is refused
)

// When is when an owed reversal is sent (RULES.md 3.2).
type When string

// The values of reversal.when.
const (
	NextOnline When = "next-online" // before the next online transaction
	AtOnce     When = "at-once"     // also immediately, and at boot
)

// WhenParked is what a parked reversal does to new sales (RULES.md 3.6).
type WhenParked string

// The values of reversal.when_parked.
const (
	ParkedSell  WhenParked = "sell"
	ParkedBlock WhenParked = "block"
)

// VoidCard is where a void's card comes from.
type VoidCard string

// The values of void.card.
const (
	VoidAsk    VoidCard = "ask"    // it is presented again
	VoidStored VoidCard = "stored" // the sealed number of the original
)
