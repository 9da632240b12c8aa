package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"posterm/internal/config"
	"posterm/terminal"
	"posterm/txn"
)

// cli is the command line (INTERFACE.md 1).
type cli struct {
	Config   string `help:"configuration file (TOML); without one the built-in defaults talk to a local lab" placeholder:"FILE" type:"path"`
	Data     string `help:"data directory: journal and keys" placeholder:"DIR" type:"path"`
	Lang     string `help:"language of texts: zh or en; default from the configuration" placeholder:"zh|en" enum:",zh,en" default:""`
	JSON     bool   `help:"exactly one JSON object on one line of stdout, also for errors" name:"json"`
	Training bool   `help:"no money moves: a journal of its own, and nobody is contacted; every slip says so 训练"`
	LogLevel string `help:"how much is logged: error, warn, info or debug; default: warn, on a tty error" enum:",error,warn,info,debug" default:"" placeholder:"LEVEL"`
	LogFile  string `help:"log to a file instead of stderr; reopened on SIGHUP" placeholder:"FILE" type:"path"`

	Init    initCmd    `cmd:"" help:"provision: data directory, journal and keys 初始化"`
	Run     runCmd     `cmd:"" help:"the terminal: power-on recovery and menu, until SIGTERM 运行"`
	Sale    saleCmd    `cmd:"" help:"charge a card 消费"`
	Pay     payCmd     `cmd:"" help:"charge a customer's payment code 扫码支付"`
	Collect collectCmd `cmd:"" help:"show a code that the customer scans, wait until it is paid 出码收款"`
	Cash    cashCmd    `cmd:"" help:"record a payment in cash; the host never hears of it 现金收款"`
	Void    voidCmd    `cmd:"" help:"undo a sale or a cash payment of the open batch 撤销"`
	Refund  refundCmd  `cmd:"" help:"give back a sale, or part of it 退货"`
	Balance balanceCmd `cmd:"" help:"ask for a card's balance; delivers owed reversals first 余额查询"`
	Preauth preauthCmd `cmd:"" help:"hold an amount on a card 预授权"`

	PreauthVoid  preauthVoidCmd  `cmd:"" name:"preauth-void" help:"release a hold 预授权撤销"`
	Complete     completeCmd     `cmd:"" help:"turn a hold into money 预授权完成"`
	CompleteVoid completeVoidCmd `cmd:"" name:"complete-void" help:"undo a completion of the open batch 预授权完成撤销"`

	Signin   signinCmd   `cmd:"" help:"fetch working keys from the host 签到"`
	Signoff  signoffCmd  `cmd:"" help:"sign off from the host 签退"`
	Settle   settleCmd   `cmd:"" help:"settle the batch with the host; goes on where it was cut 批结算"`
	Query    queryCmd    `cmd:"" help:"ask what the host holds of a transaction; changes nothing 查单"`
	Echo     echoCmd     `cmd:"" help:"test the line to the host 回响测试"`
	Status   statusCmd   `cmd:"" help:"what happened to the money and the paper; from the journal alone 查询"`
	Reprint  reprintCmd  `cmd:"" help:"print what is owed, else a marked copy 重打印"`
	Eslip    eslipCmd    `cmd:"" help:"a slip without paper: its link, or a page, picture or PDF 电子小票"`
	Verify   verifyCmd   `cmd:"" help:"is a slip genuine? by its QR code; or show the key that tells 验真"`
	Reversal reversalCmd `cmd:"" help:"what is owed to the host, and a person's decision 冲正"`
	Details  detailsCmd  `cmd:"" help:"the transactions of the open batch 交易明细"`
	Totals   totalsCmd   `cmd:"" help:"what the open batch comes to 交易汇总"`
	Journal  journalCmd  `cmd:"" help:"the roll: list, show, export, check 流水"`
	Settings configCmd   `cmd:"" name:"config" help:"every configuration key with value, source and default 参数"`
	Operator operatorCmd `cmd:"" help:"who may work here; the way back for a lost password 操作员"`
	Doctor   doctorCmd   `cmd:"" help:"check storage, clock, host, printer, keys 自检"`
	Notify   notifyCmd   `cmd:"" help:"the events that others are told: what waits, deliver, enable 通知"`
	Version  versionCmd  `cmd:"" help:"version, commit, build, schema 版本"`
}

// verb is a command: it answers with an exit code, or an error that says which.
type verb interface {
	run(ctx context.Context, a *app) (int, error)
}

