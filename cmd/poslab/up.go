package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/emulator"
	"posterm/emulator/authority"
	"posterm/emulator/host"
	"posterm/emulator/office"
)

// hostFlags describe the acquirer host.
type hostFlags struct {
	Host    string `help:"Where the host listens; port 0 picks a free one." placeholder:"ADDR" default:"127.0.0.1:8583"`
	Backup  string `help:"Second address of the same host, with the same ledger." placeholder:"ADDR"`
	Wrapper string `help:"What the host wants around a message: none, stx or http." enum:"none,stx,http" default:"none"`
	TLS     string `name:"tls" help:"Speak TLS; the folder holds a test CA and certificates for host and terminal, and is filled when it is empty." placeholder:"DIR" type:"path"`
	// ClientCert is whether terminals must show who they are.
	ClientCert string `help:"Whether a terminal must show a certificate of that CA: none or require." enum:"none,require" default:"none"`
	Cards      string `help:"Folder of card files (*.toml) that get an account beside the built-in cards." placeholder:"DIR" type:"path"`
	Seed       uint64 `help:"Working keys and authorisation codes follow from it." placeholder:"N" default:"1"`
	Ledger     string `help:"File that keeps the ledger over restarts." placeholder:"FILE" type:"path"`
	Profile    string `help:"How messages look: ${profiles}." placeholder:"NAME" enum:"${profiles}" default:"${profile}"`
	MAC        string `name:"mac" help:"How messages under 3DES keys are authenticated: unionpay-ecb or x9.19. A terminal that signs in for SM4 keys (006, 005) uses SM4." enum:"unionpay-ecb,x9.19" default:"unionpay-ecb"`
	Knobs      string `help:"How the host behaves where hosts differ: a JSON object as the admin API takes it, or a file with one." placeholder:"JSON|FILE"`
	// Amounts is a table of answers by amount.
	Amounts  string            `help:"Answer by the last two digits of amounts: standard (.51 is answered 51), or a list like 51=51,05=ZZ." placeholder:"TABLE"`
	Terminal map[string]string `help:"Take only these terminals, of these merchants; may be repeated." placeholder:"ID=MERCHANT"`
	Merchant map[string]string `help:"Name of a merchant, for the back office; may be repeated." placeholder:"NUMBER=NAME"`
	Fee      string            `help:"What the acquirer keeps, in per cent, for the back office." placeholder:"RATE" default:"0.60"`
}

// adminFlags describe the admin API.
type adminFlags struct {
	Admin string `help:"Where the admin API listens, on the loopback only; port 0 picks a free one." placeholder:"ADDR" default:"127.0.0.1:8581"`
}

// upCmd is `poslab up`: everything.
type upCmd struct {
	hostFlags    `embed:""`
	printerFlags `embed:""`
	adminFlags   `embed:""`
	openly       `embed:""`
}

// Run serves until ctx ends.
func (c *upCmd) Run(ctx context.Context, s *streams) error {
	return serve(ctx, s, c.openly, c.hostFlags.fill, c.printerFlags.fill, c.adminFlags.fill)
}

// hostCmd is `poslab host`.
type hostCmd struct {
	hostFlags  `embed:""`
	adminFlags `embed:""`
	openly     `embed:""`
}

// Run serves until ctx ends.
func (c *hostCmd) Run(ctx context.Context, s *streams) error {
	return serve(ctx, s, c.openly, c.hostFlags.fill, c.adminFlags.fill)
}

// printerCmd is `poslab printer`.
type printerCmd struct {
	printerFlags `embed:""`
	adminFlags   `embed:""`
	openly       `embed:""`
}

// Run serves until ctx ends.
func (c *printerCmd) Run(ctx context.Context, s *streams) error {
	return serve(ctx, s, c.openly, c.printerFlags.fill, c.adminFlags.fill)
}

func (f *hostFlags) fill(o *emulator.Options) (err error) {
	o.Merchants, o.Fee = f.Merchant, f.Fee
	o.Host, o.Seed, o.Ledger, o.MAC, o.Terminals, o.Profile = f.Host, f.Seed, f.Ledger, keys.Algorithm(f.MAC), f.Terminal, f.Profile
	o.Backup, o.Wrapper, o.TLS, o.ClientCert = f.Backup, host.Wrapper(f.Wrapper), f.TLS, f.ClientCert == "require"
	if o.Amounts, err = emulator.ParseAmounts(f.Amounts); err != nil {
		return err
	}
	if _, err = office.ParseRate(f.Fee); err == nil {
		err = office.CheckNames(f.Merchant)
	}
	if err != nil {
		return err
	}
	if f.Knobs != "" {
		if o.Knobs, err = readKnobs(f.Knobs); err != nil {
			return err
		}
	}
	if f.Cards != "" {
		o.Cards, err = card.LoadDir(f.Cards)
	}
	return err
}

// readKnobs reads a JSON object, or the file that has one.
func readKnobs(s string) (host.Knobs, error) {
	if strings.HasPrefix(strings.TrimSpace(s), "{") {
		return emulator.ParseKnobs([]byte(s))
	}
	data, err := os.ReadFile(s)
	if err != nil {
		return host.Knobs{}, err
	}
	return emulator.ParseKnobs(data)
}

func (f *adminFlags) fill(o *emulator.Options) error {
	o.Admin = f.Admin
	return nil
}

// serve starts a lab, tells on one line where it listens, and waits for the end of ctx.
func serve(ctx context.Context, s *streams, open openly, parts ...func(*emulator.Options) error) error {
	var o emulator.Options
	for _, fill := range parts {
		if err := fill(&o); err != nil {
			return misuse(err, "poslab --help")
		}
	}
	if err := open.allow(s.errw, listening{"host", "收单主机", "the host", o.Host}, listening{"backup", "备用主机", "the backup host", o.Backup},
		listening{"printer-tcp", "打印机", "the printer", o.PrinterTCP}); err != nil {
		return err
	}
	lab, err := emulator.Start(ctx, o)
	if err != nil {
		return startFailure(err)
	}
	ready, err := json.Marshal(lab.Addresses())
	if err == nil {
		_, err = fmt.Fprintf(s.out, "%s\n", ready)
	}
	if err == nil {
		<-lab.Done()
	}
	return errors.Join(err, lab.Close())
}

// startFailure says what to do about a door that did not open.
func startFailure(err error) error {
	switch {
	case errors.Is(err, emulator.ErrNotLoopback):
		return misuse(err, "the admin API can move money and paper; reach it through a tunnel")
	case errors.Is(err, emulator.ErrNoTLS):
		return misuse(err, "give --tls DIR, too")
	case errors.Is(err, authority.ErrForeign):
		return misuse(err, "give --tls an empty or a new folder")
	}
	var refused *emulator.OptionError
	if !errors.As(err, &refused) {
		return err
	}
	named := fmt.Errorf("--%w", refused)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return advised(named, "stop the other program, give another address, or port 0 for a free one")
	case refused.Option == "printer-pty":
		return misuse(named, "give a path where nothing is yet, in a folder that can be written: it becomes a link to the serial line")
	case refused.Option == "out":
		return misuse(named, "--out names a folder that can be written, or made")
	}
	return misuse(named, "an address is HOST:PORT of this machine, like 127.0.0.1:9100; port 0 picks a free one")
}
