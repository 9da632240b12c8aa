package command

import (
	"cmp"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"

	"posterm/internal/redact"
	"posterm/terminal"
	"posterm/txn"
)

// startLog sends logs to stderr, as JSON lines or readable on a tty, or to a file. What looks
// like a card number is hidden on the way, although no type let it pass.
func (a *app) startLog() error {
	name := cmp.Or(a.cli.LogLevel, "warn")
	var to io.Writer = a.errw
	if f, ok := a.errw.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		to = zerolog.ConsoleWriter{Out: a.errw}
		if a.cli.LogFile == "" { // a cashier reads there, too
			name = cmp.Or(a.cli.LogLevel, "error")
		}
	}
	level, err := zerolog.ParseLevel(name)
	if err != nil {
		return err
	}
	if a.cli.LogFile != "" {
		if a.logTo, err = openLog(a.cli.LogFile); err != nil {
			return &failure{code: "log_file", exit: terminal.ExitUse, message: txn.Words{ZH: "无法写日志：" + plain(err), EN: plain(err)}, hint: txn.Words{ZH: "检查 --log-file", EN: "look at --log-file"}}
		}
		to = a.logTo
	}
	a.guard = redact.New(to, redact.Known{Merchant: a.cfg.Terminal.Merchant, Terminal: a.cfg.Terminal.ID})
	a.log = zerolog.New(a.guard).Level(level).With().Timestamp().Logger()
	return nil
}

// logFile is a log that is opened again on SIGHUP, after a rotation.
type logFile struct {
	path string
	mu   sync.Mutex
	f    *os.File
	hups chan os.Signal
}

func openLog(path string) (*logFile, error) {
	l := &logFile{path: path, hups: make(chan os.Signal, 1)}
	if err := l.reopen(); err != nil {
		return nil, err
	}
	signal.Notify(l.hups, syscall.SIGHUP)
	go func() {
		for range l.hups {
			_ = l.reopen() // the old file goes on when the new one cannot be had
		}
	}()
	return l, nil
}

// reopen does not wait for somebody to read a named pipe.
func (l *logFile) reopen() error {
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f != nil {
		_ = l.f.Close()
	}
	l.f = f
	return nil
}

// Write appends one line.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.f.Write(p)
}

// Close ends the log.
func (l *logFile) Close() error {
	signal.Stop(l.hups)
	close(l.hups)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.f.Close()
}