// Run is the whole program for one command line. Exit codes: INTERFACE.md 1.
func (p Program) Run(ctx context.Context, args []string) int {
	var c cli
	a := &app{cli: &c, edges: p.Edges, told: make(chan struct{}, 1), in: p.In, out: p.Out, errw: p.Err, getenv: p.Getenv, json: wantsJSON(args)}
	chosen, help, err := parse(&c, args)
	if err != nil {
		c.Lang = wantedLang(args)
		return a.fail(usage(err, args))
	}
	if help != "" {
		fmt.Fprintln(p.Out, strings.TrimRight(help, "\n"))
		return terminal.ExitDone
	}
	a.json = c.JSON
	if err := a.start(); err != nil {
		return a.fail(err)
	}
	defer a.end()
	if code, done := a.byDoor(ctx, chosen, args); done {
		return code
	}
	code, err := chosen.run(ctx, a)
	if err != nil {
		return a.fail(err)
	}
	return code
}

// carryOut is a command that came by the door. What goes wrong with it is its own affair.
func (a *app) carryOut(ctx context.Context, args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			a.log.Error().Str("panic", plain(fmt.Errorf("%v", r))).Msg("command of another process")
			code = a.fail(errors.New("this command broke; the terminal goes on"))
		}
	}()
	chosen, help, err := parse(a.cli, args)
	switch {
	case err != nil:
		a.cli.Lang = wantedLang(args)
		return a.fail(usage(err, args))
	case a.refusal != nil:
		return a.fail(a.refusal)
	case help != "":
		fmt.Fprintln(a.out, strings.TrimRight(help, "\n"))
		return terminal.ExitDone
	}
	a.json = a.cli.JSON
	if lang, err := txn.ParseLang(a.cli.Lang); err == nil {
		a.cfg.Lang = lang
	}
	if _, alone := chosen.(alone); alone {
		return a.fail(errors.New("this command needs no terminal that runs"))
	}
	if code, err = chosen.run(ctx, a); err != nil {
		return a.fail(a.blamed(err))
	}
	return code
}

// wantedLang is the language a command line asks for that cannot be parsed, by itself or by its configuration; "" for none.
func wantedLang(args []string) string {
	if lang := given(args, "--lang"); lang != "" {
		return lang
	}
	if file := given(args, "--config"); file != "" {
		if cfg, err := config.Load(file); err == nil {
			return cfg.Lang.String()
		}
	}
	return ""
}

// given is the value of an option in a command line that cannot be parsed; "" for none.
func given(args []string, option string) string {
	for i, arg := range args {
		if value, found := strings.CutPrefix(arg, option+"="); found {
			return value
		}
		if arg == option && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// wantsJSON: also a command line that cannot be parsed is answered in JSON when it asks for it.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		if arg == "--json" || arg == "--json=true" {
			return true
		}
	}
	return false
}

type exited struct{}

// parse reads the command line. Help text is returned instead of a verb when it was asked for.
func parse(c *cli, args []string) (v verb, help string, err error) {
	var text bytes.Buffer
	k, err := kong.New(c, kong.Name("posterm"), kong.Description("A payment terminal that always knows what happened to the money and to the paper."),
		kong.Writers(&text, &text), kong.Exit(func(int) { panic(exited{}) }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return nil, "", err
	}
	defer func() { // kong ends --help by its Exit function
		if r := recover(); r != nil {
			if _, ok := r.(exited); !ok {
				panic(r)
			}
			help = text.String()
		}
	}()
	parsed, err := k.Parse(args)
	if err != nil {
		return nil, "", err
	}
	v, ok := parsed.Selected().Target.Addr().Interface().(verb)
	if !ok {
		return nil, "", errors.New("choose one of its commands")
	}
	return v, "", nil
}

// byTrace are the commands whose first argument is a trace number, all others with one have an amount.
var byTrace = []string{"void", "complete-void", "query", "status", "reprint", "eslip", "show", "retry", "resolve"}

// usage is an error of the command line: exit 2, nothing was sent.
func usage(err error, args []string) *failure {
	hint, named := "posterm --help", ""
	var p *kong.ParseError
	if errors.As(err, &p) && p.Context != nil && p.Context.Selected() != nil {
		named = p.Context.Selected().Name
	}
	if i := slices.IndexFunc(args, negative); i >= 0 {
		_, err := txn.ParseFen(args[i])
		if slices.Contains(byTrace, named) {
			_, err = reference(args[i])
		}
		return explain(err)
	}
	if named != "" {
		hint = "posterm " + strings.TrimSpace(p.Context.Selected().Path()) + " --help"
		hint = strings.Replace(hint, "posterm posterm", "posterm", 1)
	}
	return misuse("usage", err, hint, hint)
}

// negative says whether an argument is a negative amount, which the parser takes for a flag.
func negative(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && (arg[1] == '.' || '0' <= arg[1] && arg[1] <= '9')
}

// Check says what is wrong with a command line, without doing anything.
func Check(args []string) error {
	var c cli
	_, _, err := parse(&c, args)
	return err
}
