package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/conformance/terminals"
	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/txn"
)

// conformanceTerminalCmd is `poslab conformance terminal`.
type conformanceTerminalCmd struct {
	examFlags `embed:""`
	openly    `embed:""`
	Host      string `help:"Where the host listens; port 0 picks a free one." placeholder:"ADDR" default:"127.0.0.1:8583"`
	Drive     string `help:"A command line for sh that makes the terminal act: {do} is signin, sale, balance, void or settle, {amount} yuan, {trace} the original of a void; POSLAB_DO, POSLAB_AMOUNT, POSLAB_TRACE, POSLAB_HOST, POSLAB_WRAPPER and, with TLS, POSLAB_CA, POSLAB_CERT and POSLAB_KEY in the environment. Without it a person is told what to do." placeholder:"CMD"`
	// Limit is for one action of the terminal.
	Limit   time.Duration `help:"How long one action of the terminal may take." default:"4m" placeholder:"DURATION"`
	MAC     string        `name:"mac" help:"How messages under 3DES keys are authenticated: unionpay-ecb or x9.19." enum:"unionpay-ecb,x9.19" default:"unionpay-ecb"`
	Wrapper string        `help:"What the host wants around a message: none, stx or http." enum:"none,stx,http" default:"none"`
	TLS     string        `name:"tls" help:"Speak TLS; the folder holds a test CA and certificates for host and terminal, and is filled when it is empty." placeholder:"DIR" type:"path"`
	// ClientCert is whether the terminal must show who it is.
	ClientCert string            `help:"Whether the terminal must show a certificate of that CA: none or require." enum:"none,require" default:"none"`
	Cards      string            `help:"Folder of card files (*.toml) that get an account beside the built-in cards: the terminal's card must have one." placeholder:"DIR" type:"path"`
	Terminal   map[string]string `help:"Take only this terminal, of this merchant; may be repeated." placeholder:"ID=MERCHANT"`
	Seed       uint64            `help:"Working keys and authorisation codes follow from it." placeholder:"N" default:"1"`
}

// Run examines a terminal. Exit codes: conformance.Exit.
func (c *conformanceTerminalCmd) Run(ctx context.Context, s *streams) error {
	if c.List {
		return c.list(s.out, "terminal", terminals.Cases())
	}
	o, err := c.options()
	if err != nil {
		return err
	}
	if err := o.Choice.Check(terminals.Cases()); err != nil {
		return misuse(err, "poslab conformance terminal --list")
	}
	if err := c.allow(s.errw, listening{"host", "收单主机", "the host", c.Host}); err != nil {
		return err
	}
	env, err := c.secure(s, &o)
	if err != nil {
		return err
	}
	if err := c.ready(); err != nil {
		return err
	}
	if o.Listen, err = link.TCP.Listen(c.Host); err != nil {
		return nothingRun(&emulator.OptionError{Option: "host", Value: c.Host, Err: err})
	}
	at := o.Listen.Addr().String()
	fmt.Fprintf(s.errw, txn.Words{ZH: "主机监听 %s\n", EN: "the host listens at %s\n"}.In(c.lang()), at)
	o.Driver = terminals.Command{Line: c.Drive, Env: append(env, "POSLAB_HOST="+at, "POSLAB_WRAPPER="+c.Wrapper), Out: s.errw}
	if c.Drive == "" {
		o.Driver, o.Begin = terminals.NewOperator(s.in, s.errw, c.lang()), c.begin(s.errw)
	}
	o.Each = c.each(s.out)
	report, err := terminals.Run(ctx, o)
	if err != nil {
		return nothingRun(err)
	}
	return c.tell(s.out, report)
}

// nothingRun is what kept an examination from beginning, with the exit code that says so.
func nothingRun(err error) error {
	f := &failure{err: err}
	errors.As(startFailure(err), &f)
	f.exit = exitUse
	return f
}

// secure opens the certificates, and says where the terminal finds those it needs.
func (c *conformanceTerminalCmd) secure(s *streams, o *terminals.Options) (env []string, err error) {
	switch {
	case c.TLS == "" && c.ClientCert == "require":
		return nil, misuse(errors.New("--client-cert goes with --tls"), "--tls DIR, an empty folder")
	case c.TLS == "":
		return nil, nil
	}
	folder, err := emulator.Certificates(c.TLS, c.Host)
	if err != nil {
		return nil, misuse(fmt.Errorf("--tls: %w", err), "an empty folder, or one that poslab filled")
	}
	o.Door.TLS, o.Issuer = emulator.Secure(folder, c.ClientCert == "require"), folder.Root
	fmt.Fprintf(s.errw, txn.Words{ZH: "TLS：终端应信任 %s，自己的证书为 %s 和 %s\n", EN: "TLS: the terminal must trust %s; its own certificate is in %s, the key in %s\n"}.In(c.lang()), folder.CA, folder.Cert, folder.Key)
	return []string{"POSLAB_CA=" + folder.CA, "POSLAB_CERT=" + folder.Cert, "POSLAB_KEY=" + folder.Key}, nil
}

func (c *conformanceTerminalCmd) options() (o terminals.Options, err error) {
	var cards []card.Definition
	if c.Cards != "" {
		if cards, err = card.LoadDir(c.Cards); err != nil {
			return o, misuse(err, "poslab conformance terminal --help")
		}
	}
	tmk, err := c.master()
	if err != nil {
		return o, err
	}
	if c.Limit <= 0 {
		return o, misuse(fmt.Errorf("--limit %s: want more than nothing", c.Limit), "like 90s or 4m")
	}
	return terminals.Options{
		Host:   host.Options{Accounts: emulator.Accounts(cards), Terminals: c.Terminal, TMK: tmk, MAC: keys.Algorithm(c.MAC), Seed: c.Seed},
		Door:   host.Door{Wrapper: host.Wrapper(c.Wrapper)},
		Choice: c.choice(), Limit: c.Limit,
	}, nil
}
