package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/conformance/hosts"
	"posterm/txn"
)

// conformanceHostCmd is `poslab conformance host`.
type conformanceHostCmd struct {
	examFlags `embed:""`
	Target    string `help:"The host's address." placeholder:"ADDR"`
	Profile   string `help:"How messages look: ${profiles}." placeholder:"NAME" enum:"${profiles}" default:"${profile}"`
	MAC       string `name:"mac" help:"unionpay-ecb, x9.19 or sm4." enum:"unionpay-ecb,x9.19,sm4" default:"unionpay-ecb"`
	SignIn    string `name:"signin" help:"Form of the sign-in's keys, 60.3: 003, 004, 005 or 006; default: the profile's, 006 for sm4." placeholder:"FORM"`
	Terminal  string `help:"Terminal number, 8 characters." placeholder:"ID" default:"00010001"`
	Merchant  string `help:"Merchant number, 15 characters." placeholder:"NUMBER" default:"104512541110001"`
	Card      string `help:"The test card: a built-in name, a card file, manual:PAN:YYMM or track2:..." placeholder:"CARD" default:"A"`
	PIN       string `name:"pin" help:"- reads the card's PIN from a line of the input; default: the card file's."`
	// Decline... is what the host declines.
	DeclineAmount string        `name:"decline-amount" help:"An amount in yuan that the host declines." placeholder:"AMOUNT"`
	DeclineCard   string        `name:"decline-card" help:"A card that the host declines." placeholder:"CARD"`
	Amount        string        `help:"Amount of the first sale in yuan; each has one fen more." placeholder:"AMOUNT" default:"1.01"`
	Trace         uint32        `help:"First trace number; default: made of the time of day." placeholder:"N"`
	Timeout       time.Duration `help:"How long an answer is waited for." placeholder:"DURATION" default:"10s"`
	TPDU          string        `name:"tpdu" help:"Transport address before every message, 10 hex digits; default: the profile's." placeholder:"HEX"`
	Wrapper       string        `help:"What the host wants around a message: none, stx or http." enum:"none,stx,http" default:"none"`
	Path          string        `help:"Path of the POST, with --wrapper http." placeholder:"PATH" default:"/"`
	TLS           bool          `name:"tls" help:"Speak TLS; with --wrapper http it is HTTPS."`
	CA            string        `name:"ca" help:"File of root certificates; default: the system's." placeholder:"FILE" type:"path"`
	Cert          string        `help:"File of the terminal's certificate." placeholder:"FILE" type:"path"`
	Key           string        `help:"File of its private key." placeholder:"FILE" type:"path"`
	Name          string        `help:"The name in the host's certificate; default: the one it is dialled by." placeholder:"NAME"`
}

// Run examines a host. Exit codes: conformance.Exit.
func (c *conformanceHostCmd) Run(ctx context.Context, s *streams) error {
	if c.List {
		return c.list(s.out, "host", hosts.Cases())
	}
	o, err := c.options(s)
	if err != nil {
		return err
	}
	if err := o.Choice.Check(hosts.Cases()); err != nil {
		return misuse(err, "poslab conformance host --list")
	}
	if err := c.ready(); err != nil {
		return err
	}
	o.Each = c.each(s.out)
	report, err := hosts.Run(ctx, o)
	if err != nil {
		return misuse(err, "poslab conformance host --help")
	}
	return c.tell(s.out, report)
}

func (c *conformanceHostCmd) options(s *streams) (o hosts.Options, err error) {
	const help = "poslab conformance host --help"
	if _, _, err := net.SplitHostPort(c.Target); err != nil {
		return o, misuse(fmt.Errorf("--target %q: want the host's address, like 127.0.0.1:8583", c.Target), help)
	}
	if len(c.Terminal) != 8 || len(c.Merchant) != 15 {
		return o, misuse(fmt.Errorf("--terminal has 8 characters and --merchant 15, not %d and %d", len(c.Terminal), len(c.Merchant)), help)
	}
	if c.Trace > uint32(txn.TraceLimit) || c.Timeout <= 0 {
		return o, misuse(fmt.Errorf("--trace is at most %s and --timeout more than nothing", txn.TraceLimit), help)
	}
	o = hosts.Options{
		Form: keys.Form(c.SignIn), MAC: keys.Algorithm(c.MAC), Terminal: c.Terminal, Merchant: c.Merchant,
		Trace: txn.Trace(c.Trace), Timeout: c.Timeout, Choice: c.choice(),
	}
	if o.TMK, err = c.master(); err != nil {
		return o, err
	}
	if o.Profile, err = comms.ProfileByName(c.Profile); err == nil && c.TPDU != "" {
		o.Profile.TPDU, err = frame.ParseTPDU(c.TPDU)
	}
	if err == nil {
		err = c.money(&o, s)
	}
	if err == nil {
		o.Way, err = c.way()
	}
	if err != nil {
		err = misuse(err, help)
	}
	return o, err
}

// money reads amounts, cards and the PIN.
func (c *conformanceHostCmd) money(o *hosts.Options, s *streams) (err error) {
	if o.Amount, err = txn.ParseFen(c.Amount); err != nil {
		return fmt.Errorf("--amount: %w", err)
	}
	if c.DeclineAmount != "" {
		if o.DeclineAmount, err = txn.ParseFen(c.DeclineAmount); err != nil {
			return fmt.Errorf("--decline-amount: %w", err)
		}
	}
	if o.Card, err = card.Resolve(c.Card, card.Options{TestKeys: true, Stdin: s.in}); err != nil {
		return fmt.Errorf("--card: %w", err)
	}
	if c.DeclineCard != "" {
		declined, err := card.Resolve(c.DeclineCard, card.Options{TestKeys: true, Stdin: s.in})
		if err != nil {
			return fmt.Errorf("--decline-card: %w", err)
		}
		o.DeclineCard = &declined
	}
	switch c.PIN {
	case "":
		return nil
	case "-":
		o.Card.PIN, err = card.ReadPIN(s.in)
		return err
	}
	return fmt.Errorf("--pin takes -, and reads the PIN from the input: on a command line others can see it")
}

// way is the way to the host, and what is around its messages.
func (c *conformanceHostCmd) way() (w line.Path, err error) {
	settings := line.Settings{Primary: c.Target, Wrapper: line.WrapperName(c.Wrapper), HTTPPath: c.Path, Agent: "poslab", KeepOpen: true}
	switch {
	case c.Wrapper != string(line.WrapHTTP) && c.Path != "/":
		return w, fmt.Errorf("--path goes with --wrapper http")
	case !strings.HasPrefix(c.Path, "/") || strings.IndexFunc(c.Path, func(r rune) bool { return r <= ' ' || r > '~' || r == '#' }) >= 0:
		return w, fmt.Errorf("--path %q: want a path as it stands in a request, like /pos", c.Path)
	}
	if c.TLS {
		settings.TLS = &line.TLS{CA: c.CA, Cert: c.Cert, Key: c.Key, Name: c.Name}
	} else if c.CA+c.Cert+c.Key+c.Name != "" {
		return w, fmt.Errorf("--ca, --cert, --key and --name go with --tls")
	}
	paths, err := line.Paths(settings)
	if err != nil {
		return w, err
	}
	return paths[0], nil
}
