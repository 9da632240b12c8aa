package main

import (
	"context"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"posterm/comms/profile"
)

// Exit codes: 0 is done.
const (
	exitError = 1 // it did not work, or the facts disagree
	exitUse   = 2 // wrong use; nothing was started
	exitHeld  = 6 // not now: another process holds the journal
)

// cli is the command line (INTERFACE.md 2).
type cli struct {
	Demo      demoCmd      `cmd:"" help:"三个收银故事：钱、流水和纸 · three stories at a till: money, record and paper."`
	Panel     panelCmd     `cmd:"" help:"浏览器面板：终端、打印机、主机 · the panel in the browser: terminal, printer, host, and all their faults."`
	Up        upCmd        `cmd:"" help:"收单主机与打印机 · acquirer host and printer, until SIGTERM."`
	Host      hostCmd      `cmd:"" help:"仅收单主机 · the acquirer host alone."`
	Printer   printerCmd   `cmd:"" help:"仅打印机 · the printer alone."`
	Reconcile reconcileCmd `cmd:"" help:"对账：流水、账本、纸 · a terminal's journal against ledger and paper."`
	Office    officeCmd    `cmd:"" help:"商户后台：次日对账、证据包 · the merchant back office: next day's reconciliation, evidence packs."`
	Scenario  scenarioCmd  `cmd:"" help:"商户故事：剧本与核对 · merchants' stories: told, and held to what they say."`
	// Conformance examines other people's machines.
	Conformance conformanceCmd `cmd:"" help:"符合性检验：别人的终端、别人的主机 · somebody else's terminal, or host, examined case by case."`
	Sim         simCmd         `cmd:"" help:"模拟一生：故障、断电、核对 · a simulated shop from a seed: faults, power cuts, and what was found."`
	Decode      decodeCmd      `cmd:"" help:"解读报文或打印指令 · explain ISO 8583 or ESC/POS bytes."`
	Webhooks    webhooksCmd    `cmd:"" help:"接收终端的事件通知 · receive a terminal's notifications and verify them."`
	Version     versionCmd     `cmd:"" help:"版本 · version, commit and build."`
}

// streams is everything a verb may read and write.
type streams struct {
	in        io.Reader
	out, errw io.Writer
}

// run is the whole program. Exit codes: INTERFACE.md 2.
func run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	var c cli
	helped := false
	k, err := kong.New(&c, kong.Name("poslab"), kong.Writers(out, errw), kong.Exit(func(int) { helped = true }),
		kong.Description("The lab around the terminal. Test cards and test keys only."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"profiles": strings.Join(profile.Names(), ","), "profile": profile.Default})
	if err != nil {
		return fail(errw, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := k.Parse(args)
	switch {
	case helped:
		return 0
	case err != nil:
		return fail(errw, misuse(err, "poslab --help"))
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return fail(errw, chosen.Run(&streams{in, out, errw}))
}
