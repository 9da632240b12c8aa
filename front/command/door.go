package command

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"posterm/front/notify"
	"posterm/front/socket"
	"posterm/journal"
	"posterm/terminal"
	"posterm/txn"
)

// shared is a terminal that runs, for the commands that come by its door.
type shared struct {
	terminal *terminal.Terminal
	journal  *journal.Journal // for what never changes in it; all else is asked of the terminal
	screens  *screens
	config   string // the file it was started with
	// deliverer tells events beside the menu; nil: nobody is told.
	deliverer *notify.Deliverer
}

// alone marks the commands that never use a terminal which runs.
type alone interface{ alone() }

func (*initCmd) alone()    {}
func (*runCmd) alone()     {}
func (*configCmd) alone()  {}
func (*versionCmd) alone() {}

// byDoor has the terminal that runs carry a command out; false: none runs, or this command needs none.
func (a *app) byDoor(ctx context.Context, v verb, args []string) (code int, done bool) {
	if _, alone := v.(alone); alone {
		return 0, false
	}
	wd, err := os.Getwd()
	if err != nil {
		wd = "/"
	}
	code, err = socket.Do(ctx, a.dir, socket.Call{
		Request: socket.Request{Args: args, Dir: wd, Config: a.cli.Config}, In: a.in, Out: a.out, Err: a.errw,
	})
	switch {
	case errors.Is(err, socket.ErrCut):
		return a.fail(&failure{code: "cut", exit: terminal.ExitOpen,
			message: txn.Words{ZH: "运行中的终端在命令结束前停止了", EN: plain(socket.ErrCut)},
			hint:    txn.Words{ZH: "用 posterm status 查看最后一笔的结果，查清前请勿重复刷卡", EN: `see "posterm status" for what became of the last transaction; do not charge again before you know`}}), true
	case err != nil:
		a.log.Debug().Err(err).Msg("door")
		return 0, false // the journal says who holds it
	}
	return code, true
}

// openDoor lets other commands in until ctx ends, and gives what waits for its end. When the socket could not
// be made the terminal sells all the same.
func (a *app) openDoor(ctx context.Context, s *shared) (wait func()) {
	if a.edges.Door != nil {
		a.edges.Door(func(ctx context.Context, c socket.Call) int { return a.caller(c, s).carryOut(ctx, c.Args) })
		return func() {}
	}
	door, err := socket.Open(a.dir, func(why socket.Refusal, c socket.Call) int { return a.caller(c, s).fail(sentAway[why]) })
	if err != nil {
		a.log.Warn().Err(err).Msg("no door for other commands")
		return func() {}
	}
	var work sync.WaitGroup
	work.Go(func() {
		if err := door.Serve(ctx, func(ctx context.Context, c socket.Call) int { return a.caller(c, s).carryOut(ctx, c.Args) }); err != nil {
			a.log.Error().Err(err).Msg("door")
		}
	})
	return work.Wait
}

// sentAway is what callers read whom the door does not take.
var sentAway = map[socket.Refusal]*failure{
	socket.Busy: {code: "busy", exit: terminal.ExitNotNow, message: txn.Words{ZH: "同时运行的命令太多", EN: "too many commands at once"},
		hint: txn.Words{ZH: "请稍后再试", EN: "try again later"}},
	socket.Silent: {code: "silent", exit: terminal.ExitNotNow, message: txn.Words{ZH: "连接后没有及时发来命令，已断开", EN: "no command came in time after the connection, it was ended"},
		hint: txn.Words{ZH: "请用 posterm 的命令与运行中的终端通话", EN: "talk to the terminal that runs with commands of posterm"}},
}

// noInput: whoever was asked for a PIN, a swipe or a code gave none.
var noInput = &failure{code: "no_input", exit: terminal.ExitUse, message: txn.Words{ZH: "没有等到输入，命令已取消，未发送任何交易", EN: "no input came in time, the command was cancelled and nothing was sent"},
	hint: txn.Words{ZH: "准备好密码、卡或付款码后再试", EN: "try again with the PIN, the card or the code at hand"}}

// callerInput is the input of a caller, and remembers that the caller gave none.
type callerInput struct {
	io.Reader
	missing atomic.Bool
}

// Read reads on.
func (i *callerInput) Read(p []byte) (int, error) {
	n, err := i.Reader.Read(p)
	if errors.Is(err, socket.ErrNoInput) {
		i.missing.Store(true)
	}
	return n, err
}

// blamed is what a command failed by, as far as its caller's input was not to blame.
func (a *app) blamed(err error) error {
	if in, called := a.in.(*callerInput); called && in.missing.Load() {
		return noInput
	}
	return err
}

// caller is the command of somebody else: its own words and files, this terminal and its configuration.
func (a *app) caller(c socket.Call, s *shared) *app {
	b := &app{
		cli: &cli{}, cfg: a.cfg, edges: a.edges, link: a.link, dir: a.dir, in: &callerInput{Reader: c.In}, out: c.Out, errw: c.Err, getenv: a.getenv, log: a.log.With().Str("room", "door").Logger(),
		json: wantsJSON(c.Args), shared: s, wd: c.Dir,
	}
	if c.Config != "" && c.Config != s.config {
		b.refusal = &failure{code: "other_config", exit: terminal.ExitUse, message: usedConfig(s.config),
			hint: txn.Words{ZH: "去掉 --config，或停止运行中的终端", EN: "leave --config out, or stop the terminal that runs"}}
	}
	return b
}

// path is where a file is that a command names: what is relative belongs to the caller's directory.
func (a *app) path(name string) string {
	if a.wd == "" || filepath.IsAbs(name) {
		return name
	}
	path := filepath.Join(a.wd, name)
	if strings.HasSuffix(name, "/") {
		path += "/" // it is a folder
	}
	return path
}

// usedConfig says which configuration the terminal that runs was started with.
func usedConfig(file string) txn.Words {
	if file == "" {
		return txn.Words{ZH: "运行中的终端使用内置的默认配置", EN: "the terminal that runs uses the built-in defaults"}
	}
	return txn.Words{ZH: "运行中的终端使用另一份配置：" + file, EN: "the terminal that runs uses another configuration: " + file}
}

// use lets a command work with the terminal that runs.
func (s *shared) use(a *app, work func(*terminal.Terminal) (int, error)) (int, error) {
	t := s.terminal.In(a.lang())
	if t.TestKeys() {
		a.testKeyBanner()
	}
	if !a.reading {
		n, end := narrate(a)
		defer end()
		defer s.screens.listen(n.hear)()
	}
	return work(t)
}
